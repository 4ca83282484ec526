"""The person behind a thread as the inbox shows them: what the team knows, and what the business knows.

Called by `api.inbox_thread`, which has checked the thread. Of the host's records only what the user may read
is told; None stands for what is not on this site or not for this user.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe

from fb_care import permissions
from fb_care.inbound.rows import as_written
from fb_care.inbox import people
from fb_care.outbound import merge_orders
from fb_care.tickets import hosts
from fb_care.tickets.threads import PARTS
from fb_care.times import utc_ms

CONTACT, THREADS, COMMENT = "FB Contact", "FB Comment Thread", "FB Comment"
#: Rows of each list.
MOST = 20
_EARLIER = ["name", "title", "state", "last_ms", "last_text", "page"]
_PUBLIC = ("name", "thread", "page", "post", "text", "state", "sent_ms", "permalink")
#: Linked records of the host -> field that names them for people.
_TITLES = {"Customer": "customer_name", "Lead": "lead_name", "Contact": "full_name"}


def of_thread(doc: Any) -> dict[str, Any]:
	"""Everything beside the thread `doc`, an FB Conversation or FB Comment Thread."""
	contact = doc.contact if doc.contact and frappe.has_permission(CONTACT, "read", doc.contact) else None
	names = people.readable(contact) if contact else []
	links = _links(names)
	return {
		"contact": contact,
		"overview": people.overview(contact) if contact else None,
		"customer": _customer(doc, contact),
		"lead": _linked("Lead", links.get("lead")),
		"erp_contact": _linked("Contact", links.get("contact")),
		"earlier": _earlier(doc, names),
		"public": _public(doc, names),
		"may": {"write": bool(contact and frappe.has_permission(CONTACT, "write", contact))},
	}


def _links(names: Sequence[str]) -> dict[str, str]:
	"""The person's links with the host's records, from whichever contact has them."""
	found: dict[str, str] = {}
	for row in frappe.get_all(CONTACT, {"name": ["in", names or [""]]}, ["name", "contact", "lead"]):
		for field in ("contact", "lead"):
			found.setdefault(field, row[field]) if row[field] else None
	return found


def _linked(doctype: str, name: str | None) -> dict[str, str] | None:
	"""A record that the user may read: {"name", "title"}."""
	if not name or not hosts.is_there(doctype) or not frappe.db.exists(doctype, name):
		return None
	if not frappe.has_permission(doctype, "read", name):
		return None
	return {"name": name, "title": frappe.db.get_value(doctype, name, _TITLES[doctype]) or name}


def _customer(doc: Any, contact: str | None) -> dict[str, Any] | None:
	"""The customer with their open orders, unpaid invoices and open tickets."""
	name = merge_orders.customer_of(contact or "", doc.ticket_doctype or "", doc.ticket or "")
	found = _linked("Customer", name)
	if not found:
		return None
	return {
		**found,
		"orders": _documents("Sales Order", _ORDERS, {"customer": name}, "transaction_date"),
		"invoices": _documents("Sales Invoice", _INVOICES, {"customer": name}, "posting_date"),
		"tickets": _tickets(name),
	}


#: What is open: orders that are neither closed nor done, invoices that are not paid.
_ORDERS = {"docstatus": 1, "status": ["not in", ["Closed", "Completed", "Cancelled"]]}
_INVOICES = {"docstatus": 1, "outstanding_amount": [">", 0]}


def _documents(
	doctype: str, open_ones: Mapping[str, Any], mine: Mapping[str, Any], dated: str
) -> list[dict[str, Any]] | None:
	if not hosts.is_there(doctype) or not frappe.has_permission(doctype, "read"):
		return None
	meta = frappe.get_meta(doctype)
	wanted = ("grand_total", "outstanding_amount", "currency", "party_account_currency", "status")
	fields = ["name", dated, *(field for field in wanted if meta.has_field(field))]
	order = f"{dated} desc, creation desc"
	found = frappe.get_list(doctype, {**open_ones, **mine}, fields, order_by=order, limit=MOST)
	return [
		{
			"doctype": doctype,
			"name": row.name,
			"status": row.get("status") or "",
			"at": str(row[dated] or "")[:10],
			"total": float(_amount(row)),
			"currency": row.get("party_account_currency") or row.get("currency") or "",
			"title": row.name,
		}
		for row in found
	]


def _amount(row: Any) -> float:
	"""What is still to be paid of an invoice, else the whole of an order."""
	unpaid = row.get("outstanding_amount")
	return (row.get("grand_total") if unpaid is None else unpaid) or 0


def _tickets(customer: str) -> list[dict[str, Any]] | None:
	"""The customer's open tickets of every kind; None where the user may read none."""
	found: list[dict[str, Any]] | None = None
	for doctype, host in hosts.HOSTS.items():
		there = hosts.is_there(doctype) and frappe.has_permission(doctype, "read")
		if not there or not frappe.get_meta(doctype).has_field("customer"):
			continue
		filters = {"customer": customer, "status": ["not in", list(host.closed_statuses)]}
		fields = ["name", "subject", "status", "creation"]
		rows = frappe.get_list(doctype, filters, fields, order_by="creation desc", limit=MOST)
		found = (found or []) + [_ticket(doctype, row) for row in rows]
	return found


