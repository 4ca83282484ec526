"""Which worker has which delivery: claiming, giving back, writing down what became of it. Used by `process`.

A claim is one UPDATE that only rows in the expected state answer to, so that two workers never get the same
delivery on any database. The claim's token begins with its time, so that the claims of dead workers can be
found without a clock in the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
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


def claim(limit: int) -> list[Any]:
	"""Take up to `limit` deliveries that are due, oldest first; commits. Empty when there are none.

	Call it with nothing uncommitted.
	"""
	while names := _due(limit):
		token = f"{clock.now_ms():013d}-{frappe.generate_hash(length=12)}"
		# What was read is over with: on PostgreSQL a row that changed since can't be changed any more.
		frappe.db.rollback()
		contention.patiently(partial(_take, names, token))
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


def _due(limit: int) -> Sequence[str]:
	event = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(event).select(event.name).where(event.state == "Received")
	names = list(query.orderby(event.received_ms).limit(limit).run(pluck=True))
	return names or _due_again(limit)


def _due_again(limit: int) -> Sequence[str]:
	event = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(event).select(event.name).where(event.state == "Failed")
	query = query.where((event.next_try_ms > 0) & (event.next_try_ms <= clock.now_ms()))
	return list(query.orderby(event.received_ms).limit(limit).run(pluck=True))


def _take(names: Sequence[str], token: str) -> None:
	event = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.update(event).set(event.state, "Working").set(event.claim, token)
	query = query.set(event.attempts, event.attempts + 1)
	query.where(event.name.isin(names) & event.state.isin(("Received", "Failed"))).run()


def _taken_by(token: str) -> list[Any]:
	event = frappe.qb.DocType(DOCTYPE)
	fields = (event.name, event.body, event.received_ms, event.attempts, event.claim)
	query = frappe.qb.from_(event).select(*fields).where(event.claim == token)
	return list(query.orderby(event.received_ms).run(as_dict=True))
