"""Issue: ERPNext's ticket without service level agreements, so that the host sets no resolution_date."""

from __future__ import annotations

from email.utils import parseaddr

import frappe
from frappe.model.document import Document


class Issue(Document):
	def validate(self) -> None:
		if not self.raised_by:
			self.raised_by = frappe.session.user
		email = parseaddr(self.raised_by)[1]
		if not email:
			return
		if not self.lead:
			self.lead = frappe.db.get_value("Lead", {"email_id": email})
		if not self.contact and not self.customer:
			self.contact = frappe.db.get_value("Contact", {"email_id": email})
			if self.contact:
				self.customer = frappe.get_doc("Contact", self.contact).get_link_for("Customer")
