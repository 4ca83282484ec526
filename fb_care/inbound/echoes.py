"""What the page sent: by whom, and how far it has reached the person."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder.functions import Max

from fb_care import settings
from fb_care.facebook import senders
from fb_care.facebook.events import Message
from fb_care.facebook.senders import SenderKind
from fb_care.figures import responses
from fb_care.inbound import rows

DOCTYPE = "FB Message"


def sender_kind(event: Message, conversation: Any, page: Any, at_ms: int) -> str:
	"""Who or what sent an echo, as FB Message.sender_kind says it."""
	kind = senders.classify_echo(
		app_id=event.app_id,
		metadata=event.metadata,
		text=event.text,
		sent_ms=at_ms,
		own_app_id=settings.get().app_id or "",
		automatic_texts=(page.automatic_texts or "").splitlines(),
		automatic_within_s=page.automatic_within_s or 0,
		last_incoming_ms=_asked_before(conversation, at_ms),
	)
	return kind.value


def reclassify(conversation: Any, page: Any, asked_ms: int) -> None:
	"""A customer's message came after the inbox's answer to it: an answer within seconds was automatic."""
	within_ms = (page.automatic_within_s or 0) * 1000
	if within_ms <= 0 or (conversation.last_outgoing_ms or 0) < asked_ms:
		return
	message = frappe.qb.DocType(DOCTYPE)
	from_inbox = message.sender_kind == SenderKind.PAGE_INBOX.value
	query = frappe.qb.from_(message).select(message.name, message.sent_ms)
	query = query.where((message.conversation == conversation.name) & from_inbox)
	found = query.where((message.sent_ms >= asked_ms) & (message.sent_ms <= asked_ms + within_ms)).run()
	rows.update_many(DOCTYPE, {name: {"sender_kind": SenderKind.AUTOMATED.value} for name, _ in found})
	responses.refresh(conversation.name, [sent_ms for _, sent_ms in found])


def reached(conversation: Any, sent_ms: int) -> dict[str, Any]:
	"""Delivery fields of a message the page sent, by the marks that came before it."""
	delivered, read = marks(conversation).values()
	state = "Read" if sent_ms <= read else "Delivered" if sent_ms <= delivered else "Sent"
	return {
		"delivery_state": state,
		"delivered_ms": delivered if sent_ms <= delivered else None,
		"read_ms": read if sent_ms <= read else None,
	}


def mark_delivered(conversation: Any, watermark_ms: int) -> dict[str, Any]:
	"""All the page sent up to `watermark_ms` reached the person. What changes in the conversation."""
	before = marks(conversation)["delivered_ms"]
	if watermark_ms <= before:
		return {}
	_mark(conversation.name, before, watermark_ms, {"delivered_ms": watermark_ms})
	_mark(conversation.name, before, watermark_ms, {"delivery_state": "Delivered"}, was="Sent")
	return {"delivered_ms": watermark_ms}


def mark_read(conversation: Any, watermark_ms: int) -> dict[str, Any]:
	"""All the page sent up to `watermark_ms` was read. What changes in the conversation."""
	before = marks(conversation)["read_ms"]
	if watermark_ms <= before:
		return {}
	_mark(conversation.name, before, watermark_ms, {"read_ms": watermark_ms, "delivery_state": "Read"})
	return {"read_ms": watermark_ms}


def marks(conversation: Any) -> dict[str, int]:
	"""Up to when all was delivered, and up to when all was read (UTC ms)."""
	found = rows.get("FB Conversation", {"name": conversation.name}, ["delivered_ms", "read_ms"])
	return {"delivered_ms": found.delivered_ms or 0, "read_ms": found.read_ms or 0}


def _asked_before(conversation: Any, at_ms: int) -> int | None:
	"""When the customer last wrote at or before `at_ms` (UTC ms)."""
	last = conversation.last_incoming_ms or 0
	if last <= at_ms:
		return last or None
	message = frappe.qb.DocType(DOCTYPE)
	query = (
		frappe.qb.from_(message).select(Max(message.sent_ms)).where(message.conversation == conversation.name)
	)
	query = query.where((message.direction == "Incoming") & message.kind.isin(("Message", "Postback")))
	return query.where(message.sent_ms <= at_ms).run()[0][0]


def answers_within(conversation: Any, after_ms: int, to_ms: int) -> list[str]:
	"""The ticket entries of what this app sent after `after_ms`, up to `to_ms`."""
	message = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(message).select(message.communication).distinct()
	query = query.where((message.conversation == conversation.name) & (message.send_state == "Sent"))
	return list(query.where(_sent_within(message, after_ms, to_ms)).run(pluck=True))


def _sent_within(message: Any, after_ms: int, to_ms: int) -> Any:
	"""What reached Facebook; answers that still wait have no mid."""
	sent = (message.direction == "Outgoing") & message.mid.isnotnull()
	return sent & (message.sent_ms > after_ms) & (message.sent_ms <= to_ms)


def _mark(conversation: str, after_ms: int, to_ms: int, values: dict[str, Any], was: str = "") -> None:
	"""Set `values` on what the page sent after `after_ms`, up to `to_ms`; earlier messages have them."""
	message = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.update(message).where(message.conversation == conversation)
	query = query.where(_sent_within(message, after_ms, to_ms))
	if was:
		query = query.where(message.delivery_state == was)
	for field, value in values.items():
		query = query.set(field, value)
	query.run()
