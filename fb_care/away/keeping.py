"""Keeping what is known of a page's availability: facts on FB Page, and rows of FB Away Period.

Called by `availability` only. Each change locks the page's row before it reads, and brings the page up to
date before it does anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import frappe
from frappe import _

from fb_care import clock
from fb_care.away import news, periods, schedule
from fb_care.care import away
from fb_care.care.away import Outcome, State
from fb_care.care.schedule import Schedule
from fb_care.inbound import rows
from fb_care.times import site_datetime

PAGE = "FB Page"
#: Facts on the page that only this module writes.
FACTS = (
	"away",
	"away_kind",
	"away_until",
	"messages_off",
	"away_since_ms",
	"away_until_ms",
	"away_period",
	"available_until_ms",
	"away_checked_ms",
	"away_next_ms",
)
Act = Callable[[State, Schedule | None], Outcome]


@dataclass(frozen=True)
class Availability:
	"""Whether the page is away, why, from when until when (UTC ms; 0: no planned end), and in which period.

	`absent_since_ms`: since when without a break, over periods that followed one another.
	"""

	away: bool = False
	kind: str = ""
	since_ms: int = 0
	until_ms: int = 0
	period: str = ""
	absent_since_ms: int = 0


def change(page: str, act: Act | None = None, by: str = "", reason: str = "") -> Availability:
	"""Bring the page up to date, let `act` change it, and write down what became of it."""
	row = read(page, lock=True)
	if not row:
		frappe.throw(
			_("This page is not here any more; reload and choose another one."), frappe.DoesNotExistError
		)
	now = max(clock.now_ms(), row.away_checked_ms or 0)
	hours = schedule.of(page, lock=True)
	before = periods.load(row.away_period, lock=True)
	due = away.advance(_state(row, before, now), hours, now)
	running = periods.write(page, before, due)
	done = act(due.state, hours) if act else Outcome(due.state)
	running = periods.write(page, running, done, by, reason) if act else running
	_keep(page, row, done.state, running)
	_tell(page, row, running, before, (*due.ended, *done.ended), now)
	return told(running)


def _state(row: Any, running: Any, now: int) -> State:
	"""The page as stored. Nothing was to change before its next moment, so that it is true up to there."""
	at = min(row.away_next_ms or now, now)
	return State(at, periods.pure(running), row.available_until_ms or 0, row.away_next_ms or 0)


def _keep(page: str, row: Any, state: State, running: Any) -> None:
	period = state.period
	until = period.until_ms if period else 0
	values = {
		"away": int(period is not None),
		"away_kind": period.kind if period else "",
		"away_until": site_datetime(until),
		"away_until_ms": until,
		"away_since_ms": period.start_ms if period else 0,
		"messages_off": int(is_off(state)),
		"away_period": running.name if running else "",
		"available_until_ms": state.available_until_ms,
		"away_checked_ms": state.at_ms,
		"away_next_ms": state.next_ms,
	}
	frappe.db.set_value(PAGE, page, values, update_modified=False)


def _tell(page: str, row: Any, running: Any, before: Any, ended: tuple[Any, ...], now: int) -> None:
	known = before.start_ms if before else 0
	moments = [period.end_ms if period.start_ms == known else period.start_ms for period in ended]
	if running and (not before or before.name != running.name):
		moments.append(running.start_ms)
	if moments:
		frappe.db.after_commit.add(partial(news.to_figures, page, min(moments), now + 1))
	now_told = told(running)
	if (bool(row.away), row.away_kind or "", row.away_until_ms or 0) != (
		now_told.away,
		now_told.kind,
		now_told.until_ms,
	):
		news.to_people(page, now_told.away, now_told.kind, now_told.until_ms)


def is_off(state: State) -> bool:
	return state.period is not None and state.period.kind == away.MESSAGES_OFF


def is_due(row: Any, now: int) -> bool:
	return 0 < (row.away_next_ms or 0) <= now


def read(page: str, lock: bool = False) -> Any:
	return rows.get(PAGE, {"name": page}, FACTS, lock=lock)


def told(row: Any) -> Availability:
	if not row:
		return Availability()
	since = row.absent_since_ms or row.start_ms
	return Availability(True, row.kind, row.start_ms, row.until_ms or 0, row.name, since)
