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
	messages, comments = message_tickets != "Never", comment_tickets != "Never"
	if messages and comments:
		sentence = _("Tickets are made as {0} from messages and comments.")
	elif messages:
		sentence = _("Tickets are made as {0} from messages.")
	elif comments:
		sentence = _("Tickets are made as {0} from comments.")
	else:
		return _("No tickets: both rules of this page say Never. Messages and comments are kept.")
	return sentence.format(_(host))


def host_and_reason() -> tuple[str, str]:
	"""The DocType that tickets are made in, or "" and why there is none."""
	from fb_care import tickets

	return tickets.choose()
