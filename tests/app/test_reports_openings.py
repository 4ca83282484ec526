"""Openings and Answers: the rows behind every figure, and what they add up to."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import format_datetime

from fb_care import clock
from fb_care.fb_care.report.openings_and_answers import openings_and_answers as report
from fb_care.figures import page as figures
from fb_care.figures import policies, reporting
from fb_care.times import site_datetime
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE
from tests.app.payloads import delivery, echo, message
from tests.app.responsiveness_data import DAY_MS, HOUR_MS, MINUTE_MS, NOON, opening, run
from tests.app.saved_data import limit


@pytest.fixture
def page(host) -> str:
	host.page(time_zone="Europe/Berlin")
	return PAGE_ID


@pytest.fixture
def week(page: str) -> None:
	"""Nine answers of 2 minutes, one of 6 hours, one that waits, three left out and one long ago."""
	for number in range(9):
		opening(NOON - DAY_MS - number * MINUTE_MS, 2)
	opening(NOON - 2 * DAY_MS, 360, answered_by=None, answered_from="Page Inbox")
	opening(NOON - HOUR_MS)
	opening(NOON - 3 * HOUR_MS, left_out="Away")
	opening(NOON - 4 * HOUR_MS, 1, left_out="Spam")
	opening(NOON - 5 * HOUR_MS, left_out="Done")
	opening(NOON - 8 * DAY_MS, 3)


def test_the_window_of_the_badge_unless_told_otherwise(week):
	found = run(report)
	assert len(found.data) == 14
	assert [row["opened_at"] for row in found.data] == sorted(
		(row["opened_at"] for row in found.data), reverse=True
	)
	ways = [row["how"] for row in found.data]
	assert {how: ways.count(how) for how in ways} == {
		"Counted": 9,
		"Not among the fastest": 1,
		"Waiting": 1,
		"Left out: Away": 1,
		"Left out: Spam": 1,
		"Left out: Done": 1,
	}
	assert found.summary == {
		"Openings": 11,
		"Answered": 10,
		"Response rate": 90.9,
		"Response time": 120,
		"Mean of all answers": 2268,
		"Waiting": 1,
		"Left out": 3,
	}
	assert found.chart["data"]["datasets"][0]["values"] == [9, 1, 1, 3]


def test_the_sums_are_the_figures(week):
	with clock.at(NOON):
		of_page = figures.of(PAGE_ID)
	summary = run(report, page=PAGE_ID).summary
	assert (summary["Openings"], summary["Answered"]) == (of_page.openings, of_page.answered)
	assert summary["Response rate"] == round(of_page.rate, 1)
	assert summary["Response time"] == reporting.seconds(of_page.mean_ms)
	only = run(report, how="Counted").summary
	assert (only["Openings"], only["Response time"]) == (of_page.counted, summary["Response time"])


def test_the_sums_are_the_figures_of_the_other_policy_too(week):
	with clock.at(NOON):
		of_page = figures.of(PAGE_ID, policies.RATE_AND_TIME)
	found = run(report, policy=policies.RATE_AND_TIME)
	assert found.summary["Openings"] == of_page.openings == 12
	assert found.summary["Response time"] == reporting.seconds(of_page.mean_ms)
	assert {row["advice"] for row in found.data} == {""}


def test_who_answered_and_when(week):
	first, *_rest = run(report, how="Counted").data
	assert (first["wait"], first["page_name"], first["who"]) == (120, "Lakeside Bikes", "Person 0")
	assert first["by"] == frappe.db.get_value("User", AGENT, "full_name")
	assert first["opens"]["who"].startswith("/app/fb-conversation/")
	slow = run(report, how="Not among the fastest").data[0]
	assert (slow["wait"], slow["by"]) == (6 * 3600, "Page Inbox")


@pytest.mark.parametrize(
	("filters", "rows"),
	[
		({"state": "Open"}, 3),
		({"state": "Open", "left_out": "None of them"}, 1),
		({"left_out": "Any reason"}, 3),
		({"left_out": "Spam"}, 1),
		({"agent": AGENT}, 10),
		({"answered_from": "Page Inbox"}, 1),
		({"how": "Waiting"}, 1),
		({"weekday": "Monday"}, 4),
		({"hour": "13:00"}, 9),
		({"weekday": "Monday", "hour": "13:00", "state": "Open"}, 1),
		({"from_date": "2026-05-24", "to_date": "2026-05-24"}, 1),
		({"from_date": "2026-06-01", "to_date": "2026-06-01"}, 4),
	],
)
def test_filters(week, filters, rows):
	assert len(run(report, **filters).data) == rows


def test_an_ad(page):
	frappe.get_doc({"doctype": "FB Ad", "ad_id": "77", "title": "Spring sale", "page": PAGE_ID}).insert()
	opening(NOON - HOUR_MS, 1, ad="77")
	opening(NOON - HOUR_MS, 1)
	assert [row["ad_title"] for row in run(report, ad="77").data] == ["Spring sale"]


def test_days_outside_of_the_window_are_listed_and_say_so(week):
	found = run(report, from_date="2026-05-24", to_date="2026-05-24")
	assert [row["how"] for row in found.data] == ["Outside the window"]
	assert (found.summary["Openings"], found.summary["Response time"]) == (1, 180)


def test_as_of_the_end_of_a_day_what_was_answered_later_waits(page):
	"""The day ends at 22:00 UTC on Berlin's clock."""
	opening(NOON - DAY_MS + 9 * HOUR_MS, 120)
	found = run(report, as_of="2026-05-31")
	assert (found.summary["Answered"], found.data[0]["how"], found.data[0]["by"]) == (0, "Waiting", "")
	assert run(report).summary["Answered"] == 1
	assert run(report, as_of="2026-05-30").data == []


