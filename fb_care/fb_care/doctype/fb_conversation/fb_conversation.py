"""The message thread with one person on one page."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care.tickets import asking


class FBConversation(Document):
	def on_update(self) -> None:
		"""What was said while it was Spam by mistake is due for a ticket."""
		asking.after_spam(self)
