"""What forms say about answering: the ways there are, the last answer, and answers that need a decision."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest

from fb_care.api import ticket_answers
from tests.app import tickets_data as data
from tests.app.answers_data import CONVERSATION, DAY, MINUTE, T0, TALK, answer, begin, moment, run
from tests.app.hosts import AGENT, PAGE_ID, Host

PATH = "/api/method/fb_care.api.ticket_answers.about"


@pytest.fixture(autouse=True)
def _site(host: Host, facebook: Any) -> None:
	host.page()


def about(host: Host, doctype: str = CONVERSATION, name: Any = TALK, at: int = MINUTE) -> Any:
	with moment(host, T0 + at), host.as_user(AGENT):
		return ticket_answers.about(doctype, name)


def ticket_of(host: Host) -> Any:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return frappe.get_doc(host.helpdesk, frappe.db.get_value(CONVERSATION, TALK, "ticket"))


def test_a_conversation_says_to_whom_and_until_when(host: Host, facebook: Any):
	begin(host, facebook)
	facts = about(host)
	[way] = facts["ways"]
	assert (way["doctype"], way["name"], way["private"]) == (CONVERSATION, TALK, True)
	assert way["page"] == "Lakeside Bikes" and way["to"]
	assert way["window"]["may"] and way["window"]["until_ms"] == T0 + DAY
	assert (facts["last"], facts["unsettled"], facts["email"], facts["limit"]) == (None, [], "", 2000)


def test_a_ticket_says_the_same(host: Host, facebook: Any):
	begin(host, facebook)
	ticket = ticket_of(host)
	facts = about(host, ticket.doctype, ticket.name)
	assert [way["name"] for way in facts["ways"]] == [TALK]


def test_after_the_window_it_says_why_and_what_else(host: Host, facebook: Any):
	begin(host, facebook)
	ticket = ticket_of(host)
	frappe.db.set_value(ticket.doctype, ticket.name, "raised_by", "nora@example.com")
	facts = about(host, ticket.doctype, ticket.name, at=2 * DAY)
	[way] = facts["ways"]
	assert not way["window"]["may"] and way["window"]["reason"] and way["window"]["alternatives"]
	assert facts["email"] == "nora@example.com"


def test_the_way_on_which_the_person_spoke_last_comes_first(host: Host, facebook: Any):
	begin(host, facebook)
	ticket = ticket_of(host)
	thread = data.comment_thread(data.post())
	comment = data.comment(thread, "Anybody there?", at=T0 + MINUTE)
	frappe.db.set_value("FB Comment Thread", thread, "title", "Ana Lima: Anybody there?")
	frappe.db.set_value(ticket.doctype, ticket.name, "fb_comment_thread", thread)
	public, private = about(host, ticket.doctype, ticket.name)["ways"]
	assert (public["private"], public["name"], public["comment"]) == (False, thread, comment)
	assert (public["to"], public["post"]) == ("Ana Lima", "New opening hours")
	assert (private["private"], private["name"]) == (True, TALK)


def test_the_last_answer_and_what_is_not_settled(host: Host, facebook: Any):
	begin(host, facebook)
	facebook.faults.add("POST messages", drop=True, after_send=True)
	answer(host, "Yes <b>it</b> is")
	assert about(host)["last"]["state"] == "Queued"
	run(host)
	facts = about(host)
	assert (facts["last"]["state"], facts["last"]["by"]) == (
		"Unknown",
		frappe.db.get_value("User", AGENT, "full_name"),
	)
	[row] = facts["unsettled"]
	assert (row["state"], row["text"]) == ("Unknown", "Yes <b>it</b> is")
	assert row["decisions"] == ["it_was_sent", "again", "discard"] and row["words"].startswith("unknown.")


def test_a_ticket_that_is_not_from_facebook_says_nothing(host: Host):
	if host.helpdesk != "Issue":
		pytest.skip("an Issue is made quickly")
	issue = frappe.get_doc({"doctype": "Issue", "subject": "By mail", "raised_by": "eva@example.com"})
	issue.insert(ignore_permissions=True)
	assert about(host, "Issue", issue.name) is None
	frappe.delete_doc("Issue", issue.name, force=True)


def test_who_may_not_answer_is_told_nothing(host: Host, facebook: Any):
	begin(host, facebook)
	host.page("200300400500600", page_name="Harbour Boats")
	frappe.permissions.add_user_permission("FB Page", "200300400500600", AGENT)
	answer = host.request("POST", PATH, {"doctype": CONVERSATION, "name": TALK}, user=AGENT)
	assert answer.status == 403 and PAGE_ID not in answer.text.split("exc")[0]


def test_over_http(host: Host, facebook: Any):
	begin(host, facebook)
	answer = host.request("GET", f"{PATH}?doctype={CONVERSATION}&name={TALK}", user=AGENT)
	assert answer.status == 200
	assert json.loads(answer.text)["message"]["ways"][0]["name"] == TALK
	assert host.request("GET", f"{PATH}?doctype={CONVERSATION}&name={TALK}").status == 403
