"""What agents see and do about people, over HTTP. Called by the desk; `inbox.people*` do the work.

Every method checks the FB Contact (or what else it is about) first: read to look, write to change, and with
it the User Permissions on pages. PermissionError without; a ValidationError says what is wrong and what to
do. A change that met another worker is made again, and committed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import frappe
from frappe import _

from fb_care.inbound import contention
from fb_care.inbox import people, people_changes, people_links, people_matching

T = TypeVar("T")

CONTACT, COMMENTS = "FB Contact", "FB Comment Thread"
LABELLED = (CONTACT, "FB Conversation", COMMENTS)


@frappe.whitelist(methods=["GET", "POST"])
def overview(contact: str) -> dict[str, Any]:
	"""What the form shows of the person beside its fields: counts, notes, labels, threads, tickets."""
	return people.overview(_contact(contact, "read"))


@frappe.whitelist(methods=["GET", "POST"])
def marks(contact: str) -> dict[str, Any]:
	"""In a few words for the forms of threads: vip, blocked (of the whole person), labels."""
	return people.marks(_contact(contact, "read"))


@frappe.whitelist(methods=["GET", "POST"])
def counts(contact: str) -> dict[str, int | None]:
	"""Messages, comments, complaints, tickets and orders; None where that can't be told."""
	return people.counts(_contact(contact, "read"))


@frappe.whitelist(methods=["GET", "POST"])
def suggestions(contact: str) -> dict[str, Any]:
	"""Which Contact, Customer or Lead this may be, and why; nothing is linked."""
	return people_matching.suggest(_contact(contact, "read"))


@frappe.whitelist(methods=["POST"])
def link(contact: str, doctype: str, name: str) -> dict[str, int]:
	"""The user confirms who this is; `tickets`: how many open tickets got it."""
	return {"tickets": _do(people_links.link, _contact(contact), str(doctype), str(name))}


@frappe.whitelist(methods=["POST"])
def unlink(contact: str, doctype: str) -> dict[str, int]:
	"""Take a link back; `tickets`: how many open tickets lost it."""
	return {"tickets": _do(people_links.unlink, _contact(contact), str(doctype))}


@frappe.whitelist(methods=["POST"])
def block(contact: str, reason: str = "") -> None:
	"""Keep what the person writes but make no tickets of it."""
	_do(people_changes.block, _contact(contact), str(reason or ""))


@frappe.whitelist(methods=["POST"])
def unblock(contact: str) -> dict[str, bool]:
	"""Make tickets again; `blocked`: still so, through a contact that the user may not change."""
	return {"blocked": _do(people_changes.unblock, _contact(contact))}


@frappe.whitelist(methods=["POST"])
def set_vip(contact: str, value: int | str) -> dict[str, bool]:
	"""Mark the person as VIP (1) or not (0); `vip`: how it is then, of the whole person."""
	return {"vip": _do(people_changes.set_vip, _contact(contact), bool(frappe.utils.cint(value)))}


@frappe.whitelist(methods=["POST"])
def merge(contact: str, other: str) -> list[str]:
	"""Say that both are one person; the contacts of that person."""
	return _do(people_changes.merge, _contact(contact), _contact(other))


@frappe.whitelist(methods=["POST"])
def split(contact: str) -> list[str]:
	"""Take a contact out of the person it was joined with; the contacts that are left there."""
	return _do(people_changes.split, _contact(contact))


@frappe.whitelist(methods=["POST"])
def add_note(contact: str, text: str) -> str:
	"""Add a note with today's date and the user's name."""
	return _do(people_changes.add_note, _contact(contact), str(text or ""))


@frappe.whitelist(methods=["POST"])
def remove_note(contact: str, note: str) -> None:
	"""Take away one's own note; managers any."""
	_do(people_changes.remove_note, _contact(contact), str(note))


@frappe.whitelist(methods=["POST"])
def set_labels(doctype: str, name: str, labels: str | list) -> list[str]:
	"""Put exactly these labels on a contact, conversation or comment thread."""
	if doctype not in LABELLED:
		frappe.throw(_("Labels are put on contacts, conversations and comment threads only."))
	_may(doctype, str(name), "write")
	wanted = frappe.parse_json(labels) if isinstance(labels, str) else labels
	if not isinstance(wanted, list):
		frappe.throw(_("Labels are a list of names."))
	return _do(people_changes.set_labels, doctype, str(name), [str(label) for label in wanted])


@frappe.whitelist(methods=["GET", "POST"])
def author_suggestions(thread: str) -> list[dict[str, str]]:
	"""Contacts of the page that have the name of the comment thread's author; nothing is linked."""
	return people_matching.namesakes(_may(COMMENTS, str(thread), "read"))


@frappe.whitelist(methods=["POST"])
def link_author(thread: str, contact: str) -> dict[str, int]:
	"""Say that the author of a comment thread is this contact; `threads`: how many threads got it."""
	_may(COMMENTS, str(thread), "write")
	return {"threads": _do(people_changes.link_author, str(thread), _contact(contact))}


@frappe.whitelist(methods=["POST"])
def unlink_author(contact: str, author_id: str) -> dict[str, int]:
	"""Take that back; `threads`: how many threads lost the contact."""
	return {"threads": _do(people_changes.unlink_author, _contact(contact), str(author_id))}


@frappe.whitelist(methods=["POST"])
def ask_again(contact: str) -> None:
	"""Ask Facebook for name and picture within a minute or so, whatever it said before."""
	name = _contact(contact)
	asked = {"profile_state": "Pending", "profile_reason": "", "profile_tries": 0, "profile_next_ms": 0}
	_do(people_changes.write, name, asked, _("asks Facebook for the name again"))


def _do(work: Callable[..., T], *args: Any) -> T:
	return contention.patiently(partial(work, *args))


def _contact(name: str, ptype: str = "write") -> str:
	return _may(CONTACT, str(name), ptype)


def _may(doctype: str, name: str, ptype: str) -> str:
	frappe.get_doc(doctype, name).check_permission(ptype)
	return name
