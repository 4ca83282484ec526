"""The conversation: its lock, its making, and the figures it keeps about its messages.

Whatever changes a conversation's messages holds the lock of its row until commit, so that two workers on the
same conversation follow one another. Each figure here comes out the same in whatever order messages arrive.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.facebook import window
from fb_care.facebook.events import Event
from fb_care.inbound import contacts, rows
from fb_care.inbound.outcome import Arrival
from fb_care.times import site_datetime

DOCTYPE = "FB Conversation"
#: Every message reads these; each one costs time, so what only a few handlers need is not among them.
_FIELDS = (
	"state",
	"ticket",
	"ticket_due",
	"first_ms",
	"last_ms",
	"last_incoming_ms",
	"last_outgoing_ms",
	"window_until_ms",
	"has_pending",
	"last_answer_ms",
	"dismissed_ms",
)
#: Rows of the timeline that are no messages say nothing about when the thread was last active.
WORDS = ("Message", "Postback")


def lock(page_id: str, psid: str) -> Any:
	"""The conversation's row, locked until commit; None if there is none. Always a transaction's first."""
	name = contacts.contact_name(page_id, psid)
	found = rows.get(DOCTYPE, {"name": name}, _FIELDS, lock=True)
	if found:
		found.update(name=name, page=page_id, psid=psid, contact=name)
	return found


def open_locked(page_id: str, psid: str, wrote: bool = False) -> Any:
	"""As `lock`, and makes the conversation if there is none. It may roll back, so call it first.

	`wrote`: because the person wrote.
	Another worker that makes the same conversation at the same time makes the insert raise; the
	transaction is then run again and finds it.
	"""
	found = lock(page_id, psid)
	if found:
		return found
	# Ends the transaction: a lock on a row that isn't there would hold up every new conversation beside it.
	frappe.db.rollback()
	return _create(page_id, psid, wrote)


def _create(page_id: str, psid: str, wrote: bool) -> Any:
	"""Insert conversation and, where needed, contact; a new row is its maker's alone until commit."""
	name = contacts.contact_name(page_id, psid)
	contact = rows.get("FB Contact", {"name": name}, ["display_name"])
	if not contact:
		contacts.create(page_id, psid, wrote)
	values = {
		"page": page_id,
		"psid": psid,
		"contact": name,
		"title": (contact and contact.display_name) or contacts.placeholder(psid),
		"state": "Open",
		"follow_up": 0,
		"unread_count": 0,
		"ticket_due": 0,
		"message_count": 0,
	}
	rows.insert(DOCTYPE, values, name=name)
	return frappe._dict({**dict.fromkeys(_FIELDS), **values, "name": name, "new_contact": not contact})


def note_message(conversation: Any, message: dict[str, Any], gist: str) -> dict[str, Any]:
	"""What a message that was just inserted changes in its conversation's times, count and last words."""
	at_ms, incoming = message["sent_ms"], message["direction"] == "Incoming"
	changes: dict[str, Any] = {"message_count": frappe.qb.DocType(DOCTYPE).message_count + 1}
	if not conversation.first_ms or at_ms < conversation.first_ms:
		changes |= {"first_ms": at_ms, "first_at": site_datetime(at_ms)}
	side = "last_incoming_ms" if incoming else "last_outgoing_ms"
	if at_ms > (conversation[side] or 0):
		changes[side] = at_ms
	if at_ms > (conversation.last_ms or 0):
		changes |= {"last_ms": at_ms, "last_at": site_datetime(at_ms), "last_text": gist}
	elif at_ms == conversation.last_ms:
		changes["last_text"] = last_text(conversation.name)
	return changes


def note_asked(conversation: Any, changes: dict[str, Any], arrival: Arrival) -> None:
	"""A person wrote: what that does to state, unread count and ticket, added to `changes`."""
	changes |= {"unread_count": frappe.qb.DocType(DOCTYPE).unread_count + 1, "has_unread": 1}
	if conversation.state in ("Done", "Archived"):
		changes["state"] = "Open"
		changes |= _not_put_away(conversation, arrival)
	note_wanted(conversation, changes, arrival)


