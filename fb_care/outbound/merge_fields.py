"""The values of merge fields for a conversation or comment thread, as far as they are known and may be told.

Called by `saved_replies.fill`. Only what the template asks for is looked up, and of tickets, customers and
orders only what the agent may read. What must not be told to this person is left out, and why is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _

from fb_care import clock, settings
from fb_care.care.saved_replies import ALL_FIELDS
from fb_care.inbound import rows
from fb_care.outbound import languages, merge_orders, pages


@dataclass(frozen=True)
class About:
	"""What an answer is about: the conversation or thread, its page, person and ticket, and who answers."""

	doctype: str
	name: str
	page: str
	contact: str
	ticket_doctype: str
	ticket: str
	agent: str
	#: The name that a comment gave, where the person is not known as a contact.
	author: str = ""
	#: Of an automatic reply: until when the page is away (UTC ms), 0 where that is not known.
	away_until_ms: int = 0

	@property
	def public(self) -> bool:
		"""Everybody can read the answer."""
		return self.doctype == "FB Comment Thread"


@dataclass
class Values:
	"""What was found. `reasons` says for a field without a value why; `withheld` are known but not told."""

	values: dict[str, str] = field(default_factory=dict)
	reasons: dict[str, str] = field(default_factory=dict)
	withheld: set[str] = field(default_factory=set)


def about(doctype: str, name: str, agent: str, away_until_ms: int = 0) -> About:
	"""The facts of a conversation or comment thread. The caller has checked that the agent may read it."""
	thread = doctype == "FB Comment Thread"
	wanted = ["page", "contact", "ticket_doctype", "ticket", *(("author_name",) if thread else ())]
	row = frappe.db.get_value(doctype, name, wanted, as_dict=True)
	contact = row.contact or ""
	return About(
		doctype=doctype,
		name=name,
		page=row.page or "",
		contact=contact if contact and frappe.db.exists("FB Contact", contact) else "",
		ticket_doctype=row.ticket_doctype or "",
		ticket=row.ticket or "",
		agent=agent,
		author=rows.as_written(row.get("author_name")),
		away_until_ms=away_until_ms,
	)


def is_confirmed(contact: str) -> bool:
	"""Whether one of the team has said who this person on Facebook is. The one place that decides it."""
	if not contact:
		return False
	links = frappe.db.get_value("FB Contact", contact, ["contact", "customer", "lead"], as_dict=True)
	return bool(links and (links.contact or links.customer or links.lead))


def gather(fields: Iterable[str], of: About, language: str) -> Values:
	"""The values of these fields, and of no others; dates in `language` (a code; "": the agent's)."""
	found = Values()
	untold = _untold_topics(of)
	for source, names in _by_source(fields).items():
		values, reason = _SOURCES[source](of, language)
		for name in names:
			value = rows.as_written(values.get(name))
			if not value:
				found.reasons[name] = reason or _("not known")
			elif ALL_FIELDS[name] in untold:
				found.withheld.add(name)
				found.reasons[name] = untold[ALL_FIELDS[name]]
			else:
				found.values[name] = value
	return found


def _untold_topics(of: About) -> dict[str, str]:
	"""The topics that this person must not be told about, with the reason."""
	if of.public:
		reason = _("everybody can read a comment")
	elif is_confirmed(of.contact):
		return {}
	else:
		reason = _("nobody has confirmed who this person is")
	told = settings.get()
	return {topic: reason for topic in ALL_FIELDS.values() if topic and not told.get(f"tell_{topic}")}


def _by_source(fields: Iterable[str]) -> dict[str, list[str]]:
	grouped: dict[str, list[str]] = {}
	for name in fields:
		grouped.setdefault(name.partition(".")[0], []).append(name)
	return grouped


def _contact(of: About, language: str) -> tuple[dict[str, str], str]:
	row = None
	if of.contact:
		row = frappe.db.get_value("FB Contact", of.contact, ["first_name", "full_name"], as_dict=True)
	full = (row and row.full_name) or of.author
	return {"contact.first_name": (row and row.first_name) or "", "contact.name": full}, ""


def _page(of: About, language: str) -> tuple[dict[str, str], str]:
	return {"page.name": frappe.db.get_value("FB Page", of.page, "page_name") or ""}, ""


def _away(of: About, language: str) -> tuple[dict[str, str], str]:
	if not of.away_until_ms:
		return {}, ""
	until = languages.moment_in(language, of.away_until_ms, pages.zone(of.page), clock.now_ms())
	return {"away.until": until}, ""


def _agent(of: About, language: str) -> tuple[dict[str, str], str]:
	row = frappe.db.get_value("User", of.agent, ["first_name", "full_name"], as_dict=True)
	if not row:
		return {}, ""
	return {"agent.first_name": row.first_name or "", "agent.full_name": row.full_name or ""}, ""


def _ticket(of: About, language: str) -> tuple[dict[str, str], str]:
	if not (of.ticket and of.ticket_doctype and frappe.db.exists(of.ticket_doctype, of.ticket)):
		return {}, _("there is no ticket")
	if not frappe.has_permission(of.ticket_doctype, "read", of.ticket, user=of.agent):
		return {}, _("you may not read this {0}").format(_(of.ticket_doctype))
	subject = frappe.db.get_value(of.ticket_doctype, of.ticket, "subject")
	return {"ticket.id": str(of.ticket), "ticket.subject": subject or ""}, ""


def _customer(of: About, language: str) -> tuple[dict[str, str], str]:
	return merge_orders.customer(_customer_of(of), of.agent)


def _order(of: About, language: str) -> tuple[dict[str, str], str]:
	return merge_orders.last_order(_customer_of(of), of.agent, language)


def _invoices(of: About, language: str) -> tuple[dict[str, str], str]:
	return merge_orders.unpaid(_customer_of(of), of.agent)


def _customer_of(of: About) -> str:
	return merge_orders.customer_of(of.contact, of.ticket_doctype, of.ticket)


_Source = Callable[[About, str], tuple[dict[str, Any], str]]
_SOURCES: dict[str, _Source] = {
	"contact": _contact,
	"page": _page,
	"away": _away,
	"agent": _agent,
	"ticket": _ticket,
	"customer": _customer,
	"order": _order,
	"invoices": _invoices,
}
