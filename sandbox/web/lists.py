"""The home page and the list of one DocType, both through frappe.get_list, so that permissions hold."""

from __future__ import annotations

from typing import Any

import frappe
from werkzeug.wrappers import Response

from sandbox.web import inbox, pages, show

PAGE_LENGTH = 20
#: Fields that say at a glance how a document stands.
STATES = ("state", "status", "health")
ABOUT = {
	"FB Conversation": "Message threads with one person each",
	"FB Comment Thread": "Comments, visitor posts, mentions and ratings",
	"Issue": "Tickets of the helpdesk",
	"FB Page": "Pages, their health and ticket rules",
	"FB Contact": "People as a page knows them",
	"FB Webhook Event": "What Facebook delivered, and what became of it",
	"FB Saved Reply": "Texts that agents answer with",
	"FB Triage Rule": "Who handles what, and why",
	"FB Ad": "Ads that people wrote from",
	"FB Post": "Posts that people commented on",
}


def home() -> Response:
	"""What there is, with counts of what this user may see."""
	tiles = []
	for doctype in show.HOME:
		if show.known(doctype) and frappe.has_permission(doctype, "read"):
			tiles.append(
				{
					"doctype": doctype,
					"about": ABOUT[doctype],
					"count": count(doctype),
					"states": states(doctype),
				}
			)
	return pages.render("home.html", tiles=tiles, inbox=inbox.url() if inbox.is_allowed() else "")


def count(doctype: str, filters: dict[str, Any] | None = None) -> int:
	"""How many documents of the DocType this user may see."""
	return len(frappe.get_list(doctype, filters=filters or {}, pluck="name", limit_page_length=0))


def states(doctype: str) -> list[dict[str, Any]]:
	"""How many of them are in each state that is worth a look."""
	field = next((name for name in STATES if frappe.get_meta(doctype).has_field(name)), "")
	if not field or doctype == "FB Post":
		return []
	rows = frappe.get_list(doctype, fields=["name", field], limit_page_length=0)
	found = sorted({row[field] for row in rows if row[field]})
	return [
		{"field": field, "value": state, "count": sum(row[field] == state for row in rows)} for state in found
	]


def listing(doctype: str, query: dict[str, str]) -> Response:
	"""One page of the list, filtered as the query says."""
	meta = frappe.get_meta(doctype)
	if not frappe.has_permission(doctype, "read"):
		raise frappe.PermissionError(f"You may not see the list of {doctype}.")
	filters, start = chosen(meta, query), _number(query.get("start"))
	columns = list_columns(meta)
	rows = frappe.get_list(
		doctype,
		filters=filters,
		or_filters=searched(meta, query.get("search", "")),
		fields=wanted(meta, columns),
		order_by=f"{meta.sort_field or 'modified'} {meta.sort_order or 'desc'}",
		limit_start=start,
		limit_page_length=PAGE_LENGTH + 1,
	)
	return pages.render(
		"list.html",
		doctype=doctype,
		columns=columns,
		title_field=meta.title_field,
		rows=rows[:PAGE_LENGTH],
		filters=filter_fields(meta, query),
		query={**{key: str(value) for key, value in filters.items()}, "search": query.get("search", "")},
		start=start,
		page_length=PAGE_LENGTH,
		more=len(rows) > PAGE_LENGTH,
	)


def list_columns(meta: Any) -> list[Any]:
	"""The fields of the list view: first the state, as in the real desk; the title stands before them."""
	hidden = ("Password", *show.LAYOUT, "Table")
	fields = [field for field in meta.fields if field.in_list_view and field.fieldtype not in hidden]
	state = [field for field in meta.fields if field.fieldname in STATES][:1]
	return state + [field for field in fields if field.fieldname != meta.title_field and field not in state]


def wanted(meta: Any, columns: list[Any]) -> list[str]:
	"""The columns to ask for: those shown and what they need to become links."""
	names = ["name", "modified", *(field.fieldname for field in columns)]
	names += [field.options for field in columns if field.fieldtype == "Dynamic Link"]
	return list(dict.fromkeys([*names, *([meta.title_field] if meta.title_field else [])]))


def filter_fields(meta: Any, query: dict[str, str]) -> list[dict[str, Any]]:
	"""The standard filters with what can be chosen in each."""
	found = []
	for field in meta.fields:
		if not field.in_standard_filter or field.fieldtype in ("Password", "Table"):
			continue
		options = field.options.split("\n") if field.fieldtype == "Select" and field.options else []
		if field.fieldtype == "Check":
			options = ["1", "0"]
		if field.fieldtype == "Link" and field.options == "FB Page":
			options = frappe.get_list("FB Page", pluck="name", order_by="page_name asc")
		labels = {"1": "Yes", "0": "No"} if field.fieldtype == "Check" else {}
		if field.options == "FB Page":
			labels = {name: show.title_of("FB Page", name) for name in options}
		found.append(
			{
				"name": field.fieldname,
				"label": field.label,
				"options": [(option, labels.get(option, option)) for option in options if option],
				"value": query.get(field.fieldname, ""),
			}
		)
	return found


def chosen(meta: Any, query: dict[str, str]) -> dict[str, Any]:
	"""The filters of the query that are standard filters or states of this DocType."""
	allowed = [field.fieldname for field in meta.fields if field.in_standard_filter]
	allowed += [name for name in STATES if meta.has_field(name)]
	return {name: query[name] for name in dict.fromkeys(allowed) if query.get(name)}


def searched(meta: Any, text: str) -> dict[str, Any] | None:
	"""The search fields, each like the text; percent signs and underlines mean themselves nowhere."""
	if not text:
		return None
	names = [name.strip() for name in (meta.search_fields or "").split(",") if name.strip()]
	return {
		name: ["like", f"%{text}%"] for name in ("name", *names) if name == "name" or meta.has_field(name)
	}


def _number(text: str | None) -> int:
	return int(text) if text and text.isascii() and text.isdigit() else 0
