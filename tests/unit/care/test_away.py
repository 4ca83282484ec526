"""Periods in which a page is away: by schedule, by hand, messages off; also when nobody looked for hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from fb_care.care import away
from fb_care.care.away import BY_HAND, MESSAGES_OFF, SCHEDULE, Outcome, Period, State
from fb_care.care.schedule import Schedule, Span
from tests.unit.care.schedule_model import DAYS, MINUTE, minutes_open, schedules, utc

HOUR = 3600
OFFICE = Schedule("Europe/Paris", {day: (Span(9 * HOUR, 17 * HOUR),) for day in range(7)})
NEVER_OPEN = Schedule("Europe/Paris")


def june(text: str) -> int:
	"""'02 09:00' in Paris in June 2026, as UTC ms."""
	return utc(f"2026-06-{text.replace(' ', 'T')}") - 2 * away.HOUR_MS


def after(state: State, schedule: Schedule | None, to: str) -> Outcome:
	return away.advance(state, schedule, june(to))


def test_the_schedule_begins_and_ends_periods_at_exactly_its_moments() -> None:
	found = after(State(june("01 12:00")), OFFICE, "03 12:34")
	one = Period(SCHEDULE, june("01 17:00"), june("01 17:00"), june("02 09:00"), june("02 09:00"))
	two = Period(SCHEDULE, june("02 17:00"), june("02 17:00"), june("03 09:00"), june("03 09:00"))
	assert found.ended == (one, two)
	assert found.state == State(june("03 12:34"), None, 0, june("03 17:00"))


def test_the_running_period_says_when_it_ends() -> None:
	state = after(State(june("01 12:00")), OFFICE, "01 20:00").state
	assert state.period == Period(SCHEDULE, june("01 17:00"), june("01 17:00"), june("02 09:00"))
	assert state.next_ms == june("02 09:00")


def test_what_is_due_now_is_done_now() -> None:
	assert after(State(june("01 12:00")), OFFICE, "01 17:00").state.period
	state = after(State(june("01 12:00")), OFFICE, "01 20:00").state
	assert after(state, OFFICE, "02 09:00").state.period is None


def test_without_a_schedule_nothing_is_ever_due() -> None:
	assert after(State(june("01 12:00")), None, "20 12:00") == Outcome(State(june("20 12:00")))


def test_a_schedule_that_never_opens_is_away_without_an_end_and_looked_at_again() -> None:
	found = after(State(june("01 12:00")), NEVER_OPEN, "01 12:00")
	assert found.state.period == Period(SCHEDULE, june("01 12:00"), june("01 12:00"))
	assert found.state.next_ms > june("30 00:00")


def test_by_hand_lasts_until_its_time_and_the_schedule_is_not_asked() -> None:
	state = away.go_away(State(june("01 10:00")), june("01 14:00")).state
	assert state.period == Period(BY_HAND, june("01 10:00"), june("01 10:00"), june("01 14:00"))
	assert after(state, NEVER_OPEN, "01 13:59").ended == ()
	found = after(state, OFFICE, "01 20:00")
	assert found.ended == (replace(state.period, end_ms=june("01 14:00")),)
	assert found.state.period.start_ms == june("01 17:00") == found.state.period.absent_since_ms


def test_a_period_of_the_schedule_follows_at_once_and_is_the_same_absence() -> None:
	state = away.go_away(State(june("01 16:00")), june("01 18:00")).state
	found = after(state, OFFICE, "01 20:00")
	assert found.state.period == Period(SCHEDULE, june("01 18:00"), june("01 16:00"), june("02 09:00"))


def test_by_hand_during_an_absence_by_schedule_begins_its_own_period() -> None:
	evening = after(State(june("01 12:00")), OFFICE, "01 20:00").state
	found = away.go_away(evening, june("02 07:00"))
	assert [period.end_ms for period in found.ended] == [june("01 20:00")]
	assert found.state.period == Period(BY_HAND, june("01 20:00"), june("01 17:00"), june("02 07:00"))
	later = after(found.state, OFFICE, "02 08:00").state.period
	assert later == Period(SCHEDULE, june("02 07:00"), june("01 17:00"), june("02 09:00"))


def test_back_while_the_schedule_is_open() -> None:
	state = away.go_away(State(june("01 10:00")), june("01 14:00")).state
	found = away.come_back(replace(state, at_ms=june("01 11:00")), OFFICE)
	assert [period.end_ms for period in found.ended] == [june("01 11:00")]
	assert found.state == State(june("01 11:00"), None, 0, june("01 17:00"))


def test_back_during_an_absence_by_schedule_holds_until_it_opens() -> None:
	evening = after(State(june("01 12:00")), OFFICE, "01 20:00").state
	state = away.come_back(evening, OFFICE).state
	assert state == State(june("01 20:00"), None, june("02 09:00"), june("02 09:00"))
	assert after(state, OFFICE, "02 08:59").state.period is None
	next_evening = after(state, OFFICE, "02 20:00").state
	assert next_evening.available_until_ms == 0
	assert next_evening.period.start_ms == june("02 17:00")


def test_back_where_the_schedule_never_opens_has_no_end() -> None:
	state = away.come_back(after(State(june("01 12:00")), NEVER_OPEN, "01 12:00").state, NEVER_OPEN).state
	assert state.period is None and state.available_until_ms == away.NO_END_MS
	assert after(state, NEVER_OPEN, "20 12:00").state.period is None


def test_messages_off_beats_all_and_has_no_end() -> None:
	hand = away.go_away(State(june("01 10:00")), june("01 14:00")).state
	found = away.messages_off(replace(hand, at_ms=june("01 11:00")))
	assert [period.kind for period in found.ended] == [BY_HAND]
	off = found.state
	assert off.period == Period(MESSAGES_OFF, june("01 11:00"), june("01 10:00")) and off.next_ms == 0
	assert after(off, OFFICE, "20 12:00").ended == ()


def test_when_messages_are_on_again_the_schedule_is_asked() -> None:
	off = away.messages_off(State(june("01 11:00"))).state
	assert away.messages_on(replace(off, at_ms=june("01 12:00")), OFFICE).state.period is None
	evening = away.messages_on(replace(off, at_ms=june("01 20:00")), OFFICE)
	assert evening.state.period == Period(SCHEDULE, june("01 20:00"), june("01 11:00"), june("02 09:00"))


def test_a_changed_schedule_holds_from_the_change_on() -> None:
	evening = after(State(june("01 12:00")), OFFICE, "01 20:00").state
	longer = Schedule("Europe/Paris", {day: (Span(9 * HOUR, 22 * HOUR),) for day in range(7)})
	found = away.advance(evening, longer, june("01 20:00"))
	assert [(one.start_ms, one.end_ms) for one in found.ended] == [(june("01 17:00"), june("01 20:00"))]
	assert found.state.period is None and found.state.next_ms == june("01 22:00")
	off = away.advance(evening, None, june("01 20:00"))
	assert len(off.ended) == 1 and off.state == State(june("01 20:00"))


def test_a_changed_schedule_gives_a_running_period_a_new_end() -> None:
	evening = after(State(june("01 12:00")), OFFICE, "01 20:00").state
	later = Schedule("Europe/Paris", {day: (Span(11 * HOUR, 17 * HOUR),) for day in range(7)})
	found = away.advance(evening, later, june("01 20:00"))
	assert found.ended == () and found.state.period == replace(evening.period, until_ms=june("02 11:00"))


def test_a_holiday_tonight() -> None:
	"""A late evening ends at midnight because tomorrow is a holiday."""
	late = {day: (Span(18 * HOUR, 2 * HOUR),) for day in range(7)}
	schedule = Schedule("Europe/Paris", late, holidays=frozenset({date(2026, 6, 2)}))
	state = after(State(june("01 20:00")), schedule, "02 00:00").state
	assert state.period == Period(SCHEDULE, june("02 00:00"), june("02 00:00"), june("03 18:00"))


# Against the plainest of models, minute by minute

ACTIONS = ("away", "back", "off", "on")
act = st.tuples(st.integers(0, DAYS * 1440), st.sampled_from(ACTIONS), st.integers(1, 720))


@st.composite
def stories(draw: st.DrawFn):
	schedule, start = draw(schedules())
	acts = sorted(draw(st.lists(act, max_size=8, unique_by=lambda one: one[0])))
	begin = utc(start.isoformat())
	return schedule, start, [(begin + minute * MINUTE, what, length) for minute, what, length in acts]


def told(schedule: Schedule, begin: int, end: int, acts, stops: list[int]) -> list[Period]:
	"""The periods of a story, with stops on the way; the last one may still run."""
	outcome, ended = Outcome(State(begin)), []
	for at, what, length in sorted([*acts, *((stop, "look", 0) for stop in stops), (end, "look", 0)]):
		outcome = away.advance(outcome.state, schedule, at)
		ended += outcome.ended
		outcome = does(outcome.state, schedule, what, length)
		ended += outcome.ended
	return [*ended, *([outcome.state.period] if outcome.state.period else [])]


def does(state: State, schedule: Schedule, what: str, length: int) -> Outcome:
	off = bool(state.period) and state.period.kind == MESSAGES_OFF
	if what == "away" and not off:
		return away.go_away(state, state.at_ms + length * MINUTE)
	if what == "back" and state.period and not off:
		return away.come_back(state, schedule)
	if what == "off" and not off:
		return away.messages_off(state)
	if what == "on" and off:
		return away.messages_on(state, schedule)
	return Outcome(state)


def kinds(schedule: Schedule, start: date, begin: int, end: int, acts) -> list[str]:
	"""Why the page is away in each minute, "" where it is not."""
	available, doing = minutes_open(schedule, start), {at: (what, length) for at, what, length in acts}
	found, off, until, back = [], False, 0, False
	for at in range(begin, end, MINUTE):
		back = back and at not in available
		away_now = off or at < until or (at not in available and not back)
		what, length = doing.get(at, ("", 0))
		if what == "away" and not off:
			until, back = at + length * MINUTE, False
		elif what == "back" and away_now and not off:
			until, back = 0, at not in available
		elif what in ("off", "on") and off != (what == "off"):
			off, until, back = what == "off", 0, False
		by_schedule = SCHEDULE if at not in available and not back else ""
		found.append(MESSAGES_OFF if off else BY_HAND if at < until else by_schedule)
	return found


@settings(max_examples=80)
@given(stories(), st.lists(st.integers(0, DAYS * 1440), max_size=5))
def test_periods_are_those_of_the_model_however_often_somebody_looks(story, minutes) -> None:
	schedule, start, acts = story
	begin = utc(start.isoformat())
	end = begin + DAYS * 1440 * MINUTE
	periods = told(schedule, begin, end, acts, [])
	expected = kinds(schedule, start, begin, end, acts)
	got = [""] * len(expected)
	for period in periods:
		for number in range(period.start_ms - begin, (period.end_ms or end) - begin, MINUTE):
			assert not got[number // MINUTE], "two periods at once"
			got[number // MINUTE] = period.kind
	assert got == expected
	stops = [begin + minute * MINUTE + 17 for minute in minutes if minute < DAYS * 1440]
	assert told(schedule, begin, end, acts, stops) == periods


@settings(max_examples=50)
@given(stories())
def test_one_absence_is_what_has_no_gap(story) -> None:
	schedule, start, acts = story
	begin = utc(start.isoformat())
	before: Period | None = None
	# Who switches at the very moment at which the schedule opens begins an absence of its own.
	beside = [(at + 17, what, length) for at, what, length in acts]
	for period in told(schedule, begin, begin + DAYS * 1440 * MINUTE, beside, []):
		follows = before is not None and before.end_ms == period.start_ms
		assert period.absent_since_ms == (before.absent_since_ms if follows and before else period.start_ms)
		before = period
