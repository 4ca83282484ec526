"""A page that is away by its hours, by hand, or with messages off; edges of time, and of nobody looking."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock
from fb_care.away import availability
from fb_care.away.keeping import Availability
from tests.app.away_data import (
	PARIS,
	at,
	facts,
	hours,
	minute,
	page_with_hours,
	periods,
)
from tests.app.hosts import AGENT, MANAGER, PAGE_ID

HOUR = 3_600_000


def switch(when: str, work, *args) -> Availability:
	with clock.at(at(when)):
		found = work(PAGE_ID, *args)
	frappe.db.commit()
	return found


def of(when: str) -> Availability:
	with clock.at(at(when)):
		found = availability.of(PAGE_ID)
	frappe.db.commit()
	return found


# By schedule


def test_a_page_without_hours_is_always_available(host) -> None:
	host.page()
	assert of("07 03:00") == Availability()
	minute(host, "12 12:00")
	assert periods() == []


def test_saving_hours_in_the_evening_makes_the_page_away_at_once(host) -> None:
	doc = page_with_hours(host, "07 20:00")
	assert doc.away and doc.away_kind == "Schedule"
	assert periods() == [("Schedule", at("07 20:00"), 0)]
	assert facts().away_until_ms == facts().away_next_ms == at("08 09:00")


def test_each_minute_the_page_follows_its_hours(host) -> None:
	page_with_hours(host, "07 12:00")
	for when, away in (("07 16:59", 0), ("07 17:00", 1), ("08 08:59", 1), ("08 09:00", 0)):
		minute(host, when)
		assert facts().away == away, when
	assert periods() == [("Schedule", at("07 17:00"), at("08 09:00"))]


def test_after_hours_without_scheduler_each_period_has_its_own_moments(host) -> None:
	page_with_hours(host, "07 12:00")
	minute(host, "09 18:13")
	assert periods() == [
		("Schedule", at("07 17:00"), at("08 09:00")),
		("Schedule", at("08 17:00"), at("09 09:00")),
		("Schedule", at("09 17:00"), 0),
	]


def test_who_asks_before_the_job_ran_is_told_the_truth(host) -> None:
	page_with_hours(host, "07 12:00")
	found = of("07 18:00")
	assert (found.away, found.kind, found.since_ms) == (True, "Schedule", at("07 17:00"))
	assert found.until_ms == at("08 09:00") and found.period == facts().away_period
	assert len(periods()) == 1


def test_asking_writes_nothing_where_nothing_is_due(host) -> None:
	page_with_hours(host, "07 12:00")
	checked = frappe.db.get_value("FB Page", PAGE_ID, ["away_checked_ms", "modified"])
	assert of("07 16:00") == Availability()
	assert frappe.db.get_value("FB Page", PAGE_ID, ["away_checked_ms", "modified"]) == checked


def test_the_past_is_answered_from_the_periods(host) -> None:
	page_with_hours(host, "07 12:00")
	minute(host, "09 18:13")
	with clock.at(at("09 18:30")):
		assert availability.of(PAGE_ID, at("07 20:00")).since_ms == at("07 17:00")
		assert not availability.of(PAGE_ID, at("08 09:00")).away
		assert availability.of(PAGE_ID, at("09 18:00")).since_ms == at("09 17:00")


def test_when_clocks_go_forward(host) -> None:
	"""At half past two on that Sunday it is three o'clock."""
	rows = (("Saturday", "09:00:00", "17:00:00"), ("Sunday", "02:30:00", "10:00:00"))
	page_with_hours(host, "2027-03-27 12:00", *rows)
	minute(host, at("2027-03-28 12:00"))
	assert [period[1:] for period in periods()] == [
		(at("2027-03-27 17:00"), at("2027-03-28 03:00")),
		(at("2027-03-28 10:00"), 0),
	]


def test_when_clocks_go_back(host) -> None:
	"""Half past two on that Sunday is twice; hours end at the second."""
	rows = (("Saturday", "09:00:00", "17:00:00"), ("Sunday", "00:30:00", "02:30:00"))
	page_with_hours(host, "2027-10-30 12:00", *rows)
	minute(host, at("2027-10-31 12:00"))
	assert [period[1:] for period in periods()] == [
		(at("2027-10-30 17:00"), at("2027-10-31 00:30")),
		(at("2027-10-31 00:30") + 3 * HOUR, 0),
	]


def test_over_midnight(host) -> None:
	page_with_hours(host, "07 20:00", ("Monday", "18:00:00", "02:00:00"))
	minute(host, "08 06:00")
	assert periods() == [("Schedule", at("08 02:00"), 0)]


def test_a_special_day(host) -> None:
	days = [{"day": "2027-06-08", "closed": 1}, {"day": "2027-06-09", "closed": 0, "from_time": "12:00:00"}]
	days[1]["to_time"] = "13:00:00"
	page_with_hours(host, "07 12:00", special_days=days)
	minute(host, "09 12:30")
	assert periods() == [("Schedule", at("07 17:00"), at("09 12:00"))]


# By hand


def test_away_by_hand_ends_at_its_time(host) -> None:
	page_with_hours(host, "07 10:00")
	found = switch("07 11:00", availability.set_away, at("07 12:30"), "Lunch", AGENT)
	assert (found.away, found.kind, found.until_ms) == (True, "By hand", at("07 12:30"))
	row = frappe.get_doc("FB Away Period", found.period)
	assert (row.reason, row.started_by, row.ended_by) == ("Lunch", AGENT, None)
	minute(host, "07 12:44")
	assert periods() == [("By hand", at("07 11:00"), at("07 12:30"))] and not facts().away


