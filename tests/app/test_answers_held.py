"""Answers that wait because the page can't send: kept, offered, sent or discarded by a person."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import answers as api
from tests.app.answers_data import MINUTE, T0, answer, begin, moment, row, run, state, sweep, texts
from tests.app.hosts import MANAGER, PAGE_ID


def sent_calls(facebook):
	return len(facebook.asked("POST messages"))


def test_a_dead_token_keeps_answers_and_still_takes_messages(host, facebook, talk):
	facebook.world.pages[PAGE_ID].token_dead_subcode = 460
	(first,) = answer(host, "First").rows
	run(host)
	(second,) = answer(host, "Second", at=T0 + 2 * MINUTE).rows
	run(host, T0 + 2 * MINUTE)
	assert [state(first), state(second)] == ["Held", "Held"]
	assert (sent_calls(facebook), texts(facebook)) == (1, [])
	assert frappe.db.get_value("FB Page", PAGE_ID, "health") == "Broken"
	begin(host, facebook, "Still there?", T0 + 3 * MINUTE)
	assert frappe.db.count("FB Message", {"conversation": talk, "direction": "Incoming"}) == 2


def test_held_answers_are_offered_after_reconnecting_and_sent_when_wanted(host, facebook, talk):
	facebook.world.pages[PAGE_ID].token_dead_subcode = 460
	(name,) = answer(host).rows
	run(host)
	facebook.world.pages[PAGE_ID].token_dead_subcode = None
	sweep(host, T0 + 5 * MINUTE)
	assert (state(name), texts(facebook)) == ("Held", [])
	with moment(host, T0 + 6 * MINUTE):
		host.page(access_token=facebook.world.pages[PAGE_ID].token)
		frappe.get_attr("fb_care.jobs.health.check")(PAGE_ID)
	notices = frappe.get_all("FB Page Notice", {"parent": PAGE_ID, "solved": 0}, pluck="code")
	assert "answers_wait" in notices
	assert [waiting["name"] for waiting in api.held(PAGE_ID)] == [name]
	with moment(host, T0 + 7 * MINUTE), host.as_user(MANAGER):
		assert api.send_held(PAGE_ID) == 1
	frappe.db.commit()
	run(host, T0 + 7 * MINUTE)
	assert (state(name), texts(facebook)) == ("Sent", ["Yes, it is."])


def test_held_answers_can_be_discarded(host, facebook, talk):
	facebook.world.pages[PAGE_ID].token_dead_subcode = 460
	(name,) = answer(host).rows
	run(host)
	assert api.discard_held(PAGE_ID) == 1
	assert state(name) == "Discarded"
	assert api.held(PAGE_ID) == []


def test_a_page_without_a_token_keeps_answers(host, facebook, talk):
	host.page(access_token="")
	frappe.db.delete("__Auth", {"doctype": "FB Page", "name": PAGE_ID})
	(name,) = answer(host).rows
	run(host)
	assert (state(name), row(name).send_problem) == ("Held", "token_missing")
	assert sent_calls(facebook) == 0


def test_a_restricted_page_keeps_answers_until_a_manager_says_it_is_mended(host, facebook, talk):
	facebook.world.pages[PAGE_ID].restricted = True
	(name,) = answer(host).rows
	run(host)
	assert (state(name), row(name).send_problem) == ("Held", "page_restricted")
	assert frappe.db.get_value("FB Page", PAGE_ID, ["health", "blocked_until_fixed"]) == ("Broken", 1)
	with pytest.raises(frappe.ValidationError, match="restricts"):
		api.send_held(PAGE_ID)
	facebook.world.pages[PAGE_ID].restricted = False
	frappe.get_attr("fb_care.api.pages.solve_notices")(PAGE_ID)
	with moment(host, T0 + 3 * MINUTE):
		assert api.send_held(PAGE_ID) == 1
	frappe.db.commit()
	run(host, T0 + 3 * MINUTE)
	assert texts(facebook) == ["Yes, it is."]
