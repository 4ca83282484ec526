"""Hours of a page: spans of the week, over midnight, holidays, special days, and the clocks' changes."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings

from fb_care.care import local_time
from fb_care.care.schedule import LOOK_AHEAD_MS, Schedule, Span
from fb_care.clock import to_utc
from tests.unit.care.schedule_model import DAYS, MINUTE, minutes_open, schedules, utc, walls

HOUR = 3600
PARIS = "Europe/Paris"
OFFICE = Span(9 * HOUR, 17 * HOUR)
EVENING = Span(22 * HOUR, 2 * HOUR)
ALL_DAY = Span(0, 0)
#: 2026-06-01 is a Monday; Paris is two hours ahead of UTC.
MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)


def week(*spans: Span) -> dict[int, tuple[Span, ...]]:
	return {weekday: spans for weekday in range(7)}


def shown(schedule: Schedule, from_: str, to: str) -> list[tuple[str, str]]:
	found = schedule.spans(utc(from_), utc(to))
	return [(words(start), words(end)) for start, end in found]


def words(at_ms: int) -> str:
	return to_utc(at_ms).strftime("%d %H:%M")


def test_several_spans_a_day_and_one_over_midnight() -> None:
	schedule = Schedule(PARIS, {0: (Span(9 * HOUR, 12 * HOUR), Span(13 * HOUR, 17 * HOUR), EVENING)})
	assert shown(schedule, "2026-06-01", "2026-06-03") == [
		("01 07:00", "01 10:00"),
		("01 11:00", "01 15:00"),
		("01 20:00", "02 00:00"),
	]


def test_a_span_is_cut_to_what_was_asked_for() -> None:
	assert shown(Schedule(PARIS, week(OFFICE)), "2026-06-01T08:00", "2026-06-01T09:30") == [
		("01 08:00", "01 09:30")
	]


def test_from_midnight_to_midnight_is_the_whole_day() -> None:
	schedule = Schedule(PARIS, {0: (ALL_DAY,)})
	assert shown(schedule, "2026-05-30", "2026-06-05") == [("31 22:00", "01 22:00")]


def test_spans_that_overlap_or_meet_are_one() -> None:
	schedule = Schedule(PARIS, {0: (Span(9 * HOUR, 13 * HOUR), Span(12 * HOUR, 0)), 1: (Span(0, HOUR),)})
	assert shown(schedule, "2026-06-01", "2026-06-03") == [("01 07:00", "01 23:00")]


def test_a_holiday_is_away_all_day_and_cuts_the_evening_before() -> None:
	schedule = Schedule(PARIS, week(EVENING), holidays=frozenset({TUESDAY}))
	assert shown(schedule, "2026-06-01T12:00", "2026-06-04T12:00") == [
		("01 20:00", "01 22:00"),
		("03 20:00", "04 00:00"),
	]


def test_a_special_day_replaces_the_week_and_beats_a_holiday() -> None:
	schedule = Schedule(PARIS, week(OFFICE), {TUESDAY: (Span(10 * HOUR, 11 * HOUR),)}, frozenset({TUESDAY}))
	assert shown(schedule, "2026-06-02", "2026-06-03") == [("02 08:00", "02 09:00")]
	closed = Schedule(PARIS, week(OFFICE), {TUESDAY: ()})
	assert shown(closed, "2026-06-02", "2026-06-03") == []


def test_what_begins_on_a_special_day_goes_on_over_midnight() -> None:
	schedule = Schedule(PARIS, {}, {MONDAY: (EVENING,)})
	assert shown(schedule, "2026-06-01", "2026-06-03") == [("01 20:00", "02 00:00")]
	both = Schedule(PARIS, {}, {MONDAY: (EVENING,), TUESDAY: ()})
	assert shown(both, "2026-06-01", "2026-06-03") == [("01 20:00", "01 22:00")]


def test_a_time_that_clocks_leave_out_is_the_moment_of_the_change() -> None:
	"""On 2026-03-29 in Paris it is 03:00 after 01:59, at 01:00 UTC."""
	begins = Schedule(PARIS, {6: (Span(int(2.5 * HOUR), 6 * HOUR),)})
	assert shown(begins, "2026-03-29", "2026-03-30") == [("29 01:00", "29 04:00")]
	ends = Schedule(PARIS, {6: (Span(HOUR, int(2.5 * HOUR)),)})
	assert shown(ends, "2026-03-29", "2026-03-30") == [("29 00:00", "29 01:00")]
	inside = Schedule(PARIS, {6: (Span(2 * HOUR, int(2.5 * HOUR)),)})
	assert shown(inside, "2026-03-29", "2026-03-30") == []


def test_of_a_time_that_is_twice_spans_begin_at_the_first_and_end_at_the_second() -> None:
	"""On 2026-10-25 in Paris 02:30 is at 00:30 and at 01:30 UTC."""
	begins = Schedule(PARIS, {6: (Span(int(2.5 * HOUR), 6 * HOUR),)})
	assert shown(begins, "2026-10-25", "2026-10-26") == [("25 00:30", "25 05:00")]
	ends = Schedule(PARIS, {6: (Span(HOUR, int(2.5 * HOUR)),)})
	assert shown(ends, "2026-10-24T12:00", "2026-10-26") == [("24 23:00", "25 01:30")]


def test_lord_howe_moves_its_clocks_by_half_an_hour() -> None:
	"""On 2026-10-04 there 02:30 follows 01:59, at 15:30 UTC of the day before."""
	schedule = Schedule("Australia/Lord_Howe", {6: (Span(2 * HOUR, 3 * HOUR),)})
	assert shown(schedule, "2026-10-03", "2026-10-05") == [("03 15:30", "03 16:00")]


def test_a_day_that_a_zone_left_out_has_no_hours() -> None:
	"""Samoa went from 2011-12-29 to 2011-12-31."""
	schedule = Schedule("Pacific/Apia", {4: (OFFICE,)})
	assert shown(schedule, "2011-12-29", "2012-01-01") == []


def test_the_next_change_and_none_within_400_days() -> None:
	schedule = Schedule(PARIS, week(OFFICE))
	assert schedule.next_change(utc("2026-06-01T06:00")) == utc("2026-06-01T07:00")
	assert schedule.next_change(utc("2026-06-01T07:00")) == utc("2026-06-01T15:00")
	assert Schedule(PARIS).next_change(0) is None
	assert Schedule(PARIS, week(ALL_DAY)).next_change(utc("2026-06-01")) is None
	far = Schedule(PARIS, {}, {date(2027, 6, 1): (OFFICE,)})
	assert far.next_change(utc("2026-06-01")) == utc("2027-06-01T07:00")
	assert far.next_change(utc("2027-06-01T07:00") - LOOK_AHEAD_MS - 1) is None


def test_the_summer_hour_does_not_end_a_day_of_24_hours() -> None:
	schedule = Schedule(PARIS, week(ALL_DAY))
	assert shown(schedule, "2026-10-20", "2026-10-30") == [("20 00:00", "30 00:00")]


@pytest.mark.parametrize("name", ["", "Paris", "Mars/Base", "../etc", "Europe/Zürich"])
def test_what_is_no_zone(name: str) -> None:
	assert not local_time.is_zone(name)


@settings(max_examples=100)
@given(schedules())
def test_hours_are_those_of_the_model_minute_by_minute(drawn) -> None:
	schedule, start = drawn
	minutes = [at for at, _wall in walls(schedule.zone, start)][2 * 1440 : (DAYS + 1) * 1440]
	expected = minutes_open(schedule, start)
	found = schedule.spans(minutes[0], minutes[-1] + MINUTE)
	available = {at for begin, end in found for at in range(begin, end, MINUTE)}
	assert available == {at for at in minutes if at in expected}
	assert all(one[1] < other[0] for one, other in pairwise(found))
	for begin, end in found:
		assert schedule.is_open(begin) and schedule.is_open(end - 1)
		if begin > minutes[0]:
			assert not schedule.is_open(begin - 1) and schedule.next_change(begin - 1) == begin
		if end <= minutes[-1]:
			assert not schedule.is_open(end) and schedule.next_change(begin) == end
