"""A thread's document, read by prepared queries: agents open one thread after the other. Called by `given`.

It is the one that the host's `get_doc` gives, with the rows of its tables, which count for who may read it.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.prepared import family, given, prepared

LABELS = "labels"


def read(doctype: str, name: str) -> Any:
	"""The document. DoesNotExistError where it is gone."""
	if [field.fieldname for field in frappe.get_meta(doctype).get_table_fields()] != [LABELS]:
		return frappe.get_doc(doctype, name)  # the site has added a table of its own
	found = _thread(doctype)(name=name, as_dict=True)
	if not found:
		raise frappe.DoesNotExistError
	labels = _labels(doctype=doctype, name=found[0].name, as_dict=True)
	return frappe.get_doc({"doctype": doctype, **found[0], LABELS: labels})


@family
def _thread(doctype: str) -> Any:
	table = frappe.qb.DocType(doctype)
	return frappe.qb.from_(table).select(table.star).where(table.name == given("name"))


@prepared
def _labels() -> Any:
	row = frappe.qb.DocType("FB Label Row")
	query = frappe.qb.from_(row).select(row.star).where(row.parent == given("name"))
	query = query.where((row.parenttype == given("doctype")) & (row.parentfield == LABELS))
	return query.orderby(row.idx)
