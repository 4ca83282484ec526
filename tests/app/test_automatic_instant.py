"""Instant replies: the first message of an opening only, in time, and not where somebody else was first."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import answers as api
from fb_care.inbox import answering
from tests.app.answers_data import (
	CONVERSATION,
	DAY,
	HOUR,
	MINUTE,
	T0,
	TALK,
	answer,
	arrive,
	moment,
	run,
	texts,
)
from tests.app.automatic_data import (
	AWAY,
	INSTANT,
	away,
	comes,
	inbox,
	kinds,
	page,
	rows,
	talk,
	writes,
)
from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA, delivery, message

SAID = "Thanks, we answer soon."
SEND = "POST messages"


@pytest.fixture
def ready(host, facebook):
	"""The page is there, and Nora's message of T0 is an opening."""
	page(host, facebook)


def test_the_first_message_of_an_opening_only(host, facebook, ready):
	writes(host, facebook, at=T0)
	writes(host, facebook, "Hello??", at=T0 + MINUTE)
	assert (texts(facebook), kinds()) == ([SAID], [(INSTANT, "Sent")])
	writes(host, facebook, "Another thing", at=T0 + 2 * DAY)
	assert texts(facebook) == [SAID] * 2
	assert not talk("automatic_due").automatic_due


def test_not_in_a_talk_that_goes_on(host, facebook, ready):
	writes(host, facebook, at=T0)
	answer(host, at=T0 + MINUTE)
	run(host)
	writes(host, facebook, "Great, I'll come by", at=T0 + 23 * HOUR)
	assert kinds() == [(INSTANT, "Sent")]


def test_two_messages_out_of_order_get_one(host, facebook, ready):
	with moment(host, T0 + 3_000):
		host.receive(delivery(message("m_2", "Is it still there?", at=T0 + 2_000)))
		host.receive(delivery(message("m_1", "Hello", at=T0)))
	assert len(rows()) == 1


def test_facebooks_clock_may_be_ahead_of_ours(host, facebook):
	page(host, facebook)
	with moment(host, T0):
		host.receive(delivery(message("m_1", "Hello", at=T0 + 30_000)))
	with moment(host, T0 + 1_000):
		host.receive(delivery(message("m_2", "Hello?", at=T0 + 31_000)))
	assert len(rows()) == 1


@pytest.mark.parametrize(("late", "goes"), [(10 * MINUTE, True), (10 * MINUTE + 1, False), (HOUR, False)])
def test_not_for_what_reaches_us_late(host, facebook, ready, late, goes):
	writes(host, facebook, at=T0, late=late)
	assert [row.automatic for row in rows()] == [INSTANT] * goes


@pytest.mark.parametrize("where", ["here", "inbox"])
def test_not_where_an_agent_has_answered(host, facebook, where, monkeypatch):
	page(host, facebook)
	monkeypatch.setattr("fb_care.away.automatic.take_up", lambda due, until: None)
	writes(host, facebook, at=T0)
	monkeypatch.undo()
	if where == "here":
		answer(host, at=T0 + 20_000)
	else:
		inbox(host, facebook, "Yes, it is.", T0 + 20_000)
	with moment(host, T0 + 2 * MINUTE):
		frappe.get_attr("fb_care.away.automatic.sweep")()
	assert (rows(), talk("automatic_due").automatic_due) == ([], 0)


def test_not_where_facebooks_inbox_was_first(host, facebook, monkeypatch):
	page(host, facebook)
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "Hello")
	with moment(host, T0 + 1_000):
		facebook.page_answers_elsewhere(PAGE_ID, NORA, "Thanks for your message!")
	comes(host, facebook, T0 + 2_000)
	assert rows() == []


def test_facebooks_inbox_is_first_between_deciding_and_sending(host, facebook, ready):
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "Hello")
		arrive(host, facebook)
	assert kinds() == [(INSTANT, "Queued")]
	inbox(host, facebook, "Thanks for your message!", T0 + 1_000)
	run(host, T0 + 2_000)
	(row,) = rows()
	assert (row.send_state, row.send_problem) == ("Discarded", "inbox_replied")
	assert row.send_error and texts(facebook) == ["Thanks for your message!"]


