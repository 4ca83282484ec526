"""People and the host's records about them, for the tests of people. Invented persons only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe

from tests.app import tickets_data as data
from tests.app.hosts import PAGE_ID

OTHER_PAGE = "100200300400999"
PSID, OTHER_PSID = "7301445566778899", "6204111122223333"
MAIL, NUMBER = "ana.lima@example.com", "+33612345678"
#: Records of the host that tests make; a bench keeps them unless they are deleted by name.
_made: list[tuple[str, str]] = []


def two_pages(host: Any) -> tuple[str, str]:
	"""The same person on two pages, as two contacts with a conversation each."""
	host.page()
	host.page(OTHER_PAGE, page_name="Hill Tools")
	first = data.conversation()
	second = data.conversation(psid=OTHER_PSID, page=OTHER_PAGE)
	frappe.db.commit()
	return first, second


def label(name: str, color: str = "#ff0000") -> str:
	data.insert("FB Label", label=name, color=color)
	frappe.db.commit()
	return name


@contextmanager
def records() -> Iterator[None]:
	"""Takes what `made` made off the host again."""
	_made.clear()
	try:
		yield
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		for doctype, name in reversed(_made):
			_forget(doctype, name)
		frappe.db.commit()


def _forget(doctype: str, name: str) -> None:
	if doctype == "Contact":
		for table in ("Contact Email", "Contact Phone", "Dynamic Link"):
			frappe.db.delete(table, {"parent": name, "parenttype": "Contact"})
	frappe.db.delete(doctype, {"name": name})


def made(doctype: str, name: str, **values: Any) -> str:
	"""A row of the host's, past its rules: only the fields that matter here."""
	_forget(doctype, name)  # of a run that was ended before its time
	doc = frappe.get_doc({"doctype": doctype, "name": name, **values})
	doc.name = name
	doc.db_insert()
	_made.append((doctype, name))
	return name


def host_contact(
	first: str = "Ana", last: str = "Lima", mail: str = "", phone: str = "", **links: str
) -> str:
	"""A Contact with an address, a number and links (DocType with "_" -> name)."""
	name = f"{first} {last} (test)"
	values = {"first_name": first, "last_name": last, "full_name": f"{first} {last}"}
	made("Contact", name, **values, email_id=mail)
	rows = [("Contact Email", "email_ids", {"email_id": mail, "is_primary": 1})] if mail else []
	rows += [("Contact Phone", "phone_nos", {"phone": phone})] if phone else []
	rows += [
		("Dynamic Link", "links", {"link_doctype": doctype, "link_name": to}) for doctype, to in links.items()
	]
	for table, field, row in rows:
		child = frappe.get_doc(
			{"doctype": table, "parent": name, "parenttype": "Contact", "parentfield": field, "idx": 1, **row}
		)
		child.db_insert()
	return name


def customer(name: str = "Lima Bikes (test)", **values: Any) -> str:
	return made("Customer", name, customer_name=name, **values)


def order(name: str, customer_name: str) -> str:
	return made("Sales Order", name, customer=customer_name, status="To Deliver")


def thread_by(author_id: str, tail: str = "555", page: str = PAGE_ID, **values: Any) -> str:
	"""A comment thread by this author, with one comment."""
	name = data.comment_thread(tail=tail, author_id=author_id, page=page, **values)
	data.comment(name, "How much is it?", tail=tail, author_id=author_id, page=page)
	return name


def info(doctype: str, name: str) -> list[str]:
	"""What the record's timeline says was done to it."""
	filters = {"reference_doctype": doctype, "reference_name": name, "comment_type": "Info"}
	return frappe.get_all("Comment", filters, pluck="content", order_by="creation asc")
