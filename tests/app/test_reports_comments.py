"""The report Comment Handling: what became of comments, and how long people waited."""

from __future__ import annotations

from urllib.parse import unquote_plus

import frappe
import pytest

from fb_care import team
from fb_care.fb_care.report.comment_handling import comment_handling as report
from fb_care.figures import reporting
from fb_care.figures.comment_rounds import Said, rounds
from fb_care.times import site_datetime
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE, insert
from tests.app.reports_data import (
	DAY,
	HOUR,
	JUNE,
	MINUTE,
	T0,
	behind,
	comment,
	opens,
	private_reply,
	rows,
	run,
	thread,
	two_pages,
)
from tests.app.saved_data import limit

COUNTS = ("threads", "rounds", "public", "private", "hidden", "removed", "spam", "unanswered", "rate")
PLAIN = frappe._dict(name="t", state="Open")


def said(at_ms: int, incoming: bool = True, **values) -> Said:
	return Said(at_ms, f"c{at_ms}{incoming}", incoming, **values)


def test_a_day_of_silence_begins_another_round():
	told = [said(0), said(HOUR), said(2 * HOUR, False, by="eve"), said(26 * HOUR), said(27 * HOUR, False)]
	found = list(rounds(PLAIN, reversed(told)))
	assert [(one.opened_ms, one.wait_ms, one.by) for one in found] == [
		(0, 2 * HOUR, "eve"),
		(26 * HOUR, HOUR, ""),
	]


def test_either_way_of_answering_ends_the_wait_and_both_are_told():
	told = [said(0), said(HOUR, False, private=True), said(2 * HOUR, False)]
	(found,) = rounds(PLAIN, told)
	assert (found.public, found.private, found.wait_ms) == (True, True, HOUR)


def test_what_the_page_wrote_before_is_no_answer():
	(found,) = rounds(PLAIN, [said(0, False), said(HOUR)])
	assert not found.answered and not found.public


@pytest.fixture
def handled(host):
	"""Six threads on one page, one on another."""
	two_pages(host)
	in_public = thread(T0)
	comment(in_public, T0)
	comment(in_public, T0 + 10 * MINUTE, by_page=True, sent_by=AGENT)
	comment(in_public, T0 + 3 * DAY)  # another round, answered at Facebook
	comment(in_public, T0 + 3 * DAY + 50 * MINUTE, by_page=True)
	in_private = thread(T0 + DAY)
	asked = comment(in_private, T0 + DAY)
	private_reply(in_private, asked, T0 + DAY + 30 * MINUTE, sent_by=MANAGER)
	failed = thread(T0)
	comment(failed, T0)
	comment(failed, T0 + MINUTE, by_page=True, comment_id=None, send_state="Failed")
	comment(thread(T0), T0, state="Hidden")
	comment(thread(T0), T0, state="Removed")
	comment(thread(T0, state="Spam"), T0)
	comment(thread(T0, OTHER_PAGE, kind="Rating"), T0)
	comment(thread(T0 - 5 * DAY), T0 - 5 * DAY)  # of May


def test_by_page(host, handled):
	assert rows(report, *COUNTS) == {
		"Lakeside Bikes": (6, 7, 2, 1, 1, 1, 1, 1, 75.0),
		"Hill Tools": (1, 1, 0, 0, 0, 0, 0, 1, 0.0),
	}


def test_the_times_are_of_first_reactions(host, handled):
	"""10, 50 and 30 minutes."""
	assert rows(report, "mean", "median")["Lakeside Bikes"] == (1800, 1800)
	assert rows(report, "mean", "median")["Hill Tools"] == (None, None)


def test_by_agent_kind_and_day(host, handled):
	assert rows(report, "rounds", group_by="Kind") == {"Comment": 7, "Rating": 1}
	by_agent = rows(report, "rounds", "rate", group_by="Agent")
	assert by_agent["At Facebook"] == (1, 100.0) and by_agent["Nobody"] == (5, 0.0)
	assert by_agent[team.name_of(AGENT)] == by_agent[team.name_of(MANAGER)] == (1, 100.0)
	_columns, data, *_rest = run(report, group_by="Day")
	assert [(row["key"], row["rounds"]) for row in data] == [
		("2026-06-01", 6),
		("2026-06-02", 1),
		("2026-06-04", 1),
	]


def test_by_post(host, handled):
	post = insert(
		"FB Post", page=PAGE_ID, post_id=f"{PAGE_ID}_77", post_tail="77", title="Winter service"
	).name
	comment(thread(T0, post=post), T0)
	assert rows(report, "rounds", group_by="Post") == {"Without a post": 8, "Winter service": 1}
	assert rows(report, "rounds", group_by="Post", post=post) == {"Winter service": 1}


def test_filters(host, handled):
	assert rows(report, "rounds", page=OTHER_PAGE) == {"Hill Tools": 1}
	assert rows(report, "rounds", kind="Rating") == {"Hill Tools": 1}
	assert rows(report, "rounds", from_date="2026-06-02", to_date="2026-06-03") == {"Lakeside Bikes": 1}


def test_chart_sums_and_what_is_behind(host, handled):
	_columns, data, message, chart, summary = run(report)
	assert "badge" in message
	assert chart["data"]["labels"] == ["Lakeside Bikes", "Hill Tools"]
	assert [one["value"] for one in summary] == [8, 60.0, 2, 1800, 1800]
	waiting = opens(data, "Hill Tools", "unanswered")
	name = frappe.db.get_value("FB Comment Thread", {"page": OTHER_PAGE}, "name")
	assert unquote_plus(waiting) == f'/app/fb-comment-thread?name=["in", ["{name}"]]'
	assert opens(data, "Hill Tools", "label") == f"/app/fb-page/{OTHER_PAGE}"


def test_what_is_behind_many(host, handled, monkeypatch):
	"""Too many to be named: threads that were alive within the days; what no filter finds is no link."""
	monkeypatch.setattr("fb_care.figures.reporting.LINKED", 0)
	_columns, data, *_rest = run(report)
	filters = behind(opens(data, "Hill Tools", "threads"))
	since, until = (str(site_datetime(ms)) for ms in reporting.scope(JUNE).span_ms())
	assert filters == {"page": OTHER_PAGE, "last_at": [">=", since], "first_at": ["<", until]}
	assert opens(data, "Hill Tools", "unanswered") == ""
	_columns, by_agent, *_rest = run(report, group_by="Agent")
	assert not any(row["opens"]["threads"] for row in by_agent)


def test_nothing_within_the_days(host, handled):
	columns, data, _message, chart, summary = run(report, from_date="2027-01-01", to_date="2027-01-31")
	assert columns and data == [] and chart is None
	assert [one["value"] for one in summary] == [0, "–", 0, "–", "–"]


def test_who_is_limited_to_a_page_sees_it_only(host, handled):
	limit(AGENT, OTHER_PAGE)
	assert rows(report, "rounds", by=AGENT) == {"Hill Tools": 1}
	assert rows(report, "rounds", by=AGENT, page=PAGE_ID) == {}
