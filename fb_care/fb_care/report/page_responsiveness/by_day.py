"""The trend of one page: what was opened on each day, and the figures as they stood at its end."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date, getdate

from fb_care import clock
from fb_care.care.responsiveness import MINUTE_MS, Policy
from fb_care.figures import behind, reporting
from fb_care.figures.behind import Looked
from fb_care.figures.reporting import Scope, column

SNAPSHOT = "FB Response Snapshot"
#: What the chart may show; the values of the filter `chart_of`.
RATE, TIME, OPENINGS = "Response rate", "Response time", "Openings"
FEW_DAYS = 14


def rows(scope: Scope, looked: Looked) -> list[dict]:
	"""One row for each day, oldest first; days to come are left out."""
	zone = scope.pages[looked.page].zone
	today = scope.local(looked.page, clock.now_ms()).date()
	opened = defaultdict(list)
	for row in behind.openings(looked, *scope.period.span_ms(zone)):
		opened[scope.local(looked.page, row.opened_ms).date()].append(row)
	kept = _kept(scope, looked)
	days = [day for day in scope.period.days() if day <= today]
	return [_row(scope, looked, day, opened[day], kept.get(day)) for day in days]


def _row(scope: Scope, looked: Looked, day: date, opened: list[Any], kept: Any) -> dict[str, Any]:
	of_day = behind.sums(opened, looked.policy)
	end = kept or _worked_out(scope, looked, day)
	page = {"page": looked.page, "policy": looked.policy_name, "left_out": behind.NONE}
	that_day = {**page, "from_date": day, "to_date": day}
	window = behind.link(**page, as_of=day)
	return {
		"day": day,
		"openings": of_day.openings,
		"answered": of_day.answered,
		"rate": _share(of_day.rate),
		"time": reporting.seconds(of_day.mean_ms),
		"earned": int(end.earned),
		"badge": _("Earned") if end.earned else _("Not earned"),
		"window_rate": _share(end.rate) if end.openings else None,
		"window_time": reporting.seconds(end.mean_ms),
		"window_openings": end.openings,
		"window_answered": end.answered,
		"source": _("Kept that night") if kept else _("Worked out now"),
		"opens": {
			**dict.fromkeys(("openings", "rate", "time"), behind.link(**that_day)),
			"answered": behind.link(**that_day, state=behind.ANSWERED),
			**dict.fromkeys(("window_openings", "window_rate", "window_time"), window),
			"window_answered": f"{window}&state={behind.ANSWERED}",
		},
	}


def _share(rate: float | None) -> float | None:
	return None if rate is None else round(rate, 1)


def _kept(scope: Scope, looked: Looked) -> dict[date, Any]:
	"""The figures that were kept at the end of each day."""
	first, last = scope.period
	found = frappe.get_list(
		SNAPSHOT,
		filters={
			"page": looked.page,
			"policy": looked.policy_name,
			"day": ["between", [str(first), str(last)]],
		},
		fields=["day", "earned", "openings", "answered", "rate", "mean_ms"],
		limit_page_length=0,
	)
	return {getdate(row.day): _measured(row) for row in found}


def _measured(row: Any) -> Any:
	if not row.answered:
		row.mean_ms = None
	return row


def _worked_out(scope: Scope, looked: Looked, day: date) -> Any:
	return behind.look(scope, looked.page, looked.policy_name, day).found


def columns() -> list[dict]:
	return [
		column("day", _("Day"), "Date", 120),
		column("openings", _("Openings"), "Int", 100),
		column("answered", _("Answered"), "Int", 100),
		column("rate", _("Response rate"), "Percent", 120),
		column("time", _("Response time"), "Duration", 140),
		column("badge", _("Badge at its end"), "Data", 150),
		column("window_rate", _("Rate in the window"), "Percent", 160),
		column("window_time", _("Time in the window"), "Duration", 160),
		column("window_openings", _("Openings in the window"), "Int", 190),
		column("window_answered", _("Answered in the window"), "Int", 190),
		column("source", _("Window as"), "Data", 140),
	]


def chart(found: list[dict], chart_of: str, policy: Policy) -> dict | None:
	"""The window's rate or time with what the badge needs, or each day's openings and answers.

	A day without openings has no rate and no time, so a line of days would fall to zero.
	"""
	labels = [_label(row["day"], len(found)) for row in found]
	if chart_of == OPENINGS:
		values = {
			name: [row[field] for row in found]
			for name, field in ((_("Openings"), "openings"), (_("Answered"), "answered"))
		}
		return reporting.chart(labels, values, "line")
	if chart_of == TIME:
		needed = policy.time_ms / MINUTE_MS
		values = {_("Time in the window, minutes"): [_minutes(row["window_time"]) for row in found]}
	else:
		needed = policy.rate_percent
		values = {_("Rate in the window"): [row["window_rate"] for row in found]}
	drawn = reporting.chart(labels, values, "line", "Float" if chart_of == TIME else "Percent")
	if drawn:
		drawn["data"]["yMarkers"] = [{"label": _("Needed for the badge"), "value": needed}]
	return drawn


def _label(day: date, days: int) -> str:
	"""The host's charts cut what is longer than its place to dots: of many days only the number fits."""
	return str(day.day) if days > FEW_DAYS else format_date(day, "MM-dd")


def _minutes(seconds: float | None) -> float | None:
	return None if seconds is None else round(seconds / 60, 1)
