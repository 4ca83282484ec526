"""What the host's scheduler calls. The names matter: the host names a Scheduled Job Type after the last two
parts of its method, and an app whose method ends alike would lose its own.
"""

from __future__ import annotations

from fb_care.inbound.job import job
from fb_care.jobs import away, figures, health, labels, retention, sweep, windows


@job
def fb_care_sweep() -> None:
	"""Each minute."""
	sweep.run()


@job
def fb_care_away() -> None:
	"""Each minute."""
	away.run()


@job
def fb_care_windows() -> None:
	"""Each minute."""
	windows.run()


@job
def fb_care_figures() -> None:
	"""Each quarter of an hour."""
	figures.run()


@job
def fb_care_health() -> None:
	"""Each hour."""
	health.run()


@job
def fb_care_retention() -> None:
	"""Each day."""
	retention.run()


@job
def fb_care_labels() -> None:
	"""Each day."""
	labels.run()
