"""The index by which the inbox lists a label is filled for the threads that were here before."""

from __future__ import annotations

from fb_care.inbox import label_rebuild


def execute() -> None:
	"""In batches, each committed. May run any number of times."""
	label_rebuild.rebuild()
