"""Page Responsiveness: rate, time, badge and forecast of each page; of one page, its trend by day.

Every number opens into the openings behind it. Days are those of the page's own clock.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _

from fb_care import clock
from fb_care.care import forecast
from fb_care.fb_care.report.page_responsiveness import by_day
from fb_care.figures import behind, forecast_words, reporting
from fb_care.figures import page as figures
from fb_care.figures.behind import Looked
from fb_care.figures.reporting import Scope, column, figure

_REASONS = ("Away", "Spam", "Done")


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, the forecast of one page as the message, the chart, and the figures above."""
	wanted = frappe._dict(filters or {})
	scope = reporting.scope(wanted)
	day = behind.day_of(wanted)
	pages = [behind.look(scope, page, wanted.policy, day) for page in scope.pages]
	if wanted.page and pages:
		return _of_one(scope, pages[0], wanted)
	rows = [_row(scope, looked, day) for looked in pages]
	return _columns(), rows, None, _chart(rows), _summary(rows)


def _of_one(scope: Scope, looked: Looked, wanted: Any) -> tuple:
	"""One page: its figures above, what becomes of them, and its trend by day."""
	row = _row(scope, looked, behind.day_of(wanted))
	rows = by_day.rows(scope, looked)
	chart = by_day.chart(rows, wanted.get("chart_of") or by_day.RATE, looked.policy)
	return by_day.columns(), rows, frappe.utils.escape_html(row["forecast"]) or None, chart, _figures(row)


def _row(scope: Scope, looked: Looked, day: date | None) -> dict[str, Any]:
	found = looked.found
	out = figures.left_out(looked.page, looked.policy, found.from_ms, found.to_ms)
	filters = {"page": looked.page, "policy": looked.policy_name, "as_of": day}
	return {
		"page_name": scope.title(looked.page),
		"badge": _("Earned") if found.earned else _("Not earned"),
		"earned": int(found.earned),
		"openings": found.openings,
		"answered": found.answered,
		"rate": None if found.rate is None else round(found.rate, 1),
		"time": reporting.seconds(found.mean_ms),
		"label": _(found.label.value) if found.label else "",
		"waiting": found.openings - found.answered,
		**{reason.lower(): out.get(reason, 0) for reason in _REASONS},
		"forecast": "" if day else _forecast(looked),
		"policy": looked.policy_name,
		"page": looked.page,
		"opens": _opens(filters, looked),
	}


def _opens(filters: dict[str, Any], looked: Looked) -> dict[str, str]:
	counting = {**filters, "left_out": behind.NONE}
	return {
		"page_name": behind.link("Page Responsiveness", **filters),
		"openings": behind.link(**counting),
		"rate": behind.link(**counting),
		"answered": behind.link(**counting, state=behind.ANSWERED),
		"time": behind.link(**filters, how="Counted"),
		"waiting": behind.link(**counting, state=behind.OPEN),
		**{reason.lower(): behind.link(**filters, left_out=reason) for reason in _REASONS},
	}


def _forecast(looked: Looked) -> str:
	if not looked.policy.foretells:
		return ""
	now_ms = clock.now_ms()
	rows = figures.rows(looked.page, looked.policy, now_ms)
	return forecast_words.words(forecast.forecast(rows, looked.policy, now_ms))


def _columns() -> list[dict]:
	return [
		column("page_name", _("Page"), "Data", 170),
		column("badge", _("Badge"), "Data", 120),
		column("rate", _("Response rate"), "Percent", 120),
		column("time", _("Response time"), "Duration", 140),
		column("label", _("Label"), "Data", 140, align="left"),
		column("openings", _("Openings"), "Int", 90),
		column("answered", _("Answered"), "Int", 100),
		column("waiting", _("Waiting"), "Int", 90),
		column("forecast", _("What comes next"), "Data", 480, align="left"),
		column("away", _("Left out: away"), "Int", 120),
		column("spam", _("Left out: spam"), "Int", 120),
		column("done", _("Left out: done"), "Int", 120),
		column("policy", _("Policy"), "Link", 200, options="FB Response Policy"),
		column("page", _("Page ID"), "Link", 150, options="FB Page"),
	]


def _chart(rows: list[dict]) -> dict | None:
	series = {_("Response rate"): [row["rate"] for row in rows]}
	return reporting.chart([row["page_name"] for row in rows], series, fieldtype="Percent")


def _summary(rows: list[dict]) -> list[dict]:
	earned = sum(row["earned"] for row in rows)
	return [
		figure(_("Pages"), len(rows)),
		figure(_("Badge earned"), earned, indicator="Green" if rows and earned == len(rows) else ""),
		figure(_("Openings"), sum(row["openings"] for row in rows)),
		figure(_("Answered"), sum(row["answered"] for row in rows)),
		figure(_("Waiting"), sum(row["waiting"] for row in rows)),
	]


def _figures(row: dict) -> list[dict]:
	return [
		figure(_("Badge"), row["badge"], "Data", "Green" if row["earned"] else "Red"),
		figure(_("Response rate"), row["rate"], "Percent"),
		figure(_("Response time"), row["time"], "Duration"),
		figure(_("Label"), row["label"] or None, "Data"),
		figure(_("Openings"), row["openings"]),
		figure(_("Waiting"), row["waiting"]),
		figure(_("Left out"), sum(row[reason.lower()] for reason in _REASONS)),
	]
