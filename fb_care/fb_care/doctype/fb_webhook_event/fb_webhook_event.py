"""One signed delivery of Facebook's as received, and what became of it."""

from frappe.model.document import Document


class FBWebhookEvent(Document):
	pass
