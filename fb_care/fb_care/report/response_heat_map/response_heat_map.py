"""Response Heat Map: when customers write against when the team is there, by weekday and hour.

Hours are those of each page's own clock, summer time included. The database adds up quarters of an hour, so
that a million messages don't come here one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import frappe
from frappe import _

from fb_care.care import week
from fb_care.care.week import HOURS_A_DAY, WEEKDAYS, Hour
from fb_care.fb_care.report.response_heat_map import hours
from fb_care.figures import behind, reporting
from fb_care.figures.reporting import Scope, column, figure

#: So many days unless told otherwise: each weekday comes equally often.
DAYS = 28


def execute(filters: dict | None = None) -> tuple:
	"""Columns, a row for each hour of the week, no message, the chart, and the sums."""
	wanted = frappe._dict(filters or {})
	if not wanted.from_date:
		wanted.from_date = reporting.period(wanted).last - timedelta(days=DAYS - 1)
	scope = reporting.scope(wanted)
	opened = hours.opened(scope)
	found = hours.counted(scope, wanted.policy, opened)
	rows = [_row(hour, found, opened, scope, wanted) for hour in week.every_hour()] if scope.pages else []
	return _columns(bool(opened)), rows, None, _chart(rows), _summary(rows, found, bool(opened))


def _row(
	hour: Hour, found: Mapping[str, Counter], opened: hours.Opened, scope: Scope, wanted: Any
) -> dict[str, Any]:
	counts = {name: found[name][hour] for name in hours.COUNTS}
	mean = found[hours.WAITED][hour] / counts["answered"] if counts["answered"] else None
	day, of_day = hour
	return {
		"weekday": _(WEEKDAYS[day]),
		"hour": f"{of_day:02}:00",
		**counts,
		"rate": reporting.rate_of(counts["answered"], counts["openings"]),
		"mean": reporting.seconds(mean),
		"open": hours.percent_open(opened, hour),
		"day_number": day,
		"hour_number": of_day,
		"opens": _opens(hour, scope, wanted) if counts["openings"] else {},
	}


def _opens(hour: Hour, scope: Scope, wanted: Any) -> dict[str, str]:
	day, of_day = hour
	first, last = scope.period
	place = {"page": wanted.page, "policy": wanted.policy, "from_date": first, "to_date": last}
	at = {"weekday": WEEKDAYS[day], "hour": f"{of_day:02}:00", "left_out": behind.NONE}
	behind_it = behind.link(**place, **at)
	answered = f"{behind_it}&state={behind.ANSWERED}"
	return {"openings": behind_it, "rate": behind_it, "mean": behind_it, "answered": answered}


def _columns(with_hours: bool) -> list[dict]:
	columns = [
		column("weekday", _("Weekday"), "Data", 130),
		column("hour", _("Hour"), "Data", 80),
		column("messages", _("Customers' messages"), "Int", 170),
		column("answers", _("Team's answers"), "Int", 140),
		column("openings", _("Openings"), "Int", 110),
		column("answered", _("Answered"), "Int", 110),
		column("rate", _("Response rate"), "Percent", 130),
		column("mean", _("Mean wait"), "Duration", 120),
	]
	return [*columns, column("open", _("Opening hours"), "Percent", 130)] if with_hours else columns


def _chart(rows: list[dict]) -> dict | None:
	"""All days together by hour."""
	by_hour = [[row for row in rows if row["hour_number"] == hour] for hour in range(HOURS_A_DAY)]
	series = {
		_("Customers"): [sum(row["messages"] for row in some) for some in by_hour],
		_("Team"): [sum(row["answers"] for row in some) for some in by_hour],
	}
	return reporting.chart([f"{hour:02}" for hour in range(HOURS_A_DAY)], series, "line") if rows else None


def _summary(rows: list[dict], found: Mapping[str, Counter], with_hours: bool) -> list[dict]:
	messages = sum(row["messages"] for row in rows)
	busiest = max(rows, key=lambda row: row["messages"], default=None)
	summary = [
		figure(_("Customers' messages"), messages),
		figure(_("Team's answers"), sum(row["answers"] for row in rows)),
		figure(_("Openings"), sum(row["openings"] for row in rows)),
		figure(
			_("Busiest hour"),
			f"{busiest['weekday']} {busiest['hour']}" if busiest and messages else None,
			"Data",
		),
	]
	if with_hours:
		share = reporting.rate_of(sum(found[hours.CLOSED].values()), sum(found[hours.KEPT].values()))
		summary.append(figure(_("Written while closed"), share, "Percent"))
	return summary
