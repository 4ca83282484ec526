"""An answer goes to Facebook once, in order, and its row says what became of it."""

from __future__ import annotations

import frappe
import pytest

from fb_care.outbound.refusal import AnsweredMeanwhile, Refusal
from tests.app.answers_data import (
	CONVERSATION,
	MINUTE,
	T0,
	TALK,
	answer,
	arrive,
	begin,
	moment,
	row,
	run,
	state,
	texts,
)
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.payloads import NORA


def test_an_answer_waits_then_is_sent_once(host, facebook, talk):
	(name,) = answer(host).rows
	assert state(name) == "Queued"
	assert texts(facebook) == []
	run(host)
	assert state(name) == "Sent"
	assert texts(facebook) == ["Yes, it is."]
	assert row(name).mid == facebook.received(NORA)[0].mid
	assert facebook.received(NORA)[0].messaging_type == "RESPONSE"


def test_its_echo_makes_no_second_message(host, facebook, talk):
	(name,) = answer(host).rows
	run(host)
	with moment(host, T0 + 2 * MINUTE):
		arrive(host, facebook)
	assert frappe.db.count("FB Message", {"conversation": talk}) == 2
	assert row(name).sent_ms == facebook.received(NORA)[0].at_ms
	assert frappe.db.get_value(CONVERSATION, talk, "message_count") == 2


def test_an_echo_that_comes_before_the_call_returns_is_the_same_message(host, facebook, talk, monkeypatch):
	from fb_care.facebook.graph import GraphClient

	(name,) = answer(host).rows
	before = GraphClient.send_message

	def slow(self, *args, **kwargs):
		sent = before(self, *args, **kwargs)
		arrive(host, facebook)
		return sent

	monkeypatch.setattr(GraphClient, "send_message", slow)
	run(host)
	assert state(name) == "Sent"
	assert frappe.db.count("FB Message", {"conversation": talk}) == 2
	assert frappe.db.get_value(CONVERSATION, talk, "message_count") == 2
	assert texts(facebook) == ["Yes, it is."]


def test_long_text_is_split_on_words_and_stays_in_order(host, facebook, talk):
	text = " ".join(f"word{number}" for number in range(700))
	found = answer(host, text)
	run(host)
	assert len(found.rows) == 3
	assert " ".join(texts(facebook)) == text
	assert all(len(piece) <= 2000 for piece in texts(facebook))


def test_answers_of_one_conversation_go_out_in_the_order_they_were_written(host, facebook, talk):
	for number in range(4):
		answer(host, f"Answer {number}", at=T0 + MINUTE + number)
	run(host)
	assert texts(facebook) == [f"Answer {number}" for number in range(4)]


def test_what_is_delivered_and_read_is_told(host, facebook, talk):
	(name,) = answer(host).rows
	run(host)
	with moment(host, T0 + 5 * MINUTE):
		facebook.person_reads(PAGE_ID, NORA)
		arrive(host, facebook)
	assert row(name).delivery_state == "Read"


def test_a_mark_says_nothing_of_an_answer_that_still_waits(host, facebook, talk):
	(name,) = answer(host).rows
	with moment(host, T0 + 5 * MINUTE):
		facebook.person_reads(PAGE_ID, NORA)
		arrive(host, facebook)
	assert row(name).delivery_state in ("", None)


def test_the_agent_who_wrote_it_is_known(host, facebook, talk):
	(name,) = answer(host).rows
	assert row(name).sent_by == AGENT
	assert frappe.db.get_value(CONVERSATION, talk, "last_answer_by") == AGENT


def test_nothing_is_no_answer(host, facebook, talk):
	with pytest.raises(Refusal, match="nothing to send"):
		answer(host, "  \n ")
	assert frappe.db.count("FB Message", {"send_state": ["is", "set"]}) == 0


def test_a_text_beyond_all_reason_is_refused_whole(host, facebook, talk):
	with pytest.raises(Refusal, match="20001"):
		answer(host, "x" * 20_001)
	run(host)
	assert texts(facebook) == []


def test_markup_goes_out_as_it_was_typed(host, facebook, talk):
	answer(host, "a < b, <b>bold</b> & <script>")
	run(host)
	assert texts(facebook) == ["a < b, <b>bold</b> & <script>"]


