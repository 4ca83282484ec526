"""Answers of this app in the figures: counted when Facebook took them, at its time, by who wrote them."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import answers as api
from fb_care.figures import responses
from fb_care.figures.log import ConversationLog
from tests.app.answers_data import DAY, HOUR, MINUTE, T0, TALK, answer, arrive, begin, moment, run
from tests.app.hosts import AGENT
from tests.app.payloads import NORA, delivery, echo, message

SEND = "POST messages"


def opening() -> frappe._dict:
	fields = ["opened_ms", "answered_ms", "wait_ms", "answered_by", "answered_from", "state", "answer"]
	(found,) = frappe.get_all("FB Response", fields=fields, order_by="opened_ms asc")
	return found


def test_an_answer_counts_when_facebook_has_taken_it(host, facebook, talk) -> None:
	(name,) = answer(host).rows
	assert opening().state == "Open"
	run(host)
	found = opening()
	assert (found.state, found.answer, found.answered_by) == ("Answered", name, AGENT)
	assert (found.answered_from, found.wait_ms) == ("This App", MINUTE)


def test_the_echo_brings_facebooks_own_time(host, facebook, talk) -> None:
	answer(host)
	run(host, T0 + 5 * MINUTE)
	before = opening().answered_ms
	for sent in facebook.received(NORA):
		metadata = frappe.get_all("FB Message", filters={"direction": "Outgoing"}, pluck="name")[0]
		told = echo(sent.mid, sent.text, T0 + 4 * MINUTE, app_id=4242, metadata=f"fb_care:{metadata}")
		host.receive(delivery(told))
	assert before == T0 + 5 * MINUTE
	assert opening().wait_ms == 4 * MINUTE


def test_what_was_refused_is_no_answer(host, facebook, talk) -> None:
	facebook.faults.add(SEND, code=100, subcode=2018001, status=400)
	answer(host)
	run(host)
	assert opening().state == "Open"


def test_what_nobody_knows_counts_once_a_person_says_it_was_sent(host, facebook, talk) -> None:
	facebook.faults.add(SEND, code=2, status=500, after_send=True)
	(name,) = answer(host).rows
	run(host)
	assert opening().state == "Open"
	with host.as_user(AGENT):
		api.it_was_sent(name)
	assert (opening().state, opening().answer) == ("Answered", name)


def test_the_inboxs_earlier_answer_that_is_told_of_later_is_the_first(host, facebook, talk) -> None:
	facebook.faults.add(SEND, code=2, status=500, after_send=True)
	(name,) = answer(host).rows
	run(host)
	with host.as_user(AGENT):
		api.it_was_sent(name)
	host.receive(delivery(echo("inbox1", "Yes", T0 + 20_000)))
	assert (opening().answered_from, opening().wait_ms) == ("Page Inbox", 20_000)


def test_an_echo_that_came_first_is_one_answer(host, facebook, talk) -> None:
	answer(host)
	with moment(host, T0 + 2 * MINUTE):
		run(host, T0 + 2 * MINUTE)
		arrive(host, facebook)
	kept = opening()
	responses.rebuild(TALK)
	assert opening() == kept


def test_the_running_exchange_asks_the_database_next_to_nothing(host, facebook, talk) -> None:
	"""What each message costs does not grow with what was said before."""
	few = [asked(host, at) for at in (T0 + HOUR, T0 + 2 * HOUR)]
	for number in range(60):
		host.receive(delivery(message(f"n{number}", "and", T0 + 3 * HOUR + number * MINUTE)))
		host.receive(delivery(echo(f"e{number}", "yes", T0 + 3 * HOUR + number * MINUTE + 30_000)))
	assert [asked(host, at) for at in (T0 + 6 * HOUR, T0 + 7 * HOUR)] == few
	late = asked(host, T0 + 3 * HOUR + 5 * MINUTE + 1)
	assert late <= 16
	assert few == [0, 0]


def asked(host, at: int) -> int:
	"""How often the figures ask for one more message of the customer's."""
	count = 0
	original = ConversationLog._said

	def counting(self, *args, **kwargs):
		nonlocal count
		count += 1
		return original(self, *args, **kwargs)

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(ConversationLog, "_said", counting)
		host.receive(delivery(message(f"late{at}", "and one more", at)))
	return count


def test_a_day_later_the_same_person_opens_again(host, facebook, talk) -> None:
	answer(host)
	run(host)
	begin(host, facebook, "Me again", T0 + 2 * DAY)
	rows = frappe.get_all("FB Response", fields=["opened_ms", "state"], order_by="opened_ms asc")
	assert [(row.opened_ms, row.state) for row in rows] == [(T0, "Answered"), (T0 + 2 * DAY, "Open")]
