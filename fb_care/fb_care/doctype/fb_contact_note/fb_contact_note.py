"""One dated note about a person: when, who, what."""

from frappe.model.document import Document


class FBContactNote(Document):
	pass
