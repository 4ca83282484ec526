"""From an FB Page's hours, special days and holidays to the schedule that `fb_care.care.schedule` knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

import frappe
from frappe.utils import get_system_timezone, getdate

from fb_care.away import holidays
from fb_care.care import local_time
from fb_care.care.schedule import DAY_S, Schedule, Span
from fb_care.inbound import rows

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Tables of the page, with the fields of their rows that matter here.
TABLES = {
	"hours": ("FB Page Hours", ("weekday", "from_time", "to_time")),
	"special_days": ("FB Page Special Day", ("day", "closed", "from_time", "to_time")),
}


def of(page: str, lock: bool = False) -> Schedule | None:
	"""The page's schedule as it is stored; None where it has none, and then it is never away by itself.

	`lock`: what is read is the newest, and stays until commit; the page's row must be locked before.
	"""
	fields = ["schedule_on", "time_zone", "holiday_list"]
	row = rows.get("FB Page", {"name": page}, fields, lock=lock)
	return _made(row, {table: _rows(page, table, lock) for table in TABLES}) if row else None


def of_document(doc: Any) -> Schedule | None:
	"""As `of`, of an FB Page document that may not be saved yet."""
	return _made(doc, {table: doc.get(table) or [] for table in TABLES})


def zone_of(time_zone: str | None) -> str:
	"""A page's zone: its own, else the site's, else UTC."""
	names = (time_zone or "", get_system_timezone() or "")
	return next((name for name in names if local_time.is_zone(name)), "UTC")


def seconds(value: Any) -> int:
	"""A Time field's value as seconds after midnight; 24:00 is 0. ValueError for what is no time."""
	if isinstance(value, timedelta):
		return int(value.total_seconds()) % DAY_S
	if isinstance(value, time):
		return value.hour * 3600 + value.minute * 60 + value.second
	parts = [int(float(part)) for part in str(value or "").strip().split(":")]
	if not 2 <= len(parts) <= 3 or not 0 <= parts[0] <= 24 or not all(0 <= part < 60 for part in parts[1:]):
		raise ValueError(f"no time: {value!r}")
	return (parts[0] * 3600 + parts[1] * 60 + sum(parts[2:])) % DAY_S


def span(row: Any) -> Span:
	"""The span of a row of hours or special days. ValueError where a time is missing."""
	return Span(seconds(row.get("from_time")), seconds(row.get("to_time")))


def _made(page: Any, tables: dict[str, Iterable[Any]]) -> Schedule | None:
	hours = list(tables["hours"])
	# Without any hours the page would be away for ever, which nobody means.
	if not (page.get("schedule_on") and hours):
		return None
	week: dict[int, tuple[Span, ...]] = {}
	for row in hours:
		day = WEEKDAYS.index(row.get("weekday"))
		week[day] = tuple(sorted((*week.get(day, ()), span(row))))
	return Schedule(
		zone_of(page.get("time_zone")),
		week,
		_special(tables["special_days"]),
		holidays.days(page.get("holiday_list")),
	)


def _special(given: Iterable[Any]) -> dict[date, tuple[Span, ...]]:
	found: dict[date, tuple[Span, ...]] = {}
	for row in given:
		day = getdate(row.get("day"))
		spans = () if row.get("closed") else (span(row),)
		found[day] = tuple(sorted((*found.get(day, ()), *spans)))
	return found


def _rows(page: str, table: str, lock: bool) -> list[Any]:
	doctype, fields = TABLES[table]
	child = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(child).select(*fields)
	query = query.where((child.parent == page) & (child.parenttype == "FB Page"))
	query = query.where(child.parentfield == table)
	return (query.for_update() if lock else query).run(as_dict=True)