def test_its_end_in_the_evening_goes_on_as_one_absence(host) -> None:
	page_with_hours(host, "07 10:00")
	switch("07 16:00", availability.set_away, at("07 18:00"), "", AGENT)
	found = of("07 21:00")
	assert (found.kind, found.since_ms, found.absent_since_ms) == ("Schedule", at("07 18:00"), at("07 16:00"))
	assert periods()[0] == ("By hand", at("07 16:00"), at("07 18:00"))


def test_by_hand_during_an_absence_by_schedule(host) -> None:
	page_with_hours(host, "07 10:00")
	found = switch("08 06:00", availability.set_away, at("08 11:00"), "", AGENT)
	assert found.absent_since_ms == at("07 17:00")
	assert periods() == [("Schedule", at("07 17:00"), at("08 06:00")), ("By hand", at("08 06:00"), 0)]
	minute(host, "08 10:00")
	assert facts().away_kind == "By hand"


def test_back_ends_it_and_says_who(host) -> None:
	page_with_hours(host, "07 10:00")
	found = switch("07 11:00", availability.set_away, at("07 15:00"), "", AGENT)
	assert not switch("07 12:00", availability.set_back, MANAGER).away
	assert frappe.db.get_value("FB Away Period", found.period, "ended_by") == MANAGER
	assert switch("07 12:01", availability.set_back, MANAGER) == Availability()
	assert len(periods()) == 1


def test_back_in_the_evening_holds_until_the_hours_begin(host) -> None:
	page_with_hours(host, "07 10:00")
	switch("07 20:00", availability.set_back, AGENT)
	assert not facts().away and facts().available_until_ms == at("08 09:00")
	minute(host, "08 20:00")
	assert periods() == [
		("Schedule", at("07 17:00"), at("07 20:00")),
		("Schedule", at("08 17:00"), 0),
	]


@pytest.mark.parametrize(("until", "words"), [("07 10:59", "past"), ("07 23:01", "12 hours")])
def test_only_times_of_the_next_twelve_hours(host, until: str, words: str) -> None:
	page_with_hours(host, "07 10:00")
	with pytest.raises(frappe.ValidationError, match=words):
		switch("07 11:00", availability.set_away, at(until), "", AGENT)
	frappe.db.rollback()
	assert switch("07 11:00", availability.set_away, at("07 23:00"), "", AGENT).away


# Messages off


def test_messages_off_beats_all_and_stays(host) -> None:
	page_with_hours(host, "07 10:00")
	switch("07 11:00", availability.set_away, at("07 15:00"), "", AGENT)
	switch("07 12:00", availability.set_messages, False, MANAGER)
	assert facts().messages_off and facts().away_kind == "Messages off" and not facts().away_until_ms
	minute(host, "11 12:00")
	assert periods()[1:] == [("Messages off", at("07 12:00"), 0)]
	for work, args in (
		(availability.set_away, (at("11 13:00"), "", AGENT)),
		(availability.set_back, (AGENT,)),
	):
		with pytest.raises(frappe.ValidationError, match="manager can switch them on"):
			switch("11 12:00", work, *args)
		frappe.db.rollback()


def test_messages_on_again_in_the_evening(host) -> None:
	page_with_hours(host, "07 10:00")
	switch("07 12:00", availability.set_messages, False, MANAGER)
	found = switch("07 20:00", availability.set_messages, True, MANAGER)
	assert (found.kind, found.absent_since_ms) == ("Schedule", at("07 12:00"))
	assert not facts().messages_off
	assert switch("07 20:01", availability.set_messages, True, MANAGER) == found


# Another schedule


def test_a_schedule_that_is_edited_while_away_holds_from_then_on(host) -> None:
	page_with_hours(host, "07 12:00")
	longer = hours(("Monday", "09:00:00", "22:00:00"), ("Tuesday", "09:00:00", "22:00:00"))
	with clock.at(at("07 20:00")):
		doc = host.page(hours=longer)
	assert periods() == [("Schedule", at("07 17:00"), at("07 20:00"))] and not doc.away
	minute(host, "07 22:30")
	assert periods()[1:] == [("Schedule", at("07 22:00"), 0)]


def test_the_old_schedule_holds_up_to_the_edit_also_when_nobody_looked(host) -> None:
	page_with_hours(host, "07 12:00")
	with clock.at(at("09 10:00")):
		host.page(hours=hours(("Sunday", "09:00:00", "10:00:00")))
	assert periods() == [
		("Schedule", at("07 17:00"), at("08 09:00")),
		("Schedule", at("08 17:00"), at("09 09:00")),
		("Schedule", at("09 10:00"), 0),
	]
	assert facts().away_until_ms == at("13 09:00")


def test_switched_off_the_schedule_ends_its_absence(host) -> None:
	page_with_hours(host, "07 20:00")
	with clock.at(at("07 21:00")):
		host.page(schedule_on=0)
	assert periods() == [("Schedule", at("07 20:00"), at("07 21:00"))]
	assert facts().away_next_ms == 0


def test_saving_the_page_without_another_schedule_writes_no_period(host) -> None:
	page_with_hours(host, "07 20:00")
	with clock.at(at("07 21:00")):
		host.page(page_name="Lakeside Bikes and Boats")
	assert periods() == [("Schedule", at("07 20:00"), 0)]
	assert frappe.db.get_value("FB Page", PAGE_ID, "time_zone") == PARIS
