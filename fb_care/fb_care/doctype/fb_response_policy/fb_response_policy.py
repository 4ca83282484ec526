"""How answers are counted: a published formula."""

from frappe.model.document import Document


class FBResponsePolicy(Document):
	pass
