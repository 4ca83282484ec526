"""Word of reply windows that end soon: once each, only where somebody waits, to whom it concerns."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import clock
from fb_care.jobs import windows
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.operating_data import NOW_MS, OTHER_PAGE, conversation

MINUTE = 60_000
UNTIL = NOW_MS + 30 * MINUTE


@pytest.fixture
def told(host, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
	host.page()
	found: list[Any] = []

	def publish(event: str, message: Any = None, user: str = "", **_more: Any) -> None:
		if event == windows.EVENT:
			found.append((user, message["conversation"]))

	monkeypatch.setattr(frappe, "publish_realtime", publish)
	return found


def waits(psid: str = "7301", page: str = PAGE_ID, **values: Any) -> str:
	facts = {"window_until_ms": UNTIL, "last_incoming_ms": NOW_MS - 23 * 60 * MINUTE, **values}
	name = conversation(page, psid=psid)
	frappe.db.set_value("FB Conversation", name, facts)
	frappe.db.commit()
	return name


def run(host, at: int = NOW_MS) -> None:
	with clock.at(at):
		frappe.get_attr("fb_care.jobs.windows.run")()
	host.fresh()


def test_it_is_told_once_for_each_window(host, told) -> None:
	name = waits()
	run(host)
	assert (AGENT, name) in told
	told.clear()
	run(host, NOW_MS + MINUTE)
	assert told == []
	later = UNTIL + 60 * 60 * MINUTE
	frappe.db.set_value("FB Conversation", name, {"window_until_ms": later, "last_incoming_ms": NOW_MS})
	run(host, later - 10 * MINUTE)
	assert (AGENT, name) in told
	assert frappe.db.get_value("FB Conversation", name, "window_warned_ms") == later


@pytest.mark.parametrize(
	"values",
	[
		{"window_until_ms": NOW_MS + 61 * MINUTE},
		{"window_until_ms": NOW_MS},
		{"last_answer_ms": NOW_MS},
		{"state": "Done"},
		{"state": "Spam"},
		{"window_warned_ms": UNTIL},
	],
)
def test_nobody_is_told_of_others(host, told, values: dict[str, Any]) -> None:
	waits(**values)
	run(host)
	assert told == []


def test_an_answer_by_a_machine_answers_nobody(host, told) -> None:
	waits(last_outgoing_ms=NOW_MS)
	run(host)
	assert told


def test_not_of_people_who_are_blocked_nor_of_pages_not_in_use(host, told) -> None:
	frappe.db.set_value("FB Contact", waits(), "blocked", 1)
	host.page(OTHER_PAGE, page_name="Hill Tools", enabled=0)
	waits("7302", OTHER_PAGE)
	run(host)
	assert told == []


def test_zero_minutes_is_never(host, told) -> None:
	waits()
	frappe.db.set_single_value("FB Care Settings", "window_warn_minutes", 0)
	frappe.clear_document_cache("FB Care Settings", "FB Care Settings")
	run(host)
	assert told == []


def test_only_people_of_the_page_are_told(host, told) -> None:
	host.page(OTHER_PAGE, page_name="Hill Tools")
	add_user_permission("FB Page", OTHER_PAGE, AGENT)
	waits()
	run(host)
	users = {user for user, _name in told}
	assert MANAGER in users and AGENT not in users


def test_many_are_told_in_steps(host, told, monkeypatch: pytest.MonkeyPatch) -> None:
	names = [waits(str(7300 + number)) for number in range(5)]
	monkeypatch.setattr(windows, "BATCH", 2)
	run(host)
	assert [name for user, name in told if user == AGENT] == names
	told.clear()
	frappe.db.set_value("FB Conversation", {"page": PAGE_ID}, "window_warned_ms", 0)
	monkeypatch.setattr(windows, "MAX_WARNED", 3)
	run(host)
	assert len([user for user, _name in told if user == AGENT]) == 4
	run(host)
	assert len([user for user, _name in told if user == AGENT]) == 5


def test_one_that_fails_does_not_stop_the_others(host, told, monkeypatch: pytest.MonkeyPatch) -> None:
	bad, good = waits("7301"), waits("7302")
	real = windows._tell

	def tell(row: Any) -> None:
		if row.name == bad:
			raise ValueError("broken")
		real(row)

	monkeypatch.setattr(windows, "_tell", tell)
	run(host)
	assert {name for _user, name in told} == {good}
	assert not frappe.db.get_value("FB Conversation", bad, "window_warned_ms")


def test_who_has_the_ticket_is_notified(host, facebook) -> None:
	from tests.app.answers_data import T0, begin, moment

	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	host.page()
	name = begin(host, facebook)
	ticket = frappe.db.get_value("FB Conversation", name, "ticket")
	todo = {"doctype": "ToDo", "allocated_to": AGENT, "reference_type": host.helpdesk, "description": "-"}
	frappe.get_doc({**todo, "reference_name": ticket}).insert(ignore_permissions=True)
	frappe.db.delete("Notification Log", {"for_user": AGENT})
	frappe.db.commit()
	host.drop_jobs()
	with moment(host, T0 + 24 * 60 * MINUTE - 20 * MINUTE):
		frappe.get_attr("fb_care.jobs.windows.run")()
		host.run_jobs()
	host.fresh()
	subjects = frappe.get_all("Notification Log", {"for_user": AGENT}, pluck="subject")
	assert len(subjects) == 1 and "still waits" in subjects[0] and "20 more minutes" in subjects[0]
