"""Page Responsiveness: each page's figures and forecast, and one page's trend by day."""

from __future__ import annotations

import json
from datetime import date

import frappe
import pytest

from fb_care.fb_care.report.openings_and_answers import openings_and_answers as behind
from fb_care.fb_care.report.page_responsiveness import page_responsiveness as report
from fb_care.figures import forecast_words, policies
from fb_care.inbound import rows
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE
from tests.app.responsiveness_data import DAY_MS, HOUR_MS, MINUTE_MS, NOON, opened_by, opening, run
from tests.app.saved_data import limit

#: The days of the trend in most tests.
DAYS = {"from_date": "2026-05-30", "to_date": "2026-06-01"}


@pytest.fixture
def pages(host) -> None:
	"""One page with the badge, one that lost it: of its five openings two wait, one is left out besides."""
	host.page(time_zone="Europe/Berlin")
	host.page(OTHER_PAGE, page_name="Hill Tools", time_zone="Europe/Berlin")
	for number in range(10):
		opening(NOON - DAY_MS - number * MINUTE_MS, 3)
	for number in range(3):
		opening(NOON - 2 * DAY_MS - number * HOUR_MS, 8, page=OTHER_PAGE)
	opening(NOON - HOUR_MS, page=OTHER_PAGE)
	opening(NOON - 2 * HOUR_MS, page=OTHER_PAGE)
	opening(NOON - HOUR_MS, page=OTHER_PAGE, left_out="Away")


def of(page: str, **filters) -> dict:
	return next(row for row in run(report, **filters).data if row["page"] == page)


def test_a_row_for_each_page(pages):
	good, bad = of(PAGE_ID), of(OTHER_PAGE)
	assert (good["page_name"], good["badge"], good["rate"], good["time"]) == (
		"Lakeside Bikes",
		"Earned",
		100,
		180,
	)
	assert (good["label"], good["waiting"], good["policy"]) == ("Within minutes", 0, policies.BADGE)
	assert (bad["badge"], bad["openings"], bad["answered"], bad["rate"]) == ("Not earned", 5, 3, 60)
	assert (bad["time"], bad["waiting"], bad["away"], bad["spam"]) == (480, 2, 1, 0)


def test_what_comes_next_is_told(pages):
	when = forecast_words.at(NOON + 6 * DAY_MS)
	assert of(PAGE_ID)["forecast"] == f"Lost on {when} if nothing changes."
	# Three answers of eight minutes are too slow by nine: the two that wait alone don't win it back.
	assert "new openings quickly" in of(OTHER_PAGE)["forecast"]


def test_the_figures_above_and_the_chart(pages):
	found = run(report)
	assert found.summary == {"Pages": 2, "Badge earned": 1, "Openings": 15, "Answered": 13, "Waiting": 2}
	assert found.chart["data"]["labels"] == ["Hill Tools", "Lakeside Bikes"]
	assert found.chart["data"]["datasets"][0]["values"] == [60, 100]


@pytest.mark.parametrize("field", ["openings", "answered", "waiting", "away", "spam", "done"])
def test_each_number_opens_as_many_rows(pages, field):
	for row in run(report).data:
		assert len(run(behind, **opened_by(row["opens"][field])).data) == row[field]


def test_the_time_opens_the_answers_that_made_it(pages):
	for row in run(report).data:
		summary = run(behind, **opened_by(row["opens"]["time"])).summary
		assert summary["Response time"] == row["time"]
		assert run(behind, **opened_by(row["opens"]["rate"])).summary["Response rate"] == row["rate"]


def test_another_policy(pages):
	assert of(OTHER_PAGE, policy=policies.RATE_AND_TIME)["forecast"] == ""
	with pytest.raises(frappe.DoesNotExistError):
		run(report, policy="None such")


def test_as_of_the_end_of_a_day(pages):
	row = of(OTHER_PAGE, as_of="2026-05-31")
	assert (row["openings"], row["badge"], row["forecast"]) == (3, "Not earned", "")
	assert len(run(behind, **opened_by(row["opens"]["openings"])).data) == 3
	of_page = run(report, **opened_by(row["opens"]["page_name"]), **DAYS)
	assert of_page.summary["Openings"] == 3, "the page's name opens the same figures"


