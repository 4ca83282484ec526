"""Operating: the sweep, retention, replay, figures, states of conversations and threads."""

from __future__ import annotations

import json

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import clock, replaying
from fb_care.api import events, inbox
from fb_care.jobs import retention, sweep
from tests.app.hosts import AGENT, MANAGER
from tests.app.operating_data import DAY_MS, OTHER_PAGE, PAGE, conversation, delivery, thread

# The sweep


def test_a_left_over_delivery_is_processed(host):
	host.page()
	host.deliver("message__text")
	host.drop_jobs()
	frappe.cache.delete_keys("fb_care")
	with clock.at(clock.now_ms() + 120_000):
		sweep.run()
		host.run_jobs()
	assert frappe.get_all("FB Webhook Event", pluck="state") == ["Done"]
	assert frappe.get_all("FB Message", pluck="text")


def test_a_dead_workers_delivery_is_taken_back(host):
	host.page()
	host.deliver("message__text")
	host.drop_jobs()
	frappe.cache.delete_keys("fb_care")
	claim = f"{clock.now_ms() - 11 * 60_000:013d}-dead"
	name = frappe.get_all("FB Webhook Event", pluck="name")[0]
	frappe.db.set_value("FB Webhook Event", name, {"state": "Working", "claim": claim})
	frappe.db.commit()
	sweep.run()
	host.run_jobs()
	assert frappe.db.get_value("FB Webhook Event", name, "state") == "Done"


def test_two_sweeps_do_not_run_at_once(host, monkeypatch):
	ran = []
	monkeypatch.setattr(sweep, "wake_processing", lambda: ran.append(1) or sweep.run())
	sweep.run()
	assert ran == [1]


def test_a_broken_step_does_not_stop_the_next(host, monkeypatch):
	def broken() -> None:
		raise RuntimeError("broken on purpose")

	ran = []
	monkeypatch.setattr(sweep, "wake_processing", broken)
	monkeypatch.setattr(sweep, "sync_tickets", lambda: ran.append(1))
	monkeypatch.setattr(sweep, "ask_for_fetch", lambda: ran.append(2))
	sweep.run()
	assert ran == [1, 2]
	assert frappe.get_all("Error Log", filters={"method": ["like", "%sweep%"]}, limit=1)


def test_the_sweep_leaves_a_sign_of_life(host, monkeypatch):
	monkeypatch.setattr(sweep, "wake_processing", lambda: None)
	monkeypatch.setattr(sweep, "sync_tickets", lambda: None)
	monkeypatch.setattr(sweep, "ask_for_fetch", lambda: None)
	sweep.run()
	assert clock.now_ms() - sweep.last_run_ms() < 60_000


# Retention


def test_only_processed_deliveries_are_cleared(host):
	kept = {delivery("Failed", 400), delivery("Received", 400), delivery("Done", 29)}
	kept.add(delivery("Done", 400, failed_count=1))
	gone = delivery("Done", 31)
	retention.run()
	left = set(frappe.get_all("FB Webhook Event", pluck="name"))
	assert left == kept and gone not in left


def test_retention_works_in_batches(host, monkeypatch):
	monkeypatch.setattr(retention, "BATCH", 2)
	for _number in range(5):
		delivery("Done", 40)
	assert retention.clear_deliveries(30) == 5


def test_the_hosts_log_clearing_never_takes_failed_ones(host):
	failed, done = delivery("Failed", 400), delivery("Done", 400)
	frappe.get_attr(
		"fb_care.fb_care.doctype.fb_webhook_event.fb_webhook_event.FBWebhookEvent"
	).clear_old_logs(1)
	assert frappe.db.exists("FB Webhook Event", failed)
	assert not frappe.db.exists("FB Webhook Event", done)


def test_changes_that_never_found_their_message_are_cleared(host):
	for days in (31, 29):
		row = {"doctype": "FB Pending Change", "target": f"m_{days}", "kind": "edit"}
		row |= {"at_ms": clock.now_ms() - days * DAY_MS, "dedupe_key": f"k{days}"}
		frappe.get_doc(row).insert(ignore_permissions=True)
	retention.run()
	assert frappe.get_all("FB Pending Change", pluck="target") == ["m_29"]


# Replay and figures


