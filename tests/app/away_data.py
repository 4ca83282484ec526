"""A page with hours, and moments of a week of June 2026 in its zone. Invented people only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
import pytz

from fb_care import clock
from fb_care.away import holidays
from tests.app.hosts import PAGE_ID, Host

PARIS = "Europe/Paris"
#: From nine to five, Monday to Friday; 2027-06-07 is a Monday.
WEEK = tuple(
	(day, "09:00:00", "17:00:00") for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
)


def at(text: str, zone: str = PARIS) -> int:
	"""'07 09:00': a day and time of June 2027 in the zone; or a whole ISO time. UTC ms."""
	text = text if len(text) > 8 else f"2027-06-{text}"
	return int(pytz.timezone(zone).localize(datetime.fromisoformat(text)).timestamp() * 1000)


def hours(*rows: tuple[str, str, str]) -> list[dict[str, str]]:
	return [{"weekday": day, "from_time": start, "to_time": end} for day, start, end in rows]


def page_with_hours(host: Host, when: str, *rows: tuple[str, str, str], **fields: Any) -> Any:
	"""The page with these hours (a working week), saved at `when`."""
	values = {"time_zone": PARIS, "schedule_on": 1, "hours": hours(*(rows or WEEK)), **fields}
	with clock.at(at(when)):
		return host.page(**values)


def minute(host: Host, when: str | int) -> None:
	"""The job of the minute runs."""
	with clock.at(when if isinstance(when, int) else at(when)):
		frappe.get_attr("fb_care.jobs.away.run")()

	host.fresh()


def periods(page: str = PAGE_ID) -> list[tuple[str, int, int]]:
	"""The page's periods: kind, start and end (0 while it runs)."""
	fields = ["kind", "start_ms", "end_ms"]
	found = frappe.get_all("FB Away Period", {"page": page}, fields, order_by="start_ms asc")
	return [(row.kind, row.start_ms, row.end_ms or 0) for row in found]


def facts(page: str = PAGE_ID) -> Any:
	fields = ["away", "away_kind", "away_until_ms", "away_since_ms", "available_until_ms", "away_next_ms"]
	return frappe.db.get_value("FB Page", page, [*fields, "messages_off", "away_period"], as_dict=True)


def holiday_kind() -> str:
	"""The DocType of holiday lists of this site; "" for none."""
	return next((kind for kind in holidays.KINDS if frappe.db.table_exists(kind)), "")


def holiday_list(name: str, *days: str) -> Any:
	"""A list with these days, made or changed; committed."""
	kind = holiday_kind()
	field = "holiday_list_name"
	if frappe.db.exists(kind, name):
		doc = frappe.get_doc(kind, name)
	else:
		doc = frappe.get_doc({"doctype": kind, field: name})
	doc.update({"from_date": "2027-01-01", "to_date": "2027-12-31", "holidays": []})
	for day in days:
		doc.append("holidays", {"holiday_date": day, "description": "Closed"})
	doc.save(ignore_permissions=True) if not doc.is_new() else doc.insert(ignore_permissions=True)
	frappe.db.commit()
	return doc
