"""An ad that people wrote from."""

from frappe.model.document import Document


class FBAd(Document):
	pass
