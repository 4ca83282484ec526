"""Tickets as ERPNext's `Issue`. Called through `choose`."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import settings
from fb_care.tickets.base import Entry, TicketDraft, TicketHost, save_for_the_app


class IssueHost(TicketHost):
	"""Issue takes its description at once and is reopened by each Communication that is received."""

	doctype = "Issue"

	def own_values(self, draft: TicketDraft) -> dict[str, Any]:
		"""Who it is from, as far as known in ERPNext, and the type that the settings name."""
		issue_type = settings.get().issue_type
		return {
			"contact": draft.contact,
			"customer": existing("Customer", draft.customer),
			"lead": existing("Lead", draft.lead),
			"issue_type": existing("Issue Type", issue_type),
		}

	def add_entry(self, ticket: str, entry: Entry, subject: str, rules: bool) -> str:
		"""As everywhere. An answer sets an open Issue to Replied where the settings say so.

		ERPNext notes the first response by itself but leaves the status to people; its closing of Replied
		tickets, and service levels that pause for them, wait for that.
		"""
		communication = super().add_entry(ticket, entry, subject, rules)
		if rules and not entry.incoming and settings.get().issue_replied:
			if frappe.db.get_value(self.doctype, ticket, "status") == "Open":
				doc = frappe.get_doc(self.doctype, ticket)
				doc.status = "Replied"
				save_for_the_app(doc)
		return communication


def existing(doctype: str, name: str | None) -> str:
	"""`name` if there is such a record on this site, else ""."""
	return name if name and frappe.db.exists(doctype, name) else ""
