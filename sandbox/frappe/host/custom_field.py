"""Custom Field: a column more in a table, and the DocType read anew."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class CustomField(Document):
	def autoname(self) -> None:
		self.fieldname = self.fieldname or frappe.scrub(self.label or "")
		self.name = f"{self.dt}-{self.fieldname}"

	def validate(self) -> None:
		if self.is_new() and frappe.get_meta(self.dt).has_field(self.fieldname):
			frappe.throw(f"A field with the name {self.fieldname} already exists in {self.dt}")
		if not self.idx:
			self.idx = len(frappe.get_meta(self.dt).fields) + 1

	def on_update(self) -> None:
		from frappe.sandbox.installer import sync_table

		frappe.clear_cache(doctype=self.dt)
		sync_table(frappe.get_meta(self.dt, cached=False))

	def on_trash(self) -> None:
		"""The column stays, as on a real site."""
		frappe.clear_cache(doctype=self.dt)

	def after_delete(self) -> None:
		frappe.clear_cache(doctype=self.dt)
