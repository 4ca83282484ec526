"""Response Heat Map: hours of the week on each page's own clock, added up by the database."""

from __future__ import annotations

import frappe
import pytest

from fb_care.fb_care.report.openings_and_answers import openings_and_answers as behind
from fb_care.fb_care.report.response_heat_map import response_heat_map as report
from tests.app.hosts import AGENT, PAGE_ID
from tests.app.operating_data import OTHER_PAGE
from tests.app.responsiveness_data import DAY_MS, HOUR_MS, MINUTE_MS, NOON, opened_by, opening, run, said
from tests.app.saved_data import limit


@pytest.fixture
def page(host) -> str:
	host.page(time_zone="Europe/Berlin")
	return PAGE_ID


def hours(**filters) -> dict[tuple[str, str], dict]:
	"""The hours in which anything happened."""
	counts = ("messages", "answers", "openings")
	rows = run(report, **filters).data
	return {(row["weekday"], row["hour"]): row for row in rows if any(row[name] for name in counts)}


def counted(name: str, **filters) -> dict[tuple[str, str], int]:
	return {hour: row[name] for hour, row in hours(**filters).items() if row[name]}


def test_every_hour_of_the_week_in_order(page):
	data = run(report).data
	assert len(data) == 168
	assert (data[0]["weekday"], data[0]["hour"], data[-1]["weekday"], data[-1]["hour"]) == (
		"Monday",
		"00:00",
		"Sunday",
		"23:00",
	)


def test_when_customers_write_and_the_team_answers(page):
	"""Noon UTC is two o'clock in Berlin."""
	said(NOON)
	said(NOON - 7 * DAY_MS + 59 * MINUTE_MS)
	said(NOON - HOUR_MS, kind="Postback")
	said(NOON - HOUR_MS, kind="Referral")
	said(NOON + HOUR_MS, "This App", sent_by=AGENT, send_state="Sent")
	said(NOON + HOUR_MS, "Page Inbox")
	for kind, state in (("Automated", ""), ("Other App", ""), ("This App", "Queued")):
		said(NOON + HOUR_MS, kind, send_state=state)
	assert counted("messages") == {("Monday", "14:00"): 2, ("Monday", "13:00"): 1}
	assert counted("answers") == {("Monday", "15:00"): 2}


def test_how_long_openings_waited(page):
	opening(NOON - DAY_MS, 2)
	opening(NOON - 8 * DAY_MS, 4)
	opening(NOON - DAY_MS + 59 * MINUTE_MS)
	opening(NOON - DAY_MS, 500, left_out="Away")
	row = hours()["Sunday", "14:00"]
	assert (row["openings"], row["answered"], row["rate"], row["mean"]) == (3, 2, 66.7, 180)


def test_each_page_by_its_own_clock(host, page):
	host.page(OTHER_PAGE, page_name="Hill Tools", time_zone="Asia/Kathmandu")
	said(NOON + 20 * MINUTE_MS)
	said(NOON + 20 * MINUTE_MS, page=OTHER_PAGE)
	said(NOON + 10 * MINUTE_MS, page=OTHER_PAGE)
	assert counted("messages") == {
		("Monday", "14:00"): 1,
		("Monday", "17:00"): 1,
		("Monday", "18:00"): 1,
	}


def test_when_the_clocks_change(page):
	"""March 29, 2026: 00:30 UTC is half past one, 01:30 UTC is half past three."""
	night = 1_774_742_400_000  # 2026-03-29 00:00 UTC
	said(night + 30 * MINUTE_MS)
	said(night + 90 * MINUTE_MS)
	days = {"from_date": "2026-03-29", "to_date": "2026-03-29"}
	assert counted("messages", **days) == {("Sunday", "01:00"): 1, ("Sunday", "03:00"): 1}


def test_four_weeks_unless_told_otherwise(page):
	said(NOON - 27 * DAY_MS)
	said(NOON - 28 * DAY_MS)
	assert sum(counted("messages").values()) == 1
	assert sum(counted("messages", from_date="2026-05-01", to_date="2026-06-01").values()) == 2


def test_numbers_open_their_rows(page):
	opening(NOON - DAY_MS, 2)
	opening(NOON - 8 * DAY_MS, 4)
	opening(NOON - DAY_MS)
	opening(NOON - 2 * DAY_MS, 9)
	for row in hours().values():
		found = run(behind, **opened_by(row["opens"]["openings"]))
		assert (len(found.data), found.summary["Mean of all answers"]) == (row["openings"], row["mean"])
		assert len(run(behind, **opened_by(row["opens"]["answered"])).data) == row["answered"]


def test_opening_hours_where_a_page_keeps_them(host, page):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	said(NOON - DAY_MS, page=OTHER_PAGE)
	assert all(row["open"] is None for row in run(report).data)
	doc = frappe.get_doc("FB Page", page)
	doc.append("hours", {"weekday": "Monday", "from_time": "09:30:00", "to_time": "17:00:00"})
	doc.append("hours", {"weekday": "Sunday", "from_time": "23:00:00", "to_time": "01:00:00"})
	doc.schedule_on = 1
	doc.save()
	said(NOON)
	said(NOON - DAY_MS)
	found = run(report)
	opened = {(row["weekday"], row["hour"]): row["open"] for row in found.data if row["open"]}
	assert opened["Monday", "09:00"] == 50 and opened["Monday", "16:00"] == 100
	assert opened["Sunday", "23:00"] == 100 and opened["Monday", "00:00"] == 100
	assert len(opened) == 10
	assert found.summary["Written while closed"] == 50


def test_the_figures_above_and_the_chart(page):
	said(NOON)
	said(NOON)
	said(NOON - DAY_MS)
	found = run(report)
	assert found.summary == {
		"Customers' messages": 3,
		"Team's answers": 0,
		"Openings": 0,
		"Busiest hour": "Monday 14:00",
	}
	assert found.chart["data"]["datasets"][0]["values"][14] == 3


def test_many_messages_come_added_up(page, monkeypatch):
	from fb_care.fb_care.report.response_heat_map import hours as reading

	for number in range(20):
		said(NOON + number)
	asked = []
	real = reading.week.hour_of
	monkeypatch.setattr(reading.week, "hour_of", lambda ms, zone: asked.append(ms) or real(ms, zone))
	assert counted("messages") == {("Monday", "14:00"): 20}
	assert asked == [NOON]


def test_who_is_limited_to_a_page_sees_its_hours_only(host, page):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	said(NOON)
	limit(AGENT, OTHER_PAGE)
	frappe.clear_cache(user=AGENT)
	assert run(report, AGENT).summary["Customers' messages"] == 0
	assert run(report).summary["Customers' messages"] == 1


def test_nothing_at_all(host):
	found = run(report)
	assert (found.data, found.chart, found.summary["Busiest hour"]) == ([], None, "–")
