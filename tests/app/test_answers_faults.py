"""What can go wrong between the outbox and Facebook, with how often the person got the message."""

from __future__ import annotations

import itertools

import frappe
import pytest

from fb_care.api import answers as api
from fb_care.outbound import outbox
from tests.app.answers_data import (
	CONVERSATION,
	DAY,
	HOUR,
	MINUTE,
	T0,
	answer,
	arrive,
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

SEND = "POST messages"


def sent_calls(facebook):
	return len(facebook.asked(SEND))


def test_an_answer_of_500_after_it_was_sent(host, facebook, talk):
	facebook.faults.add(SEND, code=2, status=500, after_send=True)
	(name,) = answer(host).rows
	run(host)
	assert (state(name), texts(facebook)) == ("Unknown", ["Yes, it is."])
	for minute in range(2, 30):
		sweep(host, T0 + minute * MINUTE)
	assert (state(name), sent_calls(facebook)) == ("Unknown", 1)
	with moment(host, T0 + 31 * MINUTE):
		arrive(host, facebook)
	assert (state(name), texts(facebook)) == ("Sent", ["Yes, it is."])
	assert row(name).send_problem in ("", None)


@pytest.mark.parametrize(
	("fault", "received"),
	[
		({"drop": True, "after_send": True}, 1),
		({"drop": True}, 0),
		({"raw_body": "<h1>Bad gateway</h1>", "status": 502}, 0),
		({"raw_body": "<h1>Bad gateway</h1>", "status": 502, "after_send": True}, 1),
		({"code": 1, "subcode": 1357046, "after_send": True}, 1),
		({"code": 1, "status": 500}, 0),
	],
)
def test_what_may_have_been_sent_is_never_sent_again_by_itself(host, facebook, talk, fault, received):
	facebook.faults.add(SEND, **fault)
	(name,) = answer(host).rows
	run(host)
	assert state(name) == "Unknown"
	for minute in (5, 30, 300):
		sweep(host, T0 + minute * MINUTE)
	assert (sent_calls(facebook), len(texts(facebook))) == (1, received)


def test_a_person_who_looked_sends_it_again_once(host, facebook, talk):
	facebook.faults.add(SEND, drop=True)
	(name,) = answer(host).rows
	run(host)
	with moment(host, T0 + 10 * MINUTE):
		api.again(name)
		frappe.db.commit()
	run(host, T0 + 10 * MINUTE)
	assert (state(name), texts(facebook)) == ("Sent", ["Yes, it is."])


def test_a_person_who_looked_says_that_it_was_sent(host, facebook, talk):
	facebook.faults.add(SEND, drop=True, after_send=True)
	(name,) = answer(host).rows
	run(host)
	api.it_was_sent(name)
	run(host, T0 + 10 * MINUTE)
	assert (state(name), texts(facebook)) == ("Sent", ["Yes, it is."])
	with moment(host, T0 + 11 * MINUTE):
		arrive(host, facebook)
	assert frappe.db.count("FB Message", {"conversation": talk}) == 2


def test_what_was_discarded_stays_unsent(host, facebook, talk):
	facebook.faults.add(SEND, drop=True)
	(name,) = answer(host).rows
	run(host)
	api.discard(name)
	sweep(host, T0 + HOUR)
	assert (state(name), texts(facebook)) == ("Discarded", [])


def test_what_was_sent_can_be_neither_repeated_nor_discarded(host, facebook, talk):
	(name,) = answer(host).rows
	run(host)
	for change in (api.again, api.discard, api.it_was_sent):
		with pytest.raises(frappe.ValidationError, match="nothing was changed"):
			change(name)
	assert texts(facebook) == ["Yes, it is."]


def test_no_connection_at_all_is_tried_again(host, facebook, talk):
	settings = frappe.get_doc("FB Care Settings")
	settings.graph_url = "http://127.0.0.1:1"
	settings.save(ignore_permissions=True)
	(name,) = answer(host).rows
	run(host)
	assert (state(name), row(name).send_problem) == ("Queued", "temporary")
	settings.graph_url = facebook.graph_url
	settings.save(ignore_permissions=True)
	sweep(host, T0 + 3 * MINUTE)
	assert (state(name), texts(facebook)) == ("Sent", ["Yes, it is."])


def test_passing_failures_are_tried_again_with_growing_waits_then_given_up(host, facebook, talk):
	facebook.faults.add(SEND, code=2, times=50)
	(name,) = answer(host).rows
	run(host)
	waits = []
	for minute in range(2, 120):
		before = sent_calls(facebook)
		sweep(host, T0 + minute * MINUTE)
		waits += [minute] * (sent_calls(facebook) - before)
	assert (state(name), sent_calls(facebook), texts(facebook)) == ("Failed", 5, [])
	steps = [later - earlier for earlier, later in itertools.pairwise(waits)]
	assert steps == sorted(steps)


def test_limits_for_an_hour_delay_the_answer_and_send_it_once(host, facebook, talk):
	facebook.faults.add(SEND, code=613, status=429, times=1000)
	(name,) = answer(host).rows
	run(host)
	for minute in range(2, 62):
		sweep(host, T0 + minute * MINUTE)
	assert (state(name), texts(facebook)) == ("Queued", [])
	assert sent_calls(facebook) <= 12
	facebook.faults.clear()
	for minute in range(62, 80):
		sweep(host, T0 + minute * MINUTE)
	assert (state(name), texts(facebook)) == ("Sent", ["Yes, it is."])


def test_a_limit_pauses_the_whole_page(host, facebook, talk):
	facebook.add_person(PAGE_ID, "24680135790099", "Ole", "Berg")
	with moment(host, T0):
		facebook.person_writes(PAGE_ID, "24680135790099", "Hello")
		arrive(host, facebook)
	facebook.faults.add(SEND, code=80006)
	answer(host)
	run(host)
	with moment(host, T0 + MINUTE):
		api.send(CONVERSATION, f"{PAGE_ID}-24680135790099", "Hello Ole")
		frappe.db.commit()
		frappe.get_attr("fb_care.jobs.send.send_thread")(CONVERSATION, f"{PAGE_ID}-24680135790099")
	assert sent_calls(facebook) == 1


def test_usage_headers_slow_the_page_down(host, facebook, talk):
	facebook.usage_percent = 100
	answer(host, "One")
	answer(host, "Two")
	run(host)
	assert texts(facebook) == ["One"]
	fields = ["send_paused_until_ms", "send_paused_reason"]
	page = frappe.db.get_value("FB Page", PAGE_ID, fields, as_dict=True)
	assert page.send_paused_until_ms == T0 + MINUTE + 7 * MINUTE
	assert "100 %" in page.send_paused_reason
	facebook.usage_percent = 5
	sweep(host, T0 + 9 * MINUTE)
	assert texts(facebook) == ["One", "Two"]


def test_a_person_who_can_not_be_reached(host, facebook, talk):
	facebook.world.people[(PAGE_ID, NORA)].unavailable = True
	(name,) = answer(host).rows
	run(host)
	assert (state(name), row(name).send_problem) == ("Failed", "person_unavailable")
	assert frappe.db.get_value("FB Contact", talk, "unreachable") == 1
	assert frappe.db.get_value("FB Page", PAGE_ID, "health") != "Broken"
	facebook.world.people[(PAGE_ID, NORA)].unavailable = False
	begin(host, facebook, "I am back", T0 + HOUR)
	assert frappe.db.get_value("FB Contact", talk, "unreachable") == 0


def test_another_app_owns_the_conversation(host, facebook, talk):
	facebook.world.thread(PAGE_ID, NORA).owner_app = "777"
	(name,) = answer(host).rows
	run(host)
	assert (state(name), row(name).send_problem) == ("Failed", "other_app")
	assert "Another app" in row(name).send_error
	assert frappe.db.get_value("FB Page", PAGE_ID, "health") != "Broken"


def test_a_lost_permission_holds_the_answer_and_names_itself(host, facebook, talk):
	facebook.world.pages[PAGE_ID].scopes.discard("pages_messaging")
	(name,) = answer(host).rows
	run(host)
	assert (state(name), row(name).send_problem) == ("Held", "permission_missing")
	assert frappe.get_all("FB Page Notice", {"parent": PAGE_ID, "code": "sending_refused", "solved": 0})


def test_a_refused_part_holds_back_the_rest_and_again_sends_all(host, facebook, talk):
	facebook.faults.add(SEND, code=100)
	names = answer(host, "word " * 900).rows
	run(host)
	assert [state(name) for name in names] == ["Failed"] * 3
	assert row(names[1]).send_problem == "earlier_part"
	assert (sent_calls(facebook), texts(facebook)) == (1, [])
	with moment(host, T0 + 2 * MINUTE):
		api.again(names[0])
		frappe.db.commit()
	run(host, T0 + 2 * MINUTE)
	assert [state(name) for name in names] == ["Sent"] * 3
	assert len(texts(facebook)) == 3


def test_an_unknown_part_keeps_its_answer_back_but_not_others_for_ever(host, facebook, talk):
	facebook.faults.add(SEND, drop=True)
	names = answer(host, "word " * 500).rows
	(later,) = answer(host, "Later", at=T0 + 2 * MINUTE).rows
	run(host, T0 + 2 * MINUTE)
	assert [state(name) for name in (*names, later)] == ["Unknown", "Queued", "Queued"]
	sweep(host, T0 + 4 * MINUTE)
	assert texts(facebook) == []
	sweep(host, T0 + 2 * MINUTE + outbox.UNKNOWN_HOLD_MS + 1)
	assert [state(name) for name in (*names, later)] == ["Unknown", "Queued", "Sent"]
	assert texts(facebook) == ["Later"]


def test_a_worker_that_died_leaves_something_unknown(host, facebook, talk):
	(name,) = answer(host).rows
	frappe.db.set_value("FB Message", name, {"send_state": "Sending", "send_started_ms": T0 + MINUTE})
	frappe.db.commit()
	host.drop_jobs()
	sweep(host, T0 + 5 * MINUTE)
	assert state(name) == "Sending"
	sweep(host, T0 + MINUTE + outbox.LEASE_MS + 1)
	assert state(name) == "Unknown"
	sweep(host, T0 + DAY)
	assert (sent_calls(facebook), texts(facebook)) == (0, [])


def test_the_sweep_sends_what_no_job_was_told_of(host, facebook, talk):
	(name,) = answer(host).rows
	host.drop_jobs()
	sweep(host, T0 + 2 * MINUTE)
	assert (state(name), texts(facebook)) == ("Sent", ["Yes, it is."])


def test_an_error_of_the_app_while_asking_is_unknown_and_logged(host, facebook, talk, monkeypatch):
	from fb_care.facebook.graph import GraphClient

	def broken(self, *args, **kwargs):
		raise RuntimeError("made up")

	monkeypatch.setattr(GraphClient, "send_message", broken)
	(name,) = answer(host).rows
	run(host)
	assert state(name) == "Unknown"
	assert frappe.db.exists("Error Log", {"method": ["like", f"%{name}%"]})
