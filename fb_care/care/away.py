"""When a page is away, and why: the periods that begin and end, each at exactly its moment.

Called by `fb_care.away`. Pure: never imports frappe. The rules, which docs/away.md has with examples:

* One period runs at a time. *Messages off* beats *By hand*, which beats *Schedule*.
* By hand, away lasts until its time, twelve hours at most, or until somebody switches back. Until then the
  schedule is not asked. Afterwards it is: if it says away, a period of the schedule follows at once.
* Away by hand during an absence by schedule ends that period and begins one of its own.
* "Back" during an absence by schedule makes the page available until the schedule opens next; from then on
  the schedule rules again.
* Messages off has no time limit. It ends what was set by hand. When messages are on again the schedule is
  asked.
* Periods that follow one another without a gap are one absence (`absent_since_ms`).
* What is past stays as it was: a changed schedule holds from the moment of the change.

Moments are UTC milliseconds. A period holds from `start_ms` until just before `end_ms`, 0 while it runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fb_care.care.schedule import LOOK_AHEAD_MS, Schedule

SCHEDULE = "Schedule"
BY_HAND = "By hand"
MESSAGES_OFF = "Messages off"
HOUR_MS = 3_600_000
#: The longest that somebody may be away by hand, from the moment it is set.
MOST_BY_HAND_MS = 12 * HOUR_MS
#: "Available until the schedule opens" where it doesn't say when that will be: the end of the year 9999.
NO_END_MS = 253_402_300_799_000


@dataclass(frozen=True)
class Period:
	"""An absence of one kind. `until_ms` is its planned end, 0 where there is none."""

	kind: str
	start_ms: int
	absent_since_ms: int
	until_ms: int = 0
	end_ms: int = 0


@dataclass(frozen=True)
class State:
	"""How the page stands at a moment.

	`at_ms`: everything up to this moment has been done. `period` runs, or none does. `available_until_ms` is
	not 0 where somebody switched back during an absence by schedule, which is ignored until then.
	`next_ms`: when something changes next, or the schedule has to be looked at again; 0 for never.
	"""

	at_ms: int
	period: Period | None = None
	available_until_ms: int = 0
	next_ms: int = 0


@dataclass(frozen=True)
class Outcome:
	"""A state, and the periods that ended on the way to it, in order. The one that runs is in the state."""

	state: State
	ended: tuple[Period, ...] = ()


def advance(state: State, schedule: Schedule | None, to_ms: int) -> Outcome:
	"""How the page stands at `to_ms`, and what ended since `state.at_ms`, however long ago that is.

	`schedule` holds for the whole time from `state.at_ms` on, None where the page has none. Going there in
	several steps makes the same periods.
	"""
	outcome = _settled(state, schedule)
	while 0 < outcome.state.next_ms <= to_ms:
		later = _settled(replace(outcome.state, at_ms=outcome.state.next_ms), schedule)
		outcome = Outcome(later.state, outcome.ended + later.ended)
	return Outcome(replace(outcome.state, at_ms=max(to_ms, outcome.state.at_ms)), outcome.ended)


def go_away(state: State, until_ms: int) -> Outcome:
	"""Away by hand from `state.at_ms` until `until_ms`, whatever the schedule says."""
	return _begin(state, BY_HAND, until_ms)


def come_back(state: State, schedule: Schedule | None) -> Outcome:
	"""Somebody says at `state.at_ms` that the page is available, until the schedule opens next."""
	return _settled(State(state.at_ms, None, NO_END_MS), schedule, _ended(state))


def messages_off(state: State) -> Outcome:
	"""Messages are off from `state.at_ms`, until `messages_on`."""
	return _begin(state, MESSAGES_OFF, 0)


def messages_on(state: State, schedule: Schedule | None) -> Outcome:
	"""Messages are on again at `state.at_ms`, and the schedule is asked."""
	return _settled(State(state.at_ms), schedule, _ended(state))


def _begin(state: State, kind: str, until_ms: int) -> Outcome:
	ended = _ended(state)
	since = ended[-1].absent_since_ms if ended else state.at_ms
	period = Period(kind, state.at_ms, since, until_ms)
	return Outcome(State(state.at_ms, period, 0, until_ms), ended)


def _ended(state: State) -> tuple[Period, ...]:
	return (replace(state.period, end_ms=state.at_ms),) if state.period else ()


def _settled(state: State, schedule: Schedule | None, ended: tuple[Period, ...] = ()) -> Outcome:
	"""The state as schedule and time want it at `state.at_ms`. `ended` has ended at this very moment."""
	at, period = state.at_ms, state.period
	if period and period.kind == MESSAGES_OFF:
		return Outcome(replace(state, next_ms=0), ended)
	if period and period.kind == BY_HAND and at < period.until_ms:
		return Outcome(replace(state, next_ms=period.until_ms), ended)
	change = schedule.next_change(at) if schedule else None
	look = (change or at + LOOK_AHEAD_MS) if schedule else 0
	if schedule is None or schedule.is_open(at):
		return Outcome(State(at, None, 0, look), ended + _ended(state))
	if state.available_until_ms:
		return Outcome(State(at, None, change or NO_END_MS, look), ended + _ended(state))
	if period and period.kind == SCHEDULE:
		return Outcome(State(at, replace(period, until_ms=change or 0), 0, look), ended)
	ended += _ended(state)
	since = ended[-1].absent_since_ms if ended else at
	return Outcome(State(at, Period(SCHEDULE, at, since, change or 0), 0, look), ended)
