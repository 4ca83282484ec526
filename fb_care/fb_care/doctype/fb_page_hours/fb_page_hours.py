"""One span of a week in which the page is available."""

from frappe.model.document import Document


class FBPageHours(Document):
	pass
