"""The message thread with one person on one page."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care.figures import responses, standing
from fb_care.tickets import asking


class FBConversation(Document):
	def on_update(self) -> None:
		"""What was said while it was Spam by mistake is due for a ticket; the figures follow its state."""
		asking.after_spam(self)
		before = self.get_doc_before_save()
		if before and before.state != self.state:
			standing.state_changed(self.name, before.state, self.state)

	def on_trash(self) -> None:
		responses.forget_conversation(self.name)
