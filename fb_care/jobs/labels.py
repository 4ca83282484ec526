"""Daily: whether the index of labels is true. It is kept as threads change; this mends what a race left."""

from __future__ import annotations

from fb_care.inbox import label_rebuild
from fb_care.jobs.alone import alone

LOCK_S = 1600


def run() -> None:
	"""All threads with labels, unless another run is under way."""
	with alone("labels", LOCK_S) as mine:
		if mine:
			label_rebuild.rebuild()
