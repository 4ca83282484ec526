"""Settings of the Meta app, the helpdesk, media and retention."""

from frappe.model.document import Document


class FBCareSettings(Document):
	pass
