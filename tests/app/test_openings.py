"""Openings and answers as rows: kept while messages arrive, in whatever order, and what is left out."""

from __future__ import annotations

import random

import frappe
import pytest

from fb_care import clock
from fb_care.care.openings import HOUR_MS
from fb_care.figures import responses, standing
from fb_care.jobs import figures as jobs
from tests.app.payloads import NORA, T0, delivery, echo, message, postback

H, DAY = HOUR_MS, 24 * HOUR_MS
CONVERSATION = "FB Conversation"


def rows(**filters: object) -> list[tuple]:
	"""(hours from T0, minutes until the answer, left out) of each opening, in order."""
	fields = ["opened_ms", "wait_ms", "left_out"]
	found = frappe.get_all("FB Response", filters=filters, fields=fields, order_by="opened_ms asc")
	return [
		((row.opened_ms - T0) / H, None if row.wait_ms is None else row.wait_ms / 60_000, row.left_out)
		for row in found
	]


@pytest.fixture
def page(host) -> str:
	return host.page().name


def test_a_message_is_an_opening_and_the_inboxs_reply_its_answer(host, page: str) -> None:
	take(host, delivery(message("m1", "Are you open?", T0)))
	assert rows() == [(0, None, "")]
	take(host, delivery(echo("m2", "Yes!", T0 + 3 * 60_000)))
	row = frappe.get_doc("FB Response", frappe.get_all("FB Response", pluck="name")[0])
	assert rows() == [(0, 3, "")]
	assert (row.state, row.answered_from, row.page, row.contact) == (
		"Answered",
		"Page Inbox",
		page,
		f"{page}-{NORA}",
	)
	assert frappe.db.get_value("FB Message", row.opening, "mid") == "m1"
	assert frappe.db.get_value("FB Message", row.answer, "mid") == "m2"


def test_a_button_press_opens_too_and_more_words_open_nothing(host, page: str) -> None:
	take(host, delivery(postback("m1", at=T0)), delivery(message("m2", "Hello?", T0 + H)))
	assert rows() == [(0, None, "")]


def test_other_apps_and_automatic_texts_are_no_answer(host, page: str) -> None:
	frappe.db.set_value("FB Page", page, "automatic_texts", "Thanks, we will be back soon.")
	take(
		host,
		delivery(message("m1", "Hi", T0)),
		delivery(echo("m2", "Thanks, we will be back soon.", T0 + 60_000)),
		delivery(echo("m3", "beep", T0 + 120_000, app_id=777)),
		delivery(message("m4", "Hi again", T0 + DAY + 1)),
	)
	assert rows() == [(0, None, ""), ((DAY + 1) / H, None, "")]


def test_an_answer_that_proves_automatic_is_taken_back(host, page: str) -> None:
	take(host, delivery(echo("m2", "Hello!", T0 + 1000)))
	take(host, delivery(message("m0", "Hi", T0 - H)))
	assert rows() == [(-1, (H + 1000) / 60_000, "")]
	take(host, delivery(message("m1", "Anybody?", T0)))
	assert rows() == [(-1, None, "")]


def test_each_way_of_counting_that_a_policy_uses_has_its_rows(host, page: str) -> None:
	policy = {"doctype": "FB Response Policy", "title": "With apps", "counts": "People and other apps"}
	frappe.get_doc(policy).insert(ignore_permissions=True)
	take(host, delivery(message("m1", "Hi", T0)), delivery(echo("m2", "beep", T0 + 60_000, app_id=777)))
	assert rows(counts="People") == [(0, None, "")]
	assert rows(counts="People and other apps") == [(0, 1, "")]


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_arrival_gives_the_same_rows(host, page: str, seed: int) -> None:
	dice = random.Random(seed)
	times = [
		T0 + dice.choice([0, 1, 5, 12, 23, 24, 25, 30, 48, 49, 72]) * H + dice.randrange(3) for _ in range(14)
	]
	told = [
		delivery(
			message(f"m{number}", "words", at) if dice.random() < 0.6 else echo(f"m{number}", "words", at)
		)
		for number, at in enumerate(times)
	]
	dice.shuffle(told)
	for one in told:
		take(host, one)
	kept = rows()
	responses.rebuild(f"{page}-{NORA}")
	assert kept and kept == rows()


def test_rebuilding_makes_what_is_missing_and_takes_what_is_wrong(host, page: str) -> None:
	take(host, delivery(message("m1", "Hi", T0)), delivery(echo("m2", "Yes", T0 + 60_000)))
	take(host, delivery(message("m3", "Hi", T0 + 2 * DAY)))
	before = rows()
	frappe.db.set_value(
		"FB Response", {"opened_ms": T0}, {"answer": None, "wait_ms": None, "answered_ms": None}
	)
	frappe.db.delete("FB Response", {"opened_ms": T0 + 2 * DAY})
	jobs.rebuild()
	assert rows() == before


