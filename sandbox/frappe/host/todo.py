"""ToDo: a task of somebody's, which is how documents are assigned."""

from __future__ import annotations

import json

import frappe
from frappe.model.document import Document


class ToDo(Document):
	def validate(self) -> None:
		self.flags.news = ""
		if self.is_new():
			self.flags.news = f"{self.assigned_by} assigned {self.allocated_to}: {self.description}"

	def on_update(self) -> None:
		if self.flags.news and self.reference_type and self.reference_name:
			document = frappe.get_doc(self.reference_type, self.reference_name)
			document.add_comment("Assigned", self.flags.news)
		self._update_reference()

	def on_trash(self) -> None:
		self._update_reference()

	def _update_reference(self) -> None:
		"""The document itself knows whom it is assigned to."""
		if not (self.reference_type and self.reference_name):
			return
		mine = {
			"reference_type": self.reference_type,
			"reference_name": self.reference_name,
			"status": ("not in", ("Cancelled", "Closed")),
			"allocated_to": ("is", "set"),
		}
		people = list(frappe.db.get_values("ToDo", mine, "allocated_to", pluck=True, for_update=True))[::-1]
		value = json.dumps(people) if people else ""
		frappe.db.set_value(self.reference_type, self.reference_name, "_assign", value, update_modified=False)
