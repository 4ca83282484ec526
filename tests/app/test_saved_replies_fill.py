"""Filling in a saved reply for a conversation, a comment thread or a ticket, and what is withheld."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import saved_replies as api
from fb_care.outbound import saved_replies
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, MANAGER
from tests.app.operating_data import OTHER_PAGE
from tests.app.saved_data import attach, customer, forget_customers, need_orders, order, real_order, reply

ORDER = "{{ customer.name }}: {{ order.name }} of {{ order.date }}, {{order.state}}, {{order.delivery_date}}"


@pytest.fixture
def talk(host):
	"""A conversation with Ana, who has written in French."""
	host.page()
	name = data.conversation("Ana Lima")
	frappe.db.set_value("FB Contact", name, "first_name", "Ana")
	data.message(name, "Bonjour, où est ma commande ?")
	yield name
	forget_customers()


def filled(saved, doctype: str, name: str, **more) -> dict:
	"""What `fill` gives the agent; committed, as after a request."""
	frappe.set_user(AGENT)
	try:
		return api.fill(saved.name, doctype, str(name), **more)
	finally:
		frappe.set_user("Administrator")


def fields(rows: list[dict]) -> list[tuple[str, str]]:
	return [(row["field"], row["reason"]) for row in rows]


def test_names_of_person_page_and_agent(host, talk):
	text = "Hi {{ contact.first_name }} ({{ contact.name }}), {{ agent.first_name }}, {{ page.name }}"
	saved = reply(text=text)
	found = filled(saved, "FB Conversation", talk)
	first = frappe.db.get_value("User", AGENT, "first_name")
	assert found["text"] == f"Hi Ana (Ana Lima), {first}, Lakeside Bikes"
	assert (found["missing"], found["withheld"], found["files"]) == ([], [], [])


def test_a_missing_value_is_told_and_shows_as_a_gap(host, talk):
	frappe.db.set_value("FB Contact", talk, "first_name", "")
	saved = reply(text='Hi {{ contact.first_name }}, {{ ticket.id | "your ticket" }}')
	found = filled(saved, "FB Conversation", talk)
	assert found["text"] == "Hi [First name of the person], your ticket"
	assert [(row["field"], row["gap"]) for row in found["missing"]] == [
		("contact.first_name", "[First name of the person]"),
		("ticket.id", ""),
	]
	assert found["missing"][1]["reason"] == "there is no ticket"
	assert saved_replies.gaps_in(found["text"]) == ["First name of the person"]
	assert saved_replies.gaps_in(found["text"].replace("[First name of the person]", "Ana")) == []


def test_a_name_that_looks_like_a_template_stays_a_name(host, talk):
	evil = "{{ ticket.id }} <b>"
	doc = frappe.get_doc("FB Contact", talk)
	frappe.db.set_value("FB Contact", talk, "first_name", evil.replace("<", "&lt;"))
	assert doc.doctype
	found = filled(reply(), "FB Conversation", talk)
	assert found["text"] == f"Hello {evil}!"


def test_a_ticket_leads_to_its_conversation(host, talk):
	if not host.helpdesk:
		pytest.skip("no tickets here")
	ticket = data.synced(host, talk)
	frappe.db.set_value(ticket.doctype, ticket.name, "subject", "Where is it?")
	saved = reply(text="{{ ticket.id }}: {{ ticket.subject }}, {{ contact.first_name }}")
	for doctype, name in ((ticket.doctype, ticket.name), ("FB Conversation", talk)):
		assert filled(saved, doctype, name)["text"] == f"{ticket.name}: Where is it?, Ana"


def test_a_ticket_of_both_leads_to_where_the_person_spoke_last(host, talk):
	if not host.helpdesk:
		pytest.skip("no tickets here")
	ticket = data.synced(host, talk)
	thread = data.comment_thread(author="Bo Berg")
	frappe.db.set_value(ticket.doctype, ticket.name, "fb_comment_thread", thread)
	saved = reply("Name", "{{ contact.name }}")
	assert filled(saved, ticket.doctype, ticket.name)["text"] == "Ana Lima"
	data.comment(thread, "And here", at=data.T0 + data.MINUTE)
	assert filled(saved, ticket.doctype, ticket.name)["text"] == "Bo Berg"


def test_another_ticket_leads_nowhere(host, talk):
	if not host.helpdesk:
		pytest.skip("no tickets here")
	ticket = data.insert(host.helpdesk, subject="By telephone", fb_page=data.PAGE_ID)
	with pytest.raises(frappe.ValidationError, match="not from Facebook"):
		filled(reply(), ticket.doctype, ticket.name)
	with pytest.raises(frappe.ValidationError):
		filled(reply("Other"), "User", AGENT)


def test_the_language_of_the_person_is_taken(host, talk):
	saved = reply(text="Hello", text_language="en", variants={"fr": "Bonjour", "de": "Hallo"})
	found = filled(saved, "FB Conversation", talk)
	assert (found["text"], found["language"], found["languages"]) == ("Bonjour", "fr", ["en", "fr", "de"])
	assert filled(saved, "FB Conversation", talk, language="de")["text"] == "Hallo"
	data.message(talk, "🙂", at=data.T0 + data.MINUTE)
	assert filled(saved, "FB Conversation", talk)["text"] == "Hello"
	frappe.db.set_value("FB Contact", talk, "locale", "de_DE")
	assert filled(saved, "FB Conversation", talk)["text"] == "Hallo"


def confirmed_customer(talk: str) -> str:
	need_orders()
	name = customer()
	frappe.db.set_value("FB Contact", talk, "customer", name)
	return name


@pytest.fixture
def seller(host):
	"""The agent may read customers and orders."""
	roles = [role for role in ("Sales User",) if frappe.db.exists("Role", role)]
	user = frappe.get_doc("User", AGENT)
	user.add_roles(*roles)
	frappe.db.commit()
	yield
	frappe.set_user("Administrator")
	frappe.get_doc("User", AGENT).remove_roles(*roles)
	frappe.db.commit()


def test_the_last_order_in_the_language_of_the_text(host, talk, seller):
	name = confirmed_customer(talk)
	order(name, "2026-05-01", "2026-05-09", status="Completed")
	newest = order(name, "2026-05-20", "2026-06-09")
	order(name, "2026-05-30", "2026-06-30", docstatus=0)
	saved = reply(text=ORDER, text_language="en", variants={"fr": ORDER})
	english = filled(saved, "FB Conversation", talk, language="en")["text"]
	assert english == f"Ana Lima Bikes: {newest} of May 20, 2026, To Deliver and Bill, June 9, 2026"
	french = filled(saved, "FB Conversation", talk, language="fr")["text"]
	assert "20 mai 2026" in french and "9 juin 2026" in french


def test_an_order_as_erpnext_makes_it(host, talk, seller):
	name = confirmed_customer(talk)
	day = frappe.utils.add_days(frappe.utils.nowdate(), 9)
	number = real_order(name, day)
	saved = reply(text="{{ order.name }}, {{ order.state }}, {{ order.delivery_date }}")
	found = filled(saved, "FB Conversation", talk)
	assert found["text"] == f"{number}, To Deliver and Bill, {frappe.utils.format_date(day, 'long')}"


def test_only_what_the_agent_may_read(host, talk):
	name = confirmed_customer(talk)
	order(name, "2026-05-20", "2026-06-09")
	found = filled(reply(text=ORDER), "FB Conversation", talk)
	if frappe.has_permission("Sales Order", "read", user=AGENT):
		pytest.skip("agents read orders here")
	assert ("order.name", "you may not read this Sales Order") in fields(found["missing"])
	assert name not in found["text"] and "June" not in found["text"]


def test_an_unconfirmed_person_is_not_told_of_orders(host, talk, seller):
	if host.helpdesk != "Issue":
		pytest.skip("no Issue here")
	name = customer()
	number = order(name, "2026-05-20", "2026-06-09")
	ticket = data.synced(host, talk)
	frappe.db.set_value("Issue", ticket.name, "customer", name)
	saved = reply(text='{{ order.name }} {{ order.state | "soon" }} {{ ticket.id }} {{ contact.name }}')
	found = filled(saved, "FB Conversation", talk)
	assert found["text"] == f"[Number of the last order] soon {ticket.name} Ana Lima"
	why = "nobody has confirmed who this person is"
	assert fields(found["withheld"]) == [("order.name", why), ("order.state", why)]
	assert found["missing"] == []
	tell(tell_order=1, tell_ticket=0)
	found = filled(saved, "FB Conversation", talk)
	assert found["text"] == f"{number} soon [Number of the ticket] Ana Lima"


def tell(**settings) -> None:
	doc = frappe.get_doc("FB Care Settings")
	doc.update(settings)
	doc.save()
	frappe.db.commit()
	frappe.clear_document_cache("FB Care Settings", "FB Care Settings")


def test_nor_is_anybody_in_public(host, talk, seller):
	name = confirmed_customer(talk)
	order(name, "2026-05-20", "2026-06-09")
	thread = data.comment_thread(contact=talk)
	found = filled(reply(text="{{ order.name }}"), "FB Comment Thread", thread)
	assert fields(found["withheld"]) == [("order.name", "everybody can read a comment")]
	assert filled(reply("Private", "{{ order.name }}"), "FB Conversation", talk)["withheld"] == []


def test_no_customer_is_no_order(host, talk):
	found = filled(reply(text="{{ order.name }} {{ invoices.unpaid_total }}"), "FB Conversation", talk)
	assert [row["reason"] for row in found["missing"]] == ["no customer is linked"] * 2


def test_a_customer_that_is_gone_is_none(host, talk, seller):
	frappe.db.set_value("FB Contact", talk, "customer", "Nobody Like This")
	found = filled(reply(text="{{ customer.name }}"), "FB Conversation", talk)
	assert found["missing"][0]["reason"] == "no customer is linked"


def test_unpaid_invoices(host, talk, seller):
	name = confirmed_customer(talk)
	if not frappe.db.exists("DocType", "Sales Invoice"):
		pytest.skip("no invoices here")
	frappe.get_doc("User", AGENT).add_roles("Accounts User")
	try:
		for amount in (100.5, 20):
			doc = frappe.get_doc({"doctype": "Sales Invoice", "customer": name, "docstatus": 1})
			doc.update({"outstanding_amount": amount, "party_account_currency": "EUR"})
			doc.name = f"TEST-{amount}"
			doc.db_insert()
		saved = reply(text="{{ invoices.unpaid_count }}: {{ invoices.unpaid_total }}")
		money = frappe.utils.fmt_money(120.5, currency="EUR")
		assert filled(saved, "FB Conversation", talk)["text"] == f"2: {money}"
	finally:
		frappe.db.delete("Sales Invoice", {"customer": name})
		frappe.get_doc("User", AGENT).remove_roles("Accounts User")


def test_files_go_with_it_and_the_agent_may_attach_them(host, talk):
	saved = reply()
	file = attach(saved.name, "saved-label.txt")
	found = filled(saved, "FB Conversation", talk)
	assert [(row["name"], row["file_name"]) for row in found["files"]] == [(file.name, file.file_name)]
	with host.as_user(AGENT):
		assert frappe.has_permission("File", "read", file.name)
		assert frappe.get_doc("File", file.name).get_content() == "saved-label.txt"


def test_a_reply_that_is_not_for_this_page_agent_or_time(host, talk):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	with host.as_user(MANAGER):
		others = reply("Of another", scope="Person")
	for saved in (reply("Other page", scope="Page", page=OTHER_PAGE), reply("Off", enabled=0), others):
		with pytest.raises(frappe.DoesNotExistError):
			filled(saved, "FB Conversation", talk)


def test_over_http(host, talk):
	saved = reply()
	frappe.db.commit()
	path = "/api/method/fb_care.api.saved_replies.fill"
	query = f"saved_reply={saved.name}&doctype=FB%20Conversation&name={talk}"
	answer = host.request("GET", f"{path}?{query}", user=AGENT)
	assert answer.json()["message"]["text"] == "Hello Ana!"
	assert host.request("GET", f"{path}?{query}").status == 403


def test_the_form_asks_for_fields_and_what_is_wrong(host):
	reply(folder="Orders")
	reply("Other", folder="delivery")
	frappe.set_user(AGENT)
	assert {"field": "page.name", "label": "Name of the page"} in api.writing_help()["fields"]
	assert api.writing_help()["folders"] == ["delivery", "Orders"]
	shown = api.check('At {{ page.name | "us" }} {{ "{{" }}')
	gap = "[Name of the page]"
	assert shown == {"problems": [], "text": f"At {gap} {{{{", "gaps": [gap]}
	wrong = api.check("{{ page }}")["problems"]
	assert wrong == ["line 1, column 4: there is no field page. Did you mean page.name?"]
