"""The one private reply to a comment; made before Facebook is asked, so that it is never sent twice."""

from frappe.model.document import Document


class FBPrivateReply(Document):
	pass
