"""The report Webhook Health: deliveries by day and hour, how late and how fast."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import frappe
import pytest

from fb_care.fb_care.report.webhook_health import webhook_health as report
from fb_care.times import site_datetime
from tests.app.hosts import AGENT, MANAGER
from tests.app.operating_data import insert
from tests.app.reports_data import DAY, HOUR, T0, behind, run, two_pages
from tests.app.saved_data import limit


def delivered(at_ms: int, **values) -> None:
	values = {"state": "Done", "event_count": 1, "lag_ms": 400, "done_ms": at_ms + 250, "size": 512, **values}
	key = {"body": "{}", "body_hash": frappe.generate_hash(length=40)}
	insert("FB Webhook Event", received_ms=at_ms, received_at=site_datetime(at_ms), **key, **values)


@pytest.fixture
def day(host):
	"""Twenty-two deliveries on a day, one on the next, one in May."""
	two_pages(host)
	for n in range(19):
		delivered(T0 + n)
	delivered(T0 + 50, lag_ms=9_000, done_ms=T0 + 2_050, event_count=3, duplicates=2)
	delivered(T0 + HOUR, state="Failed", lag_ms=600_000, unknown_count=2, size=10_240)
	delivered(T0 + HOUR, state="Received", lag_ms=0, done_ms=0)
	delivered(T0 + DAY)
	delivered(T0 - 20 * DAY)


def test_by_day(host, day):
	_columns, data, message, chart, summary = run(report)
	first, second = data
	assert first["at"] == site_datetime(T0).date() and isinstance(first["at"], date)
	counts = ("deliveries", "events", "failed", "unknown", "repeats")
	assert [first[name] for name in counts] == [22, 24, 1, 2, 2]
	assert [first[name] for name in ("lag_median", "lag_most", "work_median", "work_most")] == [
		0.4,
		9.0,
		0.2,
		0.2,
	]
	assert (first["largest"], second["deliveries"]) == (10.0, 1)
	assert "Lag" in message
	assert chart["data"]["datasets"][0]["values"] == [22, 1]
	assert [one["value"] for one in summary] == [23, 25, 1, 2, "9.0 s"]


def test_by_hour(host, day):
	_columns, data, *_rest = run(report, group_by="Hour")
	assert [row["deliveries"] for row in data] == [20, 2, 1]
	assert isinstance(data[0]["at"], datetime)
	at = data[1]["at"]
	assert behind(data[1]["opens"]["failed"]) == {
		"received_at": [">=", str(at)],
		"FB Webhook Event.received_at": ["<", str(at + timedelta(hours=1))],
		"state": "Failed",
	}, "the host's list takes whole days only for between"


def test_a_day_opens_its_deliveries(host, day):
	_columns, data, *_rest = run(report)
	the_day = str(data[0]["at"])
	assert behind(data[0]["opens"]["deliveries"]) == {"received_at": ["between", [the_day, the_day]]}


def test_nothing_within_the_days(host, day):
	_columns, data, _message, chart, summary = run(report, from_date="2027-06-01", to_date="2027-06-02")
	assert data == [] and chart is None and summary[4]["value"] == "–"


def test_managers_only_and_none_who_is_limited_to_pages(host, day):
	with pytest.raises(frappe.PermissionError):
		run(report, by=AGENT)
	limit(MANAGER)
	_columns, data, message, *_rest = run(report)
	assert data == [] and "limited" in message
