"""What a new ticket is made of. Called by `sync`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url_to_form

from fb_care.tickets import cards, entries
from fb_care.tickets.base import TicketDraft
from fb_care.tickets.threads import Thread, ad_card, footer, subject_of

#: A click on an ad this long before the first words still explains them.
AD_CLICK_MS = 24 * 3600 * 1000


def make(
	thread: Thread,
	opening: Any,
	rows: Sequence[Any],
	attachments: Sequence[Any],
	earlier: tuple[str, str] | None = None,
) -> TicketDraft:
	"""The draft for the message that opens a ticket; `earlier`: the ticket (DocType, name) it follows."""
	ad = ad_of(thread, opening, rows)
	person = thread.person
	return TicketDraft(
		subject=subject_of(thread, opening.text or "", [row.kind or "" for row in attachments], ad),
		html=_html(thread, opening, attachments, ad, earlier),
		page=thread.page.name,
		thread_doctype=thread.doctype,
		thread=thread.name,
		raised_by=sender_address(thread),
		ad=ad,
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


def ad_of(thread: Thread, opening: Any, rows: Sequence[Any]) -> str:
	"""The ad this ticket comes from, "" for none."""
	if not thread.is_conversation:
		post = thread.row.post
		return thread.row.ad or (frappe.db.get_value("FB Post", post, "ad") if post else "") or ""
	said = next((row.ad for row in rows if row.ad), "")
	if said or not thread.row.last_ad:
		return said
	clicked = frappe.get_all(
		"FB Message",
		filters=[
			["conversation", "=", thread.name],
			["kind", "=", "Referral"],
			["ad", "is", "set"],
			["sent_ms", "<=", opening.sent_ms or 0],
			["sent_ms", ">", (opening.sent_ms or 0) - AD_CLICK_MS],
		],
		pluck="ad",
		order_by="sent_ms desc",
		limit=1,
	)
	return clicked[0] if clicked else ""


def _html(
	thread: Thread, opening: Any, attachments: Sequence[Any], ad: str, earlier: tuple[str, str] | None
) -> str:
	html = entries.make(thread, opening, attachments, True).html
	if thread.is_conversation and ad and not opening.ad:
		html += ad_card(ad)
	html += entries.about_cards(thread, ad) + footer(thread)
	if earlier:
		way = cards.link(get_url_to_form(*earlier), earlier[1])
		html += f"<p>{_('Earlier ticket')}: {way}</p>"
	return html
