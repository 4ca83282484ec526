"""What the reports share: days in the page's zone, pages the user may see, durations, links."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import frappe
import pytest

from fb_care import clock
from fb_care.figures import reporting
from tests.app.hosts import MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE, conversation
from tests.app.saved_data import limit

HOUR_MS = 3_600_000
#: 2026-06-01 12:00 UTC.
NOON = 1_780_315_200_000


def test_the_last_thirty_days_unless_told_otherwise(host):
	with clock.at(NOON):
		period = reporting.period({})
	assert (period.last, (period.last - period.first).days) == (date(2026, 6, 1), 29)
	assert len(list(period.days())) == 30


def test_days_the_wrong_way_round_are_refused(host):
	with pytest.raises(frappe.ValidationError, match="after"):
		reporting.period({"from_date": "2026-07-01", "to_date": "2026-06-01"})


def test_a_day_is_the_pages_own(host):
	"""In Auckland it is June 2 while it is June 1 in Lima."""
	host.page(time_zone="America/Lima")
	host.page(OTHER_PAGE, page_name="Hill Tools", time_zone="Pacific/Auckland")
	scope = reporting.scope({"from_date": "2026-06-02", "to_date": "2026-06-02"})
	assert scope.holds(OTHER_PAGE, NOON + HOUR_MS) and not scope.holds(PAGE_ID, NOON + HOUR_MS)
	since, until = scope.span_ms()
	assert (until - since) == (24 + 17) * HOUR_MS
	assert (scope.title(PAGE_ID), scope.title(OTHER_PAGE)) == ("Lakeside Bikes", "Hill Tools")


def test_a_day_with_a_change_of_the_clock_has_23_hours(host):
	host.page(time_zone="Europe/Berlin")
	scope = reporting.scope({"from_date": "2026-03-29", "to_date": "2026-03-29"})
	since, until = scope.span_ms()
	assert until - since == 23 * HOUR_MS


def test_rows_are_of_the_days_and_of_pages_the_user_may_see(host):
	for page, name in ((PAGE_ID, "Lakeside Bikes"), (OTHER_PAGE, "Hill Tools")):
		host.page(page, page_name=name)
		conversation(page)
	days = {"from_date": "2026-11-18", "to_date": "2026-11-18"}
	scope = reporting.scope(days)
	assert {row.page for row in scope.rows("FB Message", ["name"], "sent_ms")} == {PAGE_ID, OTHER_PAGE}
	assert not reporting.scope({**days, "page": "nothing"}).rows("FB Message", ["name"], "sent_ms")
	limit(MANAGER)
	with host.as_user(MANAGER):
		scope = reporting.scope(days)
		assert list(scope.pages) == [PAGE_ID]
		assert {row.page for row in scope.rows("FB Message", ["name"], "sent_ms")} == {PAGE_ID}


def test_no_page_at_all(host):
	scope = reporting.scope({})
	assert scope.span_ms() == (0, 0) and scope.rows("FB Message", ["name"], "sent_ms") == []


def test_durations_have_two_units():
	shown = [None, 0, 400, 59_400, 3_599_000, 3_661_000, 90_061_000]
	assert [reporting.seconds(ms) for ms in shown] == [None, 0, 1, 59, 3599, 3660, 90_000]


def test_statistics():
	assert (reporting.mean_of([]), reporting.median_of([]), reporting.rate_of(0, 0)) == (None, None, None)
	assert (reporting.mean_of([1, 2, 6]), reporting.median_of([1, 2, 6, 7])) == (3, 4)
	assert reporting.rate_of(2, 3) == 66.7
	assert reporting.percentile_of(range(1, 101), 95) == 95
	assert (reporting.percentile_of([7], 95), reporting.percentile_of([], 95)) == (7, None)


def test_links():
	address = urlsplit(reporting.link("FB Comment Thread", {"page": "1", "name": ["in", ["a&b"]]}))
	assert address.path == "/app/fb-comment-thread"
	found = {key: value[0] for key, value in parse_qs(address.query).items()}
	assert found["page"] == "1" and json.loads(found["name"]) == ["in", ["a&b"]]
	many = [str(n) for n in range(reporting.LINKED + 1)]
	assert "name" not in reporting.link_to_each("FB Ad", many, {"page": "1"})
	assert reporting.link_to_each("FB Ad", many) == "", "no list holds exactly these"


def test_scripts_are_fit_to_be_included():
	"""The host puts an included file in as a pattern's replacement, where a backslash means something."""
	folder = Path(reporting.__file__).parents[1]
	for script in sorted(folder.glob("fb_care/report/*/*.js")):
		for line in script.read_text(encoding="utf-8").splitlines():
			if "{% include" in line:
				included = (folder / line.split('"fb_care/')[1].split('"')[0]).read_text(encoding="utf-8")
				assert included.startswith("//") and "\\" not in included
