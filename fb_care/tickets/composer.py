"""Answers that are typed in a helpdesk's own composer: which way they go, and the way to Facebook.

Called by `api.composer` (the desk's composer) and `hd_ticket_class` (Helpdesk's agent screen). Those
composers write e-mails. A reply on a ticket from Facebook goes to Facebook, unless the agent chose e-mail or
typed other addresses; where it is not clear, it goes nowhere and the agent is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import getaddresses
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care.care import plain_text
from fb_care.footprint import TICKET_DOCTYPES
from fb_care.inbound import contention
from fb_care.outbound import answer, lanes, problems
from fb_care.outbound.answer import Answer
from fb_care.outbound.refusal import refuse
from fb_care.tickets import address, answers

FACEBOOK, EMAIL = "facebook", "email"


def is_from_facebook(doctype: Any, name: Any) -> bool:
	"""Whether this is a ticket whose person can be answered on Facebook."""
	return doctype in TICKET_DOCTYPES and bool(name) and bool(lanes.of_ticket(doctype, str(name)))


def way(doctype: str, name: str, to: Any, cc: Any = "", bcc: Any = "", channel: str = "") -> str:
	"""FACEBOOK or EMAIL for a reply to these addresses (texts or lists, as composers give them).

	`channel` is the agent's own word for it, where the composer asks. Raises `Refusal` where it is mixed.
	"""
	if channel not in ("", FACEBOOK, EMAIL):
		frappe.throw(_("There is no way called {0}.").format(escape_html(channel)))
	if channel == EMAIL:
		return EMAIL
	own = _own_address(doctype, name)
	given, copies = addresses(to), addresses(cc) + addresses(bcc)
	others = [one for one in given if not _is_person(one, own)]
	real_copies = [one for one in copies if not address.is_made_up(one)]
	if real_copies and (channel or not others):
		refuse(problems.REFUSED, _("Facebook knows no copies. Take {0} out.").format(_listed(real_copies)))
	if channel or not others:
		return FACEBOOK
	if len(others) < len(given) or len(real_copies) < len(copies):
		refuse(problems.REFUSED, _mixed(others, own))
	if not real_copies and set(others) <= set(_who_answered(doctype, name)):
		refuse(problems.REFUSED, _to_a_colleague(others, own))
	return EMAIL


def email_recipients(doctype: str, name: str, to: Any) -> str:
	"""Whom an e-mail goes to that the agent chose: the addresses typed, else the person's."""
	typed = [one for one in addresses(to) if not address.is_made_up(one)]
	found = typed or [one for one in [email_of(doctype, name)] if one]
	if not found:
		refuse(problems.REFUSED, _("No e-mail address of this person is known here."))
	return ", ".join(found)


def email_of(doctype: str, name: str) -> str:
	"""The person's real e-mail address, "" where none is known."""
	fields = ["raised_by", "contact", "fb_contact"]
	ticket = frappe.db.get_value(doctype, name, fields, as_dict=True) or frappe._dict()
	linked = frappe.db.get_value("FB Contact", ticket.fb_contact, "contact") if ticket.fb_contact else ""
	contacts = [one for one in (linked, ticket.contact) if one]
	known = [ticket.raised_by, *(frappe.db.get_value("Contact", one, "email_id") for one in contacts)]
	return next((one for one in known if one and not address.is_made_up(one)), "")


def send(
	doctype: str, name: str, html: str, attachments: Any = None, by: str = "", confirm: bool = False
) -> Answer:
	"""Queue what was typed in a ticket for Facebook, and commit. Raises `Refusal`; nothing is left then."""
	by = by or frappe.session.user
	text = plain_text.of_html(html)
	for signature in _signatures(by):
		text = plain_text.of_html(html, signature) if text else text
	if plain_text.PICTURE in text:
		words = _("Facebook shows no pictures inside a text. Take the picture out and attach it as a file.")
		refuse(problems.REFUSED, words)
	thread = lanes.resolve(doctype, name)
	check_permission(*thread)
	files = file_names(attachments)
	with answers.typed_in(doctype, name):
		return contention.patiently(
			partial(answer.send, *thread, text=text, files=files, by=by, confirm=confirm)
		)


def check_permission(doctype: str, name: str) -> None:
	"""Raise PermissionError unless the user may answer in this thread: by role, and by page."""
	if not frappe.has_permission(doctype, "write", name):
		words = _(
			"You may not answer for this page on Facebook. It takes the role {0} and access to the page."
		)
		frappe.throw(words.format(frappe.bold("FB Care Agent")), frappe.PermissionError)


def addresses(value: Any) -> list[str]:
	"""The bare addresses, in small letters, of a text or a list of them."""
	texts = [value] if isinstance(value, str) else [str(one) for one in value or [] if one]
	found = [one.strip().lower() for _name, one in getaddresses(texts)]
	return list(dict.fromkeys(one for one in found if "@" in one))


def file_names(attachments: Any) -> list[str]:
	"""Names of File documents, from a list or its JSON. What is no such name is refused, not left out."""
	found = frappe.parse_json(attachments) if isinstance(attachments, str) and attachments else attachments
	names = [found] if isinstance(found, str) else list(found or [])
	if not all(isinstance(one, str) for one in names):
		refuse(problems.FILE, _("A print can't be sent to Facebook. Attach it as a file."))
	return names


def _own_address(doctype: str, name: str) -> str:
	"""The address that stands for the person on this ticket."""
	return next(iter(addresses(frappe.db.get_value(doctype, name, "raised_by") or "")), "")


def _is_person(one: str, own: str) -> bool:
	return one == own or address.is_made_up(one)


def _who_answered(doctype: str, name: str) -> list[str]:
	"""Addresses of colleagues whose answers on Facebook stand in the ticket as their senders."""
	about = {"reference_doctype": doctype, "reference_name": str(name), "communication_medium": "Chat"}
	return addresses(frappe.get_all("Communication", filters=about, pluck="sender", distinct=True))


def _mixed(others: Sequence[str], own: str) -> str:
	words = _(
		"An answer goes either to Facebook or by e-mail. Leave {0} alone in To to answer on Facebook, or take"
		" it out to write an e-mail to {1}."
	)
	return words.format(escape_html(own), _listed(others))


def _to_a_colleague(others: Sequence[str], own: str) -> str:
	words = _(
		"{0} has answered here on Facebook, so it is not clear whom you mean. Put {1} into To to answer the"
		" person. To tell a colleague something, write a comment in the ticket."
	)
	return words.format(_listed(others), escape_html(own))


def _listed(found: Sequence[str]) -> str:
	return escape_html(", ".join(found))


def _signatures(user: str) -> list[str]:
	"""What composers put under every reply: the user's signature, or that of an e-mail account."""
	found = [frappe.db.get_value("User", user, "email_signature")]
	if frappe.db.exists("DocType", "Email Account"):
		found += frappe.get_all("Email Account", filters={"add_signature": 1}, pluck="signature")
	return [one for one in found if one]
