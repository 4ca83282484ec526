"""The host's records that hold an identifier: Contact, Customer, Lead, and Customers through their orders.

Called by `people_matching`. Only DocTypes that this site has and records that the user may read; a fixed
number of queries for each. Numbers are looked up by their last digits, since people type them as they like,
and compared in one spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Lower
from pypika import Criterion

from fb_care.care import identifiers
from fb_care.care.identifiers import EMAIL, ORDER, PHONE, Identifier

ORDERS = "Sales Order"
#: (DocType that is suggested, table, field that names the record, its addresses, its numbers).
_PLACES = (
	("Contact", "Contact Email", "parent", ("email_id",), ()),
	("Contact", "Contact Phone", "parent", (), ("phone",)),
	("Contact", "Contact", "name", ("email_id",), ("phone", "mobile_no")),
	("Customer", "Customer", "name", ("email_id",), ("mobile_no",)),
	("Lead", "Lead", "name", ("email_id",), ("phone", "mobile_no", "whatsapp_no")),
)
_TITLES = {"Contact": ("full_name",), "Customer": ("customer_name",), "Lead": ("lead_name", "title")}
#: Records with the same last digits that are compared.
_CANDIDATES = 2000


@dataclass(frozen=True)
class Hit:
	"""A record, what of it was in the person's words, and through which other record it was found."""

	doctype: str
	name: str
	by: Identifier
	title: str = ""
	#: In words: "through the contact Ana Lima"; "" when the record itself holds it.
	through: str = ""


def find(wanted: Iterable[Identifier], regions: Sequence[str]) -> tuple[list[Hit], list[str]]:
	"""The records, and the DocTypes on this site that the user may not look in."""
	by_kind: dict[str, dict[str, Identifier]] = {EMAIL: {}, PHONE: {}, ORDER: {}}
	for one in wanted:
		by_kind[one.kind][one.value] = one
	allowed, unread = _allowed()
	found: list[Hit] = []
	for doctype, table, field, address_fields, number_fields in _PLACES:
		if doctype in allowed:
			found += _by_address(doctype, table, field, address_fields, by_kind[EMAIL])
			found += _by_number(doctype, table, field, number_fields, by_kind[PHONE], regions)
	found = _named(found)
	found += _linked_to_contacts([hit for hit in found if hit.doctype == "Contact"], allowed)
	if ORDERS in allowed and "Customer" in allowed:
		found += _by_order(by_kind[ORDER])
	return list(dict.fromkeys(found)), unread


def _allowed() -> tuple[set[str], list[str]]:
	here = [
		doctype for doctype in ("Contact", "Customer", "Lead", ORDERS) if frappe.db.exists("DocType", doctype)
	]
	allowed = {doctype for doctype in here if frappe.has_permission(doctype, "read")}
	return allowed, [doctype for doctype in here if doctype not in allowed]


def _fields(table: str, fields: Sequence[str]) -> list[str]:
	meta = frappe.get_meta(table)
	return [field for field in fields if meta.has_field(field)]


def _by_address(
	doctype: str, table: str, key: str, fields: Sequence[str], wanted: Mapping[str, Identifier]
) -> list[Hit]:
	if not wanted:
		return []
	found = []
	for field in _fields(table, fields):
		rows = frappe.qb.DocType(table)
		query = frappe.qb.from_(rows).select(rows[key].as_("record"), rows[field].as_("said"))
		query = query.where(Lower(rows[field]).isin(list(wanted))).limit(_CANDIDATES)
		for row in query.run(as_dict=True):
			found.append(Hit(doctype, row.record, wanted[row.said.lower()]))
	return found


def _by_number(
	doctype: str,
	table: str,
	key: str,
	fields: Sequence[str],
	wanted: Mapping[str, Identifier],
	regions: Sequence[str],
) -> list[Hit]:
	tails = {identifiers.digits_tail(number) for number in wanted}
	fields = _fields(table, fields)
	if not tails or not fields:
		return []
	rows = frappe.qb.DocType(table)
	query = frappe.qb.from_(rows).select(rows[key].as_("record"), *(rows[field] for field in fields))
	likes = [rows[field].like(f"%{'%'.join(tail)}%") for field in fields for tail in sorted(tails)]
	found = []
	for row in query.where(Criterion.any(likes)).limit(_CANDIDATES).run(as_dict=True):
		numbers = {number for field in fields for number in _numbers(row[field], tails, regions)}
		found += [Hit(doctype, row.record, wanted[number]) for number in sorted(numbers & set(wanted))]
	return found


def _numbers(value: str | None, tails: set[str], regions: Sequence[str]) -> tuple[str, ...]:
	"""What the record's number means, if it ends like one of those that are looked for."""
	digits = re.sub(r"\D", "", value or "")
	return identifiers.phone(value, regions) if any(tail in digits for tail in tails) else ()


def _named(hits: Sequence[Hit]) -> list[Hit]:
	"""Those that the user may read, with their titles."""
	titles: dict[tuple[str, str], str] = {}
	for doctype in dict.fromkeys(hit.doctype for hit in hits):
		names = sorted({hit.name for hit in hits if hit.doctype == doctype})
		fields = _fields(doctype, _TITLES[doctype])
		for row in frappe.get_list(doctype, {"name": ["in", names]}, ["name", *fields], limit=len(names)):
			titles[doctype, row.name] = next((row[field] for field in fields if row[field]), row.name)
	return [
		Hit(hit.doctype, hit.name, hit.by, titles[hit.doctype, hit.name], hit.through)
		for hit in hits
		if (hit.doctype, hit.name) in titles
	]


def _linked_to_contacts(hits: Sequence[Hit], allowed: set[str]) -> list[Hit]:
	"""Customers and Leads that the host has linked with the contacts found."""
	if not hits:
		return []
	filters = {
		"parenttype": "Contact",
		"parent": ["in", sorted({hit.name for hit in hits})],
		"link_doctype": ["in", sorted({"Customer", "Lead"} & allowed) or [""]],
	}
	links: list[Any] = frappe.get_all("Dynamic Link", filters, ["parent", "link_doctype", "link_name"])
	return _named(
		[
			Hit(row.link_doctype, row.link_name, hit.by, "", _("through the contact {0}").format(hit.title))
			for hit in hits
			for row in links
			if row.parent == hit.name
		]
	)


def _by_order(wanted: Mapping[str, Identifier]) -> list[Hit]:
	"""The customers of these orders."""
	if not wanted:
		return []
	rows = frappe.get_list(ORDERS, {"name": ["in", list(wanted)]}, ["name", "customer"], limit=len(wanted))
	return _named([Hit("Customer", row.customer, wanted[row.name]) for row in rows if row.customer])
