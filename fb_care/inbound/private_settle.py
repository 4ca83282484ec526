"""A private reply that was sent: its row of the ledger, its message, and the way into the comment's ticket.

Called with the conversation locked, by the handler of echoes and by the job that sent it; whichever comes
first does it, the other finds it done. Locks follow in one order: conversation, comment thread, ledger.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.facebook.constants import METADATA_PREFIX
from fb_care.inbound import comment_threads, rows, threads
from fb_care.inbound.comment_threads import COMMENT
from fb_care.inbound.outcome import Arrival
from fb_care.tickets import assigned
from fb_care.times import site_datetime

DOCTYPE = "FB Private Reply"
PREFIX = f"{METADATA_PREFIX}pr:"
FIELDS = (
	"name", "comment", "comment_key", "page", "thread", "state", "sent_by", "sent_ms", "sent_at",
	"started_ms", "psid", "conversation", "message", "mid", "text", "problem", "error", "code", "tries",
	"next_ms", "with_note", "note_comment", "saved_reply", "ticket_shows",
)  # fmt: skip


def of_metadata(metadata: str, page: str) -> Any:
	"""The ledger's row that the metadata of an echo names; None for any other message."""
	if not metadata.startswith(PREFIX):
		return None
	found = rows.get(DOCTYPE, {"name": metadata.removeprefix(PREFIX)}, FIELDS)
	return found if found and found.page == page else None


def facts(ledger: Any) -> dict[str, Any]:
	"""What the message of a private reply has beyond any message of this app."""
	return {
		"private_reply": ledger.name,
		"answer": ledger.name,
		"part": 1,
		"sent_by": ledger.sent_by,
		"saved_reply": ledger.saved_reply or None,
		"queued_ms": ledger.started_ms,
		"send_state": "Sent",
		"sender_kind": "This App",
	}


def from_echo(conversation: Any, row: dict[str, Any], message: str, arrival: Arrival) -> dict[str, Any]:
	"""The echo of a private reply was stored as `message`: what that changes in the conversation."""
	if not row.get("private_reply"):
		return {}
	changes, thread = settle(conversation, row["private_reply"], message, row["mid"], row["sent_ms"])
	if thread and arrival.batch.tickets:
		arrival.batch.touch(comment_threads.DOCTYPE, thread)
	return changes


def settle(
	conversation: Any, name: str, message: str, mid: str, at_ms: int
) -> tuple[dict[str, Any], str | None]:
	"""Facebook sent the private reply `name` at `at_ms` (UTC ms): it is Sent, whatever was known of it
	before.

	What changes in the conversation (its ticket, for one), and the comment thread.
	"""
	ledger = rows.get(DOCTYPE, {"name": name}, FIELDS)
	comment = rows.get(COMMENT, {"name": ledger.comment}, ["thread"]) if ledger else None
	thread = comment_threads.lock({"name": comment.thread}) if comment else None
	ledger = rows.get(DOCTYPE, {"name": name}, FIELDS, lock=True)
	if not ledger or (ledger.state == "Sent" and ledger.message):
		return {}, None
	values = {"state": "Sent", "mid": mid, "message": message, "psid": conversation.psid}
	values |= {"conversation": conversation.name, "sent_ms": at_ms, "sent_at": site_datetime(at_ms)}
	values |= {"problem": "", "error": "", "code": "", "next_ms": 0}
	if not thread:
		rows.update(DOCTYPE, name, values)
		return {}, None
	changes, left = _join(conversation, thread)
	rows.update(DOCTYPE, name, {**values, "thread": thread.name, "left_ticket": left})
	rows.update(COMMENT, ledger.comment, {"private_reply": name})
	said = {"private_reply": name, "last_answer_by": ledger.sent_by, "last_answer_ms": at_ms}
	said |= {"ticket_due": 1} if thread.ticket else {}
	rows.update(comment_threads.DOCTYPE, thread.name, {**said, **_contact_of(conversation, thread)})
	return {**changes, "last_answer_by": ledger.sent_by, "last_answer_ms": at_ms}, thread.name


def _join(conversation: Any, thread: Any) -> tuple[dict[str, Any], str]:
	"""The conversation goes on in the comment's ticket; what that changes in it, and the ticket it leaves."""
	ticket = thread.ticket if thread.ticket and frappe.db.exists(thread.ticket_doctype, thread.ticket) else ""
	if not ticket or conversation.ticket == ticket:
		return {}, ""
	values = {"fb_conversation": conversation.name}
	if not frappe.db.get_value(thread.ticket_doctype, ticket, "fb_contact"):
		values["fb_contact"] = conversation.contact
	frappe.db.set_value(thread.ticket_doctype, ticket, values, update_modified=False)
	left, conversation.ticket = conversation.ticket or "", ticket
	where = {"ticket_doctype": thread.ticket_doctype, "ticket": ticket}
	places = [(threads.DOCTYPE, conversation.name), (thread.ticket_doctype, ticket)]
	return {**where, "assigned_to": assigned.newest(places) or None}, left


def _contact_of(conversation: Any, thread: Any) -> dict[str, Any]:
	"""Who was answered is who commented: that is the contact; a new one has the name seen at the comment."""
	author = rows.get(comment_threads.DOCTYPE, {"name": thread.name}, ["author_name", "contact"])
	name = author.author_name if author else ""
	if name and conversation.get("new_contact"):
		known = {"full_name": name, "display_name": name}
		rows.update("FB Contact", conversation.contact, known)
		rows.update(threads.DOCTYPE, conversation.name, {"title": name})
	return {} if author and author.contact else {"contact": conversation.contact}