def test_what_waits_says_what_it_costs(page):
	for number in range(4):
		opening(NOON - DAY_MS - number * MINUTE_MS, 2)
	opening(NOON - HOUR_MS)
	opening(NOON - MINUTE_MS)
	advice = {row["who"]: row["advice"] for row in run(report).data}
	assert "too late" in advice["Person 4"]
	# Five answers may take 25 minutes together, and four took eight.
	until = format_datetime(site_datetime(NOON + 16 * MINUTE_MS))
	assert advice["Person 5"] == f"Costs the badge: answer by {until}"
	assert advice["Person 0"] == ""


def test_two_pages_each_by_its_own_policy(host, week):
	longer = {"doctype": "FB Response Policy", "title": "Badge of a month", "window_days": 30}
	frappe.get_doc(longer).insert(ignore_permissions=True)
	host.page(OTHER_PAGE, page_name="Hill Tools", badge_policy="Badge of a month")
	opening(NOON - 20 * DAY_MS, 10, page=OTHER_PAGE)
	summary = run(report).summary
	assert (summary["Openings"], summary["Answered"]) == (12, 11)
	assert summary["Response time"] == reporting.seconds((9 * 2 + 10) * MINUTE_MS / 10)


def test_who_is_limited_to_a_page_sees_its_openings_only(host, week):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	opening(NOON - HOUR_MS, 1, page=OTHER_PAGE)
	assert len(run(report, MANAGER).data) == 15
	limit(MANAGER, OTHER_PAGE)
	frappe.clear_cache(user=MANAGER)
	found = run(report, MANAGER)
	assert {row["page"] for row in found.data} == {OTHER_PAGE} and found.summary["Openings"] == 1
	assert run(report, MANAGER, page=PAGE_ID).data == []


def test_agents_see_it_others_do_not(week):
	assert run(report, AGENT).summary["Openings"] == 11
	with pytest.raises(frappe.PermissionError):
		run(report, "Guest")


def test_nothing_at_all(host):
	found = run(report)
	assert (found.data, found.chart, found.summary["Response rate"]) == ([], None, "–")


def test_so_many_are_listed_the_sums_are_of_all(week, monkeypatch):
	monkeypatch.setattr(report, "LISTED", 3)
	found = run(report)
	assert (len(found.data), found.summary["Openings"]) == (3, 11)
	assert "3 of 14" in found.message


def test_from_messages_to_the_list(host, page):
	host.receive(delivery(message("q", "Is it <b>blue</b>?", NOON - HOUR_MS)))
	host.receive(delivery(echo("a", "Yes", NOON - HOUR_MS + 90_000)))
	found = run(report)
	assert [(row["wait"], row["how"]) for row in found.data] == [(90, "Counted")]
