"""The heat map above the report's table, drawn in a browser with a stand-in for what it uses of the host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.test_list_scripts import SCRIPTS, STAND_IN

REPORT = SCRIPTS.parents[1] / "fb_care" / "report" / "response_heat_map" / "response_heat_map.js"
EVIL = "<img src=x onerror=alert(1)>"
HOST = """
frappe.query_reports = {};
frappe.provide = () => {};
fb_care.reports = {};
frappe.datetime = { get_today: () => "2026-06-01", add_days: (day) => day };
frappe.utils.get_formatted_duration = (seconds) => `${seconds} seconds`;
"""
DRAW = """(rows) => {
	frappe.query_report = { data: rows };
	const wrapper = document.querySelector("#report");
	frappe.query_reports["Response Heat Map"].after_datatable_render({ wrapper });
}"""


def rows() -> list[dict[str, Any]]:
	"""A quiet week: something on Monday at 9, more at 10, open on Monday from 9 to 11."""
	quiet = {"messages": 0, "answers": 0, "openings": 0, "mean": None, "open": 0, "opens": {}}
	days = ["Monday", "Tuesday", EVIL, "Thursday", "Friday", "Saturday", "Sunday"]
	week = [{"weekday": day, "hour": f"{hour:02}:00", **quiet} for day in days for hour in range(24)]
	week[9].update(messages=3, openings=2, mean=150, open=100, opens={"openings": "/app/behind?hour=9"})
	week[10].update(messages=12, answers=4, open=100)
	return week


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
	page = chromium.new_page()
	page.set_content('<div id="report"><div class="datatable">table</div></div>')
	page.add_script_tag(content=STAND_IN + HOST)
	page.add_script_tag(path=SCRIPTS / "fb_care_reports.js")
	page.add_script_tag(path=REPORT)
	page.evaluate(DRAW, rows())
	yield page
	page.close()


def cells(page: Any) -> list[str]:
	return page.locator(".fb-care-heat-map td").all_inner_texts()


def test_a_cell_for_each_hour_above_the_table(desk):
	assert len(cells(desk)) == 168
	assert cells(desk)[9:11] == ["3", "12"] and set(cells(desk)[11:]) == {""}
	assert desk.locator("#report > *").first.get_attribute("class") == "fb-care-heat-map"
	assert desk.locator(".fb-care-heat-map td[data-open]").count() == 2


def test_an_hour_opens_what_is_behind_it(desk):
	links = desk.locator(".fb-care-heat-map td a")
	assert [links.nth(n).get_attribute("href") for n in range(links.count())] == ["/app/behind?hour=9"]


def test_what_is_shown_can_be_chosen(desk):
	desk.get_by_text("Waits", exact=True).click()
	assert cells(desk)[9:11] == ["3 min", ""]
	desk.get_by_text("Team's answers", exact=True).click()
	assert cells(desk)[9:11] == ["", "4"]
	assert desk.locator('.fb-care-heat-map [aria-pressed="true"]').all_inner_texts() == ["Team's answers"]


def test_drawn_again_it_stands_there_once(desk):
	desk.evaluate(DRAW, rows())
	assert desk.locator(".fb-care-heat-map").count() == 1


def test_words_are_no_html(desk):
	assert desk.locator(".fb-care-heat-map img").count() == 0
	assert desk.get_by_text(EVIL).count() == 1


def test_nothing_to_draw_of_something_else(desk):
	desk.locator(".fb-care-heat-map").evaluate("(node) => node.remove()")
	desk.evaluate(DRAW, rows()[:5])
	assert desk.locator(".fb-care-heat-map").count() == 0
