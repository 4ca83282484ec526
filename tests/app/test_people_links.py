"""Who somebody on Facebook is in the books: suggested with reasons, confirmed by a person, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.api import people as api
from fb_care.inbox.people_changes import site_datetime
from tests.app import people_data
from tests.app import tickets_data as data
from tests.app.host_reset import make_user
from tests.app.hosts import AGENT, Host
from tests.app.people_data import MAIL, NUMBER, customer, host_contact, info, order
from tests.app.tickets_data import DAY, PSID, T0

CONTACT = "FB Contact"
SALES = "sales-and-care@example.com"


@pytest.fixture(autouse=True)
def page(host: Host) -> Iterator[Any]:
	with people_data.records():
		yield host.page()


@pytest.fixture
def erpnext(host: Host) -> None:
	if not frappe.db.exists("DocType", "Sales Order"):
		pytest.skip("this site has no ERPNext")


@pytest.fixture
def seller(host: Host, erpnext: None) -> str:
	"""Somebody who may read the books, but is no administrator."""
	make_user(SALES, "FB Care Agent", "Sales User")
	return SALES


def said(text: str, at: int = T0, **values: Any) -> str:
	"""The person of the tests with this message; their contact."""
	person = f"{people_data.PAGE_ID}-{PSID}"
	if not frappe.db.exists(CONTACT, person):
		data.conversation()
	data.message(person, text, at, **values)
	return person


def suggested(person: str) -> list[tuple[str, str]]:
	return [(one["doctype"], one["name"]) for one in api.suggestions(person)["suggestions"]]


def country(code: str = "fr", name: str = "France") -> str:
	if not frappe.db.exists("Country", name):
		people_data.made("Country", name, country_name=name, code=code)
	return name


# Suggestions


def test_a_contact_is_found_by_e_mail_and_phone_with_the_reasons(host: Host):
	frappe.db.set_value("FB Page", people_data.PAGE_ID, "country", country())
	name = host_contact(mail="Ana.Lima@Example.com", phone="06.12.34.56.78 (home)")
	person = said(f"I am {MAIL}")
	said("or call 06 12 34 56 78", T0 + DAY)
	[found] = api.suggestions(person)["suggestions"]
	assert (found["doctype"], found["name"], found["title"]) == ("Contact", name, "Ana Lima")
	assert not found["linked"]
	phone, mail = found["reasons"]
	assert phone.startswith(f"phone {NUMBER} in the message of ")
	assert mail.startswith(f"e-mail {MAIL} in the message of ")
	assert frappe.db.get_value(CONTACT, person, "contact") is None, "nothing is linked by itself"


def test_the_persons_own_country_counts_too(host: Host):
	host_contact(phone="+33 6 12 34 56 78")
	person = said("06 12 34 56 78")
	frappe.db.set_value(CONTACT, person, "locale", "fr_FR")
	assert len(suggested(person)) == 1


def test_a_number_that_only_ends_alike_is_nobody(host: Host):
	host_contact("Bo", "Berg", phone="+33 7 12 34 56 78")
	assert suggested(said(f"call {NUMBER}")) == []


def test_what_the_page_wrote_says_nothing_of_the_person(host: Host):
	host_contact(mail=MAIL)
	person = said("Hello")
	data.message(person, f"Write to us: {MAIL}", incoming=False)
	assert suggested(person) == []


def test_comments_are_looked_through_as_well(host: Host):
	host_contact(mail=MAIL)
	person = said("Hello")
	thread = people_data.thread_by(PSID, contact=person)
	data.comment(thread, f"Here: {MAIL}", tail="557", author_id=PSID)
	[found] = api.suggestions(person)["suggestions"]
	assert found["reasons"][0].startswith(f"e-mail {MAIL} in the comment of ")


def test_more_reasons_and_the_same_name_come_first(host: Host):
	host_contact("Bo", "Berg", mail=MAIL)
	best = host_contact("Ana", "Lima", mail=MAIL)
	assert suggested(said(f"I am {MAIL}"))[0] == ("Contact", best)


def test_a_customer_is_found_through_contact_and_order(host: Host, seller: str):
	name = customer()
	host_contact(mail=MAIL, Customer=name)
	number = order("SAL-ORD-2026-90042", name)
	person = said(f"{MAIL} about sal ord 2026 90042")
	with host.as_user(seller):
		found = {one["doctype"]: one for one in api.suggestions(person)["suggestions"]}
	assert set(found) == {"Contact", "Customer"}
	reasons = " | ".join(found["Customer"]["reasons"])
	assert f"order {number} in the message of" in reasons
	assert "(through the contact Ana Lima)" in reasons
	assert next(iter(found)) == "Customer", "two reasons are better than one"


def test_a_lead_is_found(host: Host, erpnext: None):
	people_data.made("Lead", "LEAD-TEST-1", lead_name="Ana Lima", mobile_no=NUMBER, status="Lead")
	assert suggested(said(f"my number: {NUMBER}")) == [("Lead", "LEAD-TEST-1")]


def test_who_may_not_read_the_books_gets_no_suggestions_and_is_told(host: Host, erpnext: None):
	name = customer(email_id=MAIL)
	order("SAL-ORD-2026-90043", name)
	person = said(f"{MAIL}, SAL-ORD-2026-90043")
	with host.as_user(AGENT):
		found = api.suggestions(person)
	assert [one for one in found["suggestions"] if one["doctype"] == "Customer"] == []
	assert "Customer" in found["unread"] and "Sales Order" in found["unread"]
	assert [one["value"] for one in found["found"]] == [MAIL, "SAL-ORD-2026-90043"]


def test_long_texts_keep_nobody_waiting(host: Host, monkeypatch: pytest.MonkeyPatch):
	from fb_care.inbox import people_matching

	host_contact(mail=MAIL)
	person = said(f"I am {MAIL}")
	said("1234567890 " * 300, T0 + DAY)
	assert len(suggested(person)) == 1
	monkeypatch.setattr(people_matching, "MOST_CHARS", 1000)
	assert suggested(person) == [], "the newest first, and no more than that"


def test_nothing_said_nothing_found(host: Host):
	found = api.suggestions(said("Is it still in stock? 2 pieces, 49.90"))
	assert (found["suggestions"], found["found"]) == ([], [])


# Confirmed by a person


def test_a_person_confirms_and_takes_back(host: Host):
	name = host_contact(mail=MAIL)
	person = said(f"I am {MAIL}")
	with clock.at(T0):
		api.link(person, "Contact", name)
	fields = ["contact", "confirmed_by", "confirmed_on"]
	assert frappe.db.get_value(CONTACT, person, fields) == (name, "Administrator", site_datetime(T0))
	assert api.suggestions(person)["suggestions"][0]["linked"]
	assert any(f"confirmed that this is Contact {name}" in words for words in info(CONTACT, person))
	api.unlink(person, "Contact")
	assert frappe.db.get_value(CONTACT, person, fields) == (None, None, None)
	with pytest.raises(frappe.ValidationError, match="linked with no Contact"):
		api.unlink(person, "Contact")


def test_a_link_typed_into_the_form_says_who_too(host: Host):
	name = host_contact()
	person = said("Hello")
	with host.as_user(AGENT):
		doc = frappe.get_doc(CONTACT, person)
		doc.update({"contact": name, "confirmed_by": "Administrator"})
		doc.save()
		assert frappe.db.get_value(CONTACT, person, "confirmed_by") == AGENT
		doc.vip = 1
		doc.save()
	assert frappe.db.get_value(CONTACT, person, "confirmed_by") == AGENT


@pytest.mark.parametrize("target", [("Contact", "nobody"), ("User", AGENT), ("Customer", "nobody")])
def test_only_what_there_is_can_be_linked(host: Host, target: tuple[str, str]):
	with pytest.raises(frappe.ValidationError):
		api.link(said("Hello"), *target)


def test_nobody_links_what_they_may_not_read(host: Host, erpnext: None):
	name, person = customer(), said("Hello")
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		api.link(person, "Customer", name)


def test_open_tickets_get_the_link_where_empty_and_lose_it_again(host: Host):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	name, other = host_contact(mail=MAIL), host_contact("Bo", "Berg")
	person = said(f"I am {MAIL}")
	ticket = data.synced(host, person)
	assert api.link(person, "Contact", name) == {"tickets": 1}
	assert frappe.db.get_value(ticket.doctype, ticket.name, "contact") == name
	assert api.link(person, "Contact", other) == {"tickets": 1}
	assert frappe.db.get_value(ticket.doctype, ticket.name, "contact") == other
	frappe.db.set_value(ticket.doctype, ticket.name, "contact", name)
	assert api.unlink(person, "Contact") == {"tickets": 0}, "what somebody else put there stays"
	assert frappe.db.get_value(ticket.doctype, ticket.name, "contact") == name
	data.close(ticket, "2026-06-01 12:00:00")
	frappe.db.set_value(ticket.doctype, ticket.name, "contact", None)
	assert api.link(person, "Contact", name) == {"tickets": 0}, "closed tickets stay as they are"


def test_the_customer_reaches_the_issue(host: Host, seller: str):
	if host.helpdesk != "Issue":
		pytest.skip("only an Issue has ERPNext's customer")
	name, person = customer(), said("Hello")
	ticket = data.synced(host, person)
	with host.as_user(seller):
		assert api.link(person, "Customer", name) == {"tickets": 1}
	assert frappe.db.get_value("Issue", ticket.name, "customer") == name
	order("SAL-ORD-2026-90044", name)
	with host.as_user(seller):
		assert api.counts(person)["orders"] == 1
	with host.as_user(AGENT):
		assert api.counts(person)["orders"] is None
	with host.as_user(seller):
		assert api.unlink(person, "Customer") == {"tickets": 1}
	assert not frappe.db.get_value("Issue", ticket.name, "customer")


def test_a_new_ticket_takes_the_link_of_the_persons_other_contact(host: Host):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	name = host_contact(mail=MAIL)
	first = said("Hello")
	second = data.conversation("A. Lima", psid="8801")
	api.link(first, "Contact", name)
	api.merge(first, second)
	data.message(second, "Me again")
	assert data.synced(host, second).contact == name
	assert not frappe.db.get_value(CONTACT, second, "contact")
