"""Deleting a document: permission, hooks, a refusal where others link to it, and all that hangs on it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.missing import missing
from frappe.model.meta import site_descriptions
from frappe.utils.password import delete_all_passwords_for

# DocTypes whose links never keep a document from being deleted.
_LETS_GO = ("Communication", "Comment", "Version", "File", "Notification Log")


def delete_doc(
	doctype: str | None = None,
	name: Any = None,
	force: Any = 0,
	ignore_doctypes: list[str] | None = None,
	for_reload: bool = False,
	ignore_permissions: bool = False,
	flags: Any = None,
	ignore_on_trash: bool = False,
	ignore_missing: bool = True,
	delete_permanently: bool = False,
) -> Any:
	"""Deletes one document. False where there is none; LinkExistsError where another holds on to it."""
	if for_reload or ignore_doctypes or not isinstance(name, str):
		missing("frappe.delete_doc with for_reload, ignore_doctypes or several names")
	if not frappe.db.exists(doctype, name):
		if not ignore_missing:
			raise frappe.DoesNotExistError
		return False
	delete_all_passwords_for(doctype, name)
	doc = frappe.get_doc(doctype, name, for_update=True)
	doc.flags.update(flags or {})
	doc.flags.ignore_permissions = ignore_permissions or doc.flags.ignore_permissions
	if not doc.has_permission("delete"):
		frappe.throw(f"User not allowed to delete {doctype}: {name}", frappe.PermissionError)
	if not ignore_on_trash:
		doc.run_method("on_trash")
		doc.flags.in_delete = True
		doc.run_method("on_change")
	if not force:
		_refuse_if_linked(doc)
	_delete_rows(doc)
	doc.run_method("after_delete")
	_delete_files(doc)
	_let_go(doctype, name)
	doc.clear_cache()
	doc.notify_update()
	return None


def _delete_rows(doc: Any) -> None:
	if doc.meta.issingle:
		frappe.db.execute("DELETE FROM tabSingles WHERE doctype = ?", [doc.doctype])
	else:
		frappe.db.delete(doc.doctype, {"name": doc.name})
	for child in {df.options for df in doc.meta.get_table_fields()}:
		frappe.db.delete(child, {"parenttype": doc.doctype, "parent": doc.name})


def _delete_files(doc: Any) -> None:
	filters = {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name}
	for name in frappe.get_all("File", filters=filters, pluck="name"):
		delete_doc("File", name, ignore_permissions=True)


def _let_go(doctype: str, name: str) -> None:
	"""Timelines of the document: comments go, communications stay without it. Right away, not in a job."""
	frappe.db.delete("Comment", {"reference_doctype": doctype, "reference_name": name})
	frappe.db.delete("Notification Log", {"document_type": doctype, "document_name": name})
	clear = {"reference_doctype": None, "reference_name": None}
	filters = {"reference_doctype": doctype, "reference_name": name}
	frappe.db.set_value("Communication", filters, clear, update_modified=False)


def _refuse_if_linked(doc: Any) -> None:
	ignored = {*_LETS_GO, *frappe.get_hooks("ignore_links_on_delete")}
	for doctype in site_descriptions():
		meta = frappe.get_meta(doctype)
		if doctype in ignored or meta.issingle:
			continue
		for df in meta.get_link_fields():
			if df.options == doc.doctype:
				_refuse(doc, meta, {df.fieldname: doc.name}, ignored)
		for df in meta.get_dynamic_link_fields():
			if meta.has_field(df.options):
				_refuse(doc, meta, {df.options: doc.doctype, df.fieldname: doc.name}, ignored)


def _refuse(doc: Any, meta: Any, filters: dict, ignored: set[str]) -> None:
	fields = ["name", "parent", "parenttype"] if meta.istable else ["name"]
	for row in frappe.db.get_values(meta.name, filters, fields, as_dict=True):
		holder, name = (row.parenttype, row.parent) if meta.istable else (meta.name, row.name)
		if holder in ignored or (holder, name) == (doc.doctype, doc.name):
			continue
		frappe.throw(
			f"Cannot delete or cancel because {doc.doctype} {doc.name} is linked with {holder} {name}",
			frappe.LinkExistsError,
		)
