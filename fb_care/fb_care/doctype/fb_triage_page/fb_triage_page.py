"""A page that a triage rule is for."""

from frappe.model.document import Document


class FBTriagePage(Document):
	pass
