"""Daily: clear processed deliveries and changes that never found what they change.

Called by the host's scheduler, and by the host's log clearing for those who set it. Never clears a delivery
that failed or still waits: those go only when a person deletes them.
"""

from __future__ import annotations

import time

import frappe

from fb_care import clock, settings
from fb_care.jobs.alone import alone

DAY_MS = 24 * 3600 * 1000
BATCH = 1000
#: At most this many batches per run: a million rows a day.
MAX_BATCHES = 1000
#: Seconds after which no further batch is begun: what is left goes tomorrow. The host ends the job at 1500.
SECONDS = 600.0
LOCK_S = 1600
PENDING_DAYS = 30


def run() -> None:
	"""One daily run, unless another one is under way."""
	with alone("retention", LOCK_S) as mine:
		if mine:
			clear_deliveries(int(settings.get().keep_events_days or 30))
			clear_pending_changes()


def clear_deliveries(days: int) -> int:
	"""Delete deliveries that were processed without failure and came more than `days` ago; how many."""
	before = clock.now_ms() - max(1, int(days)) * DAY_MS
	filters = {"state": "Done", "failed_count": 0, "received_ms": ["<", before]}
	return _clear("FB Webhook Event", filters, "received_ms asc")


def clear_pending_changes() -> int:
	"""Delete edits, reactions and so on whose message has not come within 30 days; how many."""
	before = clock.now_ms() - PENDING_DAYS * DAY_MS
	return _clear("FB Pending Change", {"at_ms": ["<", before]}, "at_ms asc")


def _clear(doctype: str, filters: dict, order_by: str) -> int:
	"""In batches with a commit after each, so that nothing else waits long for a lock."""
	cleared = 0
	until = time.monotonic() + SECONDS
	for _batch in range(MAX_BATCHES):
		if time.monotonic() > until:
			break
		names = frappe.get_all(doctype, filters=filters, limit=BATCH, order_by=order_by, pluck="name")
		if not names:
			break
		frappe.db.delete(doctype, {**filters, "name": ["in", names]})
		frappe.db.commit()
		cleared += len(names)
	return cleared
