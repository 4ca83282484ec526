"""Tickets as Frappe Helpdesk's `HD Ticket`. Called through `choose`."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import settings
from fb_care.tickets.base import TicketDraft, TicketHost
from fb_care.tickets.issue import existing

#: Helpdesk remembers the attachments of a Communication for an hour once somebody has looked.
_REMEMBERS_FILES = "helpdesk.helpdesk.doctype.hd_ticket.api.get_attachments"


class HDTicketHost(TicketHost):
	"""HD Ticket is made without a description: from one, Helpdesk would make an e-mail entry of its own.

	It is filled in afterwards; what Helpdesk shows are the Communications.
	"""

	doctype = "HD Ticket"
	takes_description = False

	def own_values(self, draft: TicketDraft) -> dict[str, Any]:
		"""Contact, the one Helpdesk customer of that contact, and the type that the settings name."""
		return {
			"contact": draft.contact,
			"customer": _customer_of(draft.contact),
			"ticket_type": existing("HD Ticket Type", settings.get().hd_ticket_type),
		}

	def touch(self, ticket: str) -> None:
		"""As everywhere; Helpdesk's own pages listen to a word of their own."""
		super().touch(ticket)
		self._tell_helpdesk(ticket)

	def refresh(self, ticket: str, communication: str) -> None:
		"""As everywhere, and in Helpdesk's own pages."""
		super().refresh(ticket, communication)
		self._tell_helpdesk(ticket)

	def _tell_helpdesk(self, ticket: str) -> None:
		frappe.get_attr("helpdesk.utils.publish_event")("helpdesk:ticket-update", ticket)

	def note(self, ticket: str, text: str) -> None:
		"""In the timeline of the desk, and in the activity list that Helpdesk shows."""
		super().note(ticket, text)
		activity = {"doctype": "HD Ticket Activity", "ticket": ticket, "action": text[:140]}
		frappe.get_doc(activity).insert(ignore_permissions=True)

	def attach(self, ticket: str, communication: str, file_url: str, file_name: str) -> None:
		"""As everywhere; Helpdesk then has to forget what it remembers of attachments."""
		super().attach(ticket, communication, file_url, file_name)
		frappe.cache.delete_keys(_REMEMBERS_FILES)


def _customer_of(contact: str) -> str:
	if not contact:
		return ""
	links = {"parenttype": "Contact", "parent": contact, "link_doctype": "HD Customer"}
	names = frappe.get_all("Dynamic Link", filters=links, pluck="link_name", limit=2)
	return names[0] if len(names) == 1 else ""
