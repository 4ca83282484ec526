"""Several agents and several workers at once: nobody's answer goes out twice, none is lost, order holds."""

from __future__ import annotations

import itertools

import frappe

from fb_care import clock
from fb_care.api import answers
from fb_care.outbound.refusal import AnsweredMeanwhile
from tests.app.answers_data import CONVERSATION, MINUTE, T0, TALK, answer, arrive, moment, texts
from tests.app.hosts import AGENT, MANAGER
from tests.app.test_process_workers import side_by_side


def send_all(at: int) -> None:
	with clock.at(at):
		frappe.get_attr("fb_care.jobs.send.send_thread")(CONVERSATION, TALK)


def test_two_agents_at_the_same_moment_one_of_them_is_warned(host, facebook, talk):
	users, warned = itertools.chain((AGENT, MANAGER)), []

	def work() -> None:
		frappe.set_user(next(users))
		with clock.at(T0 + MINUTE):
			try:
				answers.send(CONVERSATION, TALK, f"From {frappe.session.user}")
				frappe.db.commit()
			except AnsweredMeanwhile as error:
				warned.append(str(error))

	with moment(host, T0 + MINUTE):
		side_by_side(host, 2, work)
		send_all(T0 + MINUTE)
	assert len(warned) == 1 and "has just answered" in warned[0]
	assert len(texts(facebook)) == 1


def test_three_workers_send_each_answer_once_and_in_order(host, facebook, talk):
	said = [f"Answer {number}" for number in range(9)]
	for number, text in enumerate(said):
		answer(host, text, at=T0 + MINUTE + number)
	host.drop_jobs()
	with moment(host, T0 + 2 * MINUTE):
		for _round in range(4):  # a worker leaves when another one is at work on its thread
			side_by_side(host, 3, lambda: send_all(T0 + 2 * MINUTE))
	assert texts(facebook) == said
	with moment(host, T0 + 3 * MINUTE):
		arrive(host, facebook)
	assert frappe.db.count("FB Message", {"conversation": talk}) == 10
	assert frappe.db.get_value(CONVERSATION, talk, "message_count") == 10


def test_echoes_are_processed_while_answers_are_sent(host, facebook, talk):
	said = [f"Answer {number}" for number in range(6)]
	for number, text in enumerate(said):
		answer(host, text, at=T0 + MINUTE + number)
	host.drop_jobs()
	turns = itertools.count()

	def work() -> None:
		if next(turns):
			for _turn in range(6):
				facebook.webhooks.run_due()
				with clock.at(T0 + 2 * MINUTE):
					frappe.get_attr("fb_care.inbound.process.drain")()
		else:
			send_all(T0 + 2 * MINUTE)

	with moment(host, T0 + 2 * MINUTE):
		side_by_side(host, 2, work)
		send_all(T0 + 2 * MINUTE)
		arrive(host, facebook)
	assert texts(facebook) == said
	sent = {"conversation": talk, "direction": "Outgoing"}
	rows = frappe.get_all("FB Message", sent, ["send_state", "mid"])
	assert [row.send_state for row in rows] == ["Sent"] * 6
	assert len({row.mid for row in rows}) == 6
