"""What was removed or unsent before its ticket was made: no ticket, and the thread says why."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from tests.app import payloads
from tests.app import tickets_data as data
from tests.app.hosts import Host
from tests.app.tickets_data import MINUTE, T0


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.page()


def told(doctype: str, thread: str) -> tuple[str, str]:
	row = frappe.db.get_value(doctype, thread, ["state", "ticket_error"], as_dict=True)
	return row.state, row.ticket_error or ""


def test_a_comment_that_was_removed_leaves_nothing_to_do(host: Host):
	thread = data.comment_thread()
	data.comment(thread, state="Removed")
	data.comment(thread, "Our own words", "556", direction="Outgoing")
	assert data.synced(host, thread, "FB Comment Thread") is None
	why = "Removed on Facebook before a ticket was made."
	assert told("FB Comment Thread", thread) == ("Open", why)
	data.synced(host, thread, "FB Comment Thread")
	assert told("FB Comment Thread", thread) == ("Open", why)
	data.comment(thread, "Open on Sunday?", "557", T0 + MINUTE)
	assert data.synced(host, thread, "FB Comment Thread")
	assert told("FB Comment Thread", thread)[1] == ""


def test_added_and_removed_in_one_go(host: Host):
	host.receive(payloads.delivery(payloads.comment(801, "Price?"), payloads.comment(801, verb="remove")))
	host.fresh()
	[thread] = frappe.get_all("FB Comment Thread", pluck="name")
	assert told("FB Comment Thread", thread)[1]


def test_an_unsent_message_too(host: Host):
	thread = data.conversation()
	data.message(thread, unsent=1)
	assert data.synced(host, thread) is None
	assert told("FB Conversation", thread) == ("Open", "Unsent by the sender before a ticket was made.")


def test_where_no_ticket_is_wanted_nothing_is_said(host: Host):
	host.page(comment_tickets="Never")
	host.fresh()
	thread = data.comment_thread()
	data.comment(thread, state="Removed")
	data.synced(host, thread, "FB Comment Thread")
	assert told("FB Comment Thread", thread) == ("Open", "")


def test_one_of_two_comments_is_enough_for_a_ticket(host: Host):
	thread = data.comment_thread()
	data.comment(thread, state="Removed")
	data.comment(thread, "Open on Sunday?", "557", T0 + MINUTE)
	assert data.synced(host, thread, "FB Comment Thread")
	assert told("FB Comment Thread", thread) == ("Open", "")
