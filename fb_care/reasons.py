"""Why a page makes tickets or not, in a sentence for the page form. Called by FB Page and at install."""

from __future__ import annotations

import frappe
from frappe import _


def of_page(page: str) -> str:
	"""The sentence for the field "Tickets now" of a page, by what is installed and set."""
	rules = frappe.db.get_value("FB Page", page, ["message_tickets", "comment_tickets"], as_dict=True)
	return of_rules((rules or {}).get("message_tickets"), (rules or {}).get("comment_tickets"))


def of_rules(message_tickets: str | None, comment_tickets: str | None) -> str:
	"""As `of_page`, for rules that aren't saved yet."""
	host, why_not = host_and_reason()
	if not host:
		return why_not
	whens = [message_tickets or "Always", comment_tickets or "By rules"]
	if whens == ["Never", "Never"]:
		return _("No tickets: both rules of this page say Never. Messages and comments are kept.")
	if "By rules" in whens:
		return _by_rules(_(host), *whens)
	if "Never" not in whens:
		sentence = _("Tickets are made as {0} from messages and comments.")
	elif whens[0] == "Always":
		sentence = _("Tickets are made as {0} from messages.")
	else:
		sentence = _("Tickets are made as {0} from comments.")
	return sentence.format(_(host))


def _by_rules(host: str, messages: str, comments: str) -> str:
	"""The sentence where triage rules decide about messages, comments or both."""
	of_messages = {
		"Always": _("from every message"),
		"By rules": _("from messages that a rule asks for"),
		"Never": _("from no message"),
	}
	of_comments = {
		"Always": _("from every comment"),
		"By rules": _("from comments that a rule asks for"),
		"Never": _("from no comment"),
	}
	sentence = _("Tickets are made as {0}: {1}, {2}.")
	sentence = sentence.format(host, of_messages.get(messages, ""), of_comments.get(comments, ""))
	if not frappe.db.exists("FB Triage Rule", {"enabled": 1, "ticket": "Make a ticket"}):
		nothing = _("No FB Triage Rule that makes tickets is switched on: by rules, none is made.")
		sentence = f"{sentence} {nothing}"
	return sentence


def host_and_reason() -> tuple[str, str]:
	"""The DocType that tickets are made in, or "" and why there is none."""
	from fb_care import tickets

	return tickets.choose()
