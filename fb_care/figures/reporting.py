"""What the reports share: their days in each page's time zone, their pages, durations, charts and links.

A report asks `scope` first: the pages that the user may see, and the days of the filters. Rows come through
the host's `get_list`, so that roles and User Permissions hold whatever a report then does with them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import get_absolute_url, get_system_timezone, getdate

from fb_care import clock
from fb_care.times import site_datetime

#: Days of a report when no filter says which; today is the last.
DAYS = 30
#: So many bars are still to be told apart.
BARS = 15
#: Of the series of a chart, in order.
COLORS = ("#449CF0", "#ECAD4B", "#29CD42")
#: A link names what is behind it one by one up to so many; addresses may not grow without end.
LINKED = 60
PAGE = "FB Page"


class Period(NamedTuple):
	"""The days a report is about, both included; which moments they are depends on the zone."""

	first: date
	last: date

	def span_ms(self, zone: ZoneInfo) -> tuple[int, int]:
		"""From the first day's beginning until after the last day's end (UTC ms) in this zone."""
		return _midnight_ms(self.first, zone), _midnight_ms(self.last + timedelta(days=1), zone)

	def days(self) -> Iterator[date]:
		"""Each day in order."""
		return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


class Page(NamedTuple):
	"""A page as reports show it."""

	title: str
	zone: ZoneInfo


class Scope(NamedTuple):
	"""What a report is about: its days, and the pages (name -> Page) that the user may see."""

	period: Period
	pages: dict[str, Page]

	def local(self, page: str, ms: int) -> datetime:
		"""A moment (UTC ms) on the clock of the page."""
		return datetime.fromtimestamp(ms / 1000, self.pages[page].zone)

	def holds(self, page: str, ms: int | None) -> bool:
		"""Whether the moment (UTC ms) is within the days, by the page's clock."""
		return bool(ms) and self.period.first <= self.local(page, ms).date() <= self.period.last

	def span_ms(self, among: Collection[str] = ()) -> tuple[int, int]:
		"""The moments (UTC ms; from, until) that are within the days on any of the pages; (0, 0) for none.

		`among`: only these pages; all unless given.
		"""
		pages = [page for name, page in self.pages.items() if not among or name in among]
		spans = [self.period.span_ms(page.zone) for page in pages]
		return (min(one[0] for one in spans), max(one[1] for one in spans)) if spans else (0, 0)

	def rows(self, doctype: str, fields: Sequence[str], at: str, filters: Sequence[Any] = ()) -> list[Any]:
		"""Rows of the pages whose time `at` (a field, UTC ms) is within the days, in order of time."""
		if not self.pages:
			return []
		since, until = self.span_ms()
		span = [["page", "in", list(self.pages)], [at, ">=", since], [at, "<", until]]
		found = frappe.get_list(
			doctype,
			filters=[*span, *filters],
			fields=list(dict.fromkeys([*fields, "page", at])),
			order_by=f"{at} asc",
			limit_page_length=0,
		)
		return [row for row in found if self.holds(row.page, row[at])]

	def title(self, page: str) -> str:
		"""The page by name."""
		return self.pages[page].title if page in self.pages else page or "-"


def scope(wanted: Mapping[str, Any]) -> Scope:
	"""The days of the filters `from_date` and `to_date` (else the last 30), and the page `page` (else all).

	Raises ValidationError where the days are the wrong way round, PermissionError without access to pages.
	"""
	filters = {"name": wanted["page"]} if wanted.get("page") else {}
	rows = frappe.get_list(
		PAGE, filters, ["name", "page_name", "time_zone"], order_by="page_name asc", limit_page_length=0
	)
	pages = {row.name: Page(row.page_name or row.name, zone_of(row.time_zone)) for row in rows}
	return Scope(period(wanted), pages)


def period(wanted: Mapping[str, Any]) -> Period:
	"""The days of the filters; today is the site's. Raises ValidationError the wrong way round."""
	today = site_datetime(clock.now_ms()).date()
	last = getdate(wanted["to_date"]) if wanted.get("to_date") else today
	first = getdate(wanted["from_date"]) if wanted.get("from_date") else last - timedelta(days=DAYS - 1)
	if first > last:
		frappe.throw(_("The first day is after the last one."))
	return Period(first, last)


