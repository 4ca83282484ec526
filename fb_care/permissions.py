"""Who may see what User Permissions alone don't cover. Called by the host through hooks.py.

A raw delivery can hold events of several pages. So somebody who is limited to some pages by User
Permissions sees none of them, manager or not; everything else of a page follows its Link to FB Page.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

NOTHING = "1 = 0"


def limited_to_pages(user: str) -> bool:
	"""True when User Permissions limit this user to certain pages."""
	if user == "Administrator":
		return False
	return bool(frappe.db.exists("User Permission", {"user": user, "allow": "FB Page"}))


def webhook_event_conditions(user: str | None = None) -> str:
	"""Nothing for people limited to pages, else no further condition."""
	return NOTHING if limited_to_pages(user or frappe.session.user) else ""


def has_delivery_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool | None:
	"""Deny people limited to pages; say nothing otherwise."""
	return False if limited_to_pages(user or frappe.session.user) else None
