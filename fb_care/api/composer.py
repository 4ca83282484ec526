"""The desk's e-mail composer on a ticket from Facebook: its reply goes to Facebook, and no e-mail is made.

Stands in for `frappe.core.doctype.communication.email.make` (override_whitelisted_methods in hooks.py), with
the same arguments and answer. Whatever is not an answer on Facebook goes on to the host untouched, or to the
app that has put itself in this place before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from fb_care.outbound import problems
from fb_care.outbound.refusal import refuse
from fb_care.tickets import composer

MAKE = "frappe.core.doctype.communication.email.make"
#: The argument by which a composer says which way the agent chose.
CHANNEL = "fb_care_channel"


@frappe.whitelist()
def make(**kwargs: Any) -> dict[str, Any]:
	"""Make a communication, as the host does; `fb_care_channel`: "email" or "facebook" where the agent chose.

	Answers with the Communication's name. Raises `Refusal` with the reason in words; then nothing was sent or
	stored.
	"""
	channel = str(kwargs.pop(CHANNEL, None) or "")
	doctype, name = kwargs.get("doctype"), kwargs.get("name")
	if not _is_reply(kwargs) or not composer.is_from_facebook(doctype, name):
		return _host(kwargs)
	ticket = (str(doctype), str(name))
	to, cc, bcc = (kwargs.get(key) for key in ("recipients", "cc", "bcc"))
	if composer.way(*ticket, to, cc, bcc, channel) == composer.EMAIL:
		if channel:
			kwargs["recipients"] = composer.email_recipients(*ticket, to)
		return _host(kwargs)
	return _answer(ticket, kwargs)


def _is_reply(given: dict[str, Any]) -> bool:
	"""Whether this is a reply that is to go out, not a note of something that went another way."""
	medium = given.get("communication_medium") or "Email"
	sent = given.get("sent_or_received") or "Sent"
	return bool(cint(given.get("send_email"))) and medium == "Email" and sent == "Sent"


def _answer(ticket: tuple[str, str], given: dict[str, Any]) -> dict[str, Any]:
	if getattr(frappe.local, "request", None) and frappe.local.request.method != "POST":
		frappe.throw(_("Not permitted"), frappe.PermissionError)
	if not frappe.has_permission(ticket[0], "email", ticket[1]):
		raise frappe.PermissionError(
			_("You are not allowed to answer {0} {1}").format(_(ticket[0]), ticket[1])
		)
	if given.get("send_after"):
		refuse(
			problems.REFUSED, _("Facebook sends nothing at a later time. Take the time out to send it now.")
		)
	if given.get("print_format") or given.get("print_html"):
		refuse(problems.FILE, _("A print can't be sent to Facebook. Attach it as a file."))
	sent = composer.send(*ticket, given.get("content") or "", given.get("attachments"))
	return {"name": sent.communication, "emails_not_sent_to": "", "fb_answer": sent.name}


def _host(given: dict[str, Any]) -> dict[str, Any]:
	"""What would have been called without this app."""
	method = _before_this()
	frappe.is_whitelisted(method)
	return frappe.call(method, **given)


def _before_this() -> Callable[..., Any]:
	chain = frappe.get_hooks("override_whitelisted_methods", {}).get(MAKE, [])
	mine = f"{__name__}.make"
	earlier = chain[: chain.index(mine)] if mine in chain else []
	return frappe.get_attr(earlier[-1] if earlier else MAKE)
