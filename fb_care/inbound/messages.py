"""Handlers of what is said in a conversation: messages, button presses, referrals, and what the page sent.

Each runs in a transaction of its own that begins with the conversation's lock.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import frappe

from fb_care.facebook.events import Attachment, Message, Postback, Referral, ReferralEvent, ThreadEvent
from fb_care.figures import responses
from fb_care.inbound import (
	ad_facts,
	attachments,
	contacts,
	echoes,
	pending,
	private_settle,
	readings,
	rows,
	threads,
)
from fb_care.inbound.outcome import DONE, IGNORED, Arrival, CannotBe, Outcome, TryAgain
from fb_care.inbound.store import is_taken
from fb_care.outbound import echo
from fb_care.times import site_datetime

DOCTYPE = "FB Message"
_KNOWN = (
	"name",
	"conversation",
	"kind",
	"direction",
	"standby",
	"unsent",
	"communication",
	"webhook_event",
)
NO_PERSON = Outcome(IGNORED, "Facebook gave no page-scoped id of the person")


def take_message(event: Message, arrival: Arrival) -> Outcome:
	"""MESSAGE: a person wrote."""
	if not event.psid:
		return NO_PERSON
	conversation = threads.open_locked(event.page_id, event.psid, wrote=True)
	words = {**_said(event), "direction": "Incoming", "sender_kind": "Customer"}
	return _keep(conversation, event, {**words, **readings.flags(event.text)}, arrival)


def take_echo(event: Message, arrival: Arrival) -> Outcome:
	"""MESSAGE_ECHO: the page wrote, from wherever. Opens no ticket."""
	if not event.psid:
		return NO_PERSON
	conversation = threads.open_locked(event.page_id, event.psid)
	settled = echo.settle(conversation, event, arrival)
	if settled:
		return settled
	at_ms = event.happened_ms(arrival.received_ms)
	ledger = private_settle.of_metadata(event.metadata, event.page_id)
	words = {
		**_said(event),
		"direction": "Outgoing",
		"sender_kind": echoes.sender_kind(event, conversation, arrival.page, at_ms),
		"app_id": event.app_id,
		"metadata": event.metadata,
		**echoes.reached(conversation, at_ms),
		**(private_settle.facts(ledger) if ledger else {}),
	}
	return _keep(conversation, event, words, arrival)


def take_postback(event: Postback, arrival: Arrival) -> Outcome:
	"""POSTBACK: a person pressed a button. Meta may give it the mid of a message; then they are one."""
	if not event.psid:
		return NO_PERSON
	conversation = threads.open_locked(event.page_id, event.psid, wrote=True)
	pressed = {"kind": "Postback", "text": event.title, "postback_payload": event.payload}
	pressed |= readings.flags(event.title)
	words = {**pressed, "mid": event.mid, "direction": "Incoming", "sender_kind": "Customer"}
	return _keep(conversation, event, words, arrival)


def take_referral(event: ReferralEvent, arrival: Arrival) -> Outcome:
	"""REFERRAL: a person came back through an ad or a link and has not written yet. No ticket by itself."""
	if not event.psid:
		return NO_PERSON
	conversation = threads.open_locked(event.page_id, event.psid)
	words = {
		"mid": f"referral:{event.key}",
		"kind": "Referral",
		"direction": "Incoming",
		"sender_kind": "Customer",
	}
	return _keep(conversation, event, words, arrival)


def find(mid: str) -> Any:
	"""The stored message with this mid, or None."""
	return rows.get(DOCTYPE, {"mid": mid}, _KNOWN)


def base_row(conversation: Any, event: ThreadEvent, arrival: Arrival) -> dict[str, Any]:
	"""What every row of a conversation's timeline has."""
	at_ms = event.happened_ms(arrival.received_ms)
	return {
		"conversation": conversation.name,
		"page": conversation.page,
		"contact": conversation.contact,
		"kind": "Message",
		"sent_ms": at_ms,
		"sent_at": site_datetime(at_ms),
		"reached_ms": arrival.received_ms,
		"standby": int(event.standby),
		"unsent": 0,
		"edit_count": 0,
		"webhook_event": arrival.delivery,
	}


def _said(event: Message) -> dict[str, Any]:
	"""What a message says."""
	facts = {"commands": list(event.commands), "unsupported": event.unsupported}
	told = {name: value for name, value in facts.items() if value}
	return {
		"mid": event.mid,
		"text": event.text,
		"quick_reply_payload": event.quick_reply_payload or None,
		"reply_to_mid": event.reply_to_mid or None,
		"details": json.dumps(told) if told else None,
	}


