"""The doctor's look at the helpdesk's own composers: whether what is typed there comes by this app.

Of several apps that put themselves in one place of the host, the one that was installed last is heard.
"""

from __future__ import annotations

from collections.abc import Iterator

import frappe

from fb_care.lines import Line, ok, warn

#: Hook, what it stands in for, this app's own, and what it is to people.
PLACES = (
	(
		"override_whitelisted_methods",
		"frappe.core.doctype.communication.email.make",
		"fb_care.api.composer.make",
		"the desk's composer",
	),
	(
		"override_doctype_class",
		"HD Ticket",
		"fb_care.tickets.hd_ticket_class.FacebookHDTicket",
		"Helpdesk's agent screen",
	),
)


def check_composers() -> Iterator[Line]:
	"""One line: replies typed in tickets go to Facebook, or which app takes them first."""
	good = True
	for hook, place, mine, words in PLACES:
		chain = frappe.get_hooks(hook, {}).get(place) or [mine]
		if chain[-1] == mine or (place == "HD Ticket" and not frappe.db.exists("DocType", place)):
			continue
		good = False
		other = chain[-1].partition(".")[0]
		yield warn(
			"replies",
			f"{other} takes what is typed in {words}: it may not reach Facebook",
			f"Install fb_care after {other}, or answer with the button Reply on Facebook.",
		)
	if good:
		yield ok("replies", "what is typed in tickets goes to Facebook")
