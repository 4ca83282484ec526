"""Communication: an entry of a document's timeline, and what it does to that document."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import strip_html, time_diff_in_seconds


class Communication(Document):
	def validate(self) -> None:
		if self.reference_doctype and self.reference_name and not self.reference_owner:
			self.reference_owner = frappe.db.get_value(self.reference_doctype, self.reference_name, "owner")
		self.user = self.user or frappe.session.user
		self.subject = self.subject or strip_html((self.content or "")[:141])
		if not self.sent_or_received:
			self.seen, self.sent_or_received = 1, "Sent"
		self.send_after = self.send_after or None
		self._set_sender_full_name()
		if self.is_new():
			linked = self.reference_doctype and self.reference_name
			unlinked = "Open" if self.communication_type == "Communication" else "Closed"
			self.status = "Linked" if linked else unlinked

	def _set_sender_full_name(self) -> None:
		if self.sender_full_name or not self.sender:
			return
		if self.sender in ("Administrator", "Guest"):
			names = frappe.db.get_value("User", self.sender, ["full_name", "email"])
			self.sender_full_name, self.sender = names if self.sender == "Administrator" else ("Guest", None)
			return
		name, self.sender = parseaddr(self.sender)
		self.sender_full_name = (
			name
			or frappe.db.get_value("User", self.sender, "full_name")
			or frappe.db.get_value("Contact", {"email_id": self.sender}, "full_name")
			or self.sender
		)

	def on_update(self) -> None:
		parent = self._parent()
		if parent and callable(method := getattr(parent, "on_communication_update", None)):
			method(self)
		elif parent and self.comment_type != "Updated" and self.communication_type != "Comment":
			_update_parent(parent, self)

	def _parent(self) -> Any:
		if not (self.reference_doctype and self.reference_name):
			return None
		if not frappe.db.exists(self.reference_doctype, self.reference_name):
			return None
		return frappe.get_doc(self.reference_doctype, self.reference_name)


def _update_parent(parent: Document, communication: Communication) -> None:
	"""What was received opens the document again; the first that was sent stops the first response time."""
	status = parent.meta.get_field("status")
	received = communication.sent_or_received == "Received"
	if status and "Open" in (status.options or "").splitlines() and received:
		if parent.doctype == "Issue" or parent.status == "Replied":
			parent.db_set("status", "Open")
	if (
		parent.meta.has_field("first_response_time")
		and not parent.get("first_response_time")
		and not received
	):
		if _by_staff(communication):
			if parent.meta.has_field("first_responded_on"):
				parent.db_set("first_responded_on", communication.creation)
			parent.db_set(
				"first_response_time", round(time_diff_in_seconds(communication.creation, parent.creation), 2)
			)
	parent.run_method("notify_communication", communication)
	parent.notify_update()


def _by_staff(communication: Communication) -> bool:
	users = [user for user in (communication.sender, frappe.session.user) if user]
	return any(frappe.db.get_value("User", user, "user_type") == "System User" for user in users)
