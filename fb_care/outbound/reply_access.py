"""Who may use and change which saved reply. Called by the host through hooks.py.

Everyone's and a page's replies are read by all who may see the page and changed by managers; a person's own
are nobody else's business, managers included. What belongs to other pages is left out by User Permissions,
as everywhere; rows of tables and files follow their reply.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from fb_care.footprint import MANAGERS
from fb_care.permissions import NOTHING, as_sql, limited_to_pages, own_replies_of_others

DOCTYPE = "FB Saved Reply"
CHANGERS = frozenset(MANAGERS)
LOOKING = frozenset({"read", "select", "print", "email", "report", "export"})


def conditions(user: str | None = None) -> str:
	"""In lists: all but other people's own."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	reply = frappe.qb.DocType(DOCTYPE)
	return as_sql((reply.scope != "Person") | (reply.user == user))


def row_conditions(user: str | None = None) -> str:
	"""Rows of the table of languages: those of replies that may be seen; none for people limited to pages."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	if limited_to_pages(user):
		return NOTHING
	row = frappe.qb.DocType("FB Saved Reply Text")
	return as_sql(row.parent.notin(own_replies_of_others(user)))


def has_permission(doc: Document, ptype: str | None = "read", user: str | None = None) -> bool | None:
	"""Deny what is written above; both as the reply is stored and as it is about to be."""
	user = user or frappe.session.user
	if user == "Administrator":
		return None
	stored = None if doc.is_new() else frappe.db.get_value(DOCTYPE, doc.name, ["scope", "user"], as_dict=True)
	# Without a ptype the host asks what the form may show.
	return None if all(_allows(one, ptype or "read", user) for one in (doc, stored) if one) else False


def _allows(reply: Any, ptype: str, user: str) -> bool:
	if reply.scope == "Person":
		return (reply.user or user) == user
	return ptype in LOOKING or not CHANGERS.isdisjoint(frappe.get_roles(user))


def keep_private(doc: Document, method: str = "") -> None:
	"""A file is being saved: those of saved replies go to customers, not to everybody on the web."""
	if doc.attached_to_doctype == DOCTYPE and not doc.is_private:
		frappe.throw(_("Files of saved replies are private: attach it as a private file."))
