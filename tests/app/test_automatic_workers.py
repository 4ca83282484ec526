"""Automatic replies go exactly once: two workers, workers that die, replays, the sweep, errors."""

from __future__ import annotations

import time

import frappe
import pytest

from fb_care import clock
from fb_care.away import automatic
from fb_care.care.automatic import MINUTE_MS
from tests.app.answers_data import HOUR, MINUTE, T0, TALK, arrive, moment, run, texts
from tests.app.automatic_data import AWAY, INSTANT, away, kinds, page, rows, talk, writes
from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA
from tests.app.test_process_workers import side_by_side


@pytest.fixture
def left(host, facebook, monkeypatch):
	"""Nora wrote to a page that is away, and the worker died before it decided."""
	page(host, facebook)
	away(host, T0 - HOUR)
	with monkeypatch.context() as dead:
		dead.setattr(automatic, "take_up", lambda due, until: None)
		with moment(host, T0):
			facebook.person_writes(PAGE_ID, NORA, "Hello?")
			arrive(host, facebook)
	assert (rows(), talk("automatic_due").automatic_due) == ([], 1)


def sweep_at(host, at: int) -> None:
	with moment(host, at):
		frappe.get_attr("fb_care.away.automatic.sweep")()
	run(host, at)


def test_the_sweep_takes_up_what_was_left(host, facebook, left):
	sweep_at(host, T0 + MINUTE)
	assert rows() == []
	sweep_at(host, T0 + MINUTE + 1)
	sweep_at(host, T0 + 2 * MINUTE)
	assert (kinds(), texts(facebook)) == ([(AWAY, "Sent")], ["We are away."])


def test_the_sweep_of_every_minute_runs_it(host, facebook, left):
	with moment(host, T0 + 2 * MINUTE):
		frappe.get_attr("fb_care.jobs.sweep.run")()
	assert [row.automatic for row in rows()] == [AWAY]


def test_two_workers_at_once(host, facebook, left):
	def work() -> None:
		frappe.set_user("Administrator")
		with clock.at(T0 + 2 * MINUTE):
			automatic.take_up({TALK: PAGE_ID}, time.monotonic() + 30)

	with moment(host, T0 + 2 * MINUTE):
		side_by_side(host, 3, work)
	assert len(rows()) == 1
	run(host, T0 + 2 * MINUTE)
	assert texts(facebook) == ["We are away."]


def test_many_messages_in_many_workers(host, facebook):
	page(host, facebook)
	away(host, T0 - HOUR)
	with moment(host, T0):
		for number in range(12):
			facebook.person_writes(PAGE_ID, NORA, f"Message {number}")
		facebook.webhooks.post = lambda body, headers: host.deliver(body, sign=False, headers=headers).status
		facebook.webhooks.run_due()

	def work() -> None:
		with clock.at(T0 + 1_000):
			frappe.get_attr("fb_care.inbound.process.drain")()

	side_by_side(host, 3, work)
	run(host, T0 + 2_000)
	assert texts(facebook) == ["We are away."]


def test_a_replay_says_nothing_again(host, facebook):
	page(host, facebook)
	writes(host, facebook, at=T0)
	names = frappe.get_all("FB Webhook Event", pluck="name")
	frappe.db.set_value("FB Response", {"conversation": TALK}, "state", "Open")
	with moment(host, T0 + MINUTE):
		frappe.get_attr("fb_care.inbound.process.replay")(names)
		frappe.db.commit()
		host.drain()
	run(host, T0 + MINUTE)
	assert kinds() == [(INSTANT, "Sent")]


def test_an_error_while_deciding_is_given_up_in_the_end(host, facebook, left, monkeypatch):
	def broken(*args: object) -> None:
		raise ValueError("no such facts")

	monkeypatch.setattr(automatic.automatic_facts, "gather", broken)
	before = frappe.db.count("Error Log")
	sweep_at(host, T0 + 2 * MINUTE)
	assert talk("automatic_due").automatic_due == 1
	sweep_at(host, T0 + 10 * MINUTE_MS + 1)
	assert (talk("automatic_due").automatic_due, rows()) == (0, [])
	assert frappe.db.count("Error Log") == before + 2
	assert frappe.db.count("FB Message", {"conversation": TALK}) == 1


def test_the_sweep_does_not_send_an_instant_reply_late(host, facebook, monkeypatch):
	page(host, facebook)
	with monkeypatch.context() as dead:
		dead.setattr(automatic, "take_up", lambda due, until: None)
		writes(host, facebook, at=T0)
	sweep_at(host, T0 + 11 * MINUTE)
	assert (rows(), talk("automatic_due").automatic_due) == ([], 0)


def test_a_page_without_automatic_replies_is_asked_nothing(host, facebook, monkeypatch):
	page(host, facebook, away_message_on=0, instant_reply_on=0)
	monkeypatch.setattr(automatic.availability, "of", lambda page: 1 / 0)
	writes(host, facebook, at=T0)
	assert not talk("automatic_due").automatic_due
