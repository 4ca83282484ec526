"""A post that a triage rule is for."""

from frappe.model.document import Document


class FBTriagePost(Document):
	pass
