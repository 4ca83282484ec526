"""What came of ads: conversations that began on one, their people, tickets, and orders of linked customers.

Everything is read with the rights of the user at hand; what they may not see is None, or not among the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import frappe

from fb_care.figures.reporting import Scope
from fb_care.tickets import hosts
from fb_care.times import site_datetime

MESSAGE, CONVERSATION, CONTACT, RESPONSE = "FB Message", "FB Conversation", "FB Contact", "FB Response"
ORDERS = "Sales Order"


class Came(NamedTuple):
	"""Somebody came through an ad: a conversation, and when it came from this ad within the days (UTC ms)."""

	ad: str
	page: str
	conversation: str
	contact: str
	began_ms: int
	#: They had never written to the page before.
	new: bool


class Order(NamedTuple):
	"""A submitted order; `value` in the company's currency."""

	name: str
	customer: str
	day: date
	value: float
	currency: str


def came(scope: Scope, filters: Sequence[Any] = ()) -> list[Came]:
	"""Each conversation that came from an ad within the days, once for each ad."""
	fields = ["conversation", "contact", "ad"]
	clicks = scope.rows(MESSAGE, fields, "sent_ms", [["ad", "is", "set"], *filters])
	first: dict[tuple[str, str], Any] = {}
	for row in clicks:  # in order of time
		first.setdefault((row.ad, row.conversation), row)
	known = _first_ms([row.conversation for row in first.values()])
	return [
		Came(
			row.ad,
			row.page,
			row.conversation,
			row.contact,
			row.sent_ms,
			(known.get(row.conversation) or row.sent_ms) >= row.sent_ms,
		)
		for row in first.values()
	]


def openings(scope: Scope, filters: Sequence[Any] = ()) -> list[Any]:
	"""The openings of people from ads within the days that count, in order: ad, wait_ms (None while open)."""
	count = [["ad", "is", "set"], ["counts", "=", "People"], ["left_out", "=", ""]]
	return scope.rows(RESPONSE, ["name", "ad", "wait_ms", "state"], "opened_ms", [*count, *filters])


def tickets(scope: Scope, ads: Collection[str]) -> dict[str, list[tuple[str, str]]] | None:
	"""Ad -> (DocType, name) of the tickets made within the days; None where the user may see no tickets."""
	kinds = [kind for kind in hosts.HOSTS if hosts.is_there(kind) and frappe.has_permission(kind, "read")]
	kinds = [kind for kind in kinds if frappe.get_meta(kind).has_field("fb_ad")]
	if not kinds:
		return None
	found: dict[str, list[tuple[str, str]]] = defaultdict(list)
	since, until = (site_datetime(ms) for ms in scope.span_ms())
	for kind in kinds if ads and scope.pages else ():
		filters = [["fb_ad", "in", list(ads)], ["fb_page", "in", list(scope.pages)]]
		filters += [["creation", ">=", since], ["creation", "<", until]]
		for row in frappe.get_list(kind, filters=filters, fields=["name", "fb_ad"], limit_page_length=0):
			found[row.fb_ad].append((kind, str(row.name)))
	return found


def customers(contacts: Iterable[str]) -> dict[str, str]:
	"""Contact -> the Customer the person is linked to, here or by another contact of the same person."""
	rows = _contacts("name", contacts)
	linked = {row.name: row.customer for row in rows if row.customer}
	persons = {row.person for row in rows if row.person and not row.customer}
	of_person = {row.person: row.customer for row in _contacts("person", persons) if row.customer}
	return linked | {
		row.name: of_person[row.person] for row in rows if not row.customer and row.person in of_person
	}


def may_see_orders() -> bool:
	"""Whether there are orders here, and the user may read them."""
	return bool(frappe.db.exists("DocType", ORDERS)) and frappe.has_permission(ORDERS, "read")


def orders(of: Collection[str], since: date) -> list[Order]:
	"""The orders of these customers from this day on that were submitted and that the user may see."""
	filters = [["customer", "in", list(of)], ["docstatus", "=", 1], ["transaction_date", ">=", str(since)]]
	fields = ["name", "customer", "transaction_date", "base_grand_total", "company"]
	found = frappe.get_list(ORDERS, filters=filters, fields=fields, limit_page_length=0) if of else []
	currencies = {row.company: _currency(row.company) for row in found}
	return [
		Order(
			row.name,
			row.customer,
			frappe.utils.getdate(row.transaction_date),
			float(row.base_grand_total or 0),
			currencies[row.company],
		)
		for row in found
	]


def _first_ms(conversations: Collection[str]) -> dict[str, int]:
	"""Conversation -> its first message (UTC ms)."""
	if not conversations:
		return {}
	names = list(set(conversations))
	rows = frappe.get_all(CONVERSATION, {"name": ["in", names]}, ["name", "first_ms"])
	return {row.name: row.first_ms for row in rows}


def _contacts(field: str, values: Iterable[str]) -> list[Any]:
	wanted = sorted({value for value in values if value})
	fields = ["name", "person", "customer"]
	if not wanted:
		return []
	return frappe.get_list(CONTACT, {field: ["in", wanted]}, fields, limit_page_length=0)


def _currency(company: str | None) -> str:
	return (frappe.db.get_value("Company", company, "default_currency") if company else "") or ""
