"""From a ticket to the conversation or comment thread that an answer in it goes to."""

from __future__ import annotations

import frappe
from frappe import _

HOLDERS = ("FB Conversation", "FB Comment Thread")
TICKETS = ("Issue", "HD Ticket")
#: A ticket's field -> the DocType it leads to, the one that its messages are in, and their link to it.
_FIELDS = {
	"fb_conversation": ("FB Conversation", "FB Message", "conversation"),
	"fb_comment_thread": ("FB Comment Thread", "FB Comment", "thread"),
}


def resolve(doctype: str, name: str) -> tuple[str, str]:
	"""DocType and name of the conversation or thread; of a ticket with both, where the person spoke last.

	Raises PermissionError for a ticket that the user may not read, ValidationError where nothing is linked.
	"""
	if doctype in HOLDERS:
		return doctype, name
	if doctype not in TICKETS or not frappe.db.exists("DocType", doctype):
		frappe.throw(_("This works on conversations, comment threads and their tickets only."))
	ticket = frappe.get_doc(doctype, name)
	ticket.check_permission("read")
	found = [(*_FIELDS[field], ticket.get(field)) for field in _FIELDS if ticket.get(field)]
	if not found:
		frappe.throw(_("This ticket is not from Facebook: it has no conversation or comment thread."))
	found.sort(key=lambda one: _last_said(*one[1:]), reverse=True)
	return found[0][0], found[0][3]


def _last_said(part_doctype: str, link: str, holder: str) -> int:
	"""When the person last wrote there (UTC ms)."""
	filters = {link: holder, "direction": "Incoming"}
	return frappe.db.get_value(part_doctype, filters, "sent_ms", order_by="sent_ms desc") or 0
