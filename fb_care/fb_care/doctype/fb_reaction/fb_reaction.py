"""One person's reaction to a message; the latest one counts."""

from frappe.model.document import Document


class FBReaction(Document):
	pass
