"""Which helpdesk tickets are made in, by the setting or by what is installed."""

from __future__ import annotations

import frappe
from frappe import _

from fb_care import settings
from fb_care.tickets.base import TicketHost
from fb_care.tickets.hd_ticket import HDTicketHost
from fb_care.tickets.issue import IssueHost

#: In the order in which "Automatic" tries them.
HOSTS: dict[str, TicketHost] = {"Issue": IssueHost(), "HD Ticket": HDTicketHost()}
_BROUGHT_BY = {"Issue": "ERPNext", "HD Ticket": "Frappe Helpdesk"}


def host_doctype() -> tuple[str, str]:
	"""The DocType of tickets and "", or "" and in words why no ticket is made."""
	wish = settings.get().ticket_host or "Automatic"
	if wish == "None":
		return "", _("No tickets: FB Care Settings say None. Messages and comments are kept.")
	if wish in HOSTS:
		if is_there(wish):
			return wish, ""
		return "", _(
			"No tickets: FB Care Settings name {0}, which is not here. Install {1} or choose Automatic."
		).format(_(wish), _BROUGHT_BY[wish])
	for doctype in HOSTS:
		if is_there(doctype):
			return doctype, ""
	return "", _(
		"No tickets: this site has neither ERPNext nor Frappe Helpdesk. Messages and comments are kept."
	)


def host() -> tuple[TicketHost | None, str]:
	"""The host itself, or None and the reason in words."""
	doctype, reason = host_doctype()
	return (HOSTS[doctype] if doctype else None), reason


def host_of(doctype: str | None) -> TicketHost | None:
	"""The host of an existing ticket, None where that helpdesk is gone."""
	return HOSTS[doctype] if doctype in HOSTS and is_there(doctype) else None


def is_there(doctype: str) -> bool:
	"""True when the site has this DocType; a yes holds for the rest of the job or request."""
	known: set[str] | None = getattr(frappe.local, "fb_care_hosts", None)
	if known is None:
		known = frappe.local.fb_care_hosts = set()
	if doctype not in known and frappe.db.exists("DocType", doctype):
		known.add(doctype)
	return doctype in known
