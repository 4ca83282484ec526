"""A top-level comment with its replies, a visitor's post, a mention or a rating."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care.tickets import asking


class FBCommentThread(Document):
	def on_update(self) -> None:
		"""What was said while it was Spam by mistake is due for a ticket."""
		asking.after_spam(self)
