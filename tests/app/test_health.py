"""The health of pages: notices, word to managers, the hourly check, the page's buttons."""

from __future__ import annotations

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import clock, health
from fb_care.api import pages
from fb_care.facebook import constants
from fb_care.jobs import health as health_job
from tests.app.hosts import AGENT, MANAGER
from tests.app.operating_data import NOW_MS, OTHER_PAGE, PAGE

HOUR_MS = 3600 * 1000


def notices(page: str = PAGE) -> list:
	fields = ["severity", "source", "code", "message", "solved", "at_ms"]
	return frappe.get_all("FB Page Notice", filters={"parent": page}, fields=fields, order_by="idx asc")


def state(page: str = PAGE) -> tuple[str, str]:
	row = frappe.db.get_value("FB Page", page, ["health", "health_reason"], as_dict=True)
	return row.health, row.health_reason or ""


# Notices


def test_an_error_breaks_the_page_until_its_source_clears_it(host):
	host.page()
	assert health.notice(PAGE, "Error", "policy", "policy_block", "Meta blocks sending.", "Read the mail.")
	assert state() == ("Broken", "Meta blocks sending. Read the mail.")
	health.notice(PAGE, "Warning", "silence", "silent", "Nothing came.")
	health.clear(PAGE, "policy")
	assert state()[0] == "Warning"
	health.clear(PAGE, "silence")
	assert state()[0] == "Unknown"
	assert [row.solved for row in notices()] == [1, 1]


def test_the_same_code_is_said_once_a_day(host):
	host.page()
	with clock.at(NOW_MS):
		assert health.notice(PAGE, "Warning", "silence", "silent", "Nothing came.")
		assert not health.notice(PAGE, "Warning", "silence", "silent", "Nothing came.")
	with clock.at(NOW_MS + 25 * HOUR_MS):
		assert health.notice(PAGE, "Warning", "silence", "silent", "Still nothing.")
	assert [row.solved for row in notices()] == [1, 0]


def test_what_was_solved_and_comes_back_is_said_again(host):
	host.page()
	health.notice(PAGE, "Error", "token", "token_dead", "Dead.")
	health.clear(PAGE, "token")
	assert health.notice(PAGE, "Error", "token", "token_dead", "Dead again.")


def test_the_last_fifty_are_kept_and_open_ones_first(host):
	host.page()
	health.notice(PAGE, "Error", "token", "token_dead", "Dead.")
	for number in range(60):
		health.notice(PAGE, "Info", "subscription", f"info_{number}", "Subscribed again.")
	kept = notices()
	assert len(kept) == 50
	assert "token_dead" in {row.code for row in kept}


def test_a_manager_marks_a_policy_warning_as_solved(host):
	host.page()
	health.notice(PAGE, "Warning", "policy", "policy_warning", "Meta warns.")
	health.notice(PAGE, "Error", "policy", "policy_block", "Meta blocks.")
	frappe.db.set_value("FB Page", PAGE, "blocked_until_fixed", 1)
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		pages.solve_notices(PAGE)
	with host.as_user(MANAGER):
		assert pages.solve_notices(PAGE) == 2
	assert state()[0] == "Unknown"
	assert not frappe.db.get_value("FB Page", PAGE, "blocked_until_fixed")
	assert health.notice(PAGE, "Warning", "policy", "policy_warning", "Meta warns again.")


def test_an_unknown_page_gets_no_notice(host):
	assert health.notice("999", "Error", "policy", "policy_block", "x") is False


def test_managers_who_may_see_the_page_are_told(host):
	host.page(page_name="Lakes & <b>Bikes</b>")
	health.notice(PAGE, "Error", "policy", "policy_block", "Meta <script>blocks</script> sending.")
	frappe.db.commit()
	host.run_jobs()
	logs = frappe.get_all("Notification Log", filters={"document_name": PAGE}, fields=["for_user", "subject"])
	assert MANAGER in {row.for_user for row in logs}
	assert AGENT not in {row.for_user for row in logs}
	assert "<script>" not in logs[0].subject


def test_managers_of_other_pages_are_not_told(host):
	host.page()
	host.page(OTHER_PAGE, page_name="Hill Tools")
	add_user_permission("FB Page", OTHER_PAGE, MANAGER)
	assert MANAGER not in health.managers_of(PAGE)
	assert MANAGER in health.managers_of(OTHER_PAGE)


# The hourly check


@pytest.fixture
def page(host, facebook):
	"""A page that Facebook knows, with a token, subscribed to everything."""
	facebook.world.pages[PAGE].subscribed = list(constants.SUBSCRIBED_FIELDS)
	doc = host.page()
	frappe.db.set_value("FB Page", PAGE, "last_event_ms", clock.now_ms())
	frappe.db.commit()
	return doc


