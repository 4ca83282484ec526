"""STAND-IN, to be replaced by the module of the same name: what tests of automatic replies need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe

from fb_care import clock
from fb_care.inbound import rows
from fb_care.times import site_datetime


@dataclass(frozen=True)
class Availability:
	away: bool
	kind: str
	since_ms: int
	until_ms: int
	period: str
	absent_since_ms: int


def of(page: str, at_ms: int | None = None) -> Availability:
	period = _running(page)
	if not period:
		return Availability(False, "", 0, 0, "", 0)
	since = period.absent_since_ms or period.start_ms
	return Availability(True, period.kind, period.start_ms, period.until_ms or 0, period.name, since)


def set_away(page: str, until_ms: int, reason: str, by: str) -> None:
	_change(page, "By hand", until_ms, reason, by)


def set_back(page: str, by: str) -> None:
	_change(page, "", 0, "", by)


def set_messages(page: str, on: bool, by: str) -> None:
	_change(page, "" if on else "Messages off", 0, "", by)


def _running(page: str) -> Any:
	fields = ["name", "kind", "start_ms", "until_ms", "absent_since_ms"]
	found = frappe.get_all(
		"FB Away Period",
		{"page": page, "end_ms": 0},
		fields,
		order_by="start_ms desc",
		limit=1,
	)
	return found[0] if found else None


def _change(page: str, kind: str, until_ms: int, reason: str, by: str) -> None:
	now, before = clock.now_ms(), _running(page)
	if before:
		frappe.db.set_value("FB Away Period", before.name, {"end_ms": now, "end_at": site_datetime(now)})
	name = ""
	if kind:
		values = {"page": page, "kind": kind, "reason": reason, "started_by": by, "start_ms": now}
		values |= {"start_at": site_datetime(now), "end_ms": 0, "until_ms": until_ms}
		values["absent_since_ms"] = before.absent_since_ms if before else now
		name = rows.insert("FB Away Period", values)
	page_values = {
		"away": int(bool(kind)),
		"away_kind": kind,
		"away_since_ms": now if kind else 0,
		"away_until_ms": until_ms,
		"away_period": name,
		"messages_off": int(kind == "Messages off"),
	}
	frappe.db.set_value("FB Page", page, page_values, update_modified=False)
