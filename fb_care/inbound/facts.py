"""Handlers of what happened in a conversation without words: opt-ins, orders, feedback, who owns the thread.

They stand in the timeline as System rows; they open no ticket and leave the conversation's last words alone.
"""

from __future__ import annotations

import json
from typing import Any

import frappe

from fb_care.facebook.events import Handover, ThreadEvent, ThreadFact
from fb_care.inbound import messages, pending, rows, threads
from fb_care.inbound.outcome import DONE, IGNORED, Arrival, Outcome

DOCTYPE = "FB Message"
_OWNER_CHANGES = frozenset({"pass", "take"})


def take_fact(event: ThreadFact, arrival: Arrival) -> Outcome:
	"""OPTIN, OPTOUT, ACCOUNT_LINKING, RESPONSE_FEEDBACK, ORDER, CUSTOMER_INFORMATION, APPOINTMENT."""
	words = {
		"text": event.title,
		"reply_to_mid": event.mid or None,
		"details": json.dumps({"kind": event.kind.value, **event.details}, ensure_ascii=False, default=dict),
	}
	return _file(event, words, arrival)


def take_handover(event: Handover, arrival: Arrival) -> Outcome:
	"""HANDOVER: which app owns the thread, or who asks for it."""
	told = {"action": event.action, "previous_app_id": event.previous_app_id, "new_app_id": event.new_app_id}
	words = {
		"text": _sentence(event),
		"metadata": event.metadata or None,
		"referral_type": event.action,
		"app_id": event.new_app_id or None,
		"details": json.dumps({"kind": event.kind.value, **told}),
	}
	return _file(event, words, arrival)


def _file(event: ThreadEvent, words: dict[str, Any], arrival: Arrival) -> Outcome:
	if not event.psid:
		if event.user_ref:
			return messages.NO_PERSON
		return Outcome(IGNORED, "it is about the page, not about one conversation")
	conversation = threads.open_locked(event.page_id, event.psid)
	mid = f"fact:{event.key}"
	if messages.find(mid):
		return Outcome(DONE, "was here already")
	system = {"mid": mid, "kind": "System", "direction": "Incoming", "sender_kind": "Customer"}
	rows.insert(DOCTYPE, {**messages.base_row(conversation, event, arrival), **system, **words})
	if isinstance(event, Handover) and event.action in _OWNER_CHANGES:
		threads.save(conversation, {"thread_owner_app": _owner(conversation.name)})
	pending.catch_up(conversation, "", arrival)
	return Outcome(DONE)


def _owner(conversation: str) -> str:
	"""The app that the newest change of owner names; "" when the thread is free."""
	message = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(message).select(message.app_id).where(message.conversation == conversation)
	query = query.where((message.kind == "System") & message.referral_type.isin(sorted(_OWNER_CHANGES)))
	query = query.orderby(message.sent_ms, order=frappe.qb.desc).orderby(message.mid, order=frappe.qb.desc)
	found = query.limit(1).run()
	return (found and found[0][0]) or ""


def _sentence(event: Handover) -> str:
	app = event.new_app_id
	if event.action == "request":
		return frappe._("App {0} asks for the conversation").format(app)
	if event.action in _OWNER_CHANGES and app:
		return frappe._("The conversation went to app {0}").format(app)
	return frappe._("The conversation has no owner now")
