"""The rules of hours once more, as slowly and plainly as can be: minute by minute. For tests only."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import cache

import pytz
from hypothesis import strategies as st

from fb_care.care.schedule import DAY_S, Schedule, Span

MINUTE = 60_000
#: A Monday some days before the clocks change, forward or back; each is looked at for two weeks.
STARTS = {
	"Europe/Paris": (date(2026, 3, 23), date(2026, 10, 19)),
	"America/New_York": (date(2026, 3, 2), date(2026, 10, 26)),
	"Australia/Lord_Howe": (date(2026, 9, 28), date(2026, 3, 30)),
	"Asia/Beirut": (date(2026, 3, 23), date(2026, 10, 19)),
	"Asia/Kolkata": (date(2026, 6, 1), date(2026, 1, 5)),
}
DAYS = 10


def utc(text: str) -> int:
	"""An ISO time of UTC as UTC ms."""
	return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp() * 1000)


@cache
def walls(zone: str, start: date) -> tuple[tuple[int, datetime], ...]:
	"""Every minute of the weeks around, with what the clock shows; with what the spans at both ends need."""
	begin = (
		int(datetime(start.year, start.month, start.day, tzinfo=timezone.utc).timestamp() // 60) - 2 * 1440
	)
	place = pytz.timezone(zone)
	every = (minute * 60 for minute in range(begin, begin + (DAYS + 6) * 1440))
	return tuple((at * 1000, datetime.fromtimestamp(at, place).replace(tzinfo=None)) for at in every)


@cache
def _shown(zone: str, start: date) -> dict[datetime, list[int]]:
	found: dict[datetime, list[int]] = {}
	for at, wall in walls(zone, start):
		found.setdefault(wall, []).append(at)
	return found


def _moment(zone: str, start: date, wall: datetime, which: int) -> int:
	found = _shown(zone, start).get(wall)
	return found[which] if found else next(at for at, shown in walls(zone, start) if shown > wall)


def minutes_open(schedule: Schedule, start: date) -> set[int]:
	"""The minutes (UTC ms) in which the page is available, from two days before `start` on."""
	found: set[int] = set()
	for count in range(-1, DAYS + 2):
		day = start + timedelta(days=count)
		found |= _of_day(schedule, start, day)
	return found


def _of_day(schedule: Schedule, start: date, day: date) -> set[int]:
	replaced = {*schedule.special, *schedule.holidays}
	spans = schedule.special.get(day, () if day in replaced else schedule.week.get(day.weekday(), ()))
	midnight, found = datetime(day.year, day.month, day.day), set()
	for span in spans:
		past = DAY_S if span.end_s <= span.start_s else 0
		begin = _moment(schedule.zone, start, midnight + timedelta(seconds=span.start_s), 0)
		end = _moment(schedule.zone, start, midnight + timedelta(seconds=span.end_s + past), -1)
		if past and day + timedelta(days=1) in replaced:
			end = min(end, _moment(schedule.zone, start, midnight + timedelta(days=1), 0))
		found |= set(range(begin, end, MINUTE))
	return found


def spans() -> st.SearchStrategy[Span]:
	"""Spans on half hours, often at the times at which clocks change."""
	times = st.one_of(st.integers(0, 47), st.sampled_from([0, 1, 2, 3, 4, 5, 6]))
	return st.builds(lambda start, end: Span(start * 1800, end * 1800), times, times)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[Schedule, date]:
	"""A schedule in a zone, and a day near a change of its clocks."""
	zone = draw(st.sampled_from(sorted(STARTS)))
	start = draw(st.sampled_from(STARTS[zone]))
	some = st.lists(spans(), max_size=3).map(tuple)
	days = st.integers(-1, DAYS).map(lambda count: start + timedelta(days=count))
	week = draw(st.dictionaries(st.integers(0, 6), some))
	special = draw(st.dictionaries(days, some, max_size=3))
	return Schedule(zone, week, special, frozenset(draw(st.sets(days, max_size=3)))), start
