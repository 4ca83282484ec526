"""A saved reply in one more language."""

from frappe.model.document import Document


class FBSavedReplyText(Document):
	pass
