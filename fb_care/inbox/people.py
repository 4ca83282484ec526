"""What the team knows of a person: figures, conversations, comments, tickets, notes. For the contact's form.

Called by `api.people`, which checks the contact itself. A person may have several (`inbound.groups`);
of those on pages the user may not see nothing is told but whether the person is VIP or blocked. Figures are
counted when they are asked for, in a fixed number of queries over indexed columns: kept counters would have
to be right through replays, merges and splits, and the form is opened far less often than messages come.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe.query_builder.functions import Count, Sum
from pypika import Criterion

from fb_care.inbound import groups
from fb_care.inbound.rows import as_written
from fb_care.inbound.threads import WORDS
from fb_care.team import name_of
from fb_care.tickets import hosts
from fb_care.tickets.threads import PARTS
from fb_care.times import utc_ms

DOCTYPE = "FB Contact"
ORDERS = "Sales Order"
#: Rows of a list in the form, and how far tickets and orders are counted.
LISTED, COUNTED = 20, 1000


def readable(contact: str) -> list[str]:
	"""The contacts of the person that this user may read, `contact` first."""
	names = groups.members(contact)
	others = frappe.get_list(DOCTYPE, {"name": ["in", names]}, pluck="name") if len(names) > 1 else []
	return [contact, *sorted(set(others) - {contact})]


def overview(contact: str) -> dict[str, Any]:
	"""All that the form shows beside its fields; plain facts, never HTML."""
	names = readable(contact)
	about = groups.about(contact)
	return {
		"vip": about.vip,
		"blocked": about.blocked,
		"profile": profile(contact),
		"contacts": _contacts(names),
		"labels": _labels(names),
		"notes": notes(names),
		"counts": counts(contact, names),
		"threads": _threads(names),
		"tickets": _tickets(names),
	}


_PROFILE = (
	"full_name", "picture", "locale", "liked_page_on", "first_ms", "last_ms", "profile_state",
	"profile_reason", "unreachable", "unreachable_reason", "blocked_reason", "blocked_by", "blocked_on",
	"contact", "customer", "lead",
)  # fmt: skip


def profile(contact: str) -> dict[str, Any]:
	"""What the contact itself says: its fields as plain values, and `labels`, those that are on it.

	`first_ms` and `last_ms` are UTC ms, `blocked_on` site time, `liked_page_on` a day; "" or 0 where unknown.
	"""
	row = frappe.db.get_value(DOCTYPE, contact, _PROFILE, as_dict=True)
	found = {field: row[field] or "" for field in _PROFILE}
	found.update({field: as_written(row[field]) for field in ("full_name", "blocked_reason")})
	found.update({field: int(row[field] or 0) for field in ("first_ms", "last_ms", "unreachable")})
	found.update(liked_page_on=str(found["liked_page_on"])[:10], blocked_on=str(found["blocked_on"])[:19])
	return {**found, "blocked_by": name_of(row.blocked_by), "labels": groups.labels(DOCTYPE, [contact])}


def marks(contact: str) -> dict[str, Any]:
	"""Whether the person is VIP or blocked, and the names of their labels."""
	about = groups.about(contact)
	labels = [one["label"] for one in _labels(readable(contact))]
	return {"vip": about.vip, "blocked": about.blocked, "labels": labels}


def counts(contact: str, names: Sequence[str] = ()) -> dict[str, int | None]:
	"""Messages in and out, comments, complaints, tickets (open ones too) and orders of the person.

	Only of contacts the user may read. None where there is no such thing here, or the user may not see it.
	"""
	names = names or readable(contact)
	said, ticket_states = _messages(names), _ticket_states(names)
	incoming, outgoing = said.get("Incoming") or (0, 0), said.get("Outgoing") or (0, 0)
	comments, comment_complaints = _comments(names)
	closed = hosts.HOSTS["Issue"].closed_statuses
	return {
		"messages_in": incoming[0],
		"messages_out": outgoing[0],
		"comments": comments,
		"complaints": incoming[1] + comment_complaints,
		"tickets": None if ticket_states is None else len(ticket_states),
		"open_tickets": None
		if ticket_states is None
		else sum(state not in closed for state in ticket_states),
		"orders": _orders(names),
	}


def author_ids(names: Sequence[str]) -> list[tuple[str, str]]:
	"""(page, id) under which these contacts comment: their own, and those that people have told."""
	own = frappe.get_all(DOCTYPE, {"name": ["in", list(names)]}, ["page", "psid"])
	told = frappe.get_all("FB Contact Author", {"parent": ["in", list(names)]}, pluck="author_key")
	return [(row.page, row.psid) for row in own] + [(page, author) for page, _colon, author in _split(told)]


def by_author(table: Any, ids: Sequence[tuple[str, str]]) -> Criterion:
	"""The condition that a row of `table` (with page and author_id) is by one of these."""
	return Criterion.any((table.page == page) & (table.author_id == author) for page, author in ids)


def notes(names: Sequence[str]) -> list[dict[str, Any]]:
	"""The dated notes on these contacts, newest first; `at` as the form shows it, `at_ms` for the inbox."""
	rows = frappe.get_all(
		"FB Contact Note",
		filters={"parent": ["in", list(names)], "parenttype": DOCTYPE},
		fields=["name", "parent", "at", "author", "text"],
		order_by="at desc, idx desc",
	)
	return [
		{
			**row,
			"at": str(row.at or "")[:19],
			"at_ms": utc_ms(row.at),
			"text": as_written(row.text),
			"contact": row.parent,
		}
		for row in rows
	]


def _split(keys: Sequence[str]) -> list[tuple[str, str, str]]:
	return [key.partition(":") for key in keys if key]


def _contacts(names: Sequence[str]) -> list[dict[str, Any]]:
	fields = ["name", "display_name", "page", "picture", "vip", "blocked"]
	rows = frappe.get_all(DOCTYPE, {"name": ["in", list(names)]}, fields, order_by="name asc")
	pages = dict(
		frappe.get_all(
			"FB Page", {"name": ["in", [row.page for row in rows]]}, ["name", "page_name"], as_list=True
		)
	)
	return [
		{**row, "display_name": as_written(row.display_name), "page_name": pages.get(row.page) or row.page}
		for row in rows
	]


def _labels(names: Sequence[str]) -> list[dict[str, str]]:
	found = groups.labels(DOCTYPE, names)
	rows = frappe.get_all("FB Label", {"name": ["in", found]}, ["name", "color"], order_by="name asc")
	return [{"label": row.name, "color": row.color or ""} for row in rows]


def _messages(names: Sequence[str]) -> dict[str, tuple[int, int]]:
	"""Direction -> messages and complaints among them."""
	table = frappe.qb.DocType("FB Message")
	query = frappe.qb.from_(table).select(table.direction, Count(table.name), Sum(table.is_complaint))
	query = query.where(table.contact.isin(list(names)) & table.kind.isin(WORDS)).groupby(table.direction)
	return {row[0]: (int(row[1] or 0), int(row[2] or 0)) for row in query.run()}


def _comments(names: Sequence[str]) -> tuple[int, int]:
	table = frappe.qb.DocType("FB Comment")
	query = frappe.qb.from_(table).select(Count(table.name), Sum(table.is_complaint))
	found = query.where(by_author(table, author_ids(names)) & (table.direction == "Incoming")).run()
	return int(found[0][0] or 0), int(found[0][1] or 0)


def _threads(names: Sequence[str]) -> list[dict[str, Any]]:
	fields = ["name", "title", "state", "page", "last_at", "last_ms", "last_text"]
	found: list[dict[str, Any]] = []
	for doctype in PARTS:
		rows = frappe.get_list(
			doctype, {"contact": ["in", list(names)]}, fields, order_by="last_ms desc", limit=LISTED
		)
		found += [
			{
				**row,
				"doctype": doctype,
				"title": as_written(row.title),
				"last_text": as_written(row.last_text),
				"last_at": str(row.last_at or "")[:19],
			}
			for row in rows
		]
	return sorted(found, key=lambda row: row["last_ms"] or 0, reverse=True)[:LISTED]


def _ticket_doctypes() -> list[str]:
	"""The kinds of ticket here that this user may read."""
	return [
		doctype
		for doctype in hosts.HOSTS
		if hosts.is_there(doctype)
		and frappe.get_meta(doctype).has_field("fb_contact")
		and frappe.has_permission(doctype, "read")
	]


def _ticket_states(names: Sequence[str]) -> list[str] | None:
	doctypes = _ticket_doctypes()
	found: list[str] = []
	for doctype in doctypes:
		found += frappe.get_list(doctype, _of(names), pluck="status", limit=COUNTED)
	return found if doctypes else None


def _tickets(names: Sequence[str]) -> list[dict[str, Any]]:
	found: list[dict[str, Any]] = []
	for doctype in _ticket_doctypes():
		fields = ["name", "subject", "status", "creation"]
		rows = frappe.get_list(doctype, _of(names), fields, order_by="creation desc", limit=LISTED)
		found += [{**row, "doctype": doctype, "creation": str(row.creation)[:19]} for row in rows]
	return sorted(found, key=lambda row: row["creation"], reverse=True)[:LISTED]


def _of(names: Sequence[str]) -> dict[str, Any]:
	return {"fb_contact": ["in", list(names)]}


def _orders(names: Sequence[str]) -> int | None:
	"""Orders of the linked customers."""
	linked = {"name": ["in", list(names)], "customer": ["is", "set"]}
	customers = frappe.get_all(DOCTYPE, linked, pluck="customer")
	if not (customers and hosts.is_there(ORDERS) and frappe.has_permission(ORDERS, "read")):
		return None
	filters = {"customer": ["in", customers], "docstatus": ["<", 2]}
	return len(frappe.get_list(ORDERS, filters, pluck="name", limit=COUNTED))
