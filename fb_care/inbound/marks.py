"""Handlers of what changes a message: reads, deliveries, reactions, edits, unsends.

Each may come before what it changes; then it is parked (`pending`) and done when that comes. Doing one twice
changes nothing, and any order gives the same end.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from fb_care.facebook.event_base import believed_ms
from fb_care.facebook.events import (
	MessageDelivery,
	MessageEdit,
	MessageReaction,
	MessageRead,
	MessageUnsend,
	ThreadEvent,
)
from fb_care.inbound import attachments, contacts, echoes, history, pending, readings, rows, threads
from fb_care.inbound.messages import NO_PERSON
from fb_care.inbound.outcome import DONE, Arrival, CannotBe, Outcome

DOCTYPE = "FB Message"


def take_mark(event: ThreadEvent, arrival: Arrival) -> Outcome:
	"""MESSAGE_READ, MESSAGE_DELIVERY: they wait for the conversation."""
	if not event.psid:
		return NO_PERSON
	if threads.lock(event.page_id, event.psid):
		pending.appliers[event.kind](event, arrival)
		return Outcome(DONE)
	target = contacts.contact_name(event.page_id, event.psid)
	if pending.park(event, target, arrival, partial(_is_talk, target), target):
		return pending.waiting(f"a first message of {target}")
	return take_mark(event, arrival)


def take_change(event: Any, arrival: Arrival) -> Outcome:
	"""MESSAGE_EDIT, MESSAGE_UNSEND, MESSAGE_REACTION: they wait for the message."""
	if not event.psid:
		return NO_PERSON
	conversation = threads.lock(event.page_id, event.psid)
	if _message(event.mid):
		pending.appliers[event.kind](event, arrival)
		return Outcome(DONE)
	talk = contacts.contact_name(event.page_id, event.psid)
	if conversation:
		# The lock is held until the commit, so the message can't come in between.
		threads.save(conversation, {"has_pending": 1})
		is_here = partial(_message, event.mid)
	else:
		is_here = partial(_is_talk, talk)
	if pending.park(event, event.mid, arrival, is_here, talk):
		return pending.waiting(f"message {event.mid}")
	return take_change(event, arrival)


def _is_talk(name: str) -> Any:
	return rows.get(threads.DOCTYPE, {"name": name}, ["name"])


def apply_read(event: MessageRead, arrival: Arrival) -> None:
	"""The person read what the page sent up to the watermark."""
	_reached(event, arrival, echoes.mark_read, "read_ms")


def apply_delivery(event: MessageDelivery, arrival: Arrival) -> None:
	"""What the page sent up to the watermark reached the person."""
	_reached(event, arrival, echoes.mark_delivered, "delivered_ms")


def _reached(event: Any, arrival: Arrival, mark: Callable[[Any, int], dict[str, Any]], field: str) -> None:
	"""Mark messages and conversation, and have the tickets' entries of answers say so."""
	conversation = threads.lock(event.page_id, event.psid)
	before = echoes.marks(conversation)[field]
	changes = mark(conversation, _up_to(event, arrival))
	threads.save(conversation, changes)
	if changes and conversation.ticket:
		for communication in echoes.answers_within(conversation, before, changes[field]):
			arrival.batch.show(communication)


def _up_to(event: MessageRead | MessageDelivery, arrival: Arrival) -> int:
	"""The watermark (UTC ms); what is still to be written can't be read yet."""
	return believed_ms(arrival.received_ms, event.watermark_ms)


def apply_edit(event: MessageEdit, arrival: Arrival) -> None:
	"""The person changed the words of a message."""
	message = _own(event)
	change = history.Change(
		kind="Edit",
		at_ms=event.happened_ms(arrival.received_ms),
		order=event.num_edit,
		actor=event.psid,
		text=event.text,
	)
	changes = history.add_edit((DOCTYPE, message.name), message.text or "", bool(message.unsent), change)
	if "text" in changes:
		changes |= readings.flags(changes["text"])
	if changes:
		rows.update(DOCTYPE, message.name, changes)
		_tell_conversation(message, event, arrival)


def apply_unsend(event: MessageUnsend, arrival: Arrival) -> None:
	"""The person took a message back: its words and attachments are no longer shown."""
	message = _own(event)
	if message.unsent:
		return
	change = history.Change(kind="Unsend", at_ms=event.happened_ms(arrival.received_ms), actor=event.psid)
	history.add((DOCTYPE, message.name), change)
	history.forget_texts((DOCTYPE, message.name))
	attachments.forget(message.name, "unsent")
	arrival.batch.fetch = True
	gone = {"unsent": 1, "text": "", "postback_payload": None, "is_question": 0, "is_complaint": 0}
	rows.update(DOCTYPE, message.name, gone)
	_tell_conversation(message, event, arrival)


def apply_reaction(event: MessageReaction, arrival: Arrival) -> None:
	"""Somebody's newest reaction counts. A withdrawn one stays, empty, so that no older one returns."""
	message = _own(event)
	at_ms = event.happened_ms(arrival.received_ms)
	actor, given = event.actor_id or event.psid, event.action != "unreact"
	values = {
		"actor": actor,
		"reaction": (event.reaction or "other") if given else "",
		"emoji": event.emoji if given else "",
		"at_ms": at_ms,
	}
	known = rows.get("FB Reaction", {"parent": message.name, "actor": actor}, ["name", "at_ms", "reaction"])
	if known is None:
		history.append("FB Reaction", (DOCTYPE, message.name, "reactions"), values)
	elif (at_ms, values["reaction"]) > (known.at_ms or 0, known.reaction or ""):
		rows.update("FB Reaction", known.name, values)
	conversation = threads.lock(event.page_id, event.psid)
	threads.save(conversation, threads.open_window(conversation, event, arrival))


def _message(mid: str) -> Any:
	fields = ["name", "conversation", "text", "unsent", "edit_count", "communication", "sent_ms"]
	return rows.get(DOCTYPE, {"mid": mid}, fields)


def _own(event: Any) -> Any:
	"""The event's message. Raises `CannotBe` when it is another conversation's."""
	message = _message(event.mid)
	if message.conversation != contacts.contact_name(event.page_id, event.psid):
		raise CannotBe(
			f"Message {message.name} belongs to another conversation, {message.conversation}; an event of"
			f" {event.psid} on page {event.page_id} can't change it."
		)
	return message


def _tell_conversation(message: Any, event: Any, arrival: Arrival) -> None:
	"""Words changed: the conversation's last words may be others, and the ticket may hold the old ones."""
	conversation = threads.lock(event.page_id, event.psid)
	changes: dict[str, Any] = {}
	if message.sent_ms == conversation.last_ms:
		changes["last_text"] = threads.last_text(conversation.name)
	if message.communication:
		threads.note_for_ticket(conversation, changes, arrival)
	elif isinstance(event, MessageEdit) and arrival.page.message_tickets == "By rules":
		# It was left alone for what it said before.
		threads.note_wanted(conversation, changes, arrival)
	threads.save(conversation, changes)