def test_spam_is_left_out_and_comes_back(host, page: str) -> None:
	take(host, delivery(message("m1", "Hi", T0)), delivery(echo("m2", "Yes", T0 + 60_000)))
	state(host, "Spam")
	assert rows() == [(0, 1, "Spam")]
	take(host, delivery(message("m3", "Hi", T0 + 2 * DAY)))
	assert rows() == [(0, 1, "Spam"), (48, None, "Spam")]
	state(host, "Open")
	assert rows() == [(0, 1, ""), (48, None, "")]


@pytest.mark.parametrize("put_away", ["Done", "Archived"])
def test_put_away_without_an_answer_is_left_out_and_comes_back(host, page: str, put_away: str) -> None:
	take(host, delivery(message("m1", "Thanks!", T0)))
	state(host, put_away)
	assert rows() == [(0, None, "Done")]
	state(host, "Open")
	assert rows() == [(0, None, "")]


def test_what_was_answered_counts_though_it_is_done(host, page: str) -> None:
	take(host, delivery(message("m1", "Hi", T0)), delivery(echo("m2", "Yes", T0 + 60_000)))
	state(host, "Done")
	assert rows() == [(0, 1, "")]


def test_a_late_answer_makes_it_count_after_all(host, page: str) -> None:
	take(host, delivery(message("m1", "Hi", T0)))
	state(host, "Done")
	take(host, delivery(echo("m2", "Yes", T0 + H)))
	assert rows() == [(0, 60, "")]


def test_the_person_who_writes_again_brings_only_the_new_opening(host, page: str) -> None:
	take(host, delivery(message("m1", "Thanks!", T0)))
	state(host, "Done")
	take(host, delivery(message("m2", "One more thing", T0 + 2 * DAY)))
	assert rows() == [(0, None, "Done"), (48, None, "")]
	state(host, "Done")
	assert rows() == [(0, None, "Done"), (48, None, "Done")]
	state(host, "Open")
	assert rows() == [(0, None, "Done"), (48, None, "")]


def test_openings_of_an_absence_are_left_out(host, page: str) -> None:
	take(host, delivery(message("m1", "Hi", T0)), delivery(message("m2", "Hi", T0 + 2 * DAY)))
	period = {"doctype": "FB Away Period", "page": page, "kind": "By hand", "start_ms": T0 + DAY, "end_ms": 0}
	doc = frappe.get_doc(period).insert(ignore_permissions=True)
	standing.away_changed(page, T0 + DAY, T0 + 9 * DAY)
	assert rows() == [(0, None, ""), (48, None, "Away")]
	take(host, delivery(message("m3", "Hi", T0 + 4 * DAY)))
	assert rows()[-1] == (96, None, "Away")
	doc.db_set("end_ms", T0 + 4 * DAY)
	standing.away_changed(page, T0 + DAY, T0 + 9 * DAY)
	assert [row[2] for row in rows()] == ["", "Away", ""]


def test_what_came_at_the_very_moment_of_going_away_is_looked_at_again(host, page: str) -> None:
	take(host, delivery(message("m1", "Hi", T0)))
	period = {"doctype": "FB Away Period", "page": page, "kind": "By hand", "start_ms": T0 - 1, "end_ms": 0}
	frappe.get_doc(period).insert(ignore_permissions=True)
	with clock.at(T0 + H // 2):
		jobs.run()
	assert rows() == [(0, None, "Away")]


def test_a_conversation_can_be_deleted_with_its_rows(host, page: str) -> None:
	take(host, delivery(message("m1", "Hi", T0)), delivery(echo("m2", "Yes", T0 + 60_000)))
	take(host, delivery(message("m3", "Hi", T0 + 2 * DAY)))
	name = frappe.db.get_value("FB Message", {"mid": "m2"})
	frappe.delete_doc("FB Message", name, ignore_permissions=True)
	assert rows() == [(0, None, ""), (48, None, "")]
	name = frappe.db.get_value("FB Message", {"mid": "m1"})
	frappe.delete_doc("FB Message", name, ignore_permissions=True)
	assert rows() == [(48, None, "")]


def test_the_ad_that_led_to_it(host, page: str) -> None:
	referral = {"ad_id": "6099", "source": "ADS", "type": "OPEN_THREAD"}
	take(host, delivery(message("m1", "Hi", T0, referral=referral)))
	assert frappe.get_all("FB Response", pluck="ad") == ["6099"]


def take(host, *told: dict) -> None:
	for one in told:
		host.receive(one)


def state(host, value: str) -> None:
	"""A person puts Nora's conversation into this state now."""
	from fb_care.api import inbox

	with clock.at(clock.now_ms()):
		inbox.set_state(CONVERSATION, frappe.get_all(CONVERSATION, pluck="name")[0], value)
	frappe.db.commit()
