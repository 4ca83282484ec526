"""Trying rules on what came in: what would have happened, for whom, and that nothing changes by it."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import clock, install
from fb_care.api import triage as api
from fb_care.tickets import dry_run
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.operating_data import OTHER_PAGE
from tests.app.tickets_data import DAY, MINUTE
from tests.app.triage_data import rule

COMMENTS = "FB Comment Thread"
BROKEN = "It arrived <b>broken</b>"
METHOD = "/api/method/fb_care.api.triage.dry_run"


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	return host.page(comment_tickets="By rules")


@pytest.fixture
def said(host: Host) -> dict[str, str]:
	"""A complaint in a message, praise and a question in comments, of the last hours."""
	now = clock.now_ms()
	person = data.conversation()
	data.message(person, BROKEN, now - 3 * MINUTE)
	thread = data.comment_thread(data.post())
	data.comment(thread, "Bravo !", "555", now - 2 * MINUTE)
	data.comment(thread, "Open on Sunday?", "556", now - MINUTE)
	frappe.db.commit()
	return {"person": person, "thread": thread}


def by_text(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
	return {row["text"]: row for row in answer["rows"]}


def test_a_rule_that_is_not_saved_is_tried(host: Host, said: dict[str, str]):
	values = {"title": "Try me", "is_complaint": "Yes", "priority": "High", "follow_up": 1}
	answer = api.dry_run(json.dumps(values))
	rows = by_text(answer)
	assert list(rows) == ["Open on Sunday?", "Bravo !", BROKEN]
	complaint = rows[BROKEN]
	assert (complaint["now"], complaint["then"]) == ("Ticket", "Ticket, Priority High, Follow up")
	assert complaint["why"][0] == "Priority High: complaint word “broken” (Try me)"
	assert complaint["differs"] and complaint["held"] and complaint["who"] == "Ana Lima"
	assert complaint["thread"] == said["person"]
	assert rows["Bravo !"]["now"] == rows["Bravo !"]["then"] == "No ticket"
	assert (answer["looked_at"], answer["differ"], answer["held"], answer["complete"]) == (3, 1, 1, True)
	assert frappe.db.count("FB Triage Rule") == 0


def test_a_stored_rule_is_tried_in_its_place_and_remembers_it(host: Host, said: dict[str, str]):
	rule("First", rule_order=1, is_question="Yes", ticket="No ticket", stop=1)
	later = rule("Later", enabled=0, rule_order=2, is_question="Yes", ticket="Make a ticket")
	answer = api.dry_run(later.name)
	assert answer["held"] == 0, "the first rule ends the list"
	later.reload()
	assert later.last_dry_run and later.dry_run_result == answer["summary"]
	assert later.enabled == 0
	later.enabled = 1
	frappe.clear_messages()
	later.save()
	assert later.last_dry_run and not frappe.local.message_log


def test_a_changed_form_is_tried_and_the_stored_rule_stays_untried(host: Host, said: dict[str, str]):
	made = rule(is_question="Yes", ticket="Make a ticket")
	values = {**made.as_dict(), "is_question": "No"}
	answer = api.dry_run(frappe.as_json(values))
	made.reload()
	assert not made.last_dry_run
	made.update({**answer["dry_run"], "is_question": "No"})
	made.save()
	assert made.last_dry_run, "what was tried is what was saved"


def test_all_rules_beside_what_happened(host: Host, said: dict[str, str]):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	install.make_triage_rules()
	frappe.db.commit()
	data.synced(host, said["person"])
	before = frappe.db.count(host.helpdesk)
	rows = by_text(api.dry_run())
	assert (rows[BROKEN]["now"], rows[BROKEN]["differs"]) == ("Ticket", False)
	assert (rows["Open on Sunday?"]["now"], rows["Open on Sunday?"]["differs"]) == ("No ticket", True)
	assert not rows["Bravo !"]["differs"]
	assert frappe.db.count(host.helpdesk) == before


def test_it_is_bounded(host: Host, said: dict[str, str], monkeypatch: pytest.MonkeyPatch):
	assert len(api.dry_run(limit=2)["rows"]) == 2 and not api.dry_run(limit=2)["complete"]
	data.message(said["person"], "long ago", clock.now_ms() - 40 * DAY)
	assert "long ago" not in by_text(api.dry_run(days=30))
	assert "long ago" in by_text(api.dry_run(days=100_000, limit=100_000))
	monkeypatch.setattr(dry_run, "SECONDS", -1)
	assert api.dry_run()["rows"] == [] and not api.dry_run()["complete"]


@pytest.mark.parametrize("given", ["{", "[1]", '{"pages": ["x"]}', '{"words_any": 5}', '{"pages": 7}'])
def test_what_is_no_rule_is_refused_in_words(host: Host, given: str):
	with pytest.raises((frappe.ValidationError, frappe.DoesNotExistError)):
		api.dry_run(given)


def test_only_managers_try_rules(host: Host, said: dict[str, str]):
	assert host.request("POST", METHOD, {"rule": "", "days": 30}, user=AGENT).status == 403
	answer = host.request("POST", METHOD, {"rule": "", "days": 30}, user=MANAGER)
	assert answer.status == 200, answer.text[:300]
	assert len(json.loads(answer.text)["message"]["rows"]) == 3


def test_a_manager_of_one_page_sees_only_its_messages(host: Host, said: dict[str, str]):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	other = data.conversation("Ole Berg", "99", OTHER_PAGE)
	data.message(other, "Secret words", clock.now_ms() - MINUTE)
	foreign = rule(follow_up=1, pages=[OTHER_PAGE])
	add_user_permission("FB Page", PAGE_ID, MANAGER)
	frappe.db.commit()
	with host.as_user(MANAGER):
		assert "Secret words" not in by_text(api.dry_run())
		with pytest.raises(frappe.PermissionError):
			api.dry_run(foreign.name)
	assert "Secret words" in by_text(api.dry_run())


def test_the_form_is_offered_what_the_helpdesk_has(host: Host):
	found = api.choices()
	if host.helpdesk:
		assert "High" in found["priorities"]
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		api.choices()
