"""The host's ticket of a thread, as far as the user may see it. Called by `thread_view` and `notes`."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.tickets import hosts


def of(doc: Any) -> dict[str, Any] | None:
	"""The ticket, with empty subject and state where the user may not read it; None where it is gone.

	{"doctype", "name", "subject", "status", "readable"}.
	"""
	host = hosts.host_of(doc.ticket_doctype) if doc.ticket else None
	if not host:
		return None
	told = frappe.db.get_value(host.doctype, doc.ticket, ["subject", "status"], as_dict=True)
	if not told:
		return None
	found = {"doctype": host.doctype, "name": str(doc.ticket), "subject": "", "status": "", "readable": False}
	if frappe.has_permission(host.doctype, "read", doc.ticket):
		found |= {"subject": told.subject or "", "status": told.status or "", "readable": True}
	return found
