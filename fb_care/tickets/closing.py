"""When a ticket was closed. Called by the host before it saves a ticket (doc_events in hooks.py).

Issue keeps no such time where it has no service level, and its last change says nothing: a closed ticket
may be saved again. So the app keeps the time in a field of its own on the ticket (`base.CLOSED_AT`). Where a
status was set past the document (a list's bulk action), the host's resolution date or last change has to do.
"""

from __future__ import annotations

from frappe.model.document import Document

from fb_care import clock
from fb_care.tickets.base import CLOSED_AT, TicketHost
from fb_care.times import site_datetime


def note(doc: Document, method: str = "") -> None:
	"""Keep the time (of the site) at which a ticket of this app was closed; none while it is open."""
	if not doc.meta.has_field(CLOSED_AT) or not doc.get("fb_page"):
		return
	if doc.status not in TicketHost.closed_statuses:
		doc.set(CLOSED_AT, None)
		return
	before = doc.get_doc_before_save()
	if not before or before.status not in TicketHost.closed_statuses:
		doc.set(CLOSED_AT, site_datetime(clock.now_ms()))
	elif not doc.get(CLOSED_AT):
		doc.set(CLOSED_AT, before.get("resolution_date") or before.modified)
