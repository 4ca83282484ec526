"""A top-level comment with its replies, a visitor's post, a mention or a rating."""

from frappe.model.document import Document


class FBCommentThread(Document):
	pass
