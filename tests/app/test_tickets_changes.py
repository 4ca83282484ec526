"""What happens in a ticket when messages and comments are edited, unsent, hidden or removed."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from tests.app import tickets_data as data
from tests.app.hosts import Host


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.page()


def test_an_edit_changes_the_entry_and_is_noted_once(host: Host):
	thread = data.conversation()
	name = data.message(thread, "The blu one")
	ticket = data.synced(host, thread)
	frappe.db.set_value("FB Message", name, {"text": "The blue one", "edit_count": 1})
	data.synced(host, thread)
	ticket = data.synced(host, thread)
	assert "The blue one" in data.timeline(ticket)[0].content
	assert "The blue one" in ticket.description and "blu one" not in ticket.description
	assert data.notes(ticket) == ["Ana Lima edited a message."]
	assert ticket.status == "Open"


def test_an_unsent_message_is_gone_from_the_ticket(host: Host):
	thread = data.conversation()
	name = data.message(thread, "my card is 4242")
	ticket = data.synced(host, thread)
	data.insert(
		"File",
		file_name="card.txt",
		content=b"card",
		is_private=1,
		attached_to_doctype="Communication",
		attached_to_name=data.timeline(ticket)[0].name,
	)
	frappe.db.set_value("FB Message", name, {"text": "", "unsent": 1})
	ticket = data.synced(host, thread)
	[entry] = data.timeline(ticket)
	shown = [entry.content, ticket.description, ticket.subject, ticket.get("_comments") or ""]
	assert not [html for html in shown if "4242" in html]
	assert "unsent" in entry.content
	assert data.notes(ticket) == ["Ana Lima unsent a message; its text is no longer shown here."]
	assert data.files_of("Communication", entry.name) == []


def test_hiding_showing_and_removing_a_comment_is_noted(host: Host):
	thread = data.comment_thread(data.post())
	name = data.comment(thread, "Bad words")
	data.synced(host, thread, "FB Comment Thread")
	for fields in ({"state": "Hidden"}, {"state": "Visible"}, {"state": "Removed", "text": ""}):
		frappe.db.set_value("FB Comment", name, fields)
		ticket = data.synced(host, thread, "FB Comment Thread")
	assert data.notes(ticket) == [
		"A comment of Ana Lima was hidden on Facebook.",
		"A comment of Ana Lima is shown again on Facebook.",
		"A comment of Ana Lima was removed on Facebook; its text is no longer shown here.",
	]
	assert "Bad words" not in ticket.description + data.timeline(ticket)[0].content + ticket.subject


def test_a_change_does_not_reopen_a_closed_ticket(host: Host):
	thread = data.conversation()
	name = data.message(thread, "Hello")
	ticket = data.synced(host, thread)
	frappe.db.set_value(host.helpdesk, ticket.name, "status", "Closed")
	frappe.db.set_value("FB Message", name, {"text": "Hello!", "edit_count": 1})
	assert data.synced(host, thread).status == "Closed"


def test_what_was_unsent_before_it_got_into_a_ticket_never_does(host: Host):
	thread = data.conversation()
	data.message(thread, "", unsent=1)
	assert data.synced(host, thread) is None
