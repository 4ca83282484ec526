"""Facebook's report of a message that this app sent, brought to the row that it was sent from.

Called by the handler of echoes, in its transaction, with the conversation locked. It settles what was
Unknown, may come before the send call returns, and gives the message Facebook's own time.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import settings
from fb_care.facebook.constants import METADATA_PREFIX
from fb_care.facebook.events import Message
from fb_care.facebook.graph_send import Sent
from fb_care.inbound import pending, rows
from fb_care.inbound.outcome import DONE, Arrival, CannotBe, Outcome
from fb_care.outbound import messages
from fb_care.outbound.channel import NO_PROBLEM

DOCTYPE = "FB Message"
_FIELDS = (*messages.CHANNEL.row_fields, "direction")


def settle(conversation: Any, event: Message, arrival: Arrival) -> Outcome | None:
	"""Bring the echo to its row; None if it is not of a message that this app's outbox sent."""
	row = _row_of(conversation, event)
	if not row:
		return None
	if row.mid and row.mid != event.mid:
		raise CannotBe(f"Message {row.name} was sent as {row.mid}, but its echo says {event.mid}.")
	known = bool(row.mid) and row.send_state == "Sent"
	holder = messages.lock(conversation.name)
	at_ms = event.happened_ms(arrival.received_ms)
	values = messages.settled(holder, row, Sent(event.mid, event.psid), at_ms)
	told = {"app_id": event.app_id, "metadata": event.metadata, "webhook_event": arrival.delivery}
	rows.update(DOCTYPE, row.name, {"send_state": "Sent", **NO_PROBLEM, **told, **values})
	messages.stored(holder, row, at_ms)
	pending.catch_up(conversation, event.mid, arrival)
	arrival.batch.show(row.communication)
	return Outcome(DONE, "" if known else "settles a message of the outbox")


def _row_of(conversation: Any, event: Message) -> Any:
	"""The row by our metadata; where Facebook left that out, the oldest of these words that is on its way."""
	if event.metadata.startswith(METADATA_PREFIX):
		found = rows.get(DOCTYPE, {"name": event.metadata.removeprefix(METADATA_PREFIX)}, _FIELDS)
		return found if found and found.conversation == conversation.name else None
	own_app = settings.get().app_id
	if not event.app_id or event.app_id != own_app or rows.get(DOCTYPE, {"mid": event.mid}, ["name"]):
		return None
	return _by_words(conversation.name, event.text)


def _by_words(conversation: str, text: str) -> Any:
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(table).select(*(table[field] for field in _FIELDS))
	query = query.where((table.conversation == conversation) & table.send_state.isin(("Sending", "Unknown")))
	found = query.orderby(table.queued_ms).orderby(table.part).run(as_dict=True)
	return next((row for row in found if rows.as_written(row.text) == text), None)
