"""Each minute: take up what was left lying. Called by the host's scheduler; safe to run at any time.

What normally happens at once (processing, tickets, fetching) is only asked for again here when it is
overdue, so a lost queue, a killed worker or a failed job never loses a message. Bounded per run.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe

from fb_care import clock
from fb_care.inbound import contention

LOCK = "fb_care:sweep"
LOCK_S = 300
#: When the last sweep ran, for the doctor: the surest sign that the scheduler is on.
BEAT = "fb_care:swept_ms"
MAX_TICKETS = 200


def run() -> None:
	"""One sweep, unless another one is under way. One step's failure doesn't stop the next."""
	key = frappe.cache.make_key(LOCK)
	if not frappe.cache.set(key, 1, nx=True, ex=LOCK_S):
		return
	frappe.cache.set(frappe.cache.make_key(BEAT), clock.now_ms(), ex=24 * 3600)
	try:
		for step in (wake_processing, sync_tickets, ask_for_fetch):
			_guarded(step)
	finally:
		frappe.cache.delete(key)


def last_run_ms() -> int:
	"""When a sweep began last (UTC ms); 0 when none has within a day."""
	return int(frappe.cache.get(frappe.cache.make_key(BEAT)) or 0)


def wake_processing() -> None:
	"""Deliveries that nobody took, retries that are due, and those a dead worker had taken."""
	from fb_care.inbound import process

	process.sweep()


def sync_tickets() -> int:
	"""Bring the tickets up to date that a drain left behind; how many."""
	from fb_care.tickets import sync

	return sync.sync_due(limit=MAX_TICKETS)


def ask_for_fetch() -> None:
	"""Names, pictures and files that are still to be fetched."""
	from fb_care.jobs import fetch

	fetch.enqueue_if_pending()


def _guarded(step: Callable[[], object]) -> None:
	try:
		contention.patiently(step)
	except Exception:
		frappe.log_error(
			title=f"fb_care: step {step.__name__} of the sweep failed; the next sweep tries again"
		)
		frappe.db.commit()
