"""Deliveries: replay, and the figures that say how well they flow. For managers."""

from __future__ import annotations

from collections import Counter

import frappe
from frappe import _

from fb_care import clock, permissions
from fb_care.footprint import MANAGERS
from fb_care.inbound import contention, process

STATES = ("Received", "Working", "Done", "Failed")
MOST = 5000
#: How many of the newest deliveries with unknown events are looked through for their kinds.
LOOKED_AT = 500


@frappe.whitelist(methods=["POST"])
def replay(names: str | list) -> dict:
	"""Process these deliveries again from their raw bodies; {"replayed": n, "busy": [names at work now]}.

	Replaying is safe: what a delivery already brought is found and not made twice.
	"""
	_managers_only()
	names = frappe.parse_json(names) if isinstance(names, str) and names.startswith("[") else names
	names = [names] if isinstance(names, str) else [str(name) for name in names]
	if len(names) > MOST:
		frappe.throw(_("At most {0} at a time.").format(MOST))
	return put_back(names)


def put_back(names: list[str]) -> dict:
	"""As `replay`, without the permission check: for the command line. Commits."""
	return contention.patiently(lambda: _put_back(names))


def _put_back(names: list[str]) -> dict:
	filters = {"name": ["in", names or [""]], "state": "Working"}
	busy = frappe.get_all("FB Webhook Event", filters=filters, pluck="name")
	return {"replayed": process.replay([name for name in names if name not in busy]), "busy": busy}


@frappe.whitelist()
def figures() -> dict:
	"""Deliveries by state, how long the oldest waits (ms), lag per page (ms), unknown kinds with counts."""
	_managers_only()
	return collect()


def collect() -> dict:
	"""As `figures`, without the permission check."""
	oldest = frappe.get_all(
		"FB Webhook Event",
		filters={"state": ["in", ["Received", "Working"]]},
		fields=["received_ms"],
		order_by="received_ms asc",
		limit=1,
	)
	pages = frappe.get_all("FB Page", fields=["name", "page_name", "last_event_ms", "lag_ms"])
	return {
		"states": {state: frappe.db.count("FB Webhook Event", {"state": state}) for state in STATES},
		"oldest_waiting_ms": clock.now_ms() - oldest[0].received_ms if oldest else 0,
		"pages": [dict(page) for page in pages],
		"unknown": unknown_kinds(),
	}


def unknown_kinds() -> dict[str, int]:
	"""What came that this app doesn't know, in words of Meta, with how often; from the newest deliveries."""
	rows = frappe.get_all(
		"FB Webhook Event",
		filters={"unknown_count": [">", 0]},
		fields=["outcomes"],
		order_by="received_ms desc",
		limit=LOOKED_AT,
	)
	counts: Counter[str] = Counter()
	for row in rows:
		for outcome in frappe.parse_json(row.outcomes) or []:
			if outcome.get("state") == "unknown":
				counts[str(outcome.get("reason") or outcome.get("kind") or "unknown")[:140]] += 1
	return dict(counts.most_common(50))


def _managers_only() -> None:
	"""Managers of all pages only: one delivery can hold events of several pages."""
	frappe.only_for(MANAGERS)
	if permissions.limited_to_pages(frappe.session.user):
		frappe.throw(
			_("You are limited to some pages; deliveries hold events of all."), frappe.PermissionError
		)
