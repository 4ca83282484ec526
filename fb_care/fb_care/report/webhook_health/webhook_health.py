"""Webhook Health: how many deliveries came, what failed, and how late and how fast they were.

Run by the host for managers. A delivery can hold events of several pages, so people limited to some pages get
none, as in the list of deliveries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date

from fb_care import permissions
from fb_care.figures import reporting as r
from fb_care.times import site_datetime

DELIVERY = "FB Webhook Event"
FIELDS = (
	"received_ms",
	"state",
	"lag_ms",
	"done_ms",
	"duplicates",
	"event_count",
	"failed_count",
	"unknown_count",
	"size",
)


def execute(filters: dict | None = None) -> tuple:
	"""Columns, days or hours in order, a word on what is missing, the chart, and the sums."""
	wanted = frappe._dict(filters or {})
	hourly = wanted.group_by == "Hour"
	rows = _deliveries(r.period(wanted))
	groups: dict[datetime, list[Any]] = {}
	for row in rows:  # in order of time
		at = site_datetime(row.received_ms).replace(minute=0, second=0, microsecond=0)
		groups.setdefault(at if hourly else at.replace(hour=0), []).append(row)
	data = [_row(at, some, hourly) for at, some in groups.items()]
	return _columns(hourly), data, _message(), _chart(data), _summary(rows)


def _deliveries(period: r.Period) -> list[Any]:
	since, until = period.span_ms(r.zone_of(""))
	return frappe.get_list(
		DELIVERY,
		filters=[["received_ms", ">=", since], ["received_ms", "<", until]],
		fields=list(FIELDS),
		order_by="received_ms asc",
		limit_page_length=0,
	)


def _row(at: datetime, rows: Sequence[Any], hourly: bool) -> dict[str, Any]:
	day = {"received_at": ["between", [str(at.date()), str(at.date())]]}
	span = r.within(DELIVERY, "received_at", at, at + timedelta(hours=1)) if hourly else day
	label = format_date(at)
	opens = {"deliveries": r.link(DELIVERY, span), "at": r.link(DELIVERY, span)}
	opens["failed"] = r.link(DELIVERY, {**span, "state": "Failed"})
	opens["unknown"] = r.link(DELIVERY, {**span, "unknown_count": [">", 0]})
	opens["repeats"] = r.link(DELIVERY, {**span, "duplicates": [">", 0]})
	return {
		"at": at if hourly else at.date(),
		"label": f"{label} {at:%H:%M}" if hourly else label,
		**_counts(rows),
		"opens": opens,
	}


def _counts(rows: Sequence[Any]) -> dict[str, Any]:
	lags = [row.lag_ms for row in rows if row.lag_ms is not None and row.state != "Received"]
	took = [max(row.done_ms - row.received_ms, 0) for row in rows if row.done_ms]
	return {
		"deliveries": len(rows),
		"events": sum(row.event_count or 0 for row in rows),
		"failed": sum(row.state == "Failed" for row in rows),
		"unknown": sum(row.unknown_count or 0 for row in rows),
		"repeats": sum(row.duplicates or 0 for row in rows),
		"lag_median": _s(r.median_of(lags)),
		"lag_most": _s(r.percentile_of(lags, 95)),
		"work_median": _s(r.median_of(took)),
		"work_most": _s(r.percentile_of(took, 95)),
		"largest": round(max((row["size"] or 0 for row in rows), default=0) / 1024, 1),
	}


def _s(ms: float | None) -> float | None:
	"""In seconds with one decimal."""
	return None if ms is None else round(ms / 1000, 1)


def _columns(hourly: bool) -> list[dict[str, Any]]:
	first = ("at", _("Hour"), "Datetime") if hourly else ("at", _("Day"), "Date")
	return [
		r.column(*first, 180 if hourly else 120),
		r.column("deliveries", _("Deliveries")),
		r.column("events", _("Events"), width=90),
		r.column("failed", _("Failed"), width=90),
		r.column("unknown", _("Unknown"), width=100),
		r.column("repeats", _("Came again")),
		_seconds("lag_median", _("Lag, median (s)")),
		_seconds("lag_most", _("Lag, 95 % (s)")),
		_seconds("work_median", _("Work, median (s)")),
		_seconds("work_most", _("Work, 95 % (s)")),
		r.column("largest", _("Largest (kB)"), "Float", precision=1),
	]


def _seconds(fieldname: str, label: str) -> dict[str, Any]:
	# Half seconds matter here, and the host's Duration has none.
	return r.column(fieldname, label, "Float", 140, precision=1, in_seconds=1)


def _message() -> str:
	if permissions.limited_to_pages(frappe.session.user):
		return _("People limited to certain pages see no deliveries: one can hold events of any page.")
	told = _("Lag: from what happened at Facebook until it reached this site.")
	work = _("Work: from then until everything of the delivery was done.")
	return " ".join([told, work, _("95 %: so many of a hundred deliveries took no longer.")])


def _chart(data: Sequence[dict]) -> dict[str, Any] | None:
	series = {
		_("Deliveries"): [row["deliveries"] for row in data],
		_("Failed deliveries"): [row["failed"] for row in data],
	}
	return r.chart([row["label"] for row in data], series, "line")


def _summary(rows: Sequence[Any]) -> list[dict[str, Any]]:
	sums = _counts(rows)
	most = sums["lag_most"]
	return [
		r.figure(_("Deliveries"), sums["deliveries"]),
		r.figure(_("Events"), sums["events"]),
		r.figure(_("Failed deliveries"), sums["failed"], indicator="Red" if sums["failed"] else "Green"),
		r.figure(_("Unknown events"), sums["unknown"], indicator="Orange" if sums["unknown"] else "Green"),
		r.figure(_("Lag, 95 %"), None if most is None else _("{0} s").format(most), "Data"),
	]
