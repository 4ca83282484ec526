"""What triage rules want to know of a message or comment, its sender and their history. Called by `triage`.

Only what some rule asks for is looked up; a sender's label, customer and history cost a query each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import frappe
from frappe.utils import getdate

from fb_care.care.triage_conditions import Facts
from fb_care.facebook.reading import tail
from fb_care.inbound import contacts, groups, readings
from fb_care.inbound.rows import as_written
from fb_care.tickets import entries, hosts, quick
from fb_care.tickets.issue import existing
from fb_care.tickets.threads import PERSON_FIELDS, Thread
from fb_care.tickets.triage_rules import RuleSet
from fb_care.times import site_datetime

DAY_MS = 24 * 3600 * 1000
_OF_SENDER = frozenset(
	{"vip", "labels", "linked", "customer_groups", "follower_days", "open_tickets", "complaints", "answered"}
)


class Asker:
	"""Looks up the facts of the rows of one thread for one set of rules."""

	def __init__(self, thread: Thread, rules: RuleSet) -> None:
		self.thread = thread
		self.rules = rules
		self._senders: dict[str, dict[str, Any]] = {}

	def facts(self, row: Any) -> Facts:
		"""The facts of one message or comment of the thread."""
		thread = self.thread
		kind = self._kind(row)
		known = Facts(
			reading=readings.words().read(as_written(row.text)),
			kind=kind,
			page=thread.page.name,
			ad=row.get("ad") or (thread.row.ad if not thread.is_conversation else "") or "",
			post=row.get("post") or thread.row.get("post") or "",
			negative=kind == "Rating"
			and readings.is_negative(thread.row.get("recommendation"), thread.row.get("rating")),
		)
		if not self.rules.needs & _OF_SENDER:
			return known
		return replace(known, **self._of_sender(row))

	def _kind(self, row: Any) -> str:
		"""The thread's kind for what began it; replies are comments."""
		thread = self.thread
		if thread.is_conversation:
			return "Message"
		is_root = thread.row.root_key == f"{thread.page.name}:{tail(row.comment_id)}"
		return (thread.row.kind or "Comment") if is_root else "Comment"

	def _of_sender(self, row: Any) -> dict[str, Any]:
		person_id = (self.thread.row.psid if self.thread.is_conversation else row.author_id) or ""
		if person_id not in self._senders:
			self._senders[person_id] = self._sender(person_id)
		found = dict(self._senders[person_id])
		liked = found.pop("liked_page_on", None)
		at_ms = row.sent_ms or row.reached_ms or 0
		if liked and "follower_days" in self.rules.needs:
			said_on = site_datetime(at_ms)
			found["follower_days"] = (said_on.date() - getdate(liked)).days if said_on else None
		needs = self.rules.needs
		if "complaints" in needs:
			found["complaint_ages"] = self._complaint_ages(person_id, row, at_ms)
		if "answered" in needs:
			found["answered"] = self._answered(person_id, row, at_ms)
		return found

	def _row_of(self, contact: str) -> Mapping[str, Any]:
		"""The contact, with what holds for the same person elsewhere."""
		if contact == self.thread.row.contact:
			return self.thread.person or {}
		person = quick.get("FB Contact", {"name": contact}, PERSON_FIELDS) or {}
		groups.widen(person)
		return person

	def _sender(self, person_id: str) -> dict[str, Any]:
		"""What holds for all that this person wrote here."""
		needs, contact = self.rules.needs, self._contact(person_id)
		person = self._row_of(contact) if contact else {}
		found: dict[str, Any] = {
			"vip": bool(person.get("vip")),
			"customer": person.get("customer") or "",
			"liked_page_on": person.get("liked_page_on"),
		}
		if "labels" in needs and contact:
			found["labels"] = frozenset(groups.labels(groups.DOCTYPE, groups.members(contact)))
		if "customer_groups" in needs:
			found["customer_group"] = _group_of(found["customer"])
		if "open_tickets" in needs:
			found["open_tickets"] = self._open_tickets(contact, person_id)
		return found

	def _contact(self, person_id: str) -> str:
		if self.thread.is_conversation:
			return self.thread.row.contact or ""
		return contacts.find(self.thread.page.name, person_id) or ""

	def _open_tickets(self, contact: str, person_id: str) -> int:
		"""The person's other tickets that are open, by contact, or by what they wrote in public."""
		host = hosts.host()[0]
		if not host:
			return 0
		names: set[str] = set()
		still_open = ["not in", list(host.closed_statuses)]
		if contact and frappe.get_meta(host.doctype).has_field("fb_contact"):
			filters = {"fb_contact": contact, "status": still_open}
			names |= {str(name) for name in frappe.get_all(host.doctype, filters=filters, pluck="name")}
		if person_id:
			written = {"page": self.thread.page.name, "author_id": person_id}
			written |= {"ticket_doctype": host.doctype, "ticket": ["is", "set"]}
			tickets = frappe.get_all("FB Comment Thread", filters=written, pluck="ticket")
			filters = {"name": ["in", tickets], "status": still_open}
			found = frappe.get_all(host.doctype, filters=filters, pluck="name") if tickets else []
			names |= {str(name) for name in found}
		return len(names - {self.thread.row.ticket or ""})

	def _complaint_ages(self, person_id: str, row: Any, at_ms: int) -> tuple[int, ...]:
		"""Ages in days, when this was written, of the person's complaints before it."""
		since = at_ms - self.rules.complaint_days * DAY_MS
		said_at: list[int] = []
		for doctype, mine in self._written_by(person_id):
			table, query = quick.select(doctype, ["sent_ms"])
			when = (table.sent_ms > since) & (table.sent_ms <= at_ms) & (table.name != row.name)
			complaint = (table.is_complaint == 1) & (table.direction == "Incoming")
			said_at += query.where(mine(table) & when & complaint).run(pluck=True)
		return tuple(sorted((at_ms - at) // DAY_MS for at in said_at))

	def _written_by(self, person_id: str) -> list[tuple[str, Any]]:
		page, contact = self.thread.page.name, self._contact(person_id)
		found: list[tuple[str, Any]] = []
		if contact:
			found.append(("FB Message", lambda table: table.contact == contact))
		if person_id:
			found.append(("FB Comment", lambda table: (table.page == page) & (table.author_id == person_id)))
		return found

	def _answered(self, person_id: str, row: Any, at_ms: int) -> bool:
		"""Whether people at the page answered this person before this was written."""
		if contact := self._contact(person_id):
			table, query = quick.select("FB Message", ["name"])
			ours = (table.conversation == contact) & (table.direction == "Outgoing")
			ours &= table.sender_kind.isin(entries.PEOPLE) & (table.sent_ms < at_ms) & entries.was_sent(table)
			if query.where(ours).limit(1).run():
				return True
		if not person_id:
			return False
		thread, comment = frappe.qb.DocType("FB Comment Thread"), frappe.qb.DocType("FB Comment")
		theirs = frappe.qb.from_(thread).select(thread.name)
		theirs = theirs.where((thread.page == self.thread.page.name) & (thread.author_id == person_id))
		ours = comment.thread.isin(theirs) & (comment.direction == "Outgoing") & (comment.sent_ms < at_ms)
		ours &= entries.was_sent(comment)
		return bool(frappe.qb.from_(comment).select(comment.name).where(ours).limit(1).run())


def _group_of(customer: str) -> str:
	"""The Customer Group of an ERPNext customer, "" where there is none."""
	if not customer or not hosts.is_there("Customer") or not existing("Customer", customer):
		return ""
	if not frappe.get_meta("Customer").has_field("customer_group"):
		return ""
	return frappe.db.get_value("Customer", customer, "customer_group") or ""
