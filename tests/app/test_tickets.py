"""Tickets in whichever helpdesk the site has: what they say, when there is a new one, what they never do."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care.tickets import choose, sync
from fb_care.times import site_datetime
from tests.app import tickets_data as data
from tests.app.hosts import PAGE_ID, Host
from tests.app.tickets_data import MINUTE, T0


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	return host.page()


@pytest.fixture
def helpdesk(host: Host) -> str:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.helpdesk


def test_without_a_helpdesk_all_is_kept_and_the_reason_is_said(host: Host):
	if host.helpdesk:
		frappe.db.set_single_value("FB Care Settings", "ticket_host", "None")
		host.fresh()
	thread = data.conversation()
	data.message(thread, "Is the blue one still there?")
	assert data.synced(host, thread) is None
	doctype, reason = choose()
	assert doctype == "" and "No tickets" in reason
	assert sync.sync_thread("FB Conversation", thread).error == ""
	assert frappe.db.get_value("FB Conversation", thread, ["ticket_due", "ticket_error"]) in (
		(0, ""),
		(0, None),
	)
	assert frappe.db.count("FB Message", {"conversation": thread}) == 1


def test_the_setting_may_name_a_helpdesk_that_is_not_there(host: Host):
	missing = "Issue" if host.helpdesk == "HD Ticket" else "HD Ticket"
	if missing == "Issue" and frappe.db.exists("DocType", "Issue"):
		pytest.skip("this site has both helpdesks")
	frappe.db.set_single_value("FB Care Settings", "ticket_host", missing)
	host.fresh()
	doctype, reason = choose()
	assert doctype == "" and missing in reason


def test_a_message_opens_a_ticket_that_people_understand(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Is the blue one\nstill there?")
	ticket = data.synced(host, thread)
	assert ticket.subject == "Ana Lima: Is the blue one still there?"
	assert ticket.status == "Open"
	assert ticket.raised_by == f"Ana.Lima@{data.PSID}.facebook.invalid"
	assert ticket.fb_page == PAGE_ID
	assert ticket.fb_conversation == thread
	assert ticket.fb_contact == thread
	assert "Is the blue one<br>still there?" in ticket.description
	assert "Lakeside Bikes" in ticket.description
	[entry] = data.timeline(ticket)
	assert entry.sent_or_received == "Received"
	assert entry.communication_medium == "Chat"
	assert entry.sender_full_name == "Ana Lima"
	assert "still there?" in entry.content
	assert frappe.utils.get_datetime(entry.communication_date) == site_datetime(T0)
	row = frappe.db.get_value("FB Conversation", thread, ["ticket_doctype", "ticket_due"], as_dict=True)
	assert (row.ticket_doctype, row.ticket_due) == (helpdesk, 0)


def test_an_unknown_person_is_not_given_a_name(host: Host, helpdesk: str):
	thread = data.conversation(name="")
	data.message(thread, "Hello")
	ticket = data.synced(host, thread)
	assert ticket.subject == "Facebook user …8899: Hello"
	assert ticket.raised_by.startswith("Facebook-user-8899@")


def test_what_people_write_is_text_and_never_markup(host: Host, helpdesk: str):
	thread = data.conversation()
	frappe.db.set_value(
		"FB Message", data.message(thread, "x"), "text", '<img src=x onerror="alert(1)"><b>bold</b>'
	)
	ticket = data.synced(host, thread)
	for html in (ticket.description, data.timeline(ticket)[0].content):
		assert "<img" not in html and "<b>bold" not in html and "&lt;b&gt;bold" in html


def test_syncing_again_changes_nothing(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello")
	first = data.synced(host, thread)
	frappe.db.set_value("FB Conversation", thread, "ticket_due", 1)
	again = data.synced(host, thread)
	assert again.name == first.name
	assert len(data.timeline(again)) == 1


def test_later_messages_go_into_the_same_ticket_in_order(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "one", T0)
	first = data.synced(host, thread)
	data.message(thread, "three", T0 + 2 * MINUTE)
	data.message(thread, "two", T0 + MINUTE)
	data.message(thread, "answer", T0 + 3 * MINUTE, incoming=False)
	ticket = data.synced(host, thread)
	assert ticket.name == first.name
	entries = data.timeline(ticket)
	for entry, word in zip(entries, ("one", "two", "three", "answer"), strict=True):
		assert word in entry.content
	assert entries[-1].sent_or_received == "Sent"
	assert entries[-1].sender_full_name == "Lakeside Bikes"


def test_a_long_thread_is_taken_in_batches(host: Host, helpdesk: str, monkeypatch: pytest.MonkeyPatch):
	from fb_care.tickets import entries

	monkeypatch.setattr(entries, "BATCH", 3)
	thread = data.conversation()
	for number in range(8):
		data.message(thread, f"number {number}", T0 + number * MINUTE)
	ticket = data.synced(host, thread)
	found = data.timeline(ticket)
	assert [f"number {number}" in row.content for number, row in enumerate(found)] == [True] * 8
	assert frappe.db.count(helpdesk, {"fb_conversation": thread}) == 1


def test_no_email_is_sent(host: Host, helpdesk: str):
	thread = data.conversation()
	before = frappe.db.count("Email Queue") if frappe.db.exists("DocType", "Email Queue") else 0
	data.message(thread, "Hello")
	data.message(thread, "Hi Ana", T0 + MINUTE, incoming=False)
	data.synced(host, thread)
	after = frappe.db.count("Email Queue") if frappe.db.exists("DocType", "Email Queue") else 0
	assert after == before


def test_an_answer_without_a_ticket_opens_none(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Our news", incoming=False)
	assert data.synced(host, thread) is None