def test_the_trend_of_one_page(pages):
	found = run(report, page=PAGE_ID, **DAYS)
	trend = [(row["day"], row["openings"], row["answered"], row["window_openings"]) for row in found.data]
	assert trend == [
		(date(2026, 5, 30), 0, 0, 0),
		(date(2026, 5, 31), 10, 10, 10),
		(date(2026, 6, 1), 0, 0, 10),
	]
	assert [row["badge"] for row in found.data] == ["Not earned", "Earned", "Earned"]
	assert [row["time"] for row in found.data] == [None, 180, None]
	assert [row["window_time"] for row in found.data] == [None, 180, 180]
	assert found.summary["Badge"] == "Earned" and found.summary["Response time"] == 180
	assert found.message.startswith("Lost on")


@pytest.mark.parametrize(
	("chart_of", "series"),
	[
		("Response rate", {"Rate in the window": [0, 100, 100], "Needed for the badge": 90}),
		("Response time", {"Time in the window, minutes": [0, 3, 3], "Needed for the badge": 5}),
		("Openings", {"Openings": [0, 10, 0], "Answered": [0, 10, 0]}),
	],
)
def test_the_chart_of_the_trend(pages, chart_of, series):
	chart = run(report, page=PAGE_ID, chart_of=chart_of, **DAYS).chart
	drawn = {one["name"]: one["values"] for one in chart["data"]["datasets"]}
	drawn |= {one["label"]: one["value"] for one in chart["data"].get("yMarkers", [])}
	assert drawn == series
	assert chart["data"]["labels"] == ["05-30", "05-31", "06-01"]


def test_a_day_is_the_pages_own(host):
	"""23:30 UTC is the next day in Berlin."""
	host.page(time_zone="Europe/Berlin")
	opening(NOON - DAY_MS + 11 * HOUR_MS + 30 * MINUTE_MS, 1)
	found = run(report, page=PAGE_ID, **DAYS)
	assert [row["openings"] for row in found.data] == [0, 0, 1]
	assert [row["window_openings"] for row in found.data] == [0, 0, 1]


def test_numbers_of_a_day_open_the_rows_of_the_day(pages):
	for row in run(report, page=PAGE_ID, **DAYS).data:
		for field in ("openings", "answered", "window_openings", "window_answered"):
			assert len(run(behind, **opened_by(row["opens"][field])).data) == row[field]


def test_what_was_kept_that_night_is_shown_as_it_was(pages):
	values = {"earned": 1, "openings": 20, "answered": 19, "rate": 95, "mean_ms": 60_000, "left_out": 0}
	place = {"page": PAGE_ID, "policy": policies.BADGE, "day": date(2026, 5, 31), "at_ms": NOON}
	rows.insert("FB Response Snapshot", {**values, **place, "formula": json.dumps({}), "snapshot_key": "k"})
	row = run(report, page=PAGE_ID, **DAYS).data[1]
	assert (row["window_openings"], row["window_rate"], row["window_time"]) == (20, 95, 60)
	assert (row["source"], row["badge"]) == ("Kept that night", "Earned")


def test_days_to_come_are_left_out_and_a_month_is_shown_by_itself(pages):
	assert len(run(report, page=PAGE_ID).data) == 30
	assert len(run(report, page=PAGE_ID, from_date="2026-06-01", to_date="2026-06-30").data) == 1


def test_a_day_of_25_hours(host):
	"""On October 25, 2026 the clocks go back in Berlin: the day ends at 23:00 UTC."""
	host.page(time_zone="Europe/Berlin")
	at_ms = 1_792_969_200_000  # 2026-10-25 23:00 UTC
	opening(at_ms - 1, 1)
	opening(at_ms - 25 * HOUR_MS, 1)
	opening(at_ms + 1, 1)
	opening(at_ms - 25 * HOUR_MS - 1, 1)
	days = {"from_date": "2026-10-24", "to_date": "2026-10-26"}
	found = run(report, page=PAGE_ID, at_ms=at_ms + HOUR_MS, **days)
	assert [row["openings"] for row in found.data] == [1, 2, 1]


def test_who_is_limited_to_a_page_sees_this_page_only(pages):
	limit(AGENT, OTHER_PAGE)
	frappe.clear_cache(user=AGENT)
	assert [row["page"] for row in run(report, AGENT).data] == [OTHER_PAGE]
	assert run(report, AGENT, page=PAGE_ID).data == []
	assert len(run(report, MANAGER).data) == 2


def test_nothing_at_all(host):
	found = run(report)
	assert (found.data, found.chart) == ([], None)
	host.page()
	row = of(PAGE_ID)
	assert (row["badge"], row["rate"], row["time"], row["openings"]) == ("Not earned", None, None, 0)
