"""What an FB Page may say about hours, and what saving another schedule does. Called by its controller."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, formatdate

from fb_care.away import availability, holidays, keeping, schedule
from fb_care.care import local_time
from fb_care.care.schedule import Span


def check(doc: Any) -> None:
	"""Refuse hours that are none, overlap, or can't be told in any zone; in words that say what to do."""
	_check_rows(doc)
	if not doc.schedule_on:
		return
	if not doc.hours:
		frappe.throw(
			_("Hours of the week: write when the page is available. Without any it would always be away.")
		)
	if not (doc.time_zone or frappe.db.get_single_value("System Settings", "time_zone")):
		frappe.throw(_("Time zone: choose the zone of the hours; neither the page nor the site has one."))
	_check_holiday_list(doc)


def before(doc: Any) -> None:
	"""Before a page is saved: if its schedule changes, the old one holds up to this moment."""
	doc.flags.schedule_changes = True
	if doc.is_new():
		return
	doc.flags.schedule_changes = schedule.of(doc.name) != schedule.of_document(doc)
	if doc.flags.schedule_changes:
		availability.catch_up(doc.name)


def after(doc: Any) -> None:
	"""After a page was saved: if its schedule changed, the new one holds from this moment on."""
	if doc.flags.schedule_changes:
		availability.schedule_changed(doc.name)
		doc.update(keeping.read(doc.name))


def _check_rows(doc: Any) -> None:
	by_day: dict[Any, list[Span]] = {}
	for row in doc.hours:
		by_day.setdefault(row.weekday, []).append(_span(row, _("Hours of the week")))
	for day, spans in by_day.items():
		_refuse_overlap(_(day), spans)
	special: dict[str, list[Any]] = {}
	for row in doc.special_days:
		special.setdefault(str(row.day), []).append(row)
	for day, found in special.items():
		_check_special(formatdate(day), found)


def _check_special(day: str, found: list[Any]) -> None:
	if any(row.closed for row in found):
		if len(found) > 1:
			frappe.throw(
				_(
					"Special days: {0} is away all day in one row and has other rows; keep one of them."
				).format(day)
			)
		found[0].update({"from_time": None, "to_time": None})
		return
	_refuse_overlap(day, [_span(row, _("Special days")) for row in found])


def _span(row: Any, table: str) -> Span:
	try:
		return schedule.span(row)
	except ValueError:
		frappe.throw(
			_("{0}, row {1}: write From and To as hours and minutes, for example 09:00.").format(
				table, row.idx
			)
		)
		raise


def _refuse_overlap(day: str, spans: list[Span]) -> None:
	for one, other in pairwise(sorted(spans)):
		if other.start_s < one.stop_s:
			frappe.throw(
				_("{0}: {1} and {2} overlap; make one row of them.").format(day, _words(one), _words(other))
			)


def _words(span: Span) -> str:
	return "–".join(f"{at // 3600:02d}:{at // 60 % 60:02d}" for at in (span.start_s, span.end_s))


def _check_holiday_list(doc: Any) -> None:
	"""A list that is gone since is told by the form; only a new choice has to be there."""
	doc.holiday_list = (doc.holiday_list or "").strip()
	if not doc.holiday_list or holidays.kind_of(doc.holiday_list):
		return
	if doc.has_value_changed("holiday_list"):
		frappe.throw(
			_("Holiday list: there is none of the name {0}; choose one of those offered.").format(
				frappe.bold(escape_html(doc.holiday_list))
			)
		)


def check_zone(doc: Any) -> None:
	"""Refuse a time zone that is none; write it as it is spelled."""
	doc.time_zone = (doc.time_zone or "").strip()
	if doc.time_zone and not local_time.is_zone(doc.time_zone):
		frappe.throw(
			_("Time zone: {0} is not one; write for example Europe/Paris.").format(frappe.bold(doc.time_zone))
		)
