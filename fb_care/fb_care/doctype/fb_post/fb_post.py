"""A post that comments are about, of the page or of a visitor."""

from frappe.model.document import Document


class FBPost(Document):
	pass
