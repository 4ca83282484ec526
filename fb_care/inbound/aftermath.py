"""What follows a batch once its events are safe: outcomes, figures of people and pages, tickets, fetching.

Used by `process`. Rows that many events share are written once per batch here, never once per event.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import frappe

from fb_care.away import automatic as automatic_replies
from fb_care.facebook.events import Event
from fb_care.inbound import claims, contacts, contention
from fb_care.inbound.job import logged
from fb_care.inbound.outcome import Batch
from fb_care.outbound import telling
from fb_care.tickets import sync
from fb_care.times import site_datetime

#: A delivery's row, its events, and the fields that say what became of them.
Result = tuple[Any, Sequence[Event], Mapping[str, Any]]


def write(results: Sequence[Result], deliveries: Sequence[Any], batch: Batch) -> None:
	"""Write down what became of the deliveries of a batch, and give back those without a result. Commits."""
	contention.patiently(partial(_write, results, deliveries, batch))


def _write(results: Sequence[Result], deliveries: Sequence[Any], batch: Batch) -> None:
	contacts.note_seen(batch.seen)
	finished = {row.name: fields for row, _events, fields in results}
	claims.finish(finished, deliveries[0].claim)
	claims.give_back([row.name for row in deliveries if row.name not in finished], deliveries[0].claim)
	for page, (event_ms, lag_ms) in sorted(_newest(results).items()):
		_note_page(page, event_ms, lag_ms)


def sync_tickets(batch: Batch, until: float) -> None:
	"""Bring the tickets of the touched threads up to date, as many as can be begun before `until`.

	`until` is by the monotonic clock. What fails or is left stays due for the sweep; the messages are safe.
	"""
	for doctype, name in batch.threads:
		if time.monotonic() > until:
			return
		with logged(f"fb_care: the ticket of {doctype} {name} is not up to date; the sweep tries again"):
			sync.sync_thread(doctype, name)
			frappe.db.commit()


def automatic(batch: Batch, until: float) -> None:
	"""Send automatic replies where one is due; what can't be begun before `until` is left to the sweep."""
	automatic_replies.take_up(batch.automatic, until)


def show_answers(batch: Batch) -> None:
	"""Have the tickets say which answers were sent, delivered or read meanwhile."""
	telling.show(batch.answers)


def fetch(batch: Batch) -> None:
	"""Have names, pictures and files fetched, if the batch left any to fetch."""
	if batch.fetch:
		from fb_care.jobs import fetch as fetching

		fetching.enqueue_if_pending()
		frappe.db.commit()


def _newest(results: Sequence[Result]) -> dict[str, tuple[int, int]]:
	"""Page -> Meta's time of its newest event and how long that took to reach us (ms)."""
	newest: dict[str, tuple[int, int]] = {}
	for row, events, _fields in results:
		for event in events:
			at_ms = event.happened_ms(row.received_ms)
			if event.page_id and at_ms >= newest.get(event.page_id, (0, 0))[0]:
				newest[event.page_id] = (at_ms, row.received_ms - at_ms)
	return newest


def _note_page(page: str, event_ms: int, lag_ms: int) -> None:
	"""Without touching `modified`: a busy page's form could never be saved otherwise."""
	table = frappe.qb.DocType("FB Page")
	older = table.last_event_ms.isnull() | (table.last_event_ms < event_ms)
	query = frappe.qb.update(table).set(table.last_event_ms, event_ms).set(table.lag_ms, lag_ms)
	query.set(table.last_event_at, site_datetime(event_ms)).where((table.name == page) & older).run()
