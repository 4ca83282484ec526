"""Picking deliveries to process again. Called by the command line; the desk names them itself."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.utils import get_datetime

from fb_care.api import events

MOST = 100_000


def replay(names: Sequence[str] = (), failed: bool = False, since: str | None = None) -> dict:
	"""Replay the named deliveries, or those picked; {"replayed": n, "busy": [...]}.

	`since` is a date or time in the site's time zone. Raises ValueError when nothing says which ones, when a
	name is unknown or `since` is no date. Commits.
	"""
	if not (names or failed or since):
		raise ValueError("Say which deliveries: names, --failed or --since.")
	return events.put_back(pick(names, failed, since))


def pick(names: Sequence[str], failed: bool, since: str | None) -> list[str]:
	"""The names, oldest first."""
	filters: dict = {}
	if names:
		filters["name"] = ["in", list(names)]
	if failed:
		filters["state"] = "Failed"
	if since:
		filters["received_at"] = [">=", _when(since)]
	found = frappe.get_all(
		"FB Webhook Event", filters=filters, order_by="received_ms asc", limit=MOST, pluck="name"
	)
	unknown = [] if failed or since else sorted(set(names) - set(found))
	if unknown:
		raise ValueError(f"There is no delivery {', '.join(unknown)}.")
	return found


def _when(since: str) -> object:
	try:
		return get_datetime(since)
	except Exception:
		raise ValueError(f"{since} is no date; write 2026-11-22 or '2026-11-22 08:00'.") from None
