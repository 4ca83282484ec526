"""What the forms of tickets, conversations and comment threads say about answering, over HTTP."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.footprint import TICKET_DOCTYPES
from fb_care.inbox import answering


@frappe.whitelist(methods=["GET", "POST"])
def about(doctype: str, name: str | int) -> dict[str, Any] | None:
	"""The ways to answer with their windows, the last answer's state, and answers that need a decision.

	For an Issue, HD Ticket, FB Conversation or FB Comment Thread; None for a ticket that is not from
	Facebook, and for who may not answer there. PermissionError for who may not read it.
	"""
	name = str(name)
	if doctype in TICKET_DOCTYPES:
		frappe.get_doc(doctype, name).check_permission("read")
	threads = answering.threads_of(doctype, name)
	if doctype not in TICKET_DOCTYPES:
		frappe.get_doc(doctype, name).check_permission("read")
	mine = [one for one in threads if frappe.has_permission(one[0], "write", one[1])]
	return answering.facts(doctype, name, mine) if mine else None
