"""One public comment, visitor's post, mention or rating."""

from frappe.model.document import Document


class FBComment(Document):
	pass