def test_a_second_agent_is_warned_and_may_insist(host, facebook, talk):
	answer(host, "Mine", user=AGENT)
	with pytest.raises(AnsweredMeanwhile, match="has just answered"):
		answer(host, "Mine too", user=MANAGER, at=T0 + 2 * MINUTE)
	run(host)
	assert texts(facebook) == ["Mine"]
	answer(host, "Mine too", user=MANAGER, at=T0 + 2 * MINUTE)
	run(host, T0 + 2 * MINUTE)
	assert texts(facebook) == ["Mine", "Mine too"]


def test_confirm_sends_at_once(host, facebook, talk):
	answer(host, "Mine", user=AGENT)
	answer(host, "Mine too", user=MANAGER, confirm=1)
	run(host)
	assert texts(facebook) == ["Mine", "Mine too"]


def test_no_warning_once_the_person_has_written_again(host, facebook, talk):
	answer(host, "Mine", user=AGENT)
	begin(host, facebook, "And the red one?", T0 + 2 * MINUTE)
	answer(host, "Sold", user=MANAGER, at=T0 + 3 * MINUTE)
	run(host, T0 + 3 * MINUTE)
	assert texts(facebook) == ["Mine", "Sold"]


def test_an_answer_in_facebooks_inbox_warns_too(host, facebook, talk):
	with moment(host, T0 + MINUTE):
		facebook.page_answers_elsewhere(PAGE_ID, NORA, "Answered on the phone")
		arrive(host, facebook)
	with pytest.raises(AnsweredMeanwhile, match="inbox"):
		answer(host, "Hello", at=T0 + 2 * MINUTE)


def test_answering_reads_what_was_unread(host, facebook, talk):
	assert frappe.db.get_value(CONVERSATION, talk, "unread_count") == 1
	answer(host)
	assert frappe.db.get_value(CONVERSATION, talk, "unread_count") == 0


def test_over_http_an_agent_of_another_page_may_not(host, facebook, talk):
	frappe.get_doc({"doctype": "FB Page", "page_id": "999888777", "page_name": "Other", "enabled": 1}).insert(
		ignore_permissions=True
	)
	frappe.get_doc(
		{"doctype": "User Permission", "user": AGENT, "allow": "FB Page", "for_value": "999888777"}
	).insert(ignore_permissions=True)
	frappe.clear_cache(user=AGENT)
	told = {"doctype": CONVERSATION, "name": TALK, "text": "Hello"}
	reply = host.request("POST", "/api/method/fb_care.api.answers.send", told, user=AGENT)
	assert reply.status == 403
	run(host)
	assert texts(facebook) == []


def test_typing_is_shown_where_the_page_wants_it(host, facebook, talk):
	host.page(show_typing=1)
	answer(host)
	run(host)
	assert facebook.world.thread(PAGE_ID, NORA).actions == ["typing_on"]


def test_reading_is_told_where_the_page_wants_it(host, facebook, talk):
	host.page(mark_seen=1)
	from fb_care.api import inbox

	with moment(host, T0 + MINUTE):
		inbox.mark_read(CONVERSATION, talk)
		frappe.db.commit()
		assert "fb_care.jobs.send.mark_seen" in host.queued_jobs()
		frappe.get_attr("fb_care.jobs.send.mark_seen")(talk)
	assert facebook.world.thread(PAGE_ID, NORA).actions == ["mark_seen"]


def test_the_timeline_says_who_wrote_it_and_what_became_of_it(host, facebook, talk):
	from fb_care.inbox import timeline

	answer(host)
	shown = timeline.of_conversation(frappe.get_doc("FB Conversation", talk))["items"][-1]
	agent = frappe.db.get_value("User", AGENT, "full_name")
	assert (shown["state"], shown["agent"], shown["text"]) == ("Queued", agent, "Yes, it is.")
	run(host)
	assert timeline.of_conversation(frappe.get_doc("FB Conversation", talk))["items"][-1]["state"] == "Sent"


def test_gaps_that_a_saved_reply_left_are_not_sent(host, facebook, talk):
	reply = frappe.get_doc({"doctype": "FB Saved Reply", "title": "Order", "text": "Hi {{ order.name }}!"})
	reply.insert(ignore_permissions=True)
	text = frappe.get_attr("fb_care.api.saved_replies.fill")(reply.name, CONVERSATION, TALK)["text"]
	with pytest.raises(Refusal, match="still missing"):
		answer(host, text, saved_reply=reply.name)
	answer(host, "Hi 4711!", saved_reply=reply.name)
	run(host)
	assert texts(facebook) == ["Hi 4711!"]