def _ticket(doctype: str, row: Any) -> dict[str, Any]:
	return {
		"doctype": doctype,
		"name": str(row.name),
		"status": row.status or "",
		"at": str(row.creation)[:10],
		"at_ms": utc_ms(row.creation),
		"total": None,
		"currency": "",
		"title": row.subject or "",
	}


def _earlier(doc: Any, names: Sequence[str]) -> list[dict[str, Any]]:
	"""The person's other threads on pages that the user may see, newest first."""
	found: list[dict[str, Any]] = []
	for doctype in PARTS if names else ():
		fields = [*_EARLIER, *(["kind"] if doctype == THREADS else [])]
		filters = {"contact": ["in", list(names)]}
		rows = frappe.get_list(doctype, filters, fields, order_by="last_ms desc, name desc", limit=MOST + 1)
		found += [_thread(doctype, row) for row in rows if (doctype, row.name) != (doc.doctype, doc.name)]
	return sorted(found, key=lambda row: -row["last_ms"])[:MOST]


def _thread(doctype: str, row: Any) -> dict[str, Any]:
	return {
		"doctype": doctype,
		"name": row.name,
		"kind": row.get("kind") or "Message",
		"title": as_written(row.title),
		"state": row.state or "",
		"last_ms": row.last_ms or 0,
		"last_text": as_written(row.last_text),
		"page": row.page,
	}


def _public(doc: Any, names: Sequence[str]) -> list[dict[str, Any]]:
	"""What the person wrote in public, newest first: under the ids of their contacts, or the thread's own."""
	ids = people.author_ids(names) if names else []
	if doc.doctype == THREADS and doc.author_id:
		ids = list(dict.fromkeys([*ids, (doc.page, doc.author_id)]))
	if not ids or not frappe.has_permission(COMMENT, "read"):
		return []
	table = frappe.qb.DocType(COMMENT)
	query = frappe.qb.from_(table).select(*(table[field] for field in _PUBLIC))
	query = query.where(people.by_author(table, ids) & (table.direction == "Incoming"))
	if pages := _limits(COMMENT):
		query = query.where(table.page.isin(pages))
	query = query.orderby(table.sent_ms, order=frappe.qb.desc).orderby(table.name, order=frappe.qb.desc)
	return [
		{
			"name": row.name,
			"thread": row.thread,
			"page": row.page,
			"post": row.post or "",
			"text": as_written(row.text),
			"state": row.state or "",
			"at_ms": row.sent_ms or 0,
			"link": row.permalink or "",
		}
		for row in query.limit(MOST).run(as_dict=True)
	]


def _limits(doctype: str) -> list[str]:
	"""The pages that the user is limited to where this DocType is concerned; none: not limited."""
	user = frappe.session.user
	return permissions.allowed_pages(user, doctype) if user != "Administrator" else []
