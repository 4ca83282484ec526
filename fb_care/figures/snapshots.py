"""FB Response Snapshot: the figures of each page at the end of each day, in the page's time zone.

Days that were missed are caught up with. The figures of a day that is over don't change afterwards, whatever
becomes of policies and rows: the formula of the day stands in the snapshot.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import frappe
import pytz
from frappe.utils import get_system_timezone, getdate

from fb_care import clock
from fb_care.figures import page as figures
from fb_care.figures import policies
from fb_care.inbound import rows

DOCTYPE = "FB Response Snapshot"
#: A page's first snapshots go back so many days, and a run makes so many of one page and policy at most.
DAYS_BACK = 60


def catch_up(page: str) -> int:
	"""Make the page's snapshots that are missing, up to yesterday; how many. Commits after each."""
	zone = zone_of(page)
	made = 0
	for policy in dict.fromkeys((policies.badge_of(page), policies.label_of(page))):
		for day in _missing(page, policy, zone):
			made += _make(page, policy, day, zone)
			frappe.db.commit()
	return made


def zone_of(page: str) -> Any:
	"""The page's time zone (pytz); the site's where the page has none."""
	return pytz.timezone(frappe.db.get_value("FB Page", page, "time_zone") or get_system_timezone())


def end_of_day(day: date, zone: Any) -> int:
	"""The first moment of the next day in this zone (UTC ms)."""
	midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
	return int(zone.normalize(zone.localize(midnight)).timestamp() * 1000)


def _missing(page: str, policy: str, zone: Any) -> Iterator[date]:
	today = clock.to_utc(clock.now_ms()).astimezone(zone).date()
	filters = {"page": page, "policy": policy}
	last = frappe.get_all(DOCTYPE, filters=filters, pluck="day", order_by="day desc", limit=1)
	first = getdate(last[0]) + timedelta(days=1) if last else _first_day(page, zone)
	day = max(first or today, today - timedelta(days=DAYS_BACK))
	while day < today:
		yield day
		day += timedelta(days=1)


def _first_day(page: str, zone: Any) -> date | None:
	found = frappe.get_all(
		"FB Response", filters={"page": page}, pluck="opened_ms", order_by="opened_ms asc", limit=1
	)
	return clock.to_utc(found[0]).astimezone(zone).date() if found else None


def _make(page: str, policy: str, day: date, zone: Any) -> int:
	"""One snapshot; 0 when another worker has made it."""
	key = f"{page}|{policy}|{day}"
	if rows.get(DOCTYPE, {"snapshot_key": key}, ["name"]):
		return 0
	at_ms = end_of_day(day, zone)
	formula = policies.of(policy)
	found = figures.of(page, policy, at_ms)
	values = {
		"page": page,
		"policy": policy,
		"day": day,
		"earned": int(found.earned),
		"openings": found.openings,
		"answered": found.answered,
		"rate": found.rate or 0,
		"mean_ms": found.mean_ms,
		"left_out": sum(figures.left_out(page, formula, found.from_ms, found.to_ms).values()),
		"formula": json.dumps(asdict(formula), default=str),
		"at_ms": at_ms,
		"snapshot_key": key,
	}
	rows.insert(DOCTYPE, values)
	return 1
