"""A top-level comment with its replies, a visitor's post, a mention or a rating."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care import live
from fb_care.figures import indexes as figures_indexes
from fb_care.inbound import rows
from fb_care.inbox import indexes as inbox_indexes
from fb_care.tickets import asking

#: Written past the form without telling it: a form that was open meanwhile doesn't bring old ones back.
KEPT = ("assigned_to", "unread_count", "has_unread")


class FBCommentThread(Document):
	def validate(self) -> None:
		if not self.is_new():
			self.update(rows.get(self.doctype, {"name": self.name}, KEPT, lock=True) or {})
		self.has_unread = int(bool(self.unread_count))
		self.from_ad = int(bool(self.ad))

	def on_update(self) -> None:
		"""What was said while it was Spam by mistake is due for a ticket."""
		asking.after_spam(self)
		live.written(self.doctype, self.name, self.as_dict(), late=True)

	def on_trash(self) -> None:
		live.changed(self.doctype, self.name, self.page, "gone")


def on_doctype_update() -> None:
	"""The inbox lists by time, in each of its tabs and for most of its filters; and counts what is unread.
	Figures are read by page and time."""
	inbox_indexes.of_threads()
	figures_indexes.of_threads()
