"""How a page's availability is told to people: since when, until when, by whom, and what to know besides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_system_timezone

from fb_care import clock, team
from fb_care.away import availability, holidays, periods, schedule
from fb_care.care import local_time
from fb_care.care.away import HOUR_MS, NO_END_MS
from fb_care.inbound import rows
from fb_care.times import site_datetime

_FIELDS = [
	"time_zone",
	"holiday_list",
	"schedule_on",
	"messages_off",
	"away_period",
	"available_until_ms",
	"away_next_ms",
]


def state(page: str) -> dict[str, Any]:
	"""For forms and the inbox. Times ending in `_ms` are UTC ms (0: none), the others site time as text.

	`since`/`until`: of the period; `absent_since` of the whole absence. `next_ms`: when the schedule makes an
	available page away, `back_until_ms` until when it is ignored (0: it isn't; with `back_open` no end is
	known). `opens_ms`: when the schedule opens next, not counting the hours that run. `by`, `by_name`,
	`reason`: who switched, and why. `warnings`: what a manager should see to.
	"""
	found = availability.of(page)
	row = rows.get("FB Page", {"name": page}, _FIELDS)
	period = periods.load(found.period) or frappe._dict()
	back_ms = row.available_until_ms or 0
	return {
		"page": page,
		"away": found.away,
		"kind": found.kind,
		**_times(since=found.since_ms, until=found.until_ms, absent_since=found.absent_since_ms),
		**_times(next=0 if found.away or back_ms else row.away_next_ms or 0),
		**_times(back_until=0 if back_ms == NO_END_MS else back_ms),
		**_times(opens=_opens(page)),
		"back_open": back_ms == NO_END_MS,
		"by": period.started_by or "",
		"by_name": team.name_of(period.started_by),
		"reason": rows.as_written(period.reason),
		"messages_off": bool(row.messages_off),
		"schedule_on": bool(row.schedule_on),
		"zone": schedule.zone_of(row.time_zone),
		"now_ms": clock.now_ms(),
		"warnings": _warnings(row),
	}


def until_ms(until: str | None, hours: float | str | None) -> int:
	"""When an absence by hand ends, from a site time or a number of hours; ValidationError for neither."""
	if hours not in (None, ""):
		try:
			return clock.now_ms() + round(float(hours) * HOUR_MS)
		except (TypeError, ValueError, OverflowError):
			frappe.throw(_("Hours: write a number, for example 2 or 0.5."))
	if not until:
		frappe.throw(_("Away until when? Choose a time, or a number of hours up to 12."))
	try:
		at = datetime.fromisoformat(str(until).strip().replace("Z", "+00:00"))
	except ValueError:
		frappe.throw(
			_("Away until: write the time as year-month-day hour:minute, for example 2026-05-31 17:30.")
		)
	if at.tzinfo:
		return int(at.timestamp() * 1000)
	# A site time that exists twice is meant to be the later one, as the end of a span of hours is.
	return local_time.moments(schedule.zone_of(get_system_timezone()), at.replace(microsecond=0))[-1] * 1000


def _opens(page: str) -> int:
	found, now_ms = schedule.of(page), clock.now_ms()
	if not found:
		return 0
	change_ms = found.next_change(now_ms)
	if change_ms and found.is_open(now_ms):
		change_ms = found.next_change(change_ms)
	return change_ms or 0


def _times(**moments: int) -> dict[str, Any]:
	found: dict[str, Any] = {}
	for name, at_ms in moments.items():
		found[f"{name}_ms"] = at_ms
		found[name] = str((site_datetime(at_ms) or "") if at_ms else "")
	return found


def _warnings(row: Any) -> list[str]:
	if not (row.schedule_on and row.holiday_list) or holidays.kind_of(row.holiday_list):
		return []
	words = _("The holiday list {0} is not here any more: no day counts as a holiday. Choose another list.")
	return [words.format(rows.as_written(row.holiday_list))]
