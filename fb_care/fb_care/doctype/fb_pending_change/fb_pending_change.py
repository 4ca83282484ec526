"""An edit, unsend, reaction or hide that came before what it changes."""

from frappe.model.document import Document


class FBPendingChange(Document):
	pass
