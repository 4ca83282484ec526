"""Contacts that are one person: who writes to two pages, or under two ids. Plain queries, no permission.

Contacts whose field `person` holds the same (made-up) value belong together; an empty one stands alone. So
merging sets the value and splitting takes it away: nothing else is written, nothing is lost. What holds for
one of a group holds for all: blocked here, VIP and labels for who asks `about`.
Called by the message flow, tickets and `inbox`; who shows something to people checks their permission.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import frappe

DOCTYPE = "FB Contact"
#: Links to the host's records; one that is empty is taken from another contact of the same person.
LINKS = ("contact", "customer", "lead")


def members(contact: str) -> list[str]:
	"""The contacts that are the same person as this one, itself among them, sorted."""
	person = frappe.db.get_value(DOCTYPE, contact, "person")
	found = set(frappe.get_all(DOCTYPE, {"person": person}, pluck="name")) if person else set()
	return sorted(found | {contact})


def blocked(names: Sequence[str]) -> set[str]:
	"""Which of these contacts are blocked, themselves or through another contact of the same person."""
	if not names:
		return set()
	rows = frappe.get_all(DOCTYPE, {"name": ["in", list(names)]}, ["name", "blocked", "person"])
	found = {row.name for row in rows if row.blocked}
	open_groups = {row.person for row in rows if row.person and not row.blocked}
	if open_groups:
		filters = {"person": ["in", sorted(open_groups)], "blocked": 1}
		shut = set(frappe.get_all(DOCTYPE, filters, pluck="person"))
		found |= {row.name for row in rows if row.person in shut}
	return found


def widen(row: Any) -> None:
	"""Put into a contact's row (`person`, `blocked`, `vip`, LINKS) what holds for the whole person."""
	if not row.get("person"):
		return
	fields = ["blocked", "vip", *LINKS]
	for other in frappe.get_all(DOCTYPE, {"person": row["person"]}, fields, order_by="name asc"):
		for field in fields:
			row[field] = row.get(field) or other[field]


def about(contact: str) -> Any:
	"""What holds for the whole person: vip, blocked (0 or 1), LINKS ("" if none), labels, members."""
	names = members(contact)
	fields = ["vip", "blocked", *LINKS]
	rows = frappe.get_all(DOCTYPE, {"name": ["in", names]}, fields, order_by="name asc")
	found = frappe._dict({field: _first(row[field] for row in rows) or "" for field in LINKS})
	found.update({flag: int(any(row[flag] for row in rows)) for flag in ("vip", "blocked")})
	return found.update(members=names, labels=labels(DOCTYPE, names))


def labels(doctype: str, names: Sequence[str]) -> list[str]:
	"""The labels that any of these records carries, in order, each once."""
	filters = {"parenttype": doctype, "parent": ["in", list(names)], "parentfield": "labels"}
	return sorted(set(frappe.get_all("FB Label Row", filters, pluck="label")))


def _first(values: Iterable[Any]) -> Any:
	return next((value for value in values if value), None)
