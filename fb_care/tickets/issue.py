"""Tickets as ERPNext's `Issue`. Called through `choose`."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import settings
from fb_care.tickets.base import TicketDraft, TicketHost


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


def existing(doctype: str, name: str | None) -> str:
	"""`name` if there is such a record on this site, else ""."""
	return name if name and frappe.db.exists(doctype, name) else ""
