"""The message thread with one person on one page."""

from frappe.model.document import Document


class FBConversation(Document):
	pass
