"""Away messages: once per person and absence, never where the team is, never out of the window."""

from __future__ import annotations

import frappe
import pytest

from fb_care.inbox import timeline
from tests.app.answers_data import DAY, HOUR, MINUTE, T0, TALK, answer, arrive, moment, run, texts
from tests.app.automatic_data import (
	AWAY,
	OFF,
	away,
	back,
	comes,
	inbox,
	kinds,
	messages,
	page,
	rows,
	talk,
	writes,
)
from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA, delivery, from_ad, item, message, postback

SAID = "We are away."


@pytest.fixture
def absent(host, facebook):
	"""The page is away since an hour."""
	page(host, facebook)
	away(host, T0 - HOUR)


def test_it_goes_once_per_person_and_absence(host, facebook, absent):
	writes(host, facebook, at=T0)
	writes(host, facebook, "Anybody?", at=T0 + 2 * HOUR)
	assert texts(facebook) == [SAID]
	assert kinds() == [(AWAY, "Sent")]
	with moment(host, T0 + HOUR):
		host.receive(delivery(message("m_ole", "And me?", at=T0 + HOUR, psid="24680135790002")))
	assert frappe.db.count("FB Message", {"automatic": AWAY}) == 2


def test_contiguous_periods_are_one_absence_and_a_new_one_says_it_again(host, facebook, absent):
	writes(host, facebook, at=T0)
	away(host, T0 + HOUR, until=T0 + 5 * HOUR)
	writes(host, facebook, "Still there?", at=T0 + 2 * HOUR)
	assert texts(facebook) == [SAID]
	back(host, T0 + 3 * HOUR)
	away(host, T0 + 4 * HOUR)
	writes(host, facebook, "Hello again", at=T0 + 5 * HOUR)
	assert texts(facebook) == [SAID] * 2


def test_nothing_while_available_or_switched_off(host, facebook):
	page(host, facebook, instant_reply_on=0)
	writes(host, facebook, at=T0)
	page(host, facebook, instant_reply_on=0, away_message_on=0)
	away(host, T0 + MINUTE)
	writes(host, facebook, at=T0 + 2 * MINUTE)
	assert (rows(), texts(facebook)) == ([], [])
	assert not talk("automatic_due").automatic_due


def test_what_was_written_before_the_absence_gets_none(host, facebook):
	page(host, facebook)
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "A minute before you left")
	away(host, T0 + MINUTE)
	comes(host, facebook, T0 + 2 * MINUTE)
	assert rows() == []
	writes(host, facebook, at=T0 + 3 * MINUTE)
	assert texts(facebook) == [SAID]


@pytest.mark.parametrize("where", ["here", "inbox"])
def test_not_within_the_quiet_minutes_after_the_team_wrote(host, facebook, where):
	page(host, facebook, quiet_minutes=20, instant_reply_on=0)
	writes(host, facebook, at=T0)
	if where == "here":
		answer(host, at=T0 + MINUTE)
		run(host)
	else:
		inbox(host, facebook, "Yes, it is.", T0 + MINUTE)
	away(host, T0 + 2 * MINUTE)
	writes(host, facebook, "Thanks", at=T0 + 21 * MINUTE)
	assert rows() == []
	writes(host, facebook, "One more thing", at=T0 + 21 * MINUTE + 1)
	assert kinds() == [(AWAY, "Sent")]


def test_an_automatic_message_of_the_inbox_does_not_keep_it_quiet(host, facebook, absent):
	page(host, facebook, automatic_texts="We'll be right with you")
	inbox(host, facebook, "We'll be right with you", T0 - MINUTE)
	writes(host, facebook, at=T0)
	assert kinds() == [(AWAY, "Sent")]


def test_never_out_of_the_window(host, facebook):
	page(host, facebook, human_agent=1)
	messages(host, T0 - 3 * DAY, on=False)
	writes(host, facebook, at=T0 - 25 * HOUR, late=25 * HOUR)
	assert rows() == []
	writes(host, facebook, at=T0 - 23 * HOUR, late=23 * HOUR + MINUTE)
	assert kinds() == [(OFF, "Sent")]


def test_a_button_counts_and_neither_a_referral_nor_what_was_overheard(host, facebook, absent):
	with moment(host, T0):
		host.receive(delivery(item(at=T0, referral=from_ad()), at=T0))
		host.receive(delivery(message("m_other", "To a bot", at=T0), at=T0, standby=True))
		assert rows() == []
		host.receive(delivery(postback("m_button", at=T0), at=T0))
	assert [row.automatic for row in rows()] == [AWAY]


def test_what_was_overheard_and_is_then_said_to_us_counts(host, facebook, absent):
	with moment(host, T0):
		host.receive(delivery(message("m_1", "Hello", at=T0), at=T0, standby=True))
		host.receive(delivery(message("m_1", "Hello", at=T0), at=T0 + 1))
	assert [row.automatic for row in rows()] == [AWAY]


