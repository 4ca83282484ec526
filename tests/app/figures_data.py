"""Conversations and policies for tests of figures."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.care.responsiveness import MINUTE_MS
from fb_care.figures import policies
from tests.app.hosts import Host
from tests.app.payloads import T0, delivery, echo, message

M = MINUTE_MS
#: PSID of the first of the people that `talks` makes.
FIRST = 24680135700000


def talks(host: Host, *waits: float | None, at: int = T0, first: int = 0) -> None:
	"""One conversation for each: who writes is answered after so many minutes, or not at all."""
	for number, wait in enumerate(waits, start=first):
		psid = str(FIRST + number)
		host.receive(delivery(message(f"q{number}", "Hi", at + number, psid=psid)))
		if wait is not None:
			host.receive(delivery(echo(f"a{number}", "Yes", at + number + round(wait * M), psid=psid)))


def copied(title: str = "Ours", **values: Any) -> str:
	"""A copy of the badge's policy with these values, as its button makes it; its name."""
	doc = frappe.get_doc(policies.DOCTYPE, policies.BADGE)
	known = {df.fieldname: doc.get(df.fieldname) for df in doc.meta.fields if not df.no_copy}
	copy = frappe.get_doc({"doctype": policies.DOCTYPE, **known, "title": title, **values})
	return copy.insert().name
