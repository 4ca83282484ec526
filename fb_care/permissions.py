"""Who may see what User Permissions alone don't cover. Called by the host through hooks.py.

A raw delivery can hold events of several pages. So somebody who is limited to some pages by User
Permissions sees none of them, manager or not; everything else of a page follows its Link to FB Page.
Rows of tables and files have no such Link, and the host lists them by the parent's DocType alone.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.permissions import get_user_permissions
from frappe.query_builder.functions import Cast, Coalesce

from fb_care.footprint import TICKET_DOCTYPES

NOTHING = "1 = 0"
#: Records that belong to a page and may have files.
OF_A_PAGE = (
	"FB Ad",
	"FB Comment",
	"FB Comment Thread",
	"FB Contact",
	"FB Conversation",
	"FB Message",
	"FB Post",
	"FB Private Reply",
	"FB Saved Reply",
)


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


def triage_rule_conditions(user: str | None = None) -> str:
	"""People limited to pages list the rules that hold for these pages."""
	user = user or frappe.session.user
	pages = allowed_pages(user, "FB Triage Rule") if limited_to_pages(user) else []
	if not pages:
		return ""
	rule, row = frappe.qb.DocType("FB Triage Rule"), frappe.qb.DocType("FB Triage Page")
	foreign = frappe.qb.from_(row).select(row.parent).where(row.page.notin(pages))
	return as_sql(rule.name.notin(foreign))


def has_triage_rule_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool | None:
	"""People limited to pages change only rules that name their pages and no others."""
	user = user or frappe.session.user
	if ptype in ("read", "select", "print", "report") or not limited_to_pages(user):
		return None
	pages = allowed_pages(user, "FB Triage Rule")
	named = [row.page for row in doc.get("pages") or []]
	return None if not pages or (named and set(named) <= set(pages)) else False


def child_conditions(user: str | None = None) -> str:
	"""People limited to pages list no rows of tables; inside the records they may open, they see them."""
	return NOTHING if limited_to_pages(user or frappe.session.user) else ""


def app_secret_conditions(user: str | None = None) -> str:
	"""Only System Managers list the rows (without the secrets themselves, which nobody gets)."""
	return "" if "System Manager" in frappe.get_roles(user or frappe.session.user) else NOTHING


def file_conditions(user: str | None = None) -> str:
	"""Leave out files of other people's saved replies, and of other pages' records and tickets."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	hidden = [_attached_to("FB Saved Reply", own_replies_of_others(user))]
	for doctype, field in _fields_with_pages() if limited_to_pages(user) else ():
		if pages := allowed_pages(user, doctype):
			names = _elsewhere(doctype, field, pages)
			hidden.append(_attached_to(doctype, names))
			if doctype in TICKET_DOCTYPES:
				hidden.append(_attached_to("Communication", _said_in(doctype, names)))
	return f"(NOT ({' OR '.join(hidden)}))"


def own_replies_of_others(user: str) -> Any:
	"""The names of other people's own saved replies, as a query."""
	reply = frappe.qb.DocType("FB Saved Reply")
	return frappe.qb.from_(reply).select(reply.name).where((reply.scope == "Person") & (reply.user != user))


def _fields_with_pages() -> list[tuple[str, str]]:
	"""Each DocType whose files are looked at, with its field that names the page."""
	here = [doctype for doctype in TICKET_DOCTYPES if frappe.db.table_exists(doctype)]
	tickets = [(doctype, "fb_page") for doctype in here if frappe.db.has_column(doctype, "fb_page")]
	return [("FB Page", "name"), *((doctype, "page") for doctype in OF_A_PAGE), *tickets]


def allowed_pages(user: str, doctype: str) -> list[str]:
	"""The pages this user is limited to where this DocType is concerned; none: not limited."""
	limits = get_user_permissions(user).get("FB Page", [])
	return [limit["doc"] for limit in limits if limit.get("applicable_for") in (None, "", doctype)]


def _elsewhere(doctype: str, field: str, pages: list[str]) -> Any:
	"""The names of the records of all other pages, as a query."""
	table = frappe.qb.DocType(doctype)
	# PostgreSQL compares no text with the numbers that some DocTypes have as names.
	name = Cast(table.name, "VARCHAR") if frappe.db.db_type == "postgres" else table.name
	return frappe.qb.from_(table).select(name).where(table[field].notin(["", *pages]))


def _said_in(doctype: str, tickets: Any) -> Any:
	"""The names of the Communications of these tickets, as a query."""
	said = frappe.qb.DocType("Communication")
	query = frappe.qb.from_(said).select(said.name).where(said.reference_doctype == doctype)
	return query.where(said.reference_name.isin(tickets))


def _attached_to(doctype: str, names: Any) -> str:
	"""SQL: the file hangs on one of these records; false, not unknown, where it hangs on nothing."""
	file = frappe.qb.DocType("File")
	kind, name = Coalesce(file.attached_to_doctype, ""), Coalesce(file.attached_to_name, "")
	return as_sql((kind == doctype) & name.isin(names))


def as_sql(condition: Any) -> str:
	"""A condition as the host takes it from `permission_query_conditions`."""
	# Backticks on every database: the host turns them into what its database takes.
	return f"({condition.get_sql(quote_char='`', with_namespace=True)})"
