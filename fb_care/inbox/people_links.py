"""Linking a contact with the host's Contact, Customer or Lead, by a person and never by itself.

Called by `api.people`, which has checked that the user may write the contact. Who linked, and when, is kept:
what may be told to somebody depends on it. Open tickets of the person get the link where theirs is empty, and
lose it again when it is taken back. The caller commits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care.inbound import groups
from fb_care.inbox.people_changes import DOCTYPE, now, write
from fb_care.tickets import hosts
from fb_care.tickets.base import TicketDraft, TicketHost

#: DocType of the host -> field of FB Contact.
TARGETS = {"Contact": "contact", "Customer": "customer", "Lead": "lead"}
#: Fields of tickets that a link fills, as far as the kind of ticket has them.
_OF_TICKETS = ("contact", "customer", "lead")
#: Tickets of one person that are looked at.
_TICKETS = 100


def field_of(doctype: str) -> str:
	"""The field that holds a link to this DocType; refuses others, and what is not on this site."""
	if doctype not in TARGETS:
		words = _("A person is linked with a Contact, Customer or Lead, not with {0}.")
		frappe.throw(words.format(escape_html(doctype)))
	if not frappe.db.exists("DocType", doctype):
		frappe.throw(_("This site has no {0}: ERPNext brings it.").format(_(doctype)))
	return TARGETS[doctype]


def link(contact: str, doctype: str, name: str) -> int:
	"""Link the contact with this record; how many open tickets got it. PermissionError if unreadable."""
	field = field_of(doctype)
	if not frappe.db.exists(doctype, name):
		frappe.throw(_("There is no {0} {1}.").format(_(doctype), frappe.bold(escape_html(name))))
	frappe.get_doc(doctype, name).check_permission("read")
	before = frappe.db.get_value(DOCTYPE, contact, field)
	if before and before != name:
		unlink(contact, doctype)
	values = {field: name, "confirmed_by": frappe.session.user, "confirmed_on": now()}
	write(contact, values, _("confirmed that this is {0} {1}").format(_(doctype), escape_html(name)))
	return fill_tickets(contact)


def unlink(contact: str, doctype: str) -> int:
	"""Take the link back; how many open tickets lost it."""
	field = field_of(doctype)
	row = frappe.db.get_value(DOCTYPE, contact, list(_OF_TICKETS), as_dict=True)
	if not row[field]:
		frappe.throw(_("This contact is linked with no {0}.").format(_(doctype)))
	values: dict[str, Any] = {field: None}
	if not any(row[other] for other in _OF_TICKETS if other != field):
		values.update(confirmed_by=None, confirmed_on=None)
	write(contact, values, _("no longer {0} {1}").format(_(doctype), escape_html(row[field])))
	if groups.about(contact)[field] == row[field]:
		return 0  # another contact of the same person has the link too
	taken = {other: row[field] if other == field else "" for other in _OF_TICKETS}
	return _change_tickets(contact, taken, take=True)


def fill_tickets(contact: str) -> int:
	"""Give the person's open tickets what is linked now, where they have nothing there; how many changed."""
	about = groups.about(contact)
	return _change_tickets(contact, {field: about[field] for field in _OF_TICKETS}, take=False)


def _change_tickets(contact: str, links: Mapping[str, str], take: bool) -> int:
	changed = 0
	for host, ticket in _open_tickets(contact):
		values = _changes(host, ticket, links, take)
		if values:
			frappe.db.set_value(host.doctype, ticket.name, values)
			host.touch(str(ticket.name))
			changed += 1
	return changed


def _changes(host: TicketHost, ticket: Any, links: Mapping[str, str], take: bool) -> dict[str, Any]:
	"""What to set in a ticket: to fill what is empty, or to take away what these links had filled."""
	draft = TicketDraft(
		subject="", html="", page="", thread_doctype="", thread="", raised_by="", **links
	)  # only its links are asked for
	wanted = {field: value for field, value in host.own_values(draft).items() if field in _OF_TICKETS}
	if take:
		return {field: None for field, value in wanted.items() if value and ticket[field] == value}
	return {field: value for field, value in wanted.items() if value and not ticket[field]}


def _open_tickets(contact: str) -> Iterator[tuple[TicketHost, Any]]:
	names = groups.members(contact)
	for doctype in hosts.HOSTS:
		host = hosts.host_of(doctype)
		meta = frappe.get_meta(doctype) if host else None
		if not host or not meta or not meta.has_field("fb_contact"):
			continue
		fields = ["name", *(field for field in _OF_TICKETS if meta.has_field(field))]
		filters = {"fb_contact": ["in", names], "status": ["not in", list(host.closed_statuses)]}
		for ticket in frappe.get_all(doctype, filters, fields, order_by="creation desc", limit=_TICKETS):
			yield host, ticket
