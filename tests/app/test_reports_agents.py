"""Agent Response: who answered how many openings and how fast, and what they sent besides."""

from __future__ import annotations

import frappe
import pytest

from fb_care.fb_care.report.agent_response import agent_response as report
from fb_care.fb_care.report.openings_and_answers import openings_and_answers as behind
from fb_care.inbound import rows
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE
from tests.app.responsiveness_data import DAY_MS, HOUR_MS, NOON, opened_by, opening, run, said
from tests.app.saved_data import limit


def comment(number: int, at_ms: int = NOON - HOUR_MS, **values) -> None:
	row = {"page": PAGE_ID, "direction": "Outgoing", "sent_ms": at_ms, "send_state": "Sent"}
	ids = {"comment_id": f"1_{number}", "comment_key": f"k{number}", "comment_tail": str(number)}
	rows.insert("FB Comment", {**row, **ids, **values})


@pytest.fixture
def team(host) -> None:
	"""The agent answered after 1, 3 and 20 minutes, the manager after 4, somebody in the inbox after 60."""
	host.page(time_zone="Europe/Berlin")
	host.page(OTHER_PAGE, page_name="Hill Tools", time_zone="Europe/Berlin")
	for wait in (1, 3, 20):
		opening(NOON - DAY_MS, wait)
	opening(NOON - DAY_MS, 4, answered_by=MANAGER, page=OTHER_PAGE)
	opening(NOON - DAY_MS, 60, answered_by=None, answered_from="Page Inbox")
	opening(NOON - HOUR_MS)
	opening(NOON - DAY_MS, 500, left_out="Away")
	opening(NOON - 40 * DAY_MS, 500)


def by_name(**filters) -> dict[str, dict]:
	names = {frappe.db.get_value("User", user, "full_name"): user for user in (AGENT, MANAGER)}
	return {names.get(row["agent"], row["agent"]): row for row in run(report, **filters).data}


def test_how_fast_each_one_answered(team):
	found = by_name()
	assert next(iter(found)) == AGENT
	assert set(found) == {AGENT, MANAGER, "Facebook's inbox"}
	agent = found[AGENT]
	assert (agent["answers"], agent["mean"], agent["median"], agent["slowest"]) == (3, 480, 180, 1200)
	assert agent["quick"] == 66.7
	inbox = found["Facebook's inbox"]
	assert (inbox["answers"], inbox["quick"], inbox["slowest"], inbox["user"]) == (1, 0, 3600, "")


def test_what_they_sent_besides(team):
	for number in range(3):
		said(NOON - HOUR_MS + number, "This App", sent_by=AGENT, send_state="Sent")
	said(NOON - HOUR_MS, "This App", sent_by=AGENT, send_state="Failed")
	said(NOON - 40 * DAY_MS, "This App", sent_by=AGENT, send_state="Sent")
	said(NOON - HOUR_MS, "Page Inbox")
	said(NOON - HOUR_MS, "Automated")
	said(NOON - HOUR_MS)
	comment(1, sent_by=MANAGER)
	comment(2, send_state="")
	comment(3, direction="Incoming")
	found = by_name()
	sent = {name: (row["messages"], row["comments"]) for name, row in found.items()}
	assert sent == {AGENT: (3, 0), MANAGER: (0, 1), "Facebook's inbox": (1, 1)}


def test_the_figures_above_and_the_chart(team):
	found = run(report)
	assert found.summary == {
		"Openings answered": 5,
		"Mean": 1056,
		"Median": 240,
		"Messages sent": 0,
		"Comments answered": 0,
	}
	assert found.chart["data"]["datasets"][0]["values"] == [3, 1, 1]
	assert run(report, chart_of="Median").chart["data"]["datasets"][0]["values"][0] == 3


def test_each_number_opens_its_rows(team):
	for row in run(report).data:
		found = run(behind, **opened_by(row["opens"]["answers"]))
		assert len(found.data) == row["answers"]
		assert found.summary["Mean of all answers"] == row["mean"]


def test_filters(team):
	assert set(by_name(page=OTHER_PAGE)) == {MANAGER}
	assert set(by_name(agent=AGENT)) == {AGENT}
	assert by_name(from_date="2026-05-01", to_date="2026-05-20") == {}
	assert by_name(from_date="2026-04-01", to_date="2026-05-20")[AGENT]["answers"] == 1


def test_within_what_the_policy_asks_for(team):
	frappe.get_doc({"doctype": "FB Response Policy", "title": "Quick", "time_minutes": 2.5}).insert()
	found = run(report, policy="Quick")
	assert next(one["label"] for one in found.columns if one["fieldname"] == "quick") == "Within 2.5 min"
	assert by_name(policy="Quick")[AGENT]["quick"] == 33.3


def test_who_is_limited_to_a_page_sees_its_answers_only(team):
	limit(AGENT, OTHER_PAGE)
	frappe.clear_cache(user=AGENT)
	assert [row["user"] for row in run(report, AGENT).data] == [MANAGER]


def test_nothing_at_all(host):
	found = run(report)
	assert (found.data, found.chart, found.summary["Median"]) == ([], None, "–")
