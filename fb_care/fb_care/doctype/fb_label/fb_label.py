"""A word that agents put on people, conversations and comments."""

from frappe.model.document import Document


class FBLabel(Document):
	pass
