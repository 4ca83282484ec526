"""`/api/resource/<DocType>[/<name>]`: lists and documents as the host's REST API reads and changes them."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.missing import missing

PREFIX = "/api/resource/"
#: What a list may be asked for, besides `limit`.
ARGUMENTS = ("fields", "filters", "or_filters", "order_by", "limit_start", "limit_page_length")


def respond(path: str) -> dict[str, Any]:
	"""What stands in "data" of the answer. Raises PermissionError or DoesNotExistError."""
	method = frappe.local.request.method
	doctype, _, name = path[len(PREFIX) :].strip("/").partition("/")
	if method == "PUT" and name:
		return {"data": change(doctype, name)}
	if method != "GET":
		missing(f"{method} {PREFIX}")
	return {"data": document(doctype, name) if name else listing(doctype)}


def document(doctype: str, name: str) -> dict[str, Any]:
	"""One document with what this user may read of it."""
	doc = frappe.get_doc(doctype, name)
	if not doc.has_permission("read"):
		raise frappe.PermissionError
	doc.apply_fieldlevel_read_permissions()
	return doc.as_dict()


def change(doctype: str, name: str) -> dict[str, Any]:
	"""Save the given values as this user; the document afterwards."""
	doc = frappe.get_doc(doctype, name, for_update=True)
	doc.update({key: value for key, value in frappe.local.form_dict.items() if key != "flags"})
	doc.save()
	frappe.db.commit()
	return doc.as_dict()


def listing(doctype: str) -> list[Any]:
	"""The documents this user may see, 20 unless told."""
	form = frappe.local.form_dict
	arguments = {key: form[key] for key in ARGUMENTS if form.get(key)}
	for key in ("fields", "filters", "or_filters"):
		if isinstance(arguments.get(key), str):
			arguments[key] = frappe.parse_json(arguments[key])
	arguments.setdefault("limit_page_length", form.get("limit") or 20)
	return frappe.get_list(doctype, **arguments)
