"""Messages off: people get the text once, no new ticket is made, and nothing is made up for afterwards."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import inbox
from tests.app.answers_data import CONVERSATION, DAY, HOUR, MINUTE, T0, TALK, texts
from tests.app.automatic_data import OFF, kinds, messages, page, rows, talk, writes
from tests.app.hosts import PAGE_ID

SAID = "We take no messages at present."


@pytest.fixture
def off(host, facebook):
	page(host, facebook)
	messages(host, T0 - HOUR, on=False)


def test_the_text_goes_once_and_the_conversation_is_there(host, facebook, off):
	writes(host, facebook, at=T0)
	writes(host, facebook, "Hello?", at=T0 + HOUR)
	assert (texts(facebook), kinds()) == ([SAID], [(OFF, "Sent")])
	now = talk("state", "unread_count", "ticket", "ticket_due", "ticket_error")
	assert (now.state, now.unread_count, now.ticket or "", now.ticket_due) == ("Open", 2, "", 0)


def test_without_a_text_nothing_is_said(host, facebook):
	page(host, facebook, messages_off_text="")
	messages(host, T0 - HOUR, on=False)
	writes(host, facebook, at=T0)
	assert rows() == []


def test_on_again_nothing_is_made_up_for(host, facebook, off):
	writes(host, facebook, at=T0)
	messages(host, T0 + HOUR, on=True)
	for step in ("reply_automatically", "sync_tickets"):
		frappe.get_attr(f"fb_care.jobs.sweep.{step}")()
	assert (talk("ticket").ticket or "", len(rows())) == ("", 1)


@pytest.mark.parametrize("off_first", [True, False])
def test_spam_that_was_none_makes_no_new_ticket_of_what_came_while_off(host, facebook, off_first):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	page(host, facebook, instant_reply_on=0)
	if off_first:
		messages(host, T0 - HOUR, on=False)
	frappe.db.set_value("FB Page", PAGE_ID, "message_tickets", "Always" if off_first else "Never")
	writes(host, facebook, at=T0)
	frappe.db.set_value("FB Page", PAGE_ID, "message_tickets", "Always")
	if not off_first:
		messages(host, T0 + HOUR, on=False)
	for state in ("Spam", "Open"):
		inbox.set_state(CONVERSATION, TALK, state)
	frappe.db.commit()
	frappe.get_attr("fb_care.jobs.sweep.sync_tickets")()
	assert bool(talk("ticket").ticket) == (not off_first)


def test_off_again_says_it_again(host, facebook, off):
	writes(host, facebook, at=T0)
	messages(host, T0 + HOUR, on=True)
	messages(host, T0 + 2 * HOUR, on=False)
	writes(host, facebook, "Hello?", at=T0 + 3 * HOUR)
	assert texts(facebook) == [SAID] * 2


def test_with_messages_on_again_the_next_message_opens_a_ticket(host, facebook, off):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	page(host, facebook, instant_reply_on=0)
	writes(host, facebook, at=T0)
	messages(host, T0 + HOUR, on=True)
	writes(host, facebook, "And now?", at=T0 + 2 * HOUR)
	assert talk("ticket").ticket


def test_a_ticket_that_is_there_goes_on(host, facebook):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	page(host, facebook, instant_reply_on=0)
	writes(host, facebook, at=T0)
	ticket = talk("ticket").ticket
	messages(host, T0 + MINUTE, on=False)
	writes(host, facebook, "More", at=T0 + HOUR)
	linked = {"conversation": TALK, "direction": "Incoming", "communication": ["is", "set"]}
	assert frappe.db.count("FB Message", linked) == 2
	assert (talk("ticket").ticket, frappe.db.count(host.helpdesk, {"fb_page": ["is", "set"]})) == (ticket, 1)


def test_a_ticket_closed_long_ago_goes_on_too(host, facebook):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	page(host, facebook, instant_reply_on=0)
	writes(host, facebook, at=T0)
	ticket = talk("ticket").ticket
	doc = frappe.get_doc(host.helpdesk, ticket)
	doc.status = "Closed"
	doc.save(ignore_permissions=True)
	frappe.db.commit()
	later = T0 + 3650 * DAY
	messages(host, later - HOUR, on=False)
	writes(host, facebook, "Me again", at=later)
	assert talk("ticket").ticket == ticket
	messages(host, later + HOUR, on=True)
	doc = frappe.get_doc(host.helpdesk, ticket)
	doc.status = "Closed"
	doc.save(ignore_permissions=True)
	frappe.db.commit()
	writes(host, facebook, "And again", at=later + 3650 * DAY)
	assert talk("ticket").ticket != ticket
