"""The trend of one page: what was opened on each day, and the figures as they stood at its end."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date, getdate

from fb_care import clock
from fb_care.figures import behind, reporting
from fb_care.figures.behind import Looked
from fb_care.figures.reporting import Scope, column

SNAPSHOT = "FB Response Snapshot"
#: What the chart may show; the values of the filter `chart_of`.
RATE, TIME, OPENINGS = "Response rate", "Response time", "Openings"


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
		column("time", _("Response time"), "Duration", 120),
		column("badge", _("Badge at its end"), "Data", 130),
		column("window_rate", _("Rate in the window"), "Percent", 140),
		column("window_time", _("Time in the window"), "Duration", 140),
		column("window_openings", _("Openings in the window"), "Int", 160),
		column("window_answered", _("Answered in the window"), "Int", 160),
		column("source", _("Window as"), "Data", 140),
	]


def chart(found: list[dict], chart_of: str) -> dict | None:
	"""A line of the day and one of the window; of openings, those answered beside all."""
	labels = [format_date(row["day"]) for row in found]
	if chart_of == OPENINGS:
		series = {_("Openings"): "openings", _("Answered"): "answered"}
	elif chart_of == TIME:
		series = {_("Of the day, minutes"): "time", _("In the window, minutes"): "window_time"}
	else:
		series = {_("Of the day"): "rate", _("In the window"): "window_rate"}
	values = {name: [_value(row[field], chart_of == TIME) for row in found] for name, field in series.items()}
	return reporting.chart(labels, values, "line", "Percent" if chart_of == RATE else "Float")


def _value(value: float | None, minutes: bool) -> float | None:
	return round(value / 60, 1) if minutes and value is not None else value
