"""A person as one page sees them."""

from frappe.model.document import Document


class FBContact(Document):
	pass
