"""What came before the thing it changes: an edit, unsend, reaction, read mark, hide or removal.

It is parked under the id it waits for. Whoever brings that (a handler, in the transaction that inserts it)
calls `apply`. Two workers can't miss each other: where a row to lock exists, its lock orders them; where none
exists yet, `parked` looks again after it has committed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import frappe

from fb_care.facebook import parse
from fb_care.facebook.events import Event, EventKind
from fb_care.inbound import rows
from fb_care.inbound.outcome import WAITING, Arrival, CannotBe, Outcome

DOCTYPE = "FB Pending Change"
#: Kind -> what does the event once its target is stored and locked; filled by `handlers`.
appliers: dict[EventKind, Callable[[Any, Arrival], None]] = {}
_LIST = re.compile(r"\.(messaging|standby|changes)\[")


def park(
	event: Event, target: str, arrival: Arrival, is_here: Callable[[], Any], conversation: str = ""
) -> bool:
	"""Keep `event` until `target` comes; commits. False if it came meanwhile: then do it at once.

	`is_here` tells whether what it waits for is stored; it is asked after the commit. `conversation` is the
	one it belongs to, stored or not.
	"""
	if not rows.get(DOCTYPE, {"dedupe_key": event.key}, ["name"]):
		values = {
			"target": target,
			"page": event.page_id,
			"conversation": conversation or None,
			"kind": event.kind.value,
			"at_ms": event.happened_ms(arrival.received_ms),
			"payload": _delivery_of(event),
			"dedupe_key": event.key,
		}
		rows.insert(DOCTYPE, values)
	frappe.db.commit()
	if not is_here():
		return True
	frappe.db.rollback()
	frappe.db.delete(DOCTYPE, {"dedupe_key": event.key})
	frappe.db.commit()
	return False


def waiting(target: str) -> Outcome:
	"""The outcome of what was parked."""
	return Outcome(WAITING, f"waits for {target}")


def catch_up(conversation: Any, mid: str, arrival: Arrival) -> None:
	"""Do what waits for the message `mid`, and before the first message for the conversation itself.

	`conversation` is the locked row as it was before the message. Its `has_pending` spares most messages the
	look: whoever parks something sets it, or, where there is no conversation yet, this does.
	"""
	mine = {"conversation": conversation.name}
	first = not conversation.first_ms
	if not (conversation.has_pending or (first and rows.get(DOCTYPE, mine, ["name"]))):
		return
	if first:
		apply(conversation.name, arrival, mine)
	apply(mid, arrival, mine)
	still = int(bool(rows.get(DOCTYPE, mine, ["name"])))
	rows.update("FB Conversation", conversation.name, {"has_pending": still})


def apply(target: str, arrival: Arrival, of: Mapping[str, str] | None = None) -> None:
	"""Do what waits for `target`, which the caller has just stored and still holds locked.

	`of`: only what is parked with these values. What contradicts its target is dropped: that must never
	hold up the target itself.
	"""
	if not target:
		return
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(table).select(table.name, table.payload, table.dedupe_key)
	for field, value in (of or {}).items():
		query = query.where(table[field] == value)
	found = query.where(table.target == target).orderby(table.at_ms).run(as_dict=True)
	for row in found:
		try:
			_apply_one(row, arrival)
		except CannotBe as error:
			frappe.log_error(title="fb_care: a change that waited was dropped", message=str(error))
		frappe.db.delete(DOCTYPE, {"name": row.name})


def _apply_one(row: Any, arrival: Arrival) -> None:
	for event in parse.parse_delivery(row.payload):
		if event.key == row.dedupe_key and event.kind in appliers:
			appliers[event.kind](event, arrival)


def _delivery_of(event: Event) -> str:
	"""The event as a delivery of its own, so that it is read again by the same parser."""
	found = _LIST.search(event.path)
	entry = {
		"id": event.page_id,
		"time": event.notified_ms,
		(found.group(1) if found else "changes"): [event.raw],
	}
	return json.dumps({"object": "page", "entry": [entry]}, ensure_ascii=False, default=dict)