def test_replay_processes_a_failed_delivery_again(host):
	host.page()
	host.deliver("message__text")
	host.drop_jobs()
	frappe.cache.delete_keys("fb_care")
	name = frappe.get_all("FB Webhook Event", pluck="name")[0]
	frappe.db.set_value("FB Webhook Event", name, {"state": "Failed", "attempts": 5, "next_try_ms": 0})
	frappe.db.commit()
	with host.as_user(MANAGER):
		assert events.replay([name]) == {"replayed": 1, "busy": []}
	frappe.db.commit()
	host.run_jobs()
	assert frappe.db.get_value("FB Webhook Event", name, "state") == "Done"


def test_replaying_what_was_done_makes_nothing_twice(host):
	host.page()
	host.receive("message__text")
	before = frappe.db.count("FB Message")
	events.replay(frappe.get_all("FB Webhook Event", pluck="name"))
	host.drain()
	assert frappe.db.count("FB Message") == before
	assert frappe.get_all("FB Webhook Event", pluck="state") == ["Done"]


def test_what_is_at_work_is_left_alone(host):
	name = delivery("Working", claim=f"{clock.now_ms()}-alive")
	assert events.replay([name]) == {"replayed": 0, "busy": [name]}


def test_replay_takes_a_json_list_over_http(host):
	name = delivery("Failed")
	frappe.db.commit()
	answer = host.request(
		"POST", "/api/method/fb_care.api.events.replay", {"names": json.dumps([name])}, user=MANAGER
	)
	assert answer.json()["message"]["replayed"] == 1


def test_agents_and_managers_of_some_pages_may_not_replay(host):
	host.page()
	name = delivery("Failed")
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		events.replay([name])
	add_user_permission("FB Page", PAGE, MANAGER)
	with host.as_user(MANAGER), pytest.raises(frappe.PermissionError):
		events.replay([name])


def test_picking_deliveries_for_the_command_line(host):
	failed = delivery("Failed")
	done = delivery("Done")
	assert replaying.pick([], failed=True, since=None) == [failed]
	assert replaying.pick([done], failed=False, since=None) == [done]
	with pytest.raises(ValueError, match="no delivery"):
		replaying.pick(["nothing"], failed=False, since=None)
	with pytest.raises(ValueError, match="no date"):
		replaying.pick([], failed=True, since="yesterday-ish")
	with pytest.raises(ValueError, match="Say which"):
		replaying.replay()


def test_figures_count_states_lag_and_unknown_kinds(host):
	host.page()
	outcomes = [
		{"state": "unknown", "kind": "unknown", "reason": "messaging keys: glitter"},
		{"state": "done"},
	]
	delivery("Done", unknown_count=1, outcomes=json.dumps(outcomes))
	delivery("Received", age_days=1)
	figures = events.figures()
	assert figures["states"]["Done"] == 1 and figures["states"]["Received"] == 1
	assert figures["oldest_waiting_ms"] >= DAY_MS
	assert figures["unknown"] == {"messaging keys: glitter": 1}
	assert figures["pages"][0]["name"] == PAGE


# States of conversations and threads


def test_an_agent_sets_states_without_touching_other_facts(host):
	host.page()
	name = conversation(unread_count=3, read_ms=77)
	with host.as_user(AGENT):
		assert inbox.set_state("FB Conversation", [name], "Done") == 1
		assert inbox.set_state("FB Conversation", name, "Done") == 0
		assert inbox.set_follow_up("FB Conversation", json.dumps([name]), "1") == 1
	row = frappe.get_doc("FB Conversation", name)
	assert (row.state, row.follow_up, row.unread_count, row.read_ms) == ("Done", 1, 0, 77)


def test_states_work_on_comment_threads_too(host):
	host.page()
	name = thread()
	assert inbox.set_state("FB Comment Thread", [name], "Spam") == 1


def test_states_need_permission_and_a_known_state(host):
	host.page()
	host.page(OTHER_PAGE, page_name="Hill Tools")
	name = conversation(OTHER_PAGE)
	add_user_permission("FB Page", PAGE, AGENT)
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		inbox.set_state("FB Conversation", [name], "Done")
	with pytest.raises(frappe.ValidationError):
		inbox.set_state("FB Conversation", [name], "Lost")
	with pytest.raises(frappe.ValidationError):
		inbox.set_state("User", ["Administrator"], "Done")


def test_opening_marks_as_read(host):
	host.page()
	name = conversation(unread_count=3)
	with host.as_user(AGENT):
		inbox.mark_read("FB Conversation", name)
	assert frappe.db.get_value("FB Conversation", name, "unread_count") == 0
