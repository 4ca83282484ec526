"""One private message, in or out."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from fb_care.figures import responses
from fb_care.inbox import indexes as inbox_indexes


class FBMessage(Document):
	def on_trash(self) -> None:
		responses.forget_message(self.name)

	def after_delete(self) -> None:
		"""Another message may be the opening or the answer now."""
		if frappe.db.exists("FB Conversation", self.conversation):
			responses.refresh(self.conversation, [self.sent_ms])


def on_doctype_update() -> None:
	"""The timeline of a conversation is read in order of Meta's time; reports read a page's messages so.

	The inbox looks for words.
	"""
	frappe.db.add_index("FB Message", ["conversation", "sent_ms"])
	frappe.db.add_index("FB Message", ["page", "sent_ms"])
	inbox_indexes.of_messages()
