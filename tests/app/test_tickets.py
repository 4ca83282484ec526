"""Tickets in whichever helpdesk the site has: what they say, when there is a new one, what they never do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
import pytest

from fb_care.tickets import choose, sync
from fb_care.times import site_datetime
from tests.app import tickets_data as data
from tests.app.hosts import PAGE_ID, Host
from tests.app.tickets_data import DAY, MINUTE, T0


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
	assert ticket.subject == "Facebook user 7301…: Hello"
	assert ticket.raised_by.startswith("Facebook-user-7301@")


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


def test_what_the_page_said_before_is_context_and_no_answer(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Welcome!", T0 - MINUTE, incoming=False, sender_kind="Automated")
	data.message(thread, "Hello", T0)
	ticket = data.synced(host, thread)
	assert [row.sent_or_received for row in data.timeline(ticket)] == ["Sent", "Received"]
	assert ticket.subject == "Ana Lima: Hello"
	assert ticket.status == "Open"
	assert not ticket.get("first_responded_on")


def test_an_automatic_message_is_no_answer(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	data.message(thread, "We answer soon", T0 + 1000, incoming=False, sender_kind="Automated")
	ticket = data.synced(host, thread)
	assert len(data.timeline(ticket)) == 2
	assert ticket.status == "Open"
	assert not ticket.get("first_responded_on")


def test_an_answer_counts_as_the_first_response(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	data.message(thread, "Hi Ana", T0 + MINUTE, incoming=False)
	ticket = data.synced(host, thread)
	assert ticket.get("first_responded_on")


def test_a_message_reopens_a_ticket_closed_lately(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	ticket = data.synced(host, thread)
	data.close(ticket, site_datetime(T0 + MINUTE))
	data.message(thread, "One more thing", T0 + 2 * DAY)
	again = data.synced(host, thread)
	assert again.name == ticket.name
	assert again.status == "Open"


def test_a_message_long_after_closing_opens_a_new_ticket_that_names_the_earlier(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	ticket = data.synced(host, thread)
	data.close(ticket, site_datetime(T0 + MINUTE))
	data.message(thread, "Me again", T0 + 8 * DAY)
	new = data.synced(host, thread)
	assert new.name != ticket.name
	assert f">{ticket.name}</a>" in new.description
	assert [("Me again" in row.content) for row in data.timeline(new)] == [True]
	assert frappe.db.get_value(helpdesk, ticket.name, "status") == "Closed"


def test_an_answer_to_a_closed_ticket_does_not_reopen_it(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	ticket = data.synced(host, thread)
	data.close(ticket, site_datetime(T0 + MINUTE))
	data.message(thread, "Goodbye", T0 + 9 * DAY, incoming=False)
	again = data.synced(host, thread)
	assert again.name == ticket.name and again.status == "Closed"
	assert len(data.timeline(again)) == 2


def test_zero_days_means_always_a_new_ticket(host: Host, helpdesk: str):
	frappe.db.set_single_value("FB Care Settings", "new_ticket_after_days", 0)
	host.fresh()
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	ticket = data.synced(host, thread)
	data.close(ticket, site_datetime(T0 + MINUTE))
	data.message(thread, "Again", T0 + 2 * MINUTE)
	assert data.synced(host, thread).name != ticket.name


def test_a_deleted_ticket_is_followed_by_a_new_one(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	ticket = data.synced(host, thread)
	frappe.delete_doc(helpdesk, ticket.name, force=True, ignore_permissions=True)
	data.message(thread, "Anybody there?", T0 + MINUTE)
	new = data.synced(host, thread)
	assert new.subject == "Ana Lima: Anybody there?"
	assert "Anybody there?" in data.timeline(new)[-1].content


@pytest.mark.parametrize("silence", ["never", "spam", "blocked"])
def test_where_no_ticket_is_wanted_none_is_made(host: Host, helpdesk: str, silence: str):
	if silence == "never":
		host.page(message_tickets="Never")
		host.fresh()
	thread = data.conversation(**({"state": "Spam"} if silence == "spam" else {}))
	if silence == "blocked":
		frappe.db.set_value("FB Contact", thread, "blocked", 1)
	data.message(thread, "Hello")
	assert data.synced(host, thread) is None
	assert frappe.db.get_value("FB Conversation", thread, "ticket_due") == 0


def test_years_of_earlier_messages_stay_out_of_a_new_ticket(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "long ago", T0 - 300 * DAY)
	data.message(thread, "yesterday", T0 - DAY)
	data.message(thread, "today", T0)
	ticket = data.synced(host, thread)
	assert len(data.timeline(ticket)) == 2
	data.message(thread, "later", T0 + MINUTE)
	assert len(data.timeline(data.synced(host, thread))) == 3


def test_a_ticket_that_the_host_refuses_leaves_the_reason_and_the_message(host: Host, helpdesk: str):
	def refuse(*args: Any, **kwargs: Any) -> None:
		frappe.throw("Project is <b>mandatory</b>", frappe.MandatoryError)

	thread = data.conversation()
	name = data.message(thread, "Hello")
	frappe.db.commit()
	from fb_care.tickets.hosts import HOSTS

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(type(HOSTS[helpdesk]), "create", refuse, raising=False)
		first = sync.sync_thread("FB Conversation", thread)
		sync.sync_thread("FB Conversation", thread)
	host.fresh()
	assert "Project is mandatory" in first.error
	row = frappe.db.get_value("FB Conversation", thread, ["ticket_error", "ticket_due"], as_dict=True)
	assert row.ticket_error == first.error and row.ticket_due == 1
	assert frappe.db.exists("FB Message", name)
	assert frappe.db.count("Error Log", {"reference_name": thread}) == 1
	ticket = data.synced(host, thread)
	assert ticket.subject == "Ana Lima: Hello"
	assert not frappe.db.get_value("FB Conversation", thread, "ticket_error")


def test_what_is_due_is_found_by_the_sweep(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello")
	frappe.db.commit()
	assert sync.sync_due() == 1
	assert sync.sync_due() == 0
	host.fresh()
	assert frappe.db.get_value("FB Conversation", thread, "ticket")


def test_whoever_starts_it_the_ticket_is_the_apps(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "Hello")
	with host.as_user("agent@example.com"):
		ticket = data.synced(host, thread)
	assert ticket.owner == "Administrator"


def test_the_clock_of_the_site_does_not_turn_order_around(host: Host, helpdesk: str):
	thread = data.conversation()
	data.message(thread, "a", T0)
	ticket = data.synced(host, thread)
	entry = data.timeline(ticket)[0]
	assert abs(frappe.utils.get_datetime(entry.creation) - site_datetime(T0)) < timedelta(seconds=1)