def zone_of(name: str | None) -> ZoneInfo:
	"""A page's time zone; the site's where the page has none, or one that this machine does not know."""
	return _zone(name or "", get_system_timezone())


@lru_cache(maxsize=64)
def _zone(name: str, default: str) -> ZoneInfo:
	try:
		return ZoneInfo(name or default)
	except (OSError, ValueError):
		return ZoneInfo(default)


def _midnight_ms(day: date, zone: ZoneInfo) -> int:
	return int(datetime.combine(day, time(), zone).astimezone(timezone.utc).timestamp() * 1000)


def seconds(ms: float | None) -> int | None:
	"""A duration for a column of the type Duration: two units are enough, "3 h 25 min", "2 d 4 h".

	None stays None: nothing was measured.
	"""
	if ms is None:
		return None
	whole = max(round(ms / 1000), 1 if ms > 0 else 0)
	step = 3600 if whole >= 86_400 else 60 if whole >= 3600 else 1
	return round(whole / step) * step


def mean_of(values: Sequence[float]) -> float | None:
	"""The arithmetic mean; None of nothing."""
	return sum(values) / len(values) if values else None


def median_of(values: Sequence[float]) -> float | None:
	"""The median; None of nothing."""
	return median(values) if values else None


def percentile_of(values: Sequence[float], percent: int) -> float | None:
	"""The nearest-rank percentile: the smallest value that at least so many percent don't exceed."""
	rank = -(-len(values) * percent // 100)
	return sorted(values)[max(rank, 1) - 1] if values else None


def rate_of(part: int, whole: int) -> float | None:
	"""A share in percent, with one decimal; None of nothing."""
	return round(100 * part / whole, 1) if whole else None


def link(doctype: str, filters: Mapping[str, Any]) -> str:
	"""The address of a list with these filters; a value may be [operator, value]."""
	plain = {
		field: json.dumps(value, default=str) if isinstance(value, list | tuple) else str(value)
		for field, value in filters.items()
	}
	return f"/app/{doctype.lower().replace(' ', '-')}?{urlencode(plain)}"


def link_to(doctype: str, name: str) -> str:
	"""The address of one record."""
	return get_absolute_url(doctype, name)


def link_to_each(doctype: str, names: Sequence[str], else_filters: Mapping[str, Any] | None = None) -> str:
	"""The address of a list of exactly these records, of all with `else_filters` where they are too many.

	Without such filters "": there is no list of these.
	"""
	names = list(dict.fromkeys(names))
	if len(names) <= LINKED:
		return link(doctype, {"name": ["in", names]})
	return link(doctype, else_filters) if else_filters else ""


def within(doctype: str, field: str, since: Any, until: Any) -> dict[str, Any]:
	"""Filters of a `link`: from `since`, before `until` (site time); the host's "between" takes whole days.

	An address names each field once, so the second filter has the DocType in its name.
	"""
	return {field: [">=", _second(since)], f"{doctype}.{field}": ["<", _second(until)]}


def _second(at: Any) -> str:
	return str(at).partition(".")[0]


def column(
	fieldname: str, label: str, fieldtype: str = "Int", width: int = 110, **more: Any
) -> dict[str, Any]:
	"""One column of a report."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}


def chart(
	labels: Sequence[str], series: Mapping[str, Sequence[Any]], kind: str = "bar", fieldtype: str = "Int"
) -> dict[str, Any] | None:
	"""A chart of these series (name -> values); None where there is nothing to draw. Bars end at `BARS`."""
	if not labels:
		return None
	shown = BARS if kind == "bar" else len(labels)
	sets = [{"name": name, "values": [one or 0 for one in values[:shown]]} for name, values in series.items()]
	data = {"labels": list(labels[:shown]), "datasets": sets}
	return {"type": kind, "data": data, "fieldtype": fieldtype, "colors": list(COLORS)}


def figure(label: str, value: Any, datatype: str = "Int", indicator: str = "", **more: str) -> dict[str, Any]:
	"""One figure above a report, a dash where nothing was measured; `indicator`: a colour by name."""
	if value is None:
		value, datatype = "–", "Data"
	return {"label": label, "value": value, "datatype": datatype, "indicator": indicator, **more}
