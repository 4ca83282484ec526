"""Working off what the webhook stored: the job `drain`, and what starts it again.

Each event runs in a transaction of its own; what it raises is written down with its delivery and never
holds back its neighbours. A delivery that failed is tried again as a whole: handlers change nothing the
second time. Tickets come after the messages are safe, each in its own transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import count
from typing import Any

import frappe

from fb_care import tickets
from fb_care.facebook import parse
from fb_care.facebook.events import Event, ThreadEvent
from fb_care.inbound import aftermath, claims, contacts, contention, ledger
from fb_care.inbound.handlers import HANDLERS, PAGELESS
from fb_care.inbound.job import job
from fb_care.inbound.outcome import FAILED, IGNORED, Arrival, Batch, CannotBe, Outcome, TryAgain
from fb_care.inbound.wake import wake, woken

BATCH = 50
#: Seconds after which one job begins no further delivery and hands over to a new job. That and what its last
#: tickets may take stay below the host's limit for a job of `short`, which is 300.
DRAIN_SECONDS = 200
TICKET_SECONDS = 40
AUTOMATIC_SECONDS = 15
PAGE_FIELDS = [
	"name",
	"page_name",
	"enabled",
	"message_tickets",
	"comment_tickets",
	"automatic_texts",
	"automatic_within_s",
	"ad_window_hours",
	"away_message_on",
	"instant_reply_on",
	"messages_off",
]


@job
def drain(limit_seconds: float = DRAIN_SECONDS) -> None:
	"""Process every delivery that is due, tickets included; a new job goes on when the time is up."""
	frappe.set_user("Administrator")
	frappe.db.commit()
	woken("drain")
	until = time.monotonic() + limit_seconds
	for turn in count():
		# Every other turn is for retries, one at a time, so that they run however much is coming in.
		deliveries = claims.claim(BATCH, retries_first=turn % 2 == 0)
		if not deliveries:
			return
		_process(deliveries, until)
		if time.monotonic() > until:
			wake("drain")
			return


def sweep() -> None:
	"""Take up what was left: claims of dead workers, deliveries nobody was told of, retries that are due."""
	contention.patiently(claims.take_back)
	if claims.is_due():
		wake("drain")


def request_drain() -> None:
	"""Have the drain run after this transaction is committed. Never raises."""
	frappe.db.after_commit.add(partial(wake, "drain"))


def replay(names: Sequence[str]) -> int:
	"""Have these deliveries processed again, all events of each; how many. The caller commits.

	Deliveries that a worker has at the moment are left to it.
	"""
	event = frappe.qb.DocType(claims.DOCTYPE)
	again = event.name.isin(list(names)) & event.state.isin(("Done", "Failed", "Received"))
	found = frappe.qb.from_(event).select(event.name).where(again).run(pluck=True) if names else []
	if found:
		query = frappe.qb.update(event).set(event.state, "Received").set(event.next_try_ms, 0)
		query.set(event.attempts, 0).set(event.claim, "").where(event.name.isin(found)).run()
		request_drain()
	return len(found)


def _process(deliveries: Sequence[Any], until: float) -> None:
	"""One batch: events, then outcomes, then tickets. What is not begun before `until` is given back."""
	read = [(row, parse.parse_delivery(row.body or "")) for row in deliveries]
	pages = {page.name: page for page in frappe.get_all("FB Page", fields=PAGE_FIELDS)}
	batch = Batch(
		tickets=bool(tickets.choose()[0]), blocked=_blocked(event for _, found in read for event in found)
	)
	frappe.db.commit()
	results: list[aftermath.Result] = []
	try:
		for row, events in read:
			if results and time.monotonic() > until:
				break
			entries = [ledger.entry(event, *_run(event, row, pages, batch)) for event in events]
			results.append((row, events, ledger.result(row, events, entries, pages)))
	except contention.TimeUp:
		# The one it was at; none when the time ran out just after the last.
		for row, events in read[len(results) :][:1]:
			results.append((row, events, ledger.overdue(row, events, pages)))
		aftermath.write(results, deliveries, batch)
		raise
	aftermath.write(results, deliveries, batch)
	aftermath.sync_tickets(batch, until + TICKET_SECONDS)
	aftermath.automatic(batch, until + TICKET_SECONDS + AUTOMATIC_SECONDS)
	aftermath.show_answers(batch)
	aftermath.fetch(batch)


def _blocked(events: Iterable[Event]) -> frozenset[str]:
	people = {f"{event.page_id}-{event.psid}" for event in events if isinstance(event, ThreadEvent)}
	return frozenset(contacts.blocked(sorted(people)))


def _run(event: Event, row: Any, pages: dict[str, Any], batch: Batch) -> tuple[Outcome, str]:
	"""The outcome of one event, and the traceback if it failed."""
	if row.attempts > claims.MAX_ATTEMPTS:
		return Outcome(FAILED, f"a worker died on this delivery {claims.MAX_ATTEMPTS} times"), ""
	page = pages.get(event.page_id)
	if event.kind not in PAGELESS and not (page and page.enabled):
		what = "is not in use" if page else "is not set up"
		return Outcome(IGNORED, f"page {event.page_id or 'without id'} {what} here"), ""
	return _attempt(event, Arrival(page, row.name, row.received_ms, batch))


def _attempt(event: Event, arrival: Arrival) -> tuple[Outcome, str]:
	"""Run the handler, again when another worker was in its way; raises only that the job's time is up."""
	try:
		return contention.patiently(partial(HANDLERS[event.kind], event, arrival)), ""
	except contention.TimeUp:
		raise
	except Exception as error:
		return Outcome(FAILED, _in_words(error)), frappe.get_traceback()


def _in_words(error: Exception) -> str:
	"""What the app itself says needs no name of a class."""
	own = isinstance(error, CannotBe | TryAgain)
	return (str(error) if own else f"{type(error).__name__}: {error}")[:500]
