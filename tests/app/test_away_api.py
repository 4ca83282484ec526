"""The switch over HTTP: who may use it, what it refuses and in which words, what it tells."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import clock
from fb_care.api import away as api
from tests.app.away_data import at, facts, holiday_kind, page_with_hours, periods
from tests.app.hosts import AGENT, MANAGER, OWNER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE

HOUR = 3_600_000


def by(host: Any, user: str, when: str, work: Any, *args: Any, **more: Any) -> Any:
	with host.as_user(user), clock.at(at(when)):
		return work(*args, **more)


def refused(host: Any, user: str, work: Any, *args: Any, **more: Any) -> str:
	with pytest.raises(frappe.ValidationError) as error:
		by(host, user, "07 11:00", work, *args, **more)
	frappe.db.rollback()
	return str(error.value)


def test_an_agent_switches_away_and_back(host) -> None:
	page_with_hours(host, "07 10:00")
	found = by(host, AGENT, "07 11:00", api.set_away, PAGE_ID, hours=1.5, reason=" Lunch ")
	assert (found["away"], found["kind"], found["until_ms"]) == (True, "By hand", at("07 12:30"))
	assert (found["by"], found["reason"], found["may_manage"]) == (AGENT, "Lunch", False)
	assert found["by_name"] and found["since_ms"] == found["absent_since_ms"] == at("07 11:00")
	back = by(host, AGENT, "07 11:30", api.set_back, PAGE_ID)
	assert not back["away"] and back["next_ms"] == at("07 17:00")
	assert periods() == [("By hand", at("07 11:00"), at("07 11:30"))]


def test_until_is_a_time_of_the_site_or_one_with_its_offset(host) -> None:
	page_with_hours(host, "07 10:00")
	zone = frappe.utils.get_system_timezone()
	until = frappe.utils.convert_utc_to_timezone(clock.to_utc(at("07 13:00")).replace(tzinfo=None), zone)
	written = until.strftime("%Y-%m-%d %H:%M:%S")
	assert by(host, AGENT, "07 11:00", api.set_away, PAGE_ID, until=written)["until_ms"] == at("07 13:00")
	iso = "2027-06-07T14:00:00+02:00"
	assert by(host, AGENT, "07 11:00", api.set_away, PAGE_ID, until=iso)["until_ms"] == at("07 14:00")


def test_what_is_refused_says_what_to_do(host) -> None:
	page_with_hours(host, "07 10:00")
	assert "Choose a time" in refused(host, AGENT, api.set_away, PAGE_ID)
	assert "2026-05-31 17:30" in refused(host, AGENT, api.set_away, PAGE_ID, until="tonight")
	assert "number" in refused(host, AGENT, api.set_away, PAGE_ID, hours="two")
	assert "number" in refused(host, AGENT, api.set_away, PAGE_ID, hours="nan")
	assert "past" in refused(host, AGENT, api.set_away, PAGE_ID, hours=-1)
	assert "past" in refused(host, AGENT, api.set_away, PAGE_ID, until="2027-06-07T10:00:00+02:00")
	assert "12 hours" in refused(host, AGENT, api.set_away, PAGE_ID, hours=12.01)
	assert "list of pages" in refused(host, AGENT, api.set_away, "4711", hours=1)
	assert periods() == []


def test_nobody_switches_the_page_of_others(host) -> None:
	page_with_hours(host, "07 10:00")
	host.page(OTHER_PAGE, page_name="Hill Tools")
	add_user_permission("FB Page", OTHER_PAGE, AGENT)
	frappe.db.commit()
	for work, args in ((api.set_away, {"hours": 1}), (api.set_back, {}), (api.state, {})):
		with pytest.raises(frappe.PermissionError):
			by(host, AGENT, "07 11:00", work, PAGE_ID, **args)
	assert by(host, AGENT, "07 11:00", api.set_away, OTHER_PAGE, hours=1)["away"]
	assert periods() == []


def test_only_managers_switch_messages_and_choose_lists(host) -> None:
	page_with_hours(host, "07 10:00")
	for work, args in ((api.set_messages, (PAGE_ID, 0)), (api.holiday_lists, ())):
		with pytest.raises(frappe.PermissionError):
			by(host, AGENT, "07 11:00", work, *args)
	found = by(host, MANAGER, "07 11:00", api.set_messages, PAGE_ID, 0)
	assert found["messages_off"] and found["may_manage"] and found["kind"] == "Messages off"
	assert "manager" in refused(host, AGENT, api.set_back, PAGE_ID)
	assert not by(host, MANAGER, "07 12:00", api.set_messages, PAGE_ID, "1")["messages_off"]
	assert isinstance(by(host, MANAGER, "07 12:00", api.holiday_lists), list)


def test_a_manager_of_other_pages_does_not(host) -> None:
	page_with_hours(host, "07 10:00")
	host.page(OTHER_PAGE, page_name="Hill Tools")
	add_user_permission("FB Page", OTHER_PAGE, MANAGER)
	frappe.db.commit()
	with pytest.raises(frappe.PermissionError):
		by(host, MANAGER, "07 11:00", api.set_messages, PAGE_ID, 0)


def test_over_http_and_never_by_a_link(host) -> None:
	host.page()
	answer = host.request(
		"POST", "/api/method/fb_care.api.away.set_away", {"page": PAGE_ID, "hours": "2"}, user=AGENT
	)
	assert answer.status == 200, answer.text
	host.fresh()
	assert facts().away
	path = f"/api/method/fb_care.api.away.set_back?page={PAGE_ID}"
	assert host.request("GET", path, user=AGENT).status >= 400
	path = f"/api/method/fb_care.api.away.state?page={PAGE_ID}"
	assert host.request("GET", path, user=AGENT).json()["message"]["away"]
	assert host.request("GET", path).status == 403


def test_the_state_of_an_evening_that_somebody_came_back_in(host) -> None:
	page_with_hours(host, "07 10:00")
	found = by(host, AGENT, "07 20:00", api.set_back, PAGE_ID)
	assert (found["away"], found["back_until_ms"], found["next_ms"]) == (False, at("08 09:00"), 0)
	assert found["back_until"] and not found["back_open"]


def test_lists_of_holidays_are_offered_by_name(host) -> None:
	if not holiday_kind():
		pytest.skip("this site has no lists of holidays")
	from tests.app.away_data import holiday_list

	holiday_list("FB test days", "2027-06-08")
	try:
		assert "FB test days" in by(host, OWNER, "07 11:00", api.holiday_lists)
	finally:
		frappe.delete_doc(holiday_kind(), "FB test days", force=True)
		frappe.db.commit()


def test_open_browsers_of_the_pages_people_are_told(host, monkeypatch: pytest.MonkeyPatch) -> None:
	page_with_hours(host, "07 10:00")
	host.page(OTHER_PAGE, page_name="Hill Tools")
	add_user_permission("FB Page", OTHER_PAGE, MANAGER)
	frappe.db.commit()
	told: list[tuple[str, str, int]] = []

	def publish(event: str, message: Any = None, user: str = "", **_more: Any) -> None:
		if event == "fb_care_availability":
			told.append((user, message["page"], message["away"]))

	monkeypatch.setattr(frappe, "publish_realtime", publish)
	by(host, AGENT, "07 11:00", api.set_away, PAGE_ID, hours=1)
	assert (AGENT, PAGE_ID, 1) in told and MANAGER not in {user for user, *_rest in told}
	told.clear()
	by(host, AGENT, "07 11:10", api.set_back, PAGE_ID)
	by(host, AGENT, "07 11:11", api.set_back, PAGE_ID)
	assert [one for one in told if one[0] == AGENT] == [(AGENT, PAGE_ID, 0)]
