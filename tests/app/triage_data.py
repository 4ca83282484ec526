"""Triage rules for tests, in few words."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.tickets import triage_rules


def rule(title: str = "A rule", enabled: int = 1, **values: Any) -> Any:
	"""A stored rule. Tables are given as lists of names: pages=[...], add_labels=[...]."""
	for table, (_child, fieldname) in triage_rules.TABLES.items():
		if table in values:
			values[table] = [{fieldname: name} for name in values[table]]
	doc = frappe.get_doc({"doctype": "FB Triage Rule", "title": title, "enabled": enabled, **values})
	doc.insert(ignore_permissions=True)
	frappe.db.commit()
	frappe.clear_messages()
	return doc


def label(name: str) -> str:
	frappe.get_doc({"doctype": "FB Label", "label": name}).insert(ignore_permissions=True)
	return name


def triage_of(thread: str, doctype: str = "FB Comment Thread") -> str:
	return frappe.db.get_value(doctype, thread, "triage") or ""
