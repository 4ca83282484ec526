"""The form of one document, read-only, with the timeline of conversations, comment threads and tickets."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import permissions
from werkzeug.wrappers import Response

from sandbox.web import actions, inbox, pages, show, timelines


def form(doctype: str, name: str, query: dict[str, str], draft: dict[str, Any] | None = None) -> Response:
	"""The page of a document. Raises DoesNotExistError or PermissionError.

	`draft`: an answer that was refused, to be shown with the reason.
	"""
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	title = doc.get(doc.meta.title_field) if doc.meta.title_field else ""
	return pages.render(
		"form.html",
		status=417 if draft else 200,
		answering=actions.answering(doc),
		draft=draft or {"text": "", "way": "", "problem": "", "insist": False},
		decisions=actions.DECISIONS,
		doc=doc,
		doctype=doctype,
		inbox=inbox_of(doc),
		single=bool(doc.meta.issingle),
		title=show.plain(title) or doc.name,
		sections=sections(doc),
		buttons=actions.buttons(doc),
		timeline=timelines.of(doc, query.get("before", "")),
	)


def inbox_of(doc: Any) -> str:
	"""Where the thread of this document is open in the inbox; "" for one without."""
	if not inbox.is_allowed():
		return ""
	if doc.doctype in inbox.THREADS:
		return inbox.url(doc.doctype, doc.name)
	linked = ((doctype, doc.get(field)) for field, doctype in inbox.TICKET_FIELDS.items())
	return next((inbox.url(doctype, name) for doctype, name in linked if name), "")


def sections(doc: Any) -> list[dict[str, Any]]:
	"""The form's sections in order, each with its columns of fields that say something."""
	found: list[dict[str, Any]] = [{"label": "", "columns": [[]]}]
	for field in doc.meta.fields:
		if field.fieldtype in ("Section Break", "Tab Break"):
			found.append({"label": field.label or "", "columns": [[]]})
		elif field.fieldtype == "Column Break":
			found[-1]["columns"].append([])
		elif is_shown(field, doc):
			found[-1]["columns"][-1].append({"field": field, "table": table(field, doc)})
	for section in found:
		section["columns"] = [column for column in section["columns"] if column]
	return [section for section in found if section["columns"]]


def is_shown(field: Any, doc: Any) -> bool:
	"""Whether a field has a place on the form for this user and document."""
	if field.hidden or field.fieldtype in show.LAYOUT or not within_reach(field, doc):
		return False
	return field.fieldtype in ("Check", "Password") or doc.get(field.fieldname) not in (None, "", [])


def within_reach(field: Any, doc: Any) -> bool:
	"""Whether the user's roles read fields of this level."""
	if not field.permlevel or frappe.session.user == "Administrator":
		return True
	return field.permlevel in permissions.levels(doc.meta, "read")


def table(field: Any, doc: Any) -> dict[str, Any] | None:
	"""The columns and rows of a child table; None for any other field."""
	if field.fieldtype not in ("Table", "Table MultiSelect"):
		return None
	rows = doc.get(field.fieldname)
	fields = [one for one in frappe.get_meta(field.options).fields if one.fieldtype not in show.LAYOUT]
	used = [one for one in fields if not one.hidden and any(row.get(one.fieldname) for row in rows)]
	return {"fields": used, "rows": rows}
