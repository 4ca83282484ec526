"""Who is told when a page becomes away or available: the figures, and the people who may see the page."""

from __future__ import annotations

import frappe

from fb_care import team
from fb_care.inbound.job import logged

#: Sent to each person of the page: {"page", "away", "kind", "until_ms"}.
EVENT = "fb_care_availability"


def to_figures(page: str, from_ms: int, to_ms: int) -> None:
	"""Openings of these times (UTC ms) may be left out now. Called after the commit; commits itself."""
	from fb_care.figures import standing

	with logged(f"fb_care: the openings of page {page} were not looked at after it was away"):
		standing.away_changed(page, from_ms, to_ms)


def to_people(page: str, away: bool, kind: str, until_ms: int) -> None:
	"""Open browsers of the page's people show it, once this transaction is committed."""
	message = {"page": page, "away": int(away), "kind": kind, "until_ms": until_ms}
	for user in team.of_page(page):
		frappe.publish_realtime(EVENT, message, user=user, after_commit=True)
