"""The message thread with one person on one page."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care import live
from fb_care.figures import responses, standing
from fb_care.inbound import rows
from fb_care.inbox import indexes as inbox_indexes
from fb_care.tickets import asking

#: Written past the form without telling it: a form that was open meanwhile doesn't bring old ones back.
KEPT = (
	*("dismissed_ms", "dismissed_before_ms", "automatic_due", "window_warned_ms"),
	*("assigned_to", "unread_count", "has_unread"),
)


class FBConversation(Document):
	def validate(self) -> None:
		if not self.is_new():
			self.update(rows.get(self.doctype, {"name": self.name}, KEPT, lock=True) or {})
		self.has_unread = int(bool(self.unread_count))
		self.from_ad = int(bool(self.first_ad or self.last_ad))

	def on_update(self) -> None:
		"""What was said while it was Spam by mistake is due for a ticket; the figures follow its state."""
		asking.after_spam(self)
		live.written(self.doctype, self.name, self.as_dict(), late=True)
		before = self.get_doc_before_save()
		if before and before.state != self.state:
			standing.state_changed(self.name, before.state, self.state)

	def on_trash(self) -> None:
		responses.forget_conversation(self.name)
		live.changed(self.doctype, self.name, self.page, "gone")


def on_doctype_update() -> None:
	"""The inbox lists by time, in each of its tabs and for most of its filters; and counts what is unread."""
	inbox_indexes.of_conversations()
