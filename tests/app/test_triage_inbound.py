"""From a delivery to what is known of its words: flags on rows, own words of a site, what an edit changes."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import install
from tests.app.hosts import Host
from tests.app.payloads import T0, comment, delivery, echo, edit, feed, message, postback, unsend


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	return host.page(comment_tickets="By rules")


def flags(doctype: str, **filters: Any) -> tuple[int, int]:
	row = frappe.db.get_value(doctype, filters, ["is_question", "is_complaint"], as_dict=True)
	return row.is_question, row.is_complaint


def test_messages_know_what_they_are(host: Host):
	said = (
		message("m_1", "Where is my refund?"),
		message("m_2", "No problem", T0 + 1),
		postback("m_3", "How much is it?", T0 + 2),
		echo("m_4", "Is it broken?", T0 + 3),
	)
	host.receive(delivery(*said))
	found = [flags("FB Message", mid=f"m_{number}") for number in range(1, 5)]
	assert found == [(1, 1), (0, 0), (1, 0), (0, 0)]


def test_an_edit_and_an_unsend_change_it(host: Host):
	host.receive(delivery(message("m_1", "All is well")))
	host.receive(delivery(edit("m_1", "All is broken", 1, T0 + 1)))
	assert flags("FB Message", mid="m_1") == (0, 1)
	host.receive(delivery(unsend("m_1", T0 + 2)))
	assert flags("FB Message", mid="m_1") == (0, 0)


def test_comments_know_what_they_are(host: Host):
	host.receive(delivery(comment(1, "C'est combien"), comment(2, "Mine is broken", T0 + 1)))
	host.receive(delivery(comment(1, "Trop déçue", T0 + 5, verb="edited")))
	host.receive(delivery(comment(2, "", T0 + 6, verb="remove")))
	assert flags("FB Comment", comment_tail="1") == (0, 1)
	assert flags("FB Comment", comment_tail="2") == (0, 0)


def test_a_recommendation_that_is_none_is_a_complaint(host: Host):
	told = host.fixture("rating__positive")
	value = told["entry"][0]["changes"][0]["value"]
	value["recommendation_type"] = "NEGATIVE"
	host.receive(told)
	assert frappe.db.get_value("FB Comment", {}, "is_complaint") == 1


def test_a_site_adds_words_of_its_own(host: Host):
	settings = frappe.get_doc("FB Care Settings")
	settings.update({"complaint_words": "Reifen platt\n- refund\n(.*)", "question_words": "wie teuer"})
	settings.save()
	host.fresh()
	texts = ("REIFEN PLATT", "refund", "wie teuer")
	host.receive(delivery(*(message(f"m_{n}", text, T0 + n) for n, text in enumerate(texts, start=1))))
	assert [flags("FB Message", mid=f"m_{number}") for number in (1, 2, 3)] == [(0, 1), (0, 0), (1, 0)]


def test_a_comment_that_was_left_alone_and_then_edited_is_judged_again(host: Host):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	install.make_triage_rules()
	frappe.db.commit()
	host.receive(delivery(comment(1, "Bravo !")))
	assert frappe.db.count(host.helpdesk, {"fb_page": ["is", "set"]}) == 0
	host.receive(delivery(comment(1, "Bravo, it broke: refund!", T0 + 5, verb="edited")))
	[ticket] = frappe.get_all(host.helpdesk, filters={"fb_page": ["is", "set"]}, fields=["priority"])
	assert ticket.priority == "High"


def test_the_default_rules_on_a_day_of_comments(host: Host):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	install.make_triage_rules()
	frappe.db.commit()
	texts = ("Bravo !", "@Ole Berg", "👍👍", "Is it open?", "Broken after a day", "J'adore", "I have one too")
	host.receive(delivery(*(comment(10 + n, text, T0 + n) for n, text in enumerate(texts))))
	host.receive(delivery(feed("add", "status", T0 + 99, post_id="7_8", message="Hello, I was in your shop")))
	subjects = frappe.get_all(host.helpdesk, filters={"fb_page": ["is", "set"]}, pluck="subject")
	assert sorted(subject.rpartition(": ")[2] for subject in subjects) == [
		"Broken after a day",
		"Hello, I was in your shop",
		"Is it open?",
	]
