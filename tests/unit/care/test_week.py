"""Hours of the week on a page's clock, also where clocks change or offsets are no whole hours."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care import week
from fb_care.care.week import QUARTER_MS, hour_of, open_minutes

HOUR_S = 3600


def utc(text: str) -> int:
	return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp() * 1000)


@pytest.mark.parametrize(
	("at", "zone", "hour"),
	[
		("2026-06-01 12:00", "UTC", (0, 12)),
		("2026-06-01 23:30", "Europe/Berlin", (1, 1)),
		("2026-06-01 02:00", "America/Lima", (6, 21)),
		("2026-06-01 12:14:59", "Asia/Kathmandu", (0, 17)),
		("2026-06-01 12:15", "Asia/Kathmandu", (0, 18)),
		# On March 29 two o'clock is three o'clock in Berlin; on October 25 it comes twice.
		("2026-03-29 00:59", "Europe/Berlin", (6, 1)),
		("2026-03-29 01:00", "Europe/Berlin", (6, 3)),
		("2026-10-25 00:30", "Europe/Berlin", (6, 2)),
		("2026-10-25 01:30", "Europe/Berlin", (6, 2)),
		# Lord Howe Island moves its clocks by half an hour.
		("2026-04-04 14:59", "Australia/Lord_Howe", (6, 1)),
		("2026-04-04 15:00", "Australia/Lord_Howe", (6, 1)),
		("2026-04-04 15:30", "Australia/Lord_Howe", (6, 2)),
	],
)
def test_the_hour_on_the_clock(at: str, zone: str, hour: tuple[int, int]) -> None:
	assert hour_of(utc(at), ZoneInfo(zone)) == hour


ZONES = ["UTC", "Europe/Paris", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kolkata"]


@given(st.integers(utc("1990-01-01"), utc("2037-01-01")), st.sampled_from(ZONES))
def test_a_quarter_of_an_hour_lies_in_one_hour(ms: int, zone: str) -> None:
	assert hour_of(ms - ms % QUARTER_MS, ZoneInfo(zone)) == hour_of(ms, ZoneInfo(zone))


def test_every_hour_of_the_week_once() -> None:
	assert len(set(week.every_hour())) == 168


def test_minutes_open() -> None:
	assert open_minutes([(0, 9 * HOUR_S, 10 * HOUR_S + 1800)]) == {(0, 9): 60, (0, 10): 30}


def test_spans_over_one_another_count_once() -> None:
	assert open_minutes([(0, 9 * HOUR_S, 10 * HOUR_S), (0, 9 * HOUR_S + 1800, 10 * HOUR_S)]) == {(0, 9): 60}


def test_over_midnight_and_over_the_end_of_the_week() -> None:
	assert open_minutes([(6, 23 * HOUR_S, HOUR_S)]) == {(6, 23): 60, (0, 0): 60}


def test_until_midnight_and_round_the_clock() -> None:
	assert open_minutes([(2, 23 * HOUR_S, 0)]) == {(2, 23): 60}
	assert sum(open_minutes([(2, 0, 0)]).values()) == 24 * 60
