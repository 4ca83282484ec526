"""Several workers and people at the same page at once: one period each time, and what a job does alone."""

from __future__ import annotations

import itertools

import frappe
import pytest

from fb_care import clock
from fb_care.away import availability
from fb_care.inbound import contention
from fb_care.jobs import alone, scheduled
from fb_care.jobs import away as job
from tests.app.away_data import WEEK, at, facts, hours, minute, page_with_hours, periods
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE
from tests.app.test_process_workers import side_by_side


def test_three_workers_make_one_period_of_each(host) -> None:
	page_with_hours(host, "07 12:00")

	def work() -> None:
		with clock.at(at("08 18:00")):
			contention.patiently(lambda: availability.catch_up(PAGE_ID))
			contention.patiently(lambda: availability.of(PAGE_ID))

	side_by_side(host, 3, work)
	assert periods() == [
		("Schedule", at("07 17:00"), at("08 09:00")),
		("Schedule", at("08 17:00"), 0),
	]


def test_two_people_at_the_same_moment(host) -> None:
	page_with_hours(host, "07 12:00")
	users = itertools.chain((AGENT, MANAGER))

	def work() -> None:
		by = next(users)
		with clock.at(at("07 13:00")):
			contention.patiently(lambda: availability.set_away(PAGE_ID, at("07 14:00"), "", by))

	side_by_side(host, 2, work)
	assert periods() == [("By hand", at("07 13:00"), 0)]
	assert facts().away_period == frappe.db.get_value("FB Away Period", {"page": PAGE_ID})


def test_switching_while_the_job_runs(host) -> None:
	page_with_hours(host, "07 12:00")
	turns = itertools.count()

	def work() -> None:
		with clock.at(at("07 18:00")):
			if next(turns):
				job.run()
			else:
				contention.patiently(lambda: availability.set_back(PAGE_ID, AGENT))

	side_by_side(host, 2, work)
	assert periods() == [("Schedule", at("07 17:00"), at("07 18:00"))]
	assert facts().available_until_ms == at("08 09:00")


def test_a_page_that_fails_does_not_stop_the_others(host, monkeypatch: pytest.MonkeyPatch) -> None:
	page_with_hours(host, "07 12:00")
	with clock.at(at("07 12:00")):
		other = {"schedule_on": 1, "time_zone": "Europe/Paris", "hours": hours(*WEEK)}
		host.page(OTHER_PAGE, page_name="Hill Tools", **other)
	real = availability.catch_up

	def catch_up(page: str) -> None:
		if page == OTHER_PAGE:
			raise ValueError("broken")
		real(page)

	monkeypatch.setattr(availability, "catch_up", catch_up)
	minute(host, "07 18:00")
	assert periods() and not periods(OTHER_PAGE)
	monkeypatch.undo()
	minute(host, "07 18:01")
	assert periods(OTHER_PAGE) == [("Schedule", at("07 17:00"), 0)]


def test_the_job_leaves_what_another_one_is_at(host) -> None:
	page_with_hours(host, "07 12:00")
	with alone.alone("away", 60) as mine:
		assert mine
		minute(host, "07 18:00")
		assert periods() == []
	minute(host, "07 18:00")
	assert len(periods()) == 1


def test_the_host_calls_the_jobs_by_names_of_their_own(host) -> None:
	called = frappe.get_hooks("scheduler_events")["cron"]["* * * * *"]
	for name in ("fb_care_away", "fb_care_windows"):
		assert f"fb_care.jobs.scheduled.{name}" in called and callable(getattr(scheduled, name))
