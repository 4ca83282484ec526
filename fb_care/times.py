"""Times as people of this site read them.

Everything that fills a Datetime field from Meta's milliseconds asks here. Order and figures never use these
fields: they are in the site's time zone, which changes with summer time.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from frappe.utils import get_system_timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
	return ZoneInfo(name)


def site_datetime(ms: int | None) -> datetime | None:
	"""`ms` (UTC, since 1970) as a naive datetime in the site's time zone; None for None or 0, "not known"."""
	if not ms:
		return None
	at = _EPOCH + timedelta(milliseconds=ms)
	return at.astimezone(_zone(get_system_timezone())).replace(tzinfo=None)


def utc_ms(at: datetime | None) -> int:
	"""A naive datetime in the site's time zone as UTC ms; 0 for None."""
	if not at:
		return 0
	return int(at.replace(tzinfo=_zone(get_system_timezone())).timestamp() * 1000)