def test_a_healthy_page_is_ok(host, facebook, page):
	health_job.run()
	assert state() == ("OK", "")
	row = frappe.db.get_value("FB Page", PAGE, ["subscribed_fields", "health_checked_at"], as_dict=True)
	assert "messages" in row.subscribed_fields and row.health_checked_at
	assert notices() == []


def test_a_dead_token_breaks_the_page_and_nothing_more_is_asked(host, facebook, page):
	facebook.world.pages[PAGE].token_dead_subcode = 460
	health_job.run()
	assert state()[0] == "Broken"
	assert [row.code for row in notices()] == ["token_dead"]
	assert facebook.asked("GET subscribed_apps") == []


def test_a_token_that_works_again_heals_the_page(host, facebook, page):
	facebook.world.pages[PAGE].token_dead_subcode = 460
	health_job.check(PAGE)
	facebook.world.pages[PAGE].token_dead_subcode = None
	health_job.check(PAGE)
	assert state() == ("OK", "")


def test_lost_fields_are_subscribed_again_and_said(host, facebook, page):
	facebook.world.pages[PAGE].subscribed = ["messages"]
	health_job.check(PAGE)
	assert set(facebook.world.pages[PAGE].subscribed) == set(constants.SUBSCRIBED_FIELDS)
	assert [(row.severity, row.code) for row in notices()] == [("Info", "resubscribed")]
	assert state()[0] == "OK"


def test_a_rate_limit_leaves_the_health_alone(host, facebook, page):
	health_job.check(PAGE)
	facebook.faults.add("GET debug_token", code=4, status=400, times=1)
	facebook.faults.add("GET subscribed_apps", code=613, status=400, times=1)
	health_job.check(PAGE)
	assert state()[0] == "OK"


def test_no_connection_leaves_the_health_alone(host, facebook, page):
	health_job.check(PAGE)
	facebook.stop()
	health_job.check(PAGE)
	assert state()[0] == "OK"
	facebook.start()


def test_one_pages_failure_does_not_stop_the_next(host, facebook, page, monkeypatch):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	checked = []

	def check(name: str) -> None:
		checked.append(name)
		if len(checked) == 1:
			raise RuntimeError("broken on purpose")

	monkeypatch.setattr(health_job, "check", check)
	health_job.run()
	assert set(checked) == {PAGE, OTHER_PAGE}


def test_a_page_without_token_says_so(host):
	host.page(access_token="")
	frappe.db.delete("__Auth", {"doctype": "FB Page"})
	health_job.check(PAGE)
	assert [row.code for row in notices()] == ["token_missing"]
	assert state()[0] == "Warning"


def test_a_silent_page_is_noticed_and_forgiven(host):
	host.page()
	frappe.db.set_value("FB Page", PAGE, "last_event_ms", clock.now_ms())
	with clock.at(clock.now_ms() + 25 * HOUR_MS):
		health_job.check_silence(PAGE)
		assert state()[0] == "Warning"
		frappe.db.set_value("FB Page", PAGE, "last_event_ms", clock.now_ms())
		health_job.check_silence(PAGE)
	assert state()[0] == "Unknown"


def test_the_buttons_of_the_page(host, facebook, page):
	pages.unsubscribe(PAGE)
	assert facebook.world.pages[PAGE].subscribed == []
	assert "feed" in pages.subscribe(PAGE)
	assert pages.check_now(PAGE)["health"] == "OK"
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		pages.check_now(PAGE)


def test_a_refused_button_tells_without_the_token(host, facebook, page):
	facebook.world.pages[PAGE].token_dead_subcode = 460
	answer = host.request("POST", "/api/method/fb_care.api.pages.subscribe", {"page": PAGE}, user=MANAGER)
	assert answer.status == 417
	assert "token" in answer.text and page.get_password("access_token") not in answer.text


def test_what_meta_says_can_not_run_in_the_desk(host):
	host.page()
	health.notice(PAGE, "Error", "policy", "policy_block", 'Blocked: <img src=x onerror="alert(1)">')
	stored = notices()[0].message + state()[1]
	assert "<img" not in stored


def test_no_secret_gets_into_the_error_log(host, facebook, page, monkeypatch):
	def broken(*_args: object) -> None:
		raise RuntimeError("broken on purpose")

	monkeypatch.setattr("fb_care.health_rules.judge_token", broken)
	health_job.run()
	host.request("POST", "/api/method/fb_care.api.pages.check_now", {"page": PAGE}, user=MANAGER)
	frappe.db.commit()
	logged = "".join(frappe.get_all("Error Log", pluck="error"))
	assert "broken on purpose" in logged
	assert "test-app-secret" not in logged and page.get_password("access_token") not in logged
