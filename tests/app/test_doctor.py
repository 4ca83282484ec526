"""The doctor names what is broken and what to do, and leaves nothing behind."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock, doctor
from fb_care.doctor_webhook import CHALLENGE, check_webhook
from fb_care.facebook import constants
from fb_care.jobs import sweep
from tests.app.operating_data import PAGE, conversation, delivery

SITE = "https://care.example.com"


def lines(check, fetch=None) -> list[str]:
	return [f"{line.level} {line.what}" for line in check(fetch)]


def through(host):
	"""The doctor's requests, answered by the host itself."""

	def fetch(method: str, url: str, headers: dict, body: bytes) -> tuple[int, bytes]:
		answer = host.request(method, url.replace(SITE, ""), body, headers)
		return answer.status, answer.body

	return fetch


def test_a_good_webhook_is_found_good_and_no_row_is_left(host):
	found = list(check_webhook(SITE, through(host)))
	assert [line.level for line in found] == ["OK", "OK", "OK"]
	assert frappe.get_all("FB Webhook Event") == []


def test_an_address_that_meta_can_not_call_is_a_warning(host):
	first = next(iter(check_webhook("http://care.localhost", through(host))))
	assert first.level == "WARN" and "https" in first.action


def test_a_secret_that_the_web_processes_do_not_know_is_named(host):
	def fetch(method: str, url: str, headers: dict, body: bytes) -> tuple[int, bytes]:
		return (200, CHALLENGE.encode()) if method == "GET" else (403, b"")

	last = list(check_webhook(SITE, fetch))[-1]
	assert last.level == "FAIL" and "app secret 1" in last.found


def test_something_else_answering_is_named(host):
	found = list(check_webhook(SITE, lambda *_request: (200, b"<html>Login</html>")))
	assert {line.level for line in found} == {"FAIL"}


def test_an_unreachable_site_is_one_line_without_the_verify_token(host):
	def fetch(method: str, url: str, headers: dict, body: bytes) -> tuple[int, bytes]:
		raise ConnectionError(f"cannot reach {url}")

	(line,) = check_webhook(SITE, fetch)
	assert line.level == "FAIL"
	assert "test-verify" not in str(line)


def test_missing_settings_are_failures(host):
	assert lines(doctor.check_settings) == ["OK settings", "OK app secret", "OK verify token"]
	doc = frappe.get_doc("FB Care Settings")
	doc.update({"enabled": 0, "app_id": "", "verify_token": "", "app_secrets": []})
	doc.save(ignore_permissions=True)
	expected = ["FAIL settings", "WARN settings", "FAIL app secret", "FAIL verify token"]
	assert lines(doctor.check_settings) == expected


def test_pages_are_asked_about_at_facebook(host, facebook):
	facebook.world.pages[PAGE].subscribed = list(constants.SUBSCRIBED_FIELDS)
	host.page()
	frappe.db.set_value("FB Page", PAGE, "last_event_ms", clock.now_ms())
	frappe.db.commit()
	assert [line.level for line in doctor.check_pages_at_facebook(None)] == ["OK"]
	facebook.world.pages[PAGE].token_dead_subcode = 460
	(line,) = doctor.check_pages_at_facebook(None)
	assert line.level == "FAIL" and "token" in line.found


def test_a_page_in_warning_is_sent_to_its_notices(host):
	from fb_care import doctor, health

	host.page()
	health.notice(PAGE, "Warning", "silence", "silent", "Nothing came.")
	(line,) = doctor._page_lines(PAGE, "Lakeside Bikes")
	assert "its notices" in line.action
	assert "Check now" not in line.action


def test_no_page_no_token_and_lag_are_warnings(host):
	assert lines(doctor.check_pages) == ["WARN pages"]
	host.page(access_token="")
	frappe.db.delete("__Auth", {"doctype": "FB Page"})
	frappe.db.set_value("FB Page", PAGE, "lag_ms", 10 * 60_000)
	found = list(doctor.check_pages(None))
	assert [line.level for line in found] == ["WARN", "WARN"]
	assert "10 min late" in found[1].found


