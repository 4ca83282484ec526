"""One app secret of the Meta app; several may be in use while a secret is changed."""

from frappe.model.document import Document


class FBAppSecret(Document):
	pass