def _not_put_away(conversation: Any, arrival: Arrival) -> dict[str, Any]:
	"""It reached us before the conversation was put away, but nobody could see it: only what was here was."""
	if (conversation.dismissed_ms or 0) < arrival.received_ms:
		return {}
	conversation.dismissed_ms = arrival.received_ms - 1
	return {"dismissed_ms": conversation.dismissed_ms}


def note_wanted(conversation: Any, changes: dict[str, Any], arrival: Arrival) -> None:
	"""What a person wrote belongs into a ticket, unless page, person or conversation want none."""
	if conversation.state != "Spam" and _wants_ticket(conversation, arrival):
		changes["ticket_due"] = 1
		arrival.batch.touch(DOCTYPE, conversation.name)


def _wants_ticket(conversation: Any, arrival: Arrival) -> bool:
	if not arrival.batch.tickets or conversation.contact in arrival.batch.blocked:
		return False
	page = arrival.page
	return bool(conversation.ticket) or (page.message_tickets != "Never" and not page.messages_off)


def note_automatic(conversation: Any, changes: dict[str, Any], arrival: Arrival) -> None:
	"""A person wrote: an automatic reply may be due, where the page has any. Decided after the batch."""
	page = arrival.page
	if not (page.away_message_on or page.instant_reply_on or page.messages_off):
		return
	if conversation.state != "Spam" and conversation.contact not in arrival.batch.blocked:
		changes["automatic_due"] = 1
		arrival.batch.automatic[conversation.name] = page.name


def note_for_ticket(conversation: Any, changes: dict[str, Any], arrival: Arrival) -> None:
	"""Something belongs into the ticket, if there is one; it opens none."""
	if conversation.ticket and arrival.batch.tickets:
		changes["ticket_due"] = 1
		arrival.batch.touch(DOCTYPE, conversation.name)


def note_inbox_answer(conversation: Any, message: dict[str, Any]) -> dict[str, Any]:
	"""A person answered in the page's inbox: agents here are warned before they answer too."""
	known_ms = conversation.last_answer_ms or 0
	if message["sender_kind"] != "Page Inbox" or message["sent_ms"] <= known_ms:
		return {}
	return {"last_answer_by": None, "last_answer_ms": message["sent_ms"]}


def open_window(conversation: Any, event: Event, arrival: Arrival) -> dict[str, Any]:
	"""What the person's act changes in how long the page may answer; {} if nothing."""
	at_ms, ad_hours = event.happened_ms(arrival.received_ms), arrival.page.ad_window_hours
	opened = window.opened_by(event, at_ms, arrival.received_ms, ad_hours)
	if opened is None or opened.until_ms <= (conversation.window_until_ms or 0):
		return {}
	return {
		"window_until_ms": opened.until_ms,
		"window_until": site_datetime(opened.until_ms),
		"window_reason": opened.reason,
	}


def save(conversation: Any, changes: dict[str, Any]) -> None:
	"""Write what changed."""
	if changes:
		rows.update(DOCTYPE, conversation.name, changes)


def last_text(name: str) -> str:
	"""The last words of a conversation, read from its messages."""
	message = frappe.qb.DocType("FB Message")
	query = frappe.qb.from_(message).select(message.name, message.text, message.unsent)
	query = query.where((message.conversation == name) & message.kind.isin(WORDS))
	query = query.orderby(message.sent_ms, order=frappe.qb.desc).orderby(message.mid, order=frappe.qb.desc)
	latest = query.limit(1).run(as_dict=True)
	return _gist_of(latest[0]) if latest else ""


def _gist_of(message: Any) -> str:
	if message.unsent:
		return frappe._("Message unsent")
	if message.text:
		return gist(message.text, "")
	first = {"parent": message.name, "parentfield": "attachments", "idx": 1}
	found = rows.get("FB Attachment", first, ["kind"])
	return gist("", found.kind if found else "")


def gist(text: str, kind: str) -> str:
	"""A line that stands for a message in lists: its words, else what is attached."""
	if text:
		return text.strip()[:140]
	return frappe._("Attachment: {0}").format(frappe._(kind)) if kind else ""
