"""One label on a record."""

from frappe.model.document import Document


class FBLabelRow(Document):
	pass
