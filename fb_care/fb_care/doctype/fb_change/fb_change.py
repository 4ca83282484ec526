"""One step in the history of a message or comment."""

from frappe.model.document import Document


class FBChange(Document):
	pass
