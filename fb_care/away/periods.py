"""FB Away Period: a row for each absence of a page. Written by `availability`, under the page's lock."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.care.away import Outcome, Period
from fb_care.inbound import rows
from fb_care.times import site_datetime

DOCTYPE = "FB Away Period"
_FIELDS = ["name", "kind", "start_ms", "end_ms", "until_ms", "absent_since_ms", "reason", "started_by"]


def load(name: str | None, lock: bool = False) -> Any:
	"""The row of a period; None where there is none."""
	return rows.get(DOCTYPE, {"name": name}, _FIELDS, lock=lock) if name else None


def at(page: str, at_ms: int) -> Any:
	"""The row of the period that the page was in at a moment (UTC ms) of the past; None for none."""
	period = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(period).select(*_FIELDS)
	query = query.where((period.page == page) & (period.start_ms <= at_ms))
	found = query.orderby(period.start_ms, order=frappe.qb.desc).limit(1).run(as_dict=True)
	return found[0] if found and (not found[0].end_ms or at_ms < found[0].end_ms) else None


def pure(row: Any) -> Period | None:
	"""A row as the rules know it."""
	if not row:
		return None
	since = row.absent_since_ms or row.start_ms
	return Period(row.kind, row.start_ms, since, row.until_ms or 0, row.end_ms or 0)


def write(page: str, running: Any, outcome: Outcome, by: str = "", reason: str = "") -> Any:
	"""Write what became of the period that was `running` (a row or None); the row that runs now, or None.

	`by`: who switched, "" where it came about by itself.
	"""
	known = running.start_ms if running else 0
	for period in outcome.ended:
		if running and period.start_ms == known and period.kind == running.kind:
			_end(running.name, period, by)
			running = None
		elif period.end_ms > period.start_ms:
			_insert(page, period, by, "", by)
	period = outcome.state.period
	if not period:
		return None
	if running and pure(running) == period:
		return running
	if running and period.start_ms == known:
		rows.update(DOCTYPE, running.name, _until(period))
		return running.update(until_ms=period.until_ms)
	return load(_insert(page, period, by, reason))


def _end(name: str, period: Period, by: str) -> None:
	"""A period that ended the moment it began was none, and would only hide the one that follows it."""
	if period.end_ms <= period.start_ms:
		frappe.db.delete(DOCTYPE, {"name": name})
		return
	ended = {"end_ms": period.end_ms, "end_at": site_datetime(period.end_ms), "ended_by": by or None}
	rows.update(DOCTYPE, name, ended)


def _insert(page: str, period: Period, by: str, reason: str, ended_by: str = "") -> str:
	values = {
		"page": page,
		"kind": period.kind,
		"reason": reason,
		"start_ms": period.start_ms,
		"start_at": site_datetime(period.start_ms),
		"end_ms": period.end_ms,
		"end_at": site_datetime(period.end_ms),
		"absent_since_ms": period.absent_since_ms,
		"started_by": by or None,
		"ended_by": ended_by or None,
		**_until(period),
	}
	return rows.insert(DOCTYPE, values)


def _until(period: Period) -> dict[str, Any]:
	return {"until_ms": period.until_ms, "until_at": site_datetime(period.until_ms)}
