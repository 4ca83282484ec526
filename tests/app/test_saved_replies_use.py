"""How often saved replies are used, and the report of it."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock
from fb_care.api import saved_replies as api
from fb_care.fb_care.report.saved_reply_use import saved_reply_use as report
from fb_care.outbound import saved_reply_use
from fb_care.outbound.refusal import Refusal
from fb_care.times import site_datetime
from tests.app.answers_data import T0 as ANSWERS_T0
from tests.app.answers_data import answer, begin, run, texts
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE
from tests.app.payloads import NORA
from tests.app.saved_data import attach, limit, reply

DAY_MS = 24 * 3600 * 1000
#: 2026-06-01 09:00 UTC.
T0 = 1780304400000


def use(saved, user: str = AGENT, page: str = PAGE_ID, day: int = 0) -> bool:
	with clock.at(T0 + day * DAY_MS):
		return saved_reply_use.note(saved.name, user, page)


@pytest.fixture
def pages(host):
	host.page()
	host.page(OTHER_PAGE, page_name="Hill Tools")


def test_each_use_counts_once(host, pages):
	saved = reply()
	modified = saved.modified
	assert use(saved) and use(saved, day=1)
	saved.reload()
	assert (saved.use_count, saved.last_used) == (2, site_datetime(T0 + DAY_MS))
	assert str(saved.modified) == str(modified)
	rows = frappe.get_all("FB Saved Reply Use", fields=["saved_reply", "title", "user", "page", "used_ms"])
	assert {(row.saved_reply, row.title, row.user, row.page) for row in rows} == {
		(saved.name, "Greeting", AGENT, PAGE_ID)
	}


def test_an_answer_made_from_it_counts_and_takes_its_files_along(host, facebook):
	host.page()
	talk = begin(host, facebook)
	saved = reply(text="Hello {{ contact.first_name }}")
	attach(saved.name, "saved-notes.txt")
	frappe.db.set_value("FB Contact", talk, "first_name", "Nora")
	frappe.db.commit()
	with host.as_user(AGENT):
		filled = api.fill(saved.name, "FB Conversation", talk)
	assert saved.reload().use_count == 0
	files = [row["name"] for row in filled["files"]]
	answer(host, filled["text"], files=files, saved_reply=saved.name)
	run(host)
	assert texts(facebook)[0] == "Hello Nora"
	assert [one.attachment["type"] for one in facebook.received(NORA) if one.attachment] == ["file"]
	assert saved.reload().use_count == 1
	assert frappe.get_all("FB Saved Reply Use", pluck="page") == [PAGE_ID]


def test_a_refused_answer_does_not_count(host, facebook):
	host.page()
	begin(host, facebook)
	saved = reply()
	frappe.db.commit()
	with pytest.raises(Refusal):
		answer(host, "Too late", at=ANSWERS_T0 + 30 * DAY_MS, saved_reply=saved.name)
	frappe.db.rollback()
	assert saved.reload().use_count == 0


def test_what_is_gone_or_not_theirs_counts_nothing_and_holds_nothing_back(host, pages):
	with host.as_user(MANAGER):
		own = reply("Own", scope="Person")
	assert not use(own, AGENT)
	assert not saved_reply_use.note("nothing", AGENT, PAGE_ID)
	assert not saved_reply_use.note("", AGENT)
	assert frappe.get_all("FB Saved Reply Use") == []


def test_a_deleted_reply_stays_in_the_report(host, pages):
	saved = reply()
	use(saved)
	saved.delete()
	assert frappe.get_all("FB Saved Reply Use", pluck="title") == ["Greeting"]


@pytest.fixture
def used(host, pages):
	"""Three replies in use on two pages by two people over three days."""
	first, second = reply("First"), reply("Second", folder="Money")
	with host.as_user(MANAGER):
		own = reply("Secret title", scope="Person")
	use(first)
	use(first, MANAGER, day=1)
	use(second, page=OTHER_PAGE, day=1)
	use(first, page=OTHER_PAGE, day=2)
	use(own, MANAGER, day=2)
	frappe.db.commit()
	return first


def report_for(by: str = MANAGER, **filters) -> tuple:
	"""The report as this user gets it."""
	frappe.set_user(by)
	try:
		return report.execute({"from_date": "2026-06-01", "to_date": "2026-06-30", **filters})
	finally:
		frappe.set_user("Administrator")


def counts(**filters) -> dict[str, int]:
	_columns, data, *_rest = report_for(**filters)
	key = {"Page": "page", "Agent": "user", "Day": "day"}.get(filters.get("group_by", ""), "title")
	return {str(row[key]): row["uses"] for row in data}


def test_the_report_by_reply(host, used):
	assert counts() == {"First": 3, "Second": 1, "A reply of one's own": 1}


@pytest.mark.parametrize(
	("group_by", "found"),
	[
		("Page", {PAGE_ID: 3, OTHER_PAGE: 2}),
		("Agent", {AGENT: 3, MANAGER: 2}),
		("Day", {"2026-06-01": 1, "2026-06-02": 2, "2026-06-03": 2}),
	],
)
def test_the_report_by_page_agent_and_day(host, used, group_by, found):
	assert counts(group_by=group_by) == found


def test_the_filters(host, used):
	assert counts(user=MANAGER) == {"First": 1, "A reply of one's own": 1}
	assert counts(page=OTHER_PAGE) == {"First": 1, "Second": 1}
	assert counts(saved_reply=used.name) == {"First": 3}
	assert counts(from_date="2026-06-02", to_date="2026-06-02") == {"First": 1, "Second": 1}
	assert counts(from_date="2027-01-01", to_date="2027-01-02") == {}


def test_the_chart_and_the_sum(host, used):
	_columns, data, _message, chart, summary = report_for()
	assert chart["data"]["labels"] == [row["title"] for row in data]
	assert chart["data"]["datasets"][0]["values"] == [3, 1, 1]
	assert summary[0]["value"] == 5


def test_who_is_limited_to_a_page_sees_its_use_only(host, used):
	limit(MANAGER)
	frappe.clear_cache(user=MANAGER)
	assert counts() == {"First": 2, "A reply of one's own": 1}


def test_agents_have_no_report(host, used):
	with pytest.raises(frappe.PermissionError):
		report_for(AGENT)


def test_dates_the_wrong_way_round(host, used):
	with pytest.raises(frappe.ValidationError, match="after"):
		report_for(from_date="2026-07-01", to_date="2026-06-01")
