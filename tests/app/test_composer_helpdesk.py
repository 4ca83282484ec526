"""Helpdesk's own agent screen: its reply goes to Facebook, on a site that can send no e-mail at all."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest

from tests.app import tickets_data as data
from tests.app.answers_data import DAY, MINUTE, T0, begin, moment, run, texts
from tests.app.hosts import AGENT, MANAGER, Host
from tests.app.payloads import NORA

METHOD = "/api/method/run_doc_method"
YES = "<p>Yes, it is.</p>"


@pytest.fixture(autouse=True)
def _site(host: Host, facebook: Any) -> None:
	if host.helpdesk != "HD Ticket":
		pytest.skip("this site has no Helpdesk")
	assert not frappe.db.count("Email Account", {"enable_outgoing": 1})
	host.page()


def asked(host: Host, facebook: Any) -> Any:
	thread = begin(host, facebook)
	return frappe.get_doc("HD Ticket", frappe.db.get_value("FB Conversation", thread, "ticket"))


def reply(
	host: Host, ticket: Any, message: str = YES, user: str = AGENT, at: int = MINUTE, **args: Any
) -> Any:
	"""What the agent screen sends when an agent presses Submit, `at` ms after Nora wrote."""
	given = {"attachments": [], "to": ticket.raised_by, "cc": "", "bcc": "", "message": message, **args}
	values = {
		"dt": "HD Ticket",
		"dn": str(ticket.name),
		"method": "reply_via_agent",
		"args": json.dumps({key: value for key, value in given.items() if value is not None}),
	}
	with moment(host, T0 + at):
		answer = host.request("POST", METHOD, values, user=user)
	host.fresh()
	return answer


def said(ticket: Any) -> list[Any]:
	return [row for row in data.timeline(ticket) if row.sent_or_received == "Sent"]


@pytest.mark.parametrize("to", ["{own}", "", None])
def test_a_reply_goes_to_facebook_and_no_email_is_made(host: Host, facebook: Any, to: str | None):
	before = frappe.db.count("Email Queue")
	ticket = asked(host, facebook)
	answer = reply(host, ticket, to=to and to.format(own=ticket.raised_by))
	assert answer.status == 200, answer.text
	assert answer.json().get("message") is None
	run(host)
	assert texts(facebook) == ["Yes, it is."]
	[entry] = said(ticket)
	assert (entry.sender, entry.owner) == (AGENT, AGENT)
	assert ">Yes, it is.</div>" in entry.content and "Message on Facebook: sent" in entry.content
	ticket.reload()
	assert ticket.status == "Replied" and ticket.first_responded_on
	assert frappe.db.count("Email Queue") == before


def test_helpdesks_own_setting_for_the_status_holds(host: Host, facebook: Any):
	frappe.db.set_single_value("HD Settings", "auto_update_status", 0)
	try:
		ticket = asked(host, facebook)
		assert reply(host, ticket).status == 200
		ticket.reload()
		assert ticket.status == "Open" and ticket.first_responded_on
	finally:
		frappe.db.set_single_value("HD Settings", "auto_update_status", 1)
		frappe.db.commit()


def test_the_quoted_message_stays_here(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	quoted = "<p>Yes.</p><p>Come and see.</p><blockquote><p>Is the blue one still there?</p></blockquote>"
	assert reply(host, ticket, quoted).status == 200
	run(host)
	assert texts(facebook) == ["Yes.\n\nCome and see."]


def test_a_file_goes_along(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	place = {"attached_to_doctype": "HD Ticket", "attached_to_name": str(ticket.name)}
	file = data.insert("File", file_name="map.txt", content="left", is_private=1, **place)
	assert reply(host, ticket, attachments=[file.name]).status == 200
	run(host)
	assert [one.text or one.attachment["type"] for one in facebook.received(NORA)] == ["Yes, it is.", "file"]
	[entry] = said(ticket)
	assert [one.file_url for one in data.files_of("Communication", entry.name)] == [file.file_url]


def test_after_the_window_nothing_is_left_and_the_agent_knows_why(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	answer = reply(host, ticket, at=2 * DAY)
	assert answer.status == 417
	assert "The time in which Facebook lets the page write to this person is over" in answer.told
	run(host)
	assert texts(facebook) == [] and said(ticket) == []


def test_copies_are_refused(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	answer = reply(host, ticket, cc="boss@example.com")
	assert answer.status == 417 and "Facebook knows no copies" in answer.told
	run(host)
	assert texts(facebook) == [] and said(ticket) == []


def test_other_addresses_go_helpdesks_own_way(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	answer = reply(host, ticket, to="garage@example.com")
	assert answer.status == 417 and "No sender email set up" in answer.told
	run(host)
	assert texts(facebook) == [] and said(ticket) == []


def test_any_other_ticket_goes_helpdesks_own_way(host: Host, facebook: Any):
	other = frappe.get_doc({"doctype": "HD Ticket", "subject": "By mail", "raised_by": "eva@example.com"})
	other.insert(ignore_permissions=True)
	try:
		answer = reply(host, other)
		assert answer.status == 417 and "No sender email set up" in answer.told
	finally:
		frappe.delete_doc("HD Ticket", other.name, force=True)
		frappe.db.commit()


def test_the_second_agent_is_warned(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	reply(host, ticket)
	run(host)
	answer = reply(host, ticket, "<p>Me too</p>", user=MANAGER)
	assert answer.status == 417 and "has just answered" in answer.told
	assert reply(host, ticket, "<p>Me too</p>", user=MANAGER).status == 200
	run(host)
	assert texts(facebook) == ["Yes, it is.", "Me too"]


def test_the_class_stands_on_the_one_before_and_can_be_kept(host: Host, facebook: Any):
	import pickle

	from fb_care.tickets import hd_ticket_class

	found = frappe.get_doc("HD Ticket", asked(host, facebook).name)
	assert type(found).__name__ == hd_ticket_class.NAME
	assert [one.__name__ for one in type(found).__mro__[1:2]] == ["HDTicket"]
	assert pickle.loads(pickle.dumps(found)).name == found.name  # noqa: S301 - our own
	assert type(found).get_list_filters.__qualname__ == "HDTicket.get_list_filters"
