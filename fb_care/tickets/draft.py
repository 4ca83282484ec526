"""What a new ticket is made of. Called by `sync`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url_to_form

from fb_care.tickets import ads, cards, entries
from fb_care.tickets.base import TicketDraft
from fb_care.tickets.threads import Thread, footer, subject_of


def make(
	thread: Thread,
	opening: Any,
	rows: Sequence[Any],
	attachments: Sequence[Any],
	earlier: tuple[str, str] | None = None,
) -> TicketDraft:
	"""The draft for the message that opens a ticket; `earlier`: the ticket (DocType, name) it follows.

	`rows` are what goes into it at once, explained by `ads`.
	"""
	opened_by = ads.of_ticket(thread, [opening])
	person = thread.person
	return TicketDraft(
		subject=subject_of(thread, opening.text or "", [row.kind or "" for row in attachments], opened_by),
		html=_html(thread, opening, attachments, opened_by, earlier),
		page=thread.page.name,
		thread_doctype=thread.doctype,
		thread=thread.name,
		raised_by=sender_address(thread),
		ad=ads.of_ticket(thread, rows),
		fb_contact=thread.row.contact or "",
		contact=person.get("contact") or "",
		customer=person.get("customer") or "",
		lead=person.get("lead") or "",
	)


def sender_address(thread: Thread) -> str:
	"""The e-mail of the host's Contact where the person is linked with one, else a made-up address."""
	contact = thread.person.get("contact")
	email = frappe.db.get_value("Contact", contact, "email_id") if contact else ""
	return email or thread.own_address()


def _html(
	thread: Thread, opening: Any, attachments: Sequence[Any], ad: str, earlier: tuple[str, str] | None
) -> str:
	html = entries.make(thread, opening, attachments, True).html
	html += entries.about_cards(thread, ad) + footer(thread)
	if earlier:
		way = cards.link(get_url_to_form(*earlier), earlier[1])
		html += f"<p>{_('Earlier ticket')}: {way}</p>"
	return html
