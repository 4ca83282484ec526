"""How hypothesis tries things out: by what comes of them, not by how long a busy machine takes for one."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("fb_care", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fb_care")