def test_going_away_between_deciding_and_sending(host, facebook, ready):
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "Hello")
		arrive(host, facebook)
	away(host, T0 + 500)
	run(host, T0 + 1_000)
	assert [(row.send_state, row.send_problem) for row in rows()] == [("Discarded", "availability_changed")]


def test_tries_end_when_it_would_come_too_late(host, facebook, ready):
	facebook.faults.add(SEND, code=2, times=10)
	writes(host, facebook, at=T0)
	for minute in (1, 3, 11):
		with moment(host, T0 + minute * MINUTE):
			frappe.get_attr("fb_care.jobs.send.sweep")()
		run(host, T0 + minute * MINUTE)
	assert [(row.send_state, row.send_problem) for row in rows()] == [("Discarded", "too_late")]
	writes(host, facebook, "Hello?", at=T0 + 12 * MINUTE)
	assert len(rows()) == 1


def test_a_page_without_a_token_gives_it_up(host, facebook, ready):
	host.page(access_token="")
	frappe.db.delete("__Auth", {"doctype": "FB Page", "name": PAGE_ID})
	writes(host, facebook, at=T0)
	(row,) = rows()
	assert (row.send_state, row.send_problem) == ("Discarded", "token_missing")
	assert row.send_error == "Not sent: the page could not send at that time."
	assert api.held(PAGE_ID) == []


def test_while_a_page_cannot_send_one_away_message_is_given_up_and_goes_once_it_can(host, facebook):
	page(host, facebook)
	away(host, T0 - HOUR)
	facebook.world.pages[PAGE_ID].token_dead_subcode = 460
	for minute in range(3):
		writes(host, facebook, at=T0 + minute * MINUTE)
	assert kinds() == [(AWAY, "Discarded")]
	assert rows()[0].send_error == "Not sent: the page could not send at that time."
	assert api.held(PAGE_ID) == []
	facebook.world.pages[PAGE_ID].token_dead_subcode = None
	frappe.get_attr("fb_care.api.pages.solve_notices")(PAGE_ID)
	frappe.db.commit()
	writes(host, facebook, at=T0 + 5 * MINUTE)
	assert kinds() == [(AWAY, "Discarded"), (AWAY, "Sent")]


def test_a_token_found_dead_by_an_answer_gives_up_what_is_queued(host, facebook, ready):
	from fb_care.outbound import pages, problems

	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "Hello")
		arrive(host, facebook)
	pages.hold(PAGE_ID, problems.TOKEN)
	frappe.db.commit()
	assert [(row.send_state, row.send_problem) for row in rows()] == [("Discarded", "token_dead")]


@pytest.mark.parametrize("fault", [{"drop": True, "after_send": True}, {"code": 100}])
def test_what_failed_or_is_not_known_is_nobodys_to_decide(host, facebook, ready, fault):
	facebook.faults.add(SEND, **fault)
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "Hello")
		arrive(host, facebook)
	run(host, T0)
	(row,) = rows()
	assert row.send_state in ("Unknown", "Failed")
	facts = answering.facts(CONVERSATION, TALK, [(CONVERSATION, TALK)])
	assert (facts["last"], facts["unsettled"]) == (None, [])
	with pytest.raises(frappe.ValidationError, match="automatic reply"):
		api.again(row.name)
	assert frappe.db.count("Notification Log", {"document_type": CONVERSATION}) == 0
	# Nothing that follows waits for it.
	answer(host, at=T0 + 1_000)
	run(host, T0 + 1_000)
	assert texts(facebook)[-1] == "Yes, it is."
	writes(host, facebook, "Hello?", at=T0 + MINUTE)
	assert len(rows()) == 1


def test_its_echo_settles_it_and_leaves_it_automatic(host, facebook, ready):
	facebook.faults.add(SEND, code=2, status=500, after_send=True)
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "Hello")
		arrive(host, facebook)
	run(host, T0)
	assert kinds() == [(INSTANT, "Unknown")]
	with moment(host, T0 + 1_000):
		arrive(host, facebook)
	(row,) = rows()
	assert (row.send_state, row.sender_kind, row.sent_by) == ("Sent", "Automated", None)
	assert frappe.db.count("FB Message", {"conversation": TALK}) == 2
	assert (talk("last_answer_ms").last_answer_ms or 0, talk("unread_count").unread_count) == (0, 1)
