"""Reads and writes that every message goes through, straight to the table. Called by the other modules here.

Frappe's general calls parse field names and clear caches each time; for rows nobody caches that is most of
the work. What is written this way must have been cleaned (`inbound.rows.clean`) if it came from outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe

from fb_care import live
from fb_care.inbound import rows

get = rows.get


def put(doctype: str, name: str, values: Mapping[str, Any]) -> None:
	"""Set fields of one row; `modified` stays unless it is among them."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).where(table.name == name)
	for field, value in values.items():
		query = query.set(field, value)
	query.run()
	live.written(doctype, name, values)


def select(doctype: str, fields: Sequence[str]) -> tuple[Any, Any]:
	"""The table and a query of these fields of it."""
	table = frappe.qb.DocType(doctype)
	return table, frappe.qb.from_(table).select(*(table[field] for field in fields))
