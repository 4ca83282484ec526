"""`upload_file`: a file sent by a form becomes a File document, as Frappe's own method does it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.missing import missing
from frappe.utils import cint

#: What Frappe's method takes besides, and the inbox never sends.
REFUSED = ("file_url", "library_file_name", "method", "optimize")


def upload_file() -> Any:
	"""The File made of the request's `file`. Raises PermissionError, and ValidationError for one too big."""
	form = frappe.local.form_dict
	for name in REFUSED:
		if form.get(name):
			missing(f"upload_file with {name}")
	if frappe.session.user == "Guest":
		raise frappe.PermissionError
	check(form.get("doctype"), form.get("docname"))
	sent = frappe.local.request.files.get("file")
	values = {
		"doctype": "File",
		"attached_to_doctype": form.get("doctype"),
		"attached_to_name": form.get("docname"),
		"attached_to_field": form.get("fieldname"),
		"folder": form.get("folder") or "Home",
		"file_name": sent.filename if sent else form.get("file_name"),
		"is_private": cint(form.get("is_private")),
		"content": sent.stream.read() if sent else None,
	}
	return frappe.get_doc(values).save(ignore_permissions=False)


def check(doctype: str | None, name: str | None) -> None:
	"""Whoever attaches a file to a document must be able to write it."""
	if doctype and name and frappe.db.exists(doctype, name):
		frappe.get_doc(doctype, name).check_permission("write")
	elif doctype:
		frappe.has_permission(doctype, "write", throw=True)
