"""What ERPNext knows of a person's customer: name, last order, unpaid invoices. Called by `merge_fields`.

Each function gives values by field, and the reason in words where there are none. Where ERPNext is not
installed there simply is nothing. Only what the agent may read is told.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care.outbound.languages import date_in, speaking
from fb_care.tickets.hosts import is_there

Found = tuple[dict[str, str], str]


def customer_of(contact: str, ticket_doctype: str, ticket: str) -> str:
	"""The name of the Customer: of the person, of their Contact, else of the ticket; "" for none."""
	if not is_there("Customer"):
		return ""
	links = None
	if contact:
		links = frappe.db.get_value("FB Contact", contact, ["customer", "contact"], as_dict=True)
	names = [links.customer, _of_contact(links.contact)] if links else []
	if ticket_doctype == "Issue" and ticket:
		names.append(frappe.db.get_value("Issue", ticket, "customer"))
	return next((name for name in names if name and frappe.db.exists("Customer", name)), "")


def customer(name: str, agent: str) -> Found:
	"""The customer's name."""
	if reason := _why_not("Customer", name, agent):
		return {}, reason
	return {"customer.name": frappe.db.get_value("Customer", name, "customer_name") or ""}, ""


def last_order(name: str, agent: str, language: str) -> Found:
	"""Number, date, state and delivery date of the newest Sales Order that was submitted."""
	if not name:
		return {}, _("no customer is linked")
	if not is_there("Sales Order"):
		return {}, _("there are no sales orders on this site")
	order = _newest_order(name)
	if not order:
		return {}, _("this customer has no order")
	if not frappe.has_permission("Sales Order", "read", order.name, user=agent):
		return {}, _("you may not read this {0}").format(_("Sales Order"))
	with speaking(language):
		state = _(order.status or "")
	values = {"order.name": order.name, "order.state": state}
	values["order.date"] = date_in(language, order.transaction_date)
	values["order.delivery_date"] = date_in(language, order.delivery_date)
	return values, ""


def unpaid(name: str, agent: str) -> Found:
	"""How many of the customer's invoices are unpaid, and their sum in each currency."""
	if not name:
		return {}, _("no customer is linked")
	if not is_there("Sales Invoice"):
		return {}, _("there are no sales invoices on this site")
	if not frappe.has_permission("Sales Invoice", "read", user=agent):
		return {}, _("you may not read this {0}").format(_("Sales Invoice"))
	invoices = frappe.get_list(
		"Sales Invoice",
		filters={"customer": name, "docstatus": 1, "outstanding_amount": [">", 0]},
		fields=["outstanding_amount", "party_account_currency"],
		limit_page_length=0,
		user=agent,
	)
	sums: dict[str, float] = {}
	for row in invoices:
		currency = row.party_account_currency or ""
		sums[currency] = sums.get(currency, 0.0) + row.outstanding_amount
	total = " + ".join(frappe.utils.fmt_money(sums[one], currency=one or None) for one in sorted(sums))
	return {"invoices.unpaid_count": str(len(invoices)), "invoices.unpaid_total": total}, _("none is unpaid")


def _newest_order(customer_name: str) -> Any:
	found = frappe.get_all(
		"Sales Order",
		filters={"customer": customer_name, "docstatus": 1},
		fields=["name", "status", "transaction_date", "delivery_date"],
		order_by="transaction_date desc, creation desc",
		limit=1,
	)
	return found[0] if found else None


def _why_not(doctype: str, name: str, agent: str) -> str:
	if not name:
		return _("no customer is linked")
	if not frappe.has_permission(doctype, "read", name, user=agent):
		return _("you may not read this {0}").format(_(doctype))
	return ""


def _of_contact(contact: str | None) -> str:
	"""The customer that a Contact is linked to."""
	if not contact:
		return ""
	filters = {"parenttype": "Contact", "parent": contact, "link_doctype": "Customer"}
	return frappe.db.get_value("Dynamic Link", filters, "link_name") or ""
