"""A person as one page sees them."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from fb_care import clock, live
from fb_care.inbound import contacts, groups, rows
from fb_care.inbox import label_index
from fb_care.tickets import asking
from fb_care.times import site_datetime


class FBContact(Document):
	def validate(self) -> None:
		# Made harmless here, the name stays whole: Frappe's own cleaning would drop or change words of it.
		self.full_name = rows.harmless((self.full_name or "").strip())
		self.display_name = self.full_name or contacts.placeholder(self.psid or "")
		self.label_words = ", ".join(sorted(row.label for row in self.labels or [] if row.label))
		self._note_block()
		self._note_links()

	def on_update(self) -> None:
		"""The conversation with this person has the same name (primary key) and shows theirs."""
		title = frappe.db.get_value("FB Conversation", self.name, "title")
		if title is not None and title != self.display_name:
			frappe.db.set_value("FB Conversation", self.name, "title", self.display_name)
		if title is not None:
			live.changed("FB Conversation", self.name, self.page)
		before = self.get_doc_before_save()
		if relabelled := _labels(before) ^ _labels(self):
			live.relabelled(relabelled)
			label_index.person_changed(self.name)
		if before and before.blocked and not self.blocked:
			for name in groups.members(self.name):
				asking.after_block(name)

	def on_trash(self) -> None:
		label_index.person_changed(self.name)

	def _note_block(self) -> None:
		"""Who blocked the person, and when."""
		before = self.get_doc_before_save()
		if not self.blocked:
			self.update({"blocked_by": None, "blocked_on": None, "blocked_reason": None})
		elif not (before and before.blocked):
			now = site_datetime(clock.now_ms())
			self.update({"blocked_by": frappe.session.user, "blocked_on": now})

	def _note_links(self) -> None:
		"""Who said which Contact, Customer or Lead this is, and when."""
		before, links = self.get_doc_before_save(), [self.get(field) or "" for field in groups.LINKS]
		if not any(links):
			self.update({"confirmed_by": None, "confirmed_on": None})
		elif links != [(before.get(field) or "") if before else "" for field in groups.LINKS]:
			now = site_datetime(clock.now_ms())
			self.update({"confirmed_by": frappe.session.user, "confirmed_on": now})


def _labels(contact: Document | None) -> set[str]:
	return {row.label for row in contact.labels or []} if contact else set()
