"""When a ticket can't be made or updated: which errors pass, and what to tell people. Called by `sync`."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import strip_html

from fb_care.inbound import contention, rows
from fb_care.tickets import entries

#: What fits the field "Why there is no ticket" and is still read.
WORDS_LIMIT = 500


def is_passing(error: Exception) -> bool:
	"""True for an error that trying again at once may cure: somebody else held or changed the same rows."""
	return isinstance(error, frappe.TimestampMismatchError) or contention.is_passing(error)


def keep(doctype: str, name: str, error: Exception) -> str:
	"""Write the reason to the thread, and an Error Log if it is a new one; commit. Returns the reason.

	The thread stays due, so that the sweep tries again once the cause may be gone. However long that takes,
	what waits now still goes into the ticket.
	"""
	trace = frappe.get_traceback()
	words = rows.clean(doctype, {"ticket_error": in_words(error)})["ticket_error"]
	frappe.clear_messages()
	fields = ["ticket_error", "ticket_waits_from"]
	before = frappe.db.get_value(doctype, name, fields, as_dict=True) or frappe._dict()
	if before.ticket_error != words:
		frappe.log_error(
			title=_("No ticket for {0} {1}").format(doctype, name)[:140],
			message=f"{words}\n\n{trace}",
			reference_doctype=doctype,
			reference_name=name,
		)
	since = before.ticket_waits_from or entries.floor_of(doctype, name)
	rows.update(doctype, name, {"ticket_error": words, "ticket_due": 1, "ticket_waits_from": since})
	frappe.db.commit()
	return words


def in_words(error: Exception) -> str:
	"""What the host said, what it means, and what to do."""
	said = " ".join(strip_html(str(error)).split()) or type(error).__name__
	if isinstance(error, frappe.MandatoryError):
		reason = _("The helpdesk asks for a field that Facebook doesn't give ({0}).").format(said)
		remedy = _("Give that field a default or make it optional.")
	elif isinstance(error, frappe.ValidationError):
		reason = _("The helpdesk refused the ticket: {0}").format(said)
		remedy = _("Change what it objects to.")
	else:
		reason = _("The ticket could not be written: {0}").format(f"{type(error).__name__}: {said}")
		remedy = _("See the Error Log.")
	return f"{reason} {remedy} {_('The messages are kept; it is tried again by itself.')}"[:WORDS_LIMIT]
