"""The person behind a thread: what the team and the business know of them, as far as the agent may see."""

from __future__ import annotations

from contextlib import contextmanager

import frappe
import pytest

from fb_care.api import inbox_thread
from tests.app import inbox_thread_data, payloads, saved_data
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import OTHER_PAGE, PAGE
from tests.app.payloads import NORA

MINE = f"{PAGE_ID}-{NORA}"


def person(host, name=MINE, doctype=TALK, user=AGENT):
	with host.as_user(user):
		return inbox_thread.person(doctype, name)


def test_a_person_nobody_knows_yet(host):
	host.page()
	host.receive(payloads.delivery(payloads.message("m_1", "Hello")))
	found = person(host)
	assert found["contact"] == MINE
	assert found["overview"]["counts"]["messages_in"] == 1
	assert (found["customer"], found["lead"], found["erp_contact"]) == (None, None, None)
	assert (found["earlier"], found["public"], found["may"]) == ([], [], {"write": True})


def test_a_comment_of_an_unknown_author_shows_what_they_wrote_in_public(host):
	name = inbox_thread_data.two_pages(host)[PAGE][1]
	other = inbox_thread_data.thread(PAGE, root="5_6", author_id="8800")
	frappe.db.set_value(COMMENTS, name, {"author_id": "8800", "contact": None})
	for thread in (name, other):
		comment = frappe.db.get_value("FB Comment", {"thread": thread}, "name")
		frappe.db.set_value("FB Comment", comment, "author_id", "8800")
	found = person(host, name, COMMENTS)
	assert (found["contact"], found["overview"], found["may"]["write"]) == (None, None, False)
	assert {row["thread"] for row in found["public"]} == {name, other}
	assert found["public"][0]["text"] == "How much?"


def test_earlier_threads_and_comments_of_the_person(host):
	names = inbox_thread_data.two_pages(host)
	talk, thread = names[PAGE]
	frappe.db.set_value(COMMENTS, thread, {"contact": talk, "last_ms": 5, "last_text": "&lt;b>hi"})
	comment = frappe.db.get_value("FB Comment", {"thread": thread}, "name")
	frappe.db.set_value("FB Comment", comment, "author_id", "7301")
	found = person(host, talk)
	assert [(row["doctype"], row["name"], row["kind"]) for row in found["earlier"]] == [
		(COMMENTS, thread, "Comment")
	]
	assert found["earlier"][0]["last_text"] == "<b>hi"
	assert [row["thread"] for row in found["public"]] == [thread]
	assert [row["name"] for row in person(host, thread, COMMENTS)["earlier"]] == [talk]


def test_nothing_of_a_page_that_the_agent_may_not_see(host):
	names = inbox_thread_data.two_pages(host, AGENT)
	for page in (PAGE, OTHER_PAGE):
		frappe.db.set_value("FB Contact", names[page][0], "person", "one-person")
		frappe.db.set_value(COMMENTS, names[page][1], "contact", names[page][0])
	found = person(host, names[PAGE][0])
	assert {row["page"] for row in found["earlier"]} == {PAGE}
	assert {row["page"] for row in person(host, names[PAGE][0], user=MANAGER)["earlier"]} == {
		PAGE,
		OTHER_PAGE,
	}


@pytest.fixture
def customer(host):
	"""A customer with open and closed orders, linked with the person."""
	saved_data.need_orders()
	host.page()
	host.receive(payloads.delivery(payloads.message("m_1", "Hello")))
	name = saved_data.customer()
	saved_data.order(name, "2026-05-01", "2026-05-09", status="Completed")
	saved_data.order(name, "2026-05-02", "2026-05-09", status="Draft", docstatus=0)
	saved_data.order(name, "2026-05-03", "2026-05-09")
	frappe.db.set_value("FB Contact", MINE, "customer", name)
	frappe.db.commit()
	yield name
	frappe.db.rollback()
	saved_data.forget_customers()


@contextmanager
def role(*names):
	"""The agent also has these roles, as far as the site knows them."""
	roles = [name for name in names if frappe.db.exists("Role", name)]
	frappe.get_doc("User", AGENT).add_roles(*roles)
	frappe.db.commit()
	try:
		yield
	finally:
		frappe.get_doc("User", AGENT).remove_roles(*roles)
		frappe.db.commit()


def test_who_may_not_read_customers_is_told_nothing_of_them(host, customer):
	assert not frappe.has_permission("Customer", "read", user=AGENT)
	assert person(host)["customer"] is None


def test_open_orders_of_the_customer(host, customer):
	with role("Sales User"):
		found = person(host)["customer"]
	assert (found["name"], found["title"]) == (customer, saved_data.CUSTOMER)
	(order,) = found["orders"]
	assert (order["doctype"], order["status"], order["at"]) == (
		"Sales Order",
		"To Deliver and Bill",
		"2026-05-03",
	)
	assert found["invoices"] is None


def test_unpaid_invoices_of_the_customer(host, customer):
	if not frappe.db.exists("DocType", "Sales Invoice"):
		pytest.skip("no invoices here")
	for amount, left in ((100.5, 40), (20, 0)):
		doc = frappe.get_doc({"doctype": "Sales Invoice", "customer": customer, "docstatus": 1})
		doc.update({"outstanding_amount": left, "grand_total": amount, "party_account_currency": "EUR"})
		doc.name = f"TEST-{amount}"
		doc.db_insert()
	try:
		with role("Sales User", "Accounts User"):
			(invoice,) = person(host)["customer"]["invoices"]
		assert (invoice["name"], invoice["total"], invoice["currency"]) == ("TEST-100.5", 40, "EUR")
	finally:
		frappe.db.delete("Sales Invoice", {"customer": customer})
		frappe.db.commit()


def test_open_tickets_of_the_customer(host, customer):
	if host.helpdesk != "Issue":
		pytest.skip("no Issue here")
	ticket = frappe.db.get_value(TALK, MINE, "ticket")
	frappe.db.set_value("Issue", ticket, "customer", customer)
	with role("Sales User"):
		tickets = person(host)["customer"]["tickets"]
	assert [one["name"] for one in tickets] == [ticket]
	frappe.db.set_value("Issue", ticket, "status", "Closed")
	with role("Sales User"):
		assert person(host)["customer"]["tickets"] == []
