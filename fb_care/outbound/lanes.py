"""Which thread an answer goes to: a conversation or comment thread itself, or the one behind a ticket.

Called by the API and by the composers of the helpdesks.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care.footprint import THREAD_DOCTYPES, TICKET_DOCTYPES

_LINKS = {"FB Conversation": "fb_conversation", "FB Comment Thread": "fb_comment_thread"}


def resolve(doctype: str, name: str) -> tuple[str, str]:
	"""DocType and name of the thread that an answer from this document goes to.

	A ticket can be about a comment and the conversation that a private reply began: the answer goes where the
	person spoke last, so that what was said in private is never answered in public. ("", "") for a ticket
	that is not from Facebook. Raises ValidationError for any other DocType.
	"""
	if doctype in THREAD_DOCTYPES:
		return doctype, str(name)
	if doctype not in TICKET_DOCTYPES:
		frappe.throw(_("There is nothing to answer on Facebook from a {0}.").format(frappe.bold(_(doctype))))
	found = of_ticket(doctype, str(name))
	return max(found, key=_last_said) if found else ("", "")


def of_ticket(doctype: str, name: str) -> list[tuple[str, str]]:
	"""The threads (DocType, name) that the ticket is about, the conversation first."""
	if not frappe.get_meta(doctype).has_field("fb_page"):
		return []
	row = frappe.db.get_value(doctype, name, list(_LINKS.values()), as_dict=True) or frappe._dict()
	links = [(thread, row.get(field)) for thread, field in _LINKS.items() if row.get(field)]
	return [(thread, link) for thread, link in links if frappe.db.exists(thread, link)]


def _last_said(thread: tuple[str, str]) -> tuple[int, bool]:
	"""When the person last said something there; of two at the same time the private one counts."""
	doctype, name = thread
	if doctype == "FB Conversation":
		return frappe.db.get_value(doctype, name, "last_incoming_ms") or 0, True
	filters = {"thread": name, "direction": "Incoming"}
	newest: list[Any] = frappe.get_all(
		"FB Comment", filters=filters, pluck="sent_ms", order_by="sent_ms desc", limit=1
	)
	return (newest[0] if newest else 0) or 0, False
