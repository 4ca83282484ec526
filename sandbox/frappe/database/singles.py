"""Singles: DocTypes with one document, kept as (doctype, field, value) rows, all values texts."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.dicts import _dict
from frappe.utils import cast, now


class Singles:
	"""The part of `frappe.db` about singles."""

	def get_singles_dict(self, doctype: str, debug: bool = False, *, for_update: bool = False) -> _dict:
		"""All stored values of a single, as texts."""
		rows = self.execute(
			"SELECT field, value FROM tabSingles WHERE doctype = ?", [doctype], lock=for_update
		)
		return _dict(rows)

	def single_values(self, doctype: str, fieldname: Any, filters: Any, as_dict: bool) -> list:
		"""What `get_values` gives for a single: one row, of texts, or none."""
		stored = self.get_singles_dict(doctype)
		if isinstance(filters, dict) and any(stored.get(key) != value for key, value in filters.items()):
			return []
		if fieldname == "*":
			return [stored] if stored else []
		names = list(fieldname) if isinstance(fieldname, list | tuple) else [fieldname]
		found = {name: stored[name] for name in names if name in stored}
		if not found and not isinstance(filters, dict):
			return []
		return [_dict(found)] if as_dict else [[found.get(name) for name in names]]

	def get_single_value(self, doctype: str, fieldname: str, cache: bool = True) -> Any:
		"""One value of a single, in the type of its field."""
		df = frappe.get_meta(doctype).get_field(fieldname)
		if not df:
			frappe.throw(f"Field {frappe.bold(fieldname)} does not exist on {frappe.bold(doctype)}")
		return cast(df.fieldtype, self.get_singles_dict(doctype).get(fieldname))

	def set_single_value(
		self,
		doctype: str,
		fieldname: Any,
		value: Any = None,
		*,
		modified: Any = None,
		modified_by: str | None = None,
		update_modified: bool = True,
		debug: bool = False,
	) -> None:
		"""Sets values of a single, with no life cycle."""
		changes = dict(fieldname) if isinstance(fieldname, dict) else {fieldname: value}
		if update_modified:
			changes |= {"modified": modified or now(), "modified_by": modified_by or frappe.session.user}
		self.write_single(doctype, changes)
		frappe.clear_document_cache(doctype, doctype)

	def write_single(self, doctype: str, changes: dict) -> None:
		"""Replaces the rows of these fields (sandbox only)."""
		for field, new in changes.items():
			self.execute("DELETE FROM tabSingles WHERE doctype = ? AND field = ?", [doctype, field])
			self.execute(
				"INSERT INTO tabSingles (doctype, field, value) VALUES (?, ?, ?)", [doctype, field, new]
			)
