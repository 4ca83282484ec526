"""The message thread with one person on one page."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care.figures import responses, standing
from fb_care.inbound import rows
from fb_care.tickets import asking

#: Written past the form without telling it: a form that was open meanwhile doesn't bring old ones back.
KEPT = ("dismissed_ms", "dismissed_before_ms", "automatic_due", "window_warned_ms")


class FBConversation(Document):
	def validate(self) -> None:
		if not self.is_new():
			self.update(rows.get(self.doctype, {"name": self.name}, KEPT, lock=True) or {})

	def on_update(self) -> None:
		"""What was said while it was Spam by mistake is due for a ticket; the figures follow its state."""
		asking.after_spam(self)
		before = self.get_doc_before_save()
		if before and before.state != self.state:
			standing.state_changed(self.name, before.state, self.state)

	def on_trash(self) -> None:
		responses.forget_conversation(self.name)