@pytest.mark.parametrize("how", ["spam", "blocked", "spam meanwhile"])
def test_not_to_spam_and_blocked_people(host, facebook, how):
	page(host, facebook, instant_reply_on=0)
	writes(host, facebook, at=T0)
	if how == "spam":
		frappe.db.set_value("FB Conversation", TALK, "state", "Spam")
	if how == "blocked":
		frappe.get_doc("FB Contact", TALK).update({"blocked": 1}).save(ignore_permissions=True)
	frappe.db.commit()
	away(host, T0 + MINUTE)
	with moment(host, T0 + HOUR):
		facebook.person_writes(PAGE_ID, NORA, "Cheap watches")
		arrive(host, facebook)
	if how != "spam meanwhile":
		assert rows() == []
		return
	frappe.db.set_value("FB Conversation", TALK, "state", "Spam")
	run(host, T0 + HOUR)
	assert [(row.send_state, row.send_problem) for row in rows()] == [("Discarded", "spam")]
	assert texts(facebook) == []


def test_it_is_nobodys_answer(host, facebook, absent):
	writes(host, facebook, at=T0)
	(row,) = rows()
	assert (row.sender_kind, row.sent_by) == ("Automated", None)
	now = talk("last_answer_by", "last_answer_ms", "unread_count", "ticket", "ticket_due", "state")
	assert (now.last_answer_by or "", now.last_answer_ms or 0, now.unread_count) == ("", 0, 1)
	assert now.state == "Open"
	# Nobody is warned of a colleague who has just answered.
	answer(host, "I am here after all.", at=T0 + MINUTE)
	run(host)
	assert texts(facebook) == [SAID, "I am here after all."]


def test_the_ticket_notes_it_and_stays_open(host, facebook, absent):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	writes(host, facebook, at=T0)
	assert talk("ticket_due").ticket_due
	frappe.get_attr("fb_care.jobs.sweep.sync_tickets")()
	ticket = talk("ticket").ticket
	assert frappe.db.get_value(host.helpdesk, ticket, "status") == "Open"
	entries = frappe.get_all(
		"Communication", {"reference_doctype": host.helpdesk, "reference_name": ticket}, pluck="content"
	)
	assert any("Sent automatically:" in one and SAID in one for one in entries)


def test_the_timeline_says_what_it_is(host, facebook, absent):
	writes(host, facebook, at=T0, late=1_000)
	shown = timeline.of_conversation(frappe.get_doc("FB Conversation", TALK))["items"][-1]
	assert (shown["text"], shown["automatic"], shown["agent"], shown["state"]) == (SAID, AWAY, "", "Sent")


def test_away_until_is_said_in_the_pages_zone_and_the_persons_language(host, facebook):
	page(host, facebook, away_message='Back {{ away.until | "soon" }}, {{ contact.first_name | "you" }}!')
	away(host, T0 - HOUR, until=T0 + 3 * HOUR)
	writes(host, facebook, "Bonjour, est-ce que le vélo bleu est encore là ?", at=T0)
	back(host, T0 + HOUR)
	away(host, T0 + 2 * HOUR, until=T0 + 14 * HOUR)
	writes(host, facebook, "Hello, is the blue bike still there?", at=T0 + 3 * HOUR)
	said = [text.replace("\u202f", " ") for text in texts(facebook)]
	assert said == ["Back 14:00, you!", "Back Saturday, November 21, 2026, 1:00 AM, you!"]


def test_an_answer_meanwhile_or_the_end_of_the_absence_stops_it(host, facebook, absent):
	facebook.faults.add("POST messages", code=2)
	writes(host, facebook, at=T0)
	assert kinds() == [(AWAY, "Queued")]
	back(host, T0 + 5_000)
	with moment(host, T0 + MINUTE):
		frappe.get_attr("fb_care.jobs.send.sweep")()
	run(host, T0 + MINUTE)
	(row,) = rows()
	assert (row.send_state, row.send_problem) == ("Discarded", "availability_changed")
	assert row.send_error and texts(facebook) == []


def test_an_agents_answer_does_not_wait_for_one_that_is_tried_again(host, facebook, absent):
	facebook.faults.add("POST messages", code=2)
	writes(host, facebook, at=T0)
	answer(host, at=T0 + 1_000)
	run(host, T0 + 1_000)
	assert texts(facebook) == ["Yes, it is."]
	with moment(host, T0 + MINUTE):
		frappe.get_attr("fb_care.jobs.send.sweep")()
	run(host, T0 + MINUTE)
	assert [(row.send_state, row.send_problem) for row in rows()] == [("Discarded", "team_wrote")]


def test_a_person_who_opened_while_away_gets_no_instant_reply_afterwards(host, facebook, absent):
	writes(host, facebook, at=T0)
	back(host, T0 + MINUTE)
	writes(host, facebook, "Hello?", at=T0 + 2 * MINUTE)
	assert kinds() == [(AWAY, "Sent")]


def test_what_was_to_go_in_an_earlier_absence_does_not_go_in_a_later_one(host, facebook):
	page(host, facebook, away_message='Back at {{ away.until | "some time" }}.')
	away(host, T0 - HOUR, T0 + MINUTE)
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "Hello?")
		arrive(host, facebook)
	assert kinds() == [(AWAY, "Queued")]
	back(host, T0 + MINUTE)
	away(host, T0 + 2 * MINUTE)
	run(host, T0 + 3 * MINUTE)
	assert (texts(facebook), kinds()) == ([], [(AWAY, "Discarded")])
	writes(host, facebook, "Anybody?", at=T0 + 4 * MINUTE)
	assert len(texts(facebook)) == 1