def test_a_scheduler_that_stands_still_is_a_failure(host, monkeypatch):
	frappe.cache.delete(frappe.cache.make_key(sweep.BEAT))
	assert lines(doctor.check_scheduler) == ["FAIL scheduler"]
	monkeypatch.setattr(sweep, "last_run_ms", clock.now_ms)
	assert lines(doctor.check_scheduler) == ["OK scheduler"]


def test_waiting_failed_and_unknown_deliveries_are_named(host):
	assert lines(doctor.check_deliveries) == ["OK deliveries"]
	delivery("Failed")
	delivery("Received", age_days=1)
	delivery("Done", unknown_count=1, outcomes='[{"state": "unknown", "reason": "field glitter"}]')
	found = lines(doctor.check_deliveries)
	assert found == ["FAIL deliveries", "WARN deliveries", "WARN unknown events"]


def test_tickets_that_could_not_be_made_are_named(host):
	if not host.helpdesk:
		assert lines(doctor.check_helpdesk) == ["WARN helpdesk"]
		return
	host.page()
	assert lines(doctor.check_helpdesk) == ["OK helpdesk"]
	conversation(ticket_due=1, ticket_error="The ticket type Complaint is gone.")
	assert lines(doctor.check_helpdesk) == ["OK helpdesk", "FAIL tickets"]


def test_workers_are_looked_for_on_the_right_queue(host, monkeypatch):
	import frappe.utils.background_jobs as jobs

	class Worker:
		def __init__(self, *names: str) -> None:
			self.names = names

		def queue_names(self) -> list[str]:
			return list(self.names)

	monkeypatch.setattr(jobs, "get_queues_timeout", lambda: {"short": 300, "fb_care": 300})
	monkeypatch.setattr(jobs, "get_workers", lambda: [Worker("bench:short", "bench:default")])
	assert lines(doctor.check_queue) == ["FAIL workers"]
	monkeypatch.setattr(jobs, "get_workers", lambda: [Worker("bench:fb_care")])
	assert lines(doctor.check_queue) == ["OK workers"]
	monkeypatch.setattr(jobs, "get_queues_timeout", lambda: {"short": 300})
	monkeypatch.setattr(jobs, "get_workers", lambda: [Worker("bench:short")])
	assert lines(doctor.check_queue) == ["OK workers", "WARN queue"]


def test_a_check_that_breaks_is_a_failure_and_the_others_run(host, monkeypatch):
	def broken(_fetch):
		raise RuntimeError("broken on purpose")
		yield

	checks = (doctor.Check("deliveries", broken), doctor.Check("settings", doctor.check_settings))
	monkeypatch.setattr(doctor, "CHECKS", checks)
	found = doctor.examine(network=False)
	assert [line.level for line in found] == ["FAIL", "OK", "OK", "OK"]
	assert doctor.exit_code(found) == 1
	assert doctor.exit_code(found[1:]) == 0


@pytest.mark.parametrize("secret", ["test-app-secret", "test-verify", "test-page-token"])
def test_no_line_holds_a_secret(host, facebook, secret):
	host.page()
	found = doctor.examine(fetch=lambda *_request: (500, b"broken"), network=True)
	assert all(secret not in str(line) for line in found)


def test_replies_come_by_this_app_unless_another_is_before_it(host, monkeypatch):
	assert lines(doctor.check_replies) == ["OK replies"]
	hooks = frappe.get_hooks

	def others(hook=None, *args, **kwargs):
		found = hooks(hook, *args, **kwargs)
		if hook == "override_whitelisted_methods":
			make = "frappe.core.doctype.communication.email.make"
			return {**found, make: [*found[make], "mail_archive.api.make"]}
		return found

	monkeypatch.setattr(frappe, "get_hooks", others)
	[line] = doctor.check_replies(None)
	assert line.level == "WARN" and line.found.startswith("mail_archive takes what is typed in the desk")
