"""Something about a page that a manager should know: a policy warning, a dead token, a lost subscription."""

from frappe.model.document import Document


class FBPageNotice(Document):
	pass
