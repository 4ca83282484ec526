"""A person as one page sees them."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from fb_care.inbound import contacts
from fb_care.tickets import asking


class FBContact(Document):
	def validate(self) -> None:
		self.full_name = (self.full_name or "").strip()
		self.display_name = self.full_name or contacts.placeholder(self.psid or "")

	def on_update(self) -> None:
		"""The conversation with this person has the same name (primary key) and shows theirs."""
		title = frappe.db.get_value("FB Conversation", self.name, "title")
		if title is not None and title != self.display_name:
			frappe.db.set_value("FB Conversation", self.name, "title", self.display_name)
		before = self.get_doc_before_save()
		if before and before.blocked and not self.blocked:
			asking.after_block(self.name)