def _keep(conversation: Any, event: Any, words: dict[str, Any], arrival: Arrival) -> Outcome:
	"""Insert the row and do all that follows from it, unless it is here already.

	Nearly every message is new, so that is tried first; the unique mid tells when it is not.
	"""
	referral: Referral | None = getattr(event, "referral", None)
	row = {**base_row(conversation, event, arrival), **words, **_came_from(referral, event, arrival)}
	try:
		name = rows.insert(DOCTYPE, row)
	except Exception as error:
		if not is_taken(error):
			raise
		return _again(row, event, arrival)
	found: Sequence[Attachment] = getattr(event, "attachments", ())
	attachments.insert((DOCTYPE, name), found, arrival.batch)
	changes: dict[str, Any] = {}
	if row["kind"] in threads.WORDS:
		kind = found[0].kind if found else ""
		changes = threads.note_message(conversation, row, threads.gist(row.get("text") or "", kind))
	if row["direction"] == "Outgoing":
		changes |= private_settle.from_echo(conversation, row, name, arrival)
		changes |= threads.note_inbox_answer(conversation, row)
		if not row["standby"]:
			threads.note_for_ticket(conversation, changes, arrival)
	else:
		changes |= threads.open_window(conversation, event, arrival)
		_note_incoming(conversation, row, changes, arrival)
	if referral:
		changes |= ad_facts.of_conversation(conversation.name)
	threads.save(conversation, changes)
	responses.note(conversation, row, name)
	pending.catch_up(conversation, row["mid"], arrival)
	return Outcome(DONE)


def _note_incoming(conversation: Any, row: dict[str, Any], changes: dict[str, Any], arrival: Arrival) -> None:
	arrival.batch.saw(conversation.contact, row["sent_ms"])
	if row["kind"] not in threads.WORDS:
		if row.get("ad") and row["sent_ms"] <= (conversation.last_incoming_ms or 0):
			# Told only after the words it led to: their ticket learns of the ad now.
			threads.note_for_ticket(conversation, changes, arrival)
		return
	if not row["standby"]:
		threads.note_asked(conversation, changes, arrival)
		threads.note_automatic(conversation, changes, arrival)
	if not conversation.last_incoming_ms:
		if not conversation.new_contact:
			contacts.note_wrote(conversation.contact)
		arrival.batch.fetch = True
	echoes.reclassify(conversation, arrival.page, row["sent_ms"])


def _came_from(referral: Referral | None, event: Any, arrival: Arrival) -> dict[str, Any]:
	if referral is None:
		return {}
	at_ms = event.happened_ms(arrival.received_ms)
	return {
		"ad": ad_facts.keep(referral, event.page_id, at_ms, arrival.batch),
		"ref": referral.ref or None,
		"referral_source": referral.source or None,
		"referral_type": referral.type or None,
		"referral": json.dumps(dict(referral.raw), ensure_ascii=False),
	}


def _again(row: dict[str, Any], event: Any, arrival: Arrival) -> Outcome:
	"""The message is here. Raises `CannotBe` when it is another conversation's."""
	frappe.db.rollback()
	conversation = threads.lock(event.page_id, event.psid)
	known = find(row["mid"])
	if not known:
		raise TryAgain(f"message {row['mid']} was not there after all")
	if known.conversation != row["conversation"]:
		raise CannotBe(
			f"Message {known.name} with this mid belongs to another conversation, {known.conversation},"
			f" not to {row['conversation']}. It was left as it is."
		)
	if row["direction"] == "Incoming":
		arrival.batch.saw(conversation.contact, row["sent_ms"])
	_ticket_of_known(known, conversation, row, arrival)
	if isinstance(event, Postback) and known.kind == "Message":
		return _as_postback(known, conversation, row)
	if known.webhook_event == arrival.delivery:
		return Outcome(DONE, "was here already")
	return Outcome(IGNORED, f"is here already, from delivery {known.webhook_event}")


def _ticket_of_known(known: Any, conversation: Any, row: dict[str, Any], arrival: Arrival) -> None:
	"""What was only overheard may now be said to us, and what had no ticket may get one."""
	changes: dict[str, Any] = {}
	incoming = known.direction == "Incoming"
	said = known.kind in threads.WORDS and not known.communication
	if known.standby and not row["standby"]:
		rows.update(DOCTYPE, known.name, {"standby": 0})
		if not incoming:
			threads.note_for_ticket(conversation, changes, arrival)
		elif said:
			threads.note_asked(conversation, changes, arrival)
			threads.note_automatic(conversation, changes, arrival)
	elif said and incoming and not (known.standby or known.unsent):
		threads.note_wanted(conversation, changes, arrival)
	if conversation.ticket_due:
		arrival.batch.touch(threads.DOCTYPE, conversation.name)
	threads.save(conversation, changes)


def _as_postback(known: Any, conversation: Any, row: dict[str, Any]) -> Outcome:
	"""Meta told the press of a button as a message too."""
	rows.update(DOCTYPE, known.name, {name: row[name] for name in ("kind", "text", "postback_payload")})
	threads.save(conversation, {"last_text": threads.last_text(conversation.name)})
	return Outcome(DONE, "the same as a message that is here: kept as a button press")
