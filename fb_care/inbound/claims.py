"""Which worker has which delivery: claiming, giving back, writing down what became of it. Used by `process`.

A claim is one UPDATE that only rows in the expected state answer to, so that two workers never get the same
delivery on any database. The claim's token begins with its time, so that the claims of dead workers can be
found without a clock in the database.

Deliveries nobody has begun are claimed many at once. One that was begun before may be what killed its
worker, so it is claimed alone: it can't take its neighbours along a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import Any

import frappe

from fb_care import clock
from fb_care.inbound import contention, rows

DOCTYPE = "FB Webhook Event"
MAX_ATTEMPTS = 5
#: Milliseconds until a failed delivery is tried again, by attempts made.
RETRY_AFTER_MS = (60_000, 5 * 60_000, 30 * 60_000, 120 * 60_000)
#: A worker that has had a delivery for so long is taken for dead.
STALE_MS = 10 * 60_000


def claim(limit: int, retries_first: bool = False) -> list[Any]:
	"""Take up to `limit` deliveries that are due, oldest first; commits. Empty when there are none.

	New ones come before retries unless `retries_first`. Call it with nothing uncommitted.
	"""
	while due := _due(limit, retries_first):
		token = f"{clock.now_ms():013d}-{frappe.generate_hash(length=12)}"
		# What was read is over with: on PostgreSQL a row that changed since can't be changed any more.
		frappe.db.rollback()
		contention.patiently(partial(_take, due, token))
		if taken := _taken_by(token):
			frappe.db.commit()
			return taken
		frappe.db.rollback()
	frappe.db.rollback()
	return []


def is_due() -> bool:
	"""Whether any delivery waits to be processed."""
	return bool(_due(1))


def take_back() -> None:
	"""Give back what dead workers had claimed; the caller commits."""
	event = frappe.qb.DocType(DOCTYPE)
	stale = (event.state == "Working") & (event.claim < f"{clock.now_ms() - STALE_MS:013d}")
	frappe.qb.update(event).set(event.state, "Received").set(event.claim, "").where(stale).run()


def give_back(names: Sequence[str], token: str) -> None:
	"""Leave deliveries of one claim that were not begun to the next worker; the caller commits."""
	if names:
		event = frappe.qb.DocType(DOCTYPE)
		mine = event.name.isin(list(names)) & (event.claim == token)
		query = frappe.qb.update(event).set(event.state, "Received").set(event.claim, "")
		query.set(event.attempts, event.attempts - 1).where(mine).run()


def finish(results: Mapping[str, Mapping[str, Any]], token: str) -> None:
	"""Write down what became of the deliveries of one claim, unless another worker has one meanwhile."""
	rows.update_many(
		DOCTYPE, {name: {**result, "claim": ""} for name, result in results.items()}, claim=token
	)


def next_try_ms(attempts: int) -> int:
	"""When a delivery that failed `attempts` times is tried again (UTC ms); 0: not by itself."""
	if attempts >= MAX_ATTEMPTS:
		return 0
	return clock.now_ms() + RETRY_AFTER_MS[min(attempts, len(RETRY_AFTER_MS)) - 1]


def _due(limit: int, retries_first: bool = False) -> Sequence[Any]:
	"""Rows (name, attempts) to be claimed together: all fresh, or a single one that was begun before."""
	for look in (_retries, _received) if retries_first else (_received, _retries):
		if found := look(limit):
			return list(takewhile(lambda row: not row.attempts, found)) or found[:1]
	return []


def _received(limit: int) -> list[Any]:
	event = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(event).select(event.name, event.attempts).where(event.state == "Received")
	return list(query.orderby(event.received_ms).limit(limit).run(as_dict=True))


def _retries(_limit: int) -> list[Any]:
	"""The failed one that has been due for longest."""
	event = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(event).select(event.name, event.attempts).where(event.state == "Failed")
	query = query.where((event.next_try_ms > 0) & (event.next_try_ms <= clock.now_ms()))
	return list(query.orderby(event.next_try_ms).limit(1).run(as_dict=True))


def _take(due: Sequence[Any], token: str) -> None:
	"""Rows that another worker had meanwhile have other attempts by now, and are left alone."""
	event = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.update(event).set(event.state, "Working").set(event.claim, token)
	query = query.set(event.attempts, event.attempts + 1).where(event.name.isin([row.name for row in due]))
	query.where(event.state.isin(("Received", "Failed")) & (event.attempts == due[0].attempts)).run()


def _taken_by(token: str) -> list[Any]:
	event = frappe.qb.DocType(DOCTYPE)
	fields = (event.name, event.body, event.received_ms, event.attempts, event.claim)
	query = frappe.qb.from_(event).select(*fields).where(event.claim == token)
	return list(query.orderby(event.received_ms).run(as_dict=True))
