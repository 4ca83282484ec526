"""Deleting a thread for good, with all that was said in it.

Called by `bulk_actions`, which has checked that a manager asked. The ticket stays with its own entries, as
does the person; both only let go of the thread. What Facebook holds is not touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe

from fb_care.figures import due
from fb_care.footprint import TICKET_DOCTYPES
from fb_care.tickets import hosts
from fb_care.tickets.threads import CONVERSATION, PARTS

LEDGER, FILE = "FB Private Reply", "File"
#: Rows that one statement names.
BATCH = 500
_CHILDREN = ("FB Attachment", "FB Change", "FB Reaction")


def delete(doc: Any) -> None:
	"""Delete an FB Conversation or FB Comment Thread; the caller commits."""
	part, link = PARTS[doc.doctype]
	_forget_private_replies(doc)
	while names := frappe.get_all(part, {link: doc.name}, pluck="name", order_by="name asc", limit=BATCH):
		_delete_parts(part, names)
	frappe.db.delete("FB Pending Change", {"conversation": doc.name})
	_leave_tickets(doc)
	frappe.delete_doc(doc.doctype, doc.name, force=True, ignore_permissions=True, delete_permanently=True)
	due.mark(doc.page)


def _delete_parts(part: str, names: Sequence[str]) -> None:
	"""Messages or comments with their tables and files."""
	some = ["in", list(names)]
	for file in frappe.get_all(FILE, {"attached_to_doctype": part, "attached_to_name": some}, pluck="name"):
		frappe.delete_doc(FILE, file, force=True, ignore_permissions=True, delete_permanently=True)
	for child in _CHILDREN:
		frappe.db.delete(child, {"parenttype": part, "parent": some})
	frappe.db.delete(part, {"name": some})


def _forget_private_replies(doc: Any) -> None:
	"""Of a comment that stays, it stays known that it was answered privately: that may be done once."""
	if doc.doctype == CONVERSATION:
		values = {"conversation": None, "message": None}
		frappe.db.set_value(LEDGER, {"conversation": doc.name}, values, update_modified=False)
		return
	ledgers = frappe.get_all(LEDGER, {"thread": doc.name}, pluck="name")
	if ledgers:
		linked = {"private_reply": ["in", ledgers]}
		frappe.db.set_value("FB Message", linked, "private_reply", None, update_modified=False)
		frappe.db.delete(LEDGER, {"name": ["in", ledgers]})


def _leave_tickets(doc: Any) -> None:
	field = "fb_conversation" if doc.doctype == CONVERSATION else "fb_comment_thread"
	for doctype in TICKET_DOCTYPES:
		if hosts.is_there(doctype) and frappe.get_meta(doctype).has_field(field):
			frappe.db.set_value(doctype, {field: doc.name}, field, None, update_modified=False)
