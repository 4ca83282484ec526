"""Until when an answer may be sent, under which tag, and what is said when it may not."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import answers as api
from fb_care.outbound.refusal import Refusal
from tests.app.answers_data import (
	CONVERSATION,
	DAY,
	HOUR,
	MINUTE,
	T0,
	TALK,
	answer,
	begin,
	moment,
	row,
	run,
	state,
	sweep,
	texts,
)
from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA


def window(host, at):
	with moment(host, at):
		return frappe._dict(api.window(CONVERSATION, TALK))


def test_inside_24_hours_it_is_shown_as_open(host, facebook, talk):
	shown = window(host, T0 + HOUR)
	assert (shown.may, shown.kind, shown.until_ms, shown.problem) == (True, "response", T0 + DAY, "")
	assert shown.reason == "Open since the person's last message."


def test_after_24_hours_it_is_refused_before_anything_is_stored(host, facebook, talk):
	with pytest.raises(Refusal, match="time in which Facebook lets") as refused:
		answer(host, at=T0 + DAY)
	assert refused.value.problem == "window"
	assert frappe.db.count("FB Message", {"conversation": talk}) == 1
	assert len(facebook.asked("POST messages")) == 0
	shown = window(host, T0 + DAY)
	assert (shown.may, shown.problem) == (False, "window")
	assert [option["kind"] for option in shown.alternatives] == ["wait"]


def test_a_person_with_the_human_agent_permission_has_seven_days(host, facebook, talk):
	host.page(human_agent=1)
	assert window(host, T0 + 2 * DAY).kind == "human_agent"
	answer(host, at=T0 + 2 * DAY)
	run(host, T0 + 2 * DAY)
	(sent,) = facebook.received(NORA)
	assert (sent.messaging_type, sent.tag) == ("MESSAGE_TAG", "HUMAN_AGENT")
	with pytest.raises(Refusal):
		answer(host, "Too late", at=T0 + 7 * DAY)


def test_inside_the_window_no_tag_is_used_even_with_the_permission(host, facebook, talk):
	host.page(human_agent=1)
	(name,) = answer(host).rows
	run(host)
	assert (facebook.received(NORA)[0].tag, row(name).messaging_type) == ("", "RESPONSE")


def test_a_permission_that_facebook_does_not_know_of_fails_this_answer_only(host, facebook, talk):
	host.page(human_agent=1)
	facebook.world.pages[PAGE_ID].human_agent = False
	(name,) = answer(host, at=T0 + 2 * DAY).rows
	run(host, T0 + 2 * DAY)
	assert (state(name), row(name).send_problem) == ("Failed", "human_agent_missing")
	assert frappe.db.get_value("FB Page", PAGE_ID, "health") != "Broken"


def test_the_window_may_close_while_an_answer_waits(host, facebook, talk):
	(name,) = answer(host, at=T0 + DAY - MINUTE).rows
	host.drop_jobs()
	sweep(host, T0 + DAY + MINUTE)
	assert (state(name), row(name).send_problem) == ("Failed", "window")
	assert len(facebook.asked("POST messages")) == 0


def test_facebook_may_close_it_earlier_than_our_clock(host, facebook, talk):
	facebook.world.thread(PAGE_ID, NORA).opened_ms = T0 - DAY
	(name,) = answer(host).rows
	run(host)
	assert (state(name), row(name).send_problem) == ("Failed", "window")
	assert window(host, T0 + 2 * MINUTE).may is False


def test_an_ad_opens_a_longer_window_where_the_page_knows_of_it(host, facebook):
	host.page(ad_window_hours=72)
	facebook.add_person(PAGE_ID, NORA, "Nora", "Lindqvist")
	referral = {"ad_id": "120210000000000101", "source": "ADS", "type": "OPEN_THREAD", "ads_context_data": {}}
	begin(host, facebook, at=T0 - HOUR)
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, NORA, "From the ad", referral=referral)
		from tests.app.answers_data import arrive

		arrive(host, facebook)
	facebook.world.thread(PAGE_ID, NORA).window_until_ms = T0 + 72 * HOUR
	shown = window(host, T0 + 2 * DAY)
	assert (shown.may, shown.kind, shown.until_ms) == (True, "response", T0 + 72 * HOUR)
	answer(host, at=T0 + 2 * DAY)
	run(host, T0 + 2 * DAY)
	assert texts(facebook) == ["Yes, it is."]


def test_somebody_who_never_wrote_can_not_be_written_to(host, facebook):
	host.page()
	facebook.world.pages[PAGE_ID].subscribed = ["message_echoes"]
	facebook.add_person(PAGE_ID, NORA, "Nora", "Lindqvist")
	with moment(host, T0):
		facebook.page_answers_elsewhere(PAGE_ID, NORA, "Hello")
		from tests.app.answers_data import arrive

		arrive(host, facebook)
	with pytest.raises(Refusal, match="has not written"):
		answer(host)


def test_the_person_who_is_blocked_here_gets_nothing(host, facebook, talk):
	frappe.db.set_value("FB Contact", talk, "blocked", 1)
	with pytest.raises(Refusal, match="blocked"):
		answer(host)


def test_a_page_that_is_switched_off_answers_nothing(host, facebook, talk):
	host.page(enabled=0)
	with pytest.raises(Refusal, match="not in use"):
		answer(host)


def test_an_email_of_the_linked_contact_is_offered_instead(host, facebook, talk):
	contact = frappe.get_doc({"doctype": "Contact", "first_name": "Nora", "email_ids": []})
	contact.append("email_ids", {"email_id": "nora@example.com", "is_primary": 1})
	contact.insert(ignore_permissions=True)
	frappe.db.set_value("FB Contact", talk, "contact", contact.name)
	shown = window(host, T0 + DAY)
	assert [option["kind"] for option in shown.alternatives] == ["email", "wait"]
	assert shown.alternatives[0]["address"] == "nora@example.com"
	with pytest.raises(Refusal, match=r"nora@example\.com"):
		answer(host, at=T0 + DAY)


def test_no_retired_tag_stands_anywhere_in_the_code():
	from pathlib import Path

	import fb_care

	retired = ("CONFIRMED_EVENT" + "_UPDATE", "ACCOUNT" + "_UPDATE", "POST_PURCHASE" + "_UPDATE")
	files = Path(fb_care.__file__).parent.rglob("*.py")
	assert not [path for path in files if any(tag in path.read_text(encoding="utf-8") for tag in retired)]
