"""An id under which a person comments besides their page-scoped one, linked by hand."""

from frappe.model.document import Document


class FBContactAuthor(Document):
	pass
