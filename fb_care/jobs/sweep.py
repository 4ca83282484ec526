"""Each minute: take up what was left lying. Called by the host's scheduler; safe to run at any time.

What normally happens at once (processing, tickets, fetching) is only asked for again here when it is
overdue, so a lost queue, a killed worker or a failed job never loses a message. Bounded per run, in number
and time.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import frappe

from fb_care import clock
from fb_care.inbound import contention
from fb_care.inbound.job import logged
from fb_care.jobs.alone import alone

#: Longer than the host lets the job run, so that it can't be lost by a sweep that is still at work.
LOCK_S = 400
#: When the last sweep ran, for the doctor: the surest sign that the scheduler is on.
BEAT = "fb_care:swept_ms"
MAX_TICKETS = 200
#: So many of each kind are looked for at a time, and seconds after which no more are.
TICKETS_AT_ONCE = 10
TICKET_SECONDS = 120.0


def run() -> None:
	"""One sweep, unless another one is under way. One step's failure doesn't stop the next."""
	with alone("sweep", LOCK_S) as mine:
		if not mine:
			return
		frappe.cache.set(frappe.cache.make_key(BEAT), clock.now_ms(), ex=24 * 3600)
		sending = (wake_sending, wake_private_replies, reply_automatically)
		for step in (wake_processing, *sending, sync_tickets, refresh_figures, ask_for_fetch):
			_guarded(step)


def last_run_ms() -> int:
	"""When a sweep began last (UTC ms); 0 when none has within a day."""
	return int(frappe.cache.get(frappe.cache.make_key(BEAT)) or 0)


def wake_processing() -> None:
	"""Deliveries that nobody took, retries that are due, and those a dead worker had taken."""
	from fb_care.inbound import process

	process.sweep()


def wake_sending() -> None:
	"""Answers that are due and that no job was told of, and those a dead worker had begun."""
	from fb_care.jobs import send

	send.sweep()


def wake_private_replies() -> None:
	"""Private replies that are due or whose worker died, and the public notes that are to follow them."""
	from fb_care.jobs import comment_jobs

	comment_jobs.sweep()


def sync_tickets() -> int:
	"""Bring the tickets up to date that a drain left behind; how many were tried."""
	from fb_care.tickets import sync

	until, tried = time.monotonic() + TICKET_SECONDS, 0
	while tried < MAX_TICKETS:
		found = sync.sync_due(limit=TICKETS_AT_ONCE)
		tried += found
		if not found or time.monotonic() > until:
			break
	return tried


def ask_for_fetch() -> None:
	"""Names, pictures and files that are still to be fetched."""
	from fb_care.jobs import fetch

	fetch.enqueue_if_pending()


def refresh_figures() -> None:
	"""Pages whose figures were worked out just before something changed."""
	from fb_care.jobs import figures

	figures.run_due()


def reply_automatically() -> None:
	"""Automatic replies that a drain left undecided."""
	from fb_care.away import automatic

	automatic.sweep()


def _guarded(step: Callable[[], object]) -> None:
	with logged(f"fb_care: step {step.__name__} of the sweep failed; the next sweep tries again"):
		contention.patiently(step)
