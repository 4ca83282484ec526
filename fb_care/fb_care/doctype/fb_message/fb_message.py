"""One private message, in or out."""

from frappe.model.document import Document


class FBMessage(Document):
	pass
