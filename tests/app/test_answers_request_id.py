"""The same request twice: answers, public and private replies are made once, and both are told of them."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.api import answers, comments
from fb_care.outbound.refusal import Refusal
from tests.app.answers_data import CONVERSATION, MINUTE, T0, TALK, answer, moment, run, texts
from tests.app.comments_data import EVA, commented
from tests.app.hosts import AGENT, MANAGER
from tests.app.test_process_workers import side_by_side

LONG = "word " * 900


def test_the_same_id_again_gives_the_first_answer(host, facebook, talk):
	first = answer(host, LONG, request_id="r-1")
	again = answer(host, "something else", request_id="r-1", at=T0 + 2 * MINUTE)
	assert first == again and len(first.rows) > 1
	run(host)
	assert len(texts(facebook)) == len(first.rows)
	assert "something else" not in texts(facebook)


def test_another_id_another_user_and_none_are_answers_of_their_own(host, facebook, talk):
	made = [
		answer(host, "one", request_id="r-1"),
		answer(host, "two", request_id="r-2"),
		answer(host, "three", request_id="r-1", user=MANAGER, confirm=1),
		answer(host, "four", confirm=1),
		answer(host, "five"),
	]
	assert len({one.answer for one in made}) == 5
	run(host)
	assert texts(facebook) == ["one", "two", "three", "four", "five"]


def test_it_is_told_although_the_window_has_closed_since(host, facebook, talk):
	first = answer(host, "In time", request_id="r-1")
	late = T0 + 30 * 24 * 60 * MINUTE
	assert answer(host, "In time", request_id="r-1", at=late) == first
	with pytest.raises(Refusal):
		answer(host, "Too late", request_id="r-2", at=late)


def test_what_was_refused_may_be_asked_again(host, facebook, talk):
	with pytest.raises(Refusal):
		answer(host, "  ", request_id="r-1")
	assert answer(host, "Now", request_id="r-1").rows


def test_an_endless_id_is_refused(host, facebook, talk):
	with pytest.raises(frappe.ValidationError):
		answer(host, "x", request_id="r" * 141)


def test_both_at_once_make_one_answer(host, facebook, talk):
	made = []

	def work() -> None:
		frappe.set_user(AGENT)
		with clock.at(T0 + MINUTE):
			made.append(answers.send(CONVERSATION, TALK, "Once", request_id="r-1"))
			frappe.db.commit()

	with moment(host, T0 + MINUTE):
		side_by_side(host, 3, work)
	host.fresh()
	assert len(made) == 3 and made[0] == made[1] == made[2]
	assert frappe.db.count("FB Message", {"conversation": talk, "direction": "Outgoing"}) == 1
	run(host)
	assert texts(facebook) == ["Once"]


def test_over_http(host, facebook, talk):
	data = {"doctype": CONVERSATION, "name": talk, "text": "Hello", "request_id": "r-1"}
	frappe.db.set_value(CONVERSATION, talk, "window_until_ms", clock.now_ms() + MINUTE)
	path = "/api/method/fb_care.api.answers.send"
	found = [host.request("POST", path, dict(data), user=AGENT) for _turn in range(2)]
	assert [one.status for one in found] == [200, 200], found[0].text
	assert found[0].json()["message"] == found[1].json()["message"]


@pytest.fixture
def comment(host: Any, facebook: Any) -> str:
	return commented(host, facebook)


def test_a_public_reply_is_made_once(host, facebook, comment):
	with host.as_user(AGENT):
		first = comments.reply(comment, "Two days.", request_id="r-1")
		frappe.db.set_value("FB Comment", comment, "state", "Removed")
		frappe.db.commit()
		assert comments.reply(comment, "Two days.", request_id="r-1") == first
		with pytest.raises(Refusal):
			comments.reply(comment, "Two days.", request_id="r-2")
	assert frappe.db.count("FB Comment", {"direction": "Outgoing"}) == 1


def test_a_private_reply_is_told_again_instead_of_refused(host, facebook, comment):
	with host.as_user(AGENT):
		first = comments.private_reply(comment, "Two days.", request_id="r-1")
		again = comments.private_reply(comment, "Two days.", request_id="r-1")
		assert {**first, "now_ms": 0} == {**again, "now_ms": 0}
		with pytest.raises(Refusal):
			comments.private_reply(comment, "Two days.", request_id="r-2")
	host.run_jobs()
	with host.as_user(AGENT):
		assert comments.private_reply(comment, "Two days.", request_id="r-1")["state"] == "Sent"
	assert len(facebook.received(EVA[0])) == 1


def test_a_private_reply_that_failed_is_not_tried_again_by_the_same_request(host, facebook, comment):
	with host.as_user(AGENT):
		comments.private_reply(comment, "Two days.", request_id="r-1")
	host.drop_jobs()
	frappe.db.set_value("FB Private Reply", {"comment": comment}, "state", "Failed")
	frappe.db.commit()
	with host.as_user(AGENT):
		assert comments.private_reply(comment, "Two days.", request_id="r-1")["state"] == "Failed"
		assert comments.private_reply(comment, "Two days.", request_id="r-2")["state"] == "Reserved"


def test_both_private_replies_at_once_are_one(host, facebook, comment):
	made = []

	def work() -> None:
		frappe.set_user(AGENT)
		made.append(comments.private_reply(comment, "Two days.", request_id="r-1")["state"])
		frappe.db.commit()

	side_by_side(host, 3, work)
	host.fresh()
	assert len(made) == 3
	assert frappe.db.count("FB Private Reply") == 1
	host.run_jobs()
	assert len(facebook.received(EVA[0])) == 1
