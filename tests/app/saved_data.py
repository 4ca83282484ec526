"""Saved replies, customers and orders for the tests of saved replies."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.model.naming import set_new_name
from frappe.permissions import add_user_permission

from tests.app.hosts import PAGE_ID

CUSTOMER = "Ana Lima Bikes"
ITEM = "FB-CARE-TEST"


def reply(title: str = "Greeting", text: str = "Hello {{ contact.first_name }}!", **values: Any) -> Any:
	"""A saved reply, for everyone unless told otherwise; made by the user at hand, with their rights."""
	texts = values.pop("variants", {})
	values = {"doctype": "FB Saved Reply", "scope": "Everyone", "title": title, "text": text, **values}
	doc = frappe.get_doc(values)
	for language, other in texts.items():
		doc.append("variants", {"text_language": language, "text": other})
	return doc.insert()


def attach(reply: str, file_name: str = "saved-label.txt", **values: Any) -> Any:
	"""A private file attached to a saved reply."""
	values = {"doctype": "File", "file_name": file_name, "content": file_name, "is_private": 1, **values}
	place = {"attached_to_doctype": "FB Saved Reply", "attached_to_name": reply}
	return frappe.get_doc({**values, **place}).insert()


def need_orders() -> None:
	"""Skip where there is no ERPNext."""
	if not frappe.db.exists("DocType", "Sales Order"):
		pytest.skip("no sales orders here")


def customer(name: str = CUSTOMER) -> str:
	"""A Customer; its name."""
	found = frappe.db.get_value("Customer", {"customer_name": name})
	if found:
		return found
	doc = frappe.get_doc({"doctype": "Customer", "customer_name": name, "customer_type": "Individual"})
	return doc.insert(ignore_permissions=True).name


def order(of: str, day: str, delivery: str, status: str = "To Deliver and Bill", docstatus: int = 1) -> str:
	"""A Sales Order as it stands in the table; its name. What ERPNext does on the way to it is not ours."""
	doc = frappe.get_doc({"doctype": "Sales Order", "customer": of, "transaction_date": day})
	doc.update({"delivery_date": delivery, "status": status, "docstatus": docstatus})
	set_new_name(doc)
	doc.db_insert()
	return doc.name


def real_order(of: str, delivery: str) -> str:
	"""A Sales Order made and submitted as ERPNext does it; its name. Skips where ERPNext is stood in for."""
	if not frappe.get_meta("Sales Order").is_submittable:
		pytest.skip("no ERPNext here")
	item = {"item_code": ITEM, "item_group": "Services", "stock_uom": "Nos", "is_stock_item": 0}
	if not frappe.db.exists("Item", ITEM):
		frappe.get_doc({"doctype": "Item", **item}).insert()
	doc = frappe.get_doc({"doctype": "Sales Order", "customer": of, "delivery_date": delivery})
	doc.append("items", {"item_code": ITEM, "qty": 2, "rate": 49.5, "delivery_date": delivery})
	doc.company = frappe.get_all("Company", pluck="name", limit=1)[0]
	doc.insert().submit()
	return doc.name


def forget_customers() -> None:
	"""Take away what `customer` and `order` made."""
	if not frappe.db.exists("DocType", "Customer"):
		return
	for name in frappe.get_all("Customer", filters={"customer_name": CUSTOMER}, pluck="name"):
		if frappe.db.exists("DocType", "Sales Order"):
			frappe.db.delete("Sales Order", {"customer": name})
			if frappe.db.exists("DocType", "Sales Order Item"):
				frappe.db.delete("Sales Order Item", {"item_code": ITEM})
		frappe.delete_doc("Customer", name, force=True, ignore_permissions=True)
	frappe.db.commit()


def limit(user: str, page: str = PAGE_ID) -> None:
	"""The user may work on this page only; committed, because the host keeps it in its cache."""
	add_user_permission("FB Page", page, user)
	frappe.db.commit()
