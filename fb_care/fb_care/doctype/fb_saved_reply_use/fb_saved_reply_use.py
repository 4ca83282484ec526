"""One answer that was made from a saved reply; written by fb_care.outbound.saved_reply_use."""

from frappe.model.document import Document


class FBSavedReplyUse(Document):
	pass
