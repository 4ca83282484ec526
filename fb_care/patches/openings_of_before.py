"""Openings and answers of the messages that were here before figures were kept."""

from __future__ import annotations

from fb_care import install
from fb_care.jobs import figures


def execute() -> None:
	"""In the background: it may be many. New messages are kept meanwhile, in whatever order."""
	install.make_response_policies()
	figures.request_rebuild()
