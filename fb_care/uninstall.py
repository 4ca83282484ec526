"""Leaving a site as it was: everything that `uninstall-app` itself does not take away.

Called by install.before_uninstall and install.after_uninstall. The host removes the DocTypes with their
tables, the workspace, reports, the dashboard, charts and number cards; tickets and what was said in them are
the business's and stay.
"""

from __future__ import annotations

import frappe

from fb_care.footprint import MODULE, ROLES, TICKET_DOCTYPES, ticket_fieldnames, ticket_fields

#: Tables of the DocType builder itself: the host clears them with each DocType.
OF_THE_HOST = frozenset({"DocType", "DocField", "DocPerm", "DocType Action", "DocType Link", "DocType State"})
#: Fields that name one of our DocTypes without being a Link to DocType.
NAMED_BY = (
	("Version", "ref_doctype"),
	("View Log", "reference_doctype"),
	("Deleted Document", "deleted_doctype"),
	("List View Settings", "name"),
	("Property Setter", "doc_type"),
	("Singles", "doctype"),
)
#: Tables of the host that are no DocTypes. The first holds the secrets.
BARE_TABLES = (("__Auth", "doctype"), ("__UserSettings", "doctype"), ("__global_search", "doctype"))


def remove_before_doctypes() -> None:
	"""Fields on tickets with their columns, files, and rows that point at our DocTypes."""
	_remove_ticket_fields()
	remove_mailed_reports()
	doctypes = our_doctypes()
	if not doctypes:
		return
	for row in frappe.get_all("File", filters={"attached_to_doctype": ["in", doctypes]}, pluck="name"):
		frappe.delete_doc("File", row, force=True, ignore_permissions=True, delete_permanently=True)
	for doctype, fieldname in [*_links_to_doctype(), *NAMED_BY]:
		if frappe.db.table_exists(doctype, cached=False):
			frappe.db.delete(doctype, {fieldname: ["in", doctypes]})
	for table, fieldname in BARE_TABLES:
		frappe.db.delete(table, {fieldname: ["in", doctypes]})
	frappe.db.commit()


def remove_after_doctypes() -> None:
	"""Roles and who has them, scheduled jobs, what deleting left in the bin."""
	for method in frappe.get_all(
		"Scheduled Job Type", filters={"method": ["like", "fb_care.%"]}, pluck="name"
	):
		frappe.delete_doc("Scheduled Job Type", method, force=True, delete_permanently=True)
	for role in ROLES:
		for holder in ("Has Role", "Custom DocPerm", "DocPerm"):
			frappe.db.delete(holder, {"role": role})
		frappe.delete_doc("Role", role, force=True, ignore_permissions=True, delete_permanently=True)
	_empty_bin()
	frappe.db.commit()
	frappe.clear_cache()


def our_doctypes() -> list[str]:
	return frappe.get_all("DocType", filters={"module": MODULE}, pluck="name")


def remove_mailed_reports() -> None:
	"""Our reports as people have them sent or prepared, and who may open them: the host would leave these."""
	reports = frappe.get_all("Report", filters={"module": MODULE}, pluck="name") if _has("Report") else []
	if not reports:
		return
	for doctype, fieldname in (("Auto Email Report", "report"), ("Prepared Report", "report_name")):
		if _has(doctype):
			frappe.db.delete(doctype, {fieldname: ["in", reports]})
	frappe.db.delete("Has Role", {"parenttype": "Report", "parent": ["in", reports]})


def _has(doctype: str) -> bool:
	return frappe.db.table_exists(doctype, cached=False)


def _remove_ticket_fields() -> None:
	"""The Custom Fields with their columns: the host would leave the columns behind."""
	columns = [field["fieldname"] for field in ticket_fields() if "Break" not in field["fieldtype"]]
	for doctype in TICKET_DOCTYPES:
		frappe.db.delete("Custom Field", {"dt": doctype, "fieldname": ["in", ticket_fieldnames()]})
		frappe.db.delete("Property Setter", {"doc_type": doctype, "field_name": ["in", ticket_fieldnames()]})
		if not frappe.db.table_exists(doctype):
			continue
		frappe.clear_cache(doctype=doctype)
		for column in columns:
			if frappe.db.has_column(doctype, column):
				frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` DROP COLUMN `{column}`")


def _links_to_doctype() -> list[tuple[str, str]]:
	"""(DocType, field) of every stored field of the host that names a DocType."""
	found = []
	for source, parent in (("DocField", "parent"), ("Custom Field", "dt")):
		rows = frappe.get_all(
			source, filters={"fieldtype": "Link", "options": "DocType"}, fields=[parent, "fieldname"]
		)
		found += [(row[parent], row.fieldname) for row in rows]
	ours = set(our_doctypes())
	return [
		(doctype, fieldname)
		for doctype, fieldname in found
		if doctype not in ours and doctype not in OF_THE_HOST and _is_plain(doctype)
	]


def _is_plain(doctype: str) -> bool:
	kind = frappe.db.get_value("DocType", doctype, ["issingle", "is_virtual"], as_dict=True)
	return bool(kind) and not kind.issingle and not kind.is_virtual


def _empty_bin() -> None:
	"""Deleted Document keeps a copy of each deleted DocType, workspace, card and Custom Field of ours."""
	of_ours = ["like", f'%"module": "{MODULE}"%']
	frappe.db.delete("Deleted Document", {"data": of_ours})
	frappe.db.delete("Deleted Document", {"deleted_doctype": "Module Def", "deleted_name": MODULE})
	jobs = {"deleted_doctype": "Scheduled Job Type", "data": ["like", '%"method": "fb_care.%']}
	frappe.db.delete("Deleted Document", jobs)
