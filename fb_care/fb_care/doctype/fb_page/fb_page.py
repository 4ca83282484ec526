"""A Facebook page whose messages and comments come in here."""

from frappe.model.document import Document


class FBPage(Document):
	pass
