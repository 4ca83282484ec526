"""Fields that an app adds to the DocTypes of others."""

from __future__ import annotations

import frappe
from frappe.missing import module_getattr

__getattr__ = module_getattr("frappe.custom.doctype.custom_field.custom_field")


def create_custom_fields(custom_fields: dict, ignore_validate: bool = False, update: bool = True) -> None:
	"""Adds fields, or brings them up to date: {"Issue": [{"fieldname": ...}]}."""
	for doctypes, fields in custom_fields.items():
		for doctype in [doctypes] if isinstance(doctypes, str) else doctypes:
			for df in [fields] if isinstance(fields, dict) else fields:
				_create_or_update(doctype, df, update)
			frappe.clear_cache(doctype=doctype)


def _create_or_update(doctype: str, df: dict, update: bool) -> None:
	name = frappe.db.get_value("Custom Field", {"dt": doctype, "fieldname": df["fieldname"]})
	if not name:
		frappe.get_doc({"doctype": "Custom Field", "dt": doctype, **df}).insert(ignore_permissions=True)
	elif update:
		frappe.get_doc("Custom Field", name).update(df).save(ignore_permissions=True)
