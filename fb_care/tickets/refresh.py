"""Facts that come after the ticket: a name, an ad's title or picture, a post's title.

Called by the fetch job and `changes`.
Only what this app wrote is replaced; a subject or text that a person has changed since stays.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe

from fb_care.inbound import contention, rows
from fb_care.tickets import address, ads, cards, entries, hosts, threads
from fb_care.tickets.base import TicketHost
from fb_care.tickets.threads import Thread, ad_card, post_card, subject_of

#: Entries of one ticket that are looked through for cards and names.
LOOK_AT = 200


def now(doctype: str, name: str) -> None:
	"""Bring late facts into the thread's ticket, and commit; again when another worker was in the way."""
	contention.patiently(partial(thread, doctype, name))


def thread(doctype: str, name: str) -> None:
	"""Bring late facts into the thread's ticket. Locks the thread first; the caller commits."""
	found = threads.lock(doctype, name)
	host = hosts.host_of(found.row.ticket_doctype) if found and found.row.ticket else None
	if not found or not host or not host.state(found.row.ticket):
		return
	ticket = found.row.ticket
	subject(found, host, ticket)
	sender(found, host, ticket)
	ads.catch_up(found, host, ticket)
	_cards(host, ticket)


def subject(found: Thread, host: TicketHost, ticket: str) -> None:
	"""Say the subject anew from what is known now, if nobody has changed it since this app wrote it."""
	opening = _opening(found, host, ticket)
	if not opening:
		return
	shown = frappe.db.get_value(host.doctype, ticket, "subject")
	written = frappe.db.get_value("Communication", opening.communication, "subject")
	if shown != written:
		return
	attachments = entries.attachments_of(found.part_doctype, [opening.name])[opening.name]
	ads.explain(found, [opening])
	ad = ads.of_ticket(found, [opening])
	new = subject_of(found, opening.text or "", [row.kind or "" for row in attachments], ad)
	new = rows.clean(host.doctype, {"subject": new})["subject"]
	if new != shown:
		frappe.db.set_value(host.doctype, ticket, "subject", new, update_modified=False)
		same = {"reference_doctype": host.doctype, "reference_name": ticket, "subject": shown}
		frappe.db.set_value("Communication", same, "subject", new, update_modified=False)


def sender(found: Thread, host: TicketHost, ticket: str) -> None:
	"""Give the ticket and its entries the person's name, where they carry the made-up address of before."""
	new, name = found.own_address(), found.who_words()
	old = frappe.db.get_value(host.doctype, ticket, "raised_by") or ""
	same_person = old.rpartition("@")[2] == new.rpartition("@")[2]
	if old == new or not same_person or not address.is_made_up(old):
		return
	frappe.db.set_value(host.doctype, ticket, "raised_by", new, update_modified=False)
	entries_of_old = {"reference_doctype": host.doctype, "reference_name": ticket, "sender": old}
	values = rows.clean("Communication", {"sender": new, "sender_full_name": name})
	frappe.db.set_value("Communication", entries_of_old, values, update_modified=False)


def _opening(found: Thread, host: TicketHost, ticket: str) -> Any:
	"""The message or comment that opened this ticket: what its description shows, else the first in it."""
	names = [row.name for row in _communications(host, ticket)]
	said = frappe.get_all(
		found.part_doctype,
		filters=[["communication", "in", names or [""]], ["direction", "=", "Incoming"]],
		fields=entries.FIELDS[found.part_doctype],
		order_by="sent_ms asc, creation asc, name asc",
	)
	shown = cards.texts_in(frappe.db.get_value(host.doctype, ticket, "description") or "")
	return next((row for row in said if row.name in shown), said[0] if said else None)


def _communications(host: TicketHost, ticket: str) -> list[Any]:
	return frappe.get_all(
		"Communication",
		filters={
			"reference_doctype": host.doctype,
			"reference_name": ticket,
			"communication_medium": "Chat",
		},
		fields=["name", "content"],
		order_by="creation asc",
		limit=LOOK_AT,
	)


def _cards(host: TicketHost, ticket: str) -> None:
	"""Put the newest facts into the cards, and the ad's picture beside its card."""
	description = frappe.db.get_value(host.doctype, ticket, "description") or ""
	places = [("", description)] + [(row.name, row.content or "") for row in _communications(host, ticket)]
	known: dict[tuple[str, str], str] = {}
	for communication, html in places:
		new = html
		for kind, name in cards.named_in(html):
			if (kind, name) not in known:
				known[kind, name] = ad_card(name) if kind == "ad" else post_card(name)
			new = cards.replace_card(new, kind, name, known[kind, name])
			if kind == "ad":
				ads.attach_picture(host, ticket, communication, name)
		if new != html:
			place = (
				("Communication", communication, "content")
				if communication
				else (host.doctype, ticket, "description")
			)
			frappe.db.set_value(*place, new, update_modified=False)
