"""When a ticket counts as answered, is reopened, followed by a new one, or can't be made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, now_datetime

from fb_care.tickets import sync
from fb_care.times import site_datetime
from tests.app import tickets_data as data
from tests.app.hosts import Host
from tests.app.tickets_data import DAY, MINUTE, T0


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	return host.page()


@pytest.fixture
def helpdesk(host: Host) -> str:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.helpdesk


def queued() -> int:
	"""E-mails that wait to be sent."""
	return frappe.db.count("Email Queue") if frappe.db.exists("DocType", "Email Queue") else 0


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


@pytest.mark.parametrize(
	("sender", "words"),
	[
		("Automated", "<i>Sent automatically:</i><br>"),
		("Other App", "<i>Sent by another app:</i><br>"),
		("", ""),
	],
)
def test_context_is_shown_with_its_sender(host: Host, helpdesk: str, sender: str, words: str):
	"""The desk's form shows no sender for communications of the type "Automated Message"."""
	emails = queued()
	thread = data.conversation()
	data.message(thread, "Our news", T0 - MINUTE, incoming=False, sender_kind=sender or "Page Inbox")
	data.message(thread, "Hello", T0)
	ticket = data.synced(host, thread)
	[context, _hello] = data.timeline(ticket)
	page_name = frappe.db.get_value("FB Page", ticket.fb_page, "page_name")
	assert (context.communication_type, context.sender_full_name) == ("Communication", page_name)
	assert f">{words}Our news</div>" in context.content
	assert (ticket.status, ticket.get("first_responded_on")) == ("Open", None)
	assert not context.recipients and context.communication_medium == "Chat"
	assert queued() == emails


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
	name = data.message(thread, "long ago", T0 - 300 * DAY)
	long_ago = add_days(now_datetime(), -300)
	frappe.db.set_value("FB Message", name, "creation", long_ago, update_modified=False)
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


def test_a_field_made_mandatory_is_named(host: Host, helpdesk: str, monkeypatch: pytest.MonkeyPatch):
	thread = data.conversation()
	data.message(thread, "Hello")
	frappe.db.commit()
	with monkeypatch.context() as patch:
		patch.setattr(frappe.get_meta(helpdesk).get_field("contact"), "reqd", 1)
		error = sync.sync_thread("FB Conversation", thread).error
	assert "asks for a field" in error and "contact" in error
	assert data.synced(host, thread)


def test_where_somebody_listens_each_entry_is_a_document(
	host: Host, helpdesk: str, monkeypatch: pytest.MonkeyPatch
):
	from fb_care.tickets import listeners
	from fb_care.tickets.base import Entry, TicketHost

	inserted: list[str] = []
	really = TicketHost.add_entry

	def noted(self: TicketHost, ticket: str, entry: Entry, subject: str, rules: bool) -> str:
		inserted.append(entry.text if rules else "")
		return really(self, ticket, entry, subject, rules)

	thread = data.conversation()
	data.message(thread, "one", T0)
	data.message(thread, "two", T0 + 1)
	frappe.db.commit()
	monkeypatch.setattr(listeners, "anybody", lambda: True)
	monkeypatch.setattr(TicketHost, "add_entry", noted)
	ticket = data.synced(host, thread)
	assert inserted == ["one", "two"]
	assert len(data.timeline(ticket)) == 2 and ticket.status == "Open"


def test_handlers_of_other_apps_are_listeners(host: Host, monkeypatch: pytest.MonkeyPatch):
	from fb_care.tickets import listeners

	def hooks(handlers: dict[Any, Any]) -> bool:
		monkeypatch.setattr(frappe, "get_hooks", lambda *args: handlers)
		return listeners._handlers_of_others()

	assert not hooks({})
	assert not hooks(
		{"Communication": {"on_update": ["erpnext.support.x"]}, "*": {"on_update": ["frappe.y"]}}
	)
	assert not hooks({"Contact": {"on_update": ["my_app.z"]}})
	assert hooks({"Communication": {"on_update": ["erpnext.support.x", "my_app.z"]}})
	assert hooks({("Contact", "Communication"): {"after_insert": "my_app.z"}})
	assert hooks({"*": {"after_insert": ["my_app.z"]}})


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
