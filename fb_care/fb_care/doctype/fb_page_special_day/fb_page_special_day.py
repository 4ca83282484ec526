"""What holds on one day instead of the week's hours."""

from frappe.model.document import Document


class FBPageSpecialDay(Document):
	pass
