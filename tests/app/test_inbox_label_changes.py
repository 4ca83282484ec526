"""Whatever changes what a thread is listed by, and whoever does it: the index of labels says the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.desk.form import assign_to

from fb_care import clock
from fb_care.api import inbox, inbox_thread
from fb_care.inbound import ad_facts, rows
from fb_care.inbox import label_index
from fb_care.outbound import channel, effects
from tests.app import answers_data, bulk_data, payloads, people_data, tickets_data, triage_data
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.label_index_data import CONTACT, held, labelled, stays_true
from tests.app.payloads import NORA, T0

MINE = f"{PAGE_ID}-{NORA}"
#: A change of the conversation MINE and of a comment thread, whose name it is given.
Change = Callable[[Any, str], Any]


@pytest.fixture
def thread(host):
	"""A conversation, and a comment thread by the same person, who carries a label; its name."""
	host.page()
	people_data.label("Press")
	host.receive(payloads.delivery(payloads.message("m_1", "Hello")))
	name = people_data.thread_by("77", last_ms=T0, contact=MINE, post=tickets_data.post())
	comment = frappe.db.get_value("FB Comment", {"thread": name}, "name")
	frappe.db.set_value("FB Comment", comment, "unread", 1)
	rows.update(COMMENTS, name, {"unread_count": 1, "has_unread": 1})
	labelled(CONTACT, MINE, "Press")
	stays_true()
	yield name
	frappe.db.rollback()
	frappe.db.delete("ToDo", {"allocated_to": ["in", [AGENT, MANAGER]]})
	frappe.db.commit()


def said(host: Any, thread: str) -> None:
	host.receive(payloads.delivery(payloads.message("m_2", "There?", at=T0 + 5)))


def said_about_an_ad(host: Any, thread: str) -> None:
	message = payloads.message("m_2", "How much?", at=T0 + 5, referral=payloads.from_ad())
	host.receive(payloads.delivery(message))


def an_ad_is_known(host: Any, thread: str) -> None:
	ad_facts.link_posts(tickets_data.ad(), f"{PAGE_ID}_9001")


def states(host: Any, thread: str) -> None:
	with host.as_user(AGENT):
		inbox.set_state(TALK, json.dumps([MINE]), "Done")
		inbox.set_state(COMMENTS, json.dumps([thread]), "Spam")


def follow_ups(host: Any, thread: str) -> None:
	with host.as_user(AGENT):
		inbox.set_follow_up(TALK, json.dumps([MINE]), 1)
		inbox.set_follow_up(COMMENTS, json.dumps([thread]), 1)


def read(host: Any, thread: str) -> None:
	with host.as_user(AGENT):
		inbox.mark_read(TALK, MINE)
		inbox.mark_read(COMMENTS, thread)


def given(host: Any, thread: str) -> None:
	with host.as_user(AGENT):
		inbox_thread.assign(TALK, MINE, AGENT)
		inbox_thread.assign(COMMENTS, thread, MANAGER)


def given_by_the_host(host: Any, thread: str) -> None:
	for doctype, name in ((TALK, MINE), (COMMENTS, thread)):
		for user in (AGENT, MANAGER):
			task = {"doctype": doctype, "name": name, "assign_to": json.dumps([user])}
			assign_to.add(task, ignore_permissions=True)


def saved_in_the_form(host: Any, thread: str) -> None:
	for doctype, name in ((TALK, MINE), (COMMENTS, thread)):
		doc = frappe.get_doc(doctype, name)
		doc.update({"state": "Archived", "follow_up": 1})
		doc.save(ignore_permissions=True)


def window_closed(host: Any, thread: str) -> None:
	rows.update(TALK, MINE, {"window_until_ms": clock.now_ms() + 60_000})
	frappe.db.commit()
	effects._close_window(channel.of(TALK), {"conversation": MINE})


def priority(host: Any, thread: str) -> None:
	if not host.helpdesk:
		pytest.skip("rules decide about what becomes a ticket")
	triage_data.rule(is_question="Yes", priority="High", ticket="Make a ticket")
	frappe.db.set_value("FB Page", PAGE_ID, "message_tickets", "By rules")
	frappe.db.commit()
	host.receive(payloads.delivery(payloads.message("m_2", "How much is it?", at=T0 + 5)))
	assert frappe.db.get_value(TALK, MINE, "priority") == "High"


CHANGES = [
	said,
	said_about_an_ad,
	an_ad_is_known,
	states,
	follow_ups,
	read,
	given,
	given_by_the_host,
	saved_in_the_form,
	window_closed,
	priority,
]


@pytest.mark.parametrize("change", CHANGES)
def test_changes(host, thread, change: Change):
	before = held()
	change(host, thread)
	stays_true()
	assert held() != before


def test_unread_again(host, thread):
	read(host, thread)
	frappe.db.commit()
	before = held()
	with host.as_user(AGENT):
		inbox_thread.mark_unread(TALK, MINE)
		inbox_thread.mark_unread(COMMENTS, thread)
	stays_true()
	assert held() != before


@pytest.mark.parametrize(
	("action", "value"),
	[("read", ""), ("done", ""), ("spam", ""), ("archive", ""), ("follow_up", ""), ("assign", AGENT)],
)
def test_many_at_once_and_taken_back(host, thread, action, value):
	before = held()
	done = bulk_data.do(host, action, [[TALK, MINE], [COMMENTS, thread]], value=value)
	stays_true()
	assert held() != before
	bulk_data.undo(host, done["undo"])
	stays_true()
	assert held() == before


def test_one_of_two_assignments_ends(host, thread):
	given_by_the_host(host, thread)
	frappe.db.commit()
	for doctype, name in ((TALK, MINE), (COMMENTS, thread)):
		todo = {"reference_type": doctype, "reference_name": name, "allocated_to": AGENT}
		of_agent = frappe.db.get_value("ToDo", todo)
		assign_to.set_status(doctype, name, of_agent, AGENT, ignore_permissions=True)
		stays_true()


def test_a_user_that_got_another_name(host, thread):
	given(host, thread)
	frappe.db.commit()
	for doctype in (TALK, COMMENTS):  # the host, of all links
		frappe.db.set_value(doctype, {"assigned_to": AGENT}, "assigned_to", MANAGER, update_modified=False)
	user = frappe.get_doc("User", AGENT)
	[event] = frappe.get_hooks("doc_events")["User"]["after_rename"]
	frappe.get_attr(event)(user, "after_rename", AGENT, MANAGER, False)
	stays_true()


def test_an_answer(host, facebook, talk):
	people_data.label("Press")
	labelled(TALK, talk, "Press")
	frappe.db.commit()
	before = held()
	answers_data.answer(host)
	stays_true()
	assert held() != before
	answers_data.run(host)
	stays_true()


def test_what_somebody_else_changed_meanwhile_is_written_again(thread, monkeypatch):
	"""A transaction that sees the past takes a row for right that another one has changed since."""
	look = label_index._look
	monkeypatch.setattr(label_index, "_look", lambda threads: (look(threads)[0],) * 2)
	frappe.db.set_value(label_index.INDEX, {"thread": MINE}, "state", "Done")
	rows.update(TALK, MINE, {"state": "Open"})
	frappe.db.commit()
	assert frappe.db.get_value(label_index.INDEX, {"thread": MINE}, "state") == "Open"
