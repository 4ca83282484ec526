"""Openings, answers and messages for the tests of reports: rows made directly, with times to the minute."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import clock
from fb_care.inbound import rows
from fb_care.times import site_datetime
from tests.app.hosts import AGENT, PAGE_ID

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
#: Monday, 2026-06-01 12:00 UTC.
NOON = 1_780_315_200_000


def person(number: int = 0, page: str = PAGE_ID, **values: Any) -> str:
	"""A conversation with an invented person; its name."""
	psid = str(24680135790000 + number)
	name = f"{page}-{psid}"
	if not frappe.db.exists("FB Conversation", name):
		title = f"Person {number}"
		rows.insert("FB Contact", {"page": page, "psid": psid, "full_name": title}, name)
		facts = {"page": page, "contact": name, "psid": psid, "title": title, "state": "Open"}
		rows.insert("FB Conversation", {**facts, **values}, name)
	return name


def opening(at_ms: int, wait_minutes: float | None = None, page: str = PAGE_ID, **values: Any) -> str:
	"""An opening of a person of its own, answered by the agent after so long, or not at all; its name."""
	number = len(frappe.get_all("FB Response"))
	talk = person(number, page)
	row = {
		"page": page,
		"conversation": talk,
		"contact": talk,
		"counts": "People",
		"opened_ms": at_ms,
		"opened_at": site_datetime(at_ms),
		"opening": f"opening-{number}",
		"response_key": f"key-{number}",
		"left_out": "",
		"state": "Open",
		"reached_ms": at_ms,
	}
	if wait_minutes is not None:
		wait_ms = round(wait_minutes * MINUTE_MS)
		row.update(state="Answered", wait_ms=wait_ms, answered_ms=at_ms + wait_ms, answered_by=AGENT)
		row.update(
			answered_at=site_datetime(at_ms + wait_ms), answered_from="This App", answer=f"answer-{number}"
		)
	return rows.insert("FB Response", {**row, **values})


def said(at_ms: int, by: str = "Customer", page: str = PAGE_ID, **values: Any) -> str:
	"""One message, by a person of its own; its name."""
	number = len(frappe.get_all("FB Message"))
	talk = person(number, page)
	row = {
		"page": page,
		"conversation": talk,
		"contact": talk,
		"direction": "Incoming" if by == "Customer" else "Outgoing",
		"sender_kind": by,
		"kind": "Message",
		"sent_ms": at_ms,
		"sent_at": site_datetime(at_ms),
		"mid": f"m_{number}",
	}
	return rows.insert("FB Message", {**row, **values})


def run(report: Any, by: str = "Administrator", at_ms: int = NOON, **filters: Any) -> Any:
	"""The report as this user gets it at this time: columns, data, message, chart and summary by name."""
	frappe.db.commit()
	frappe.set_user(by)
	try:
		with clock.at(at_ms):
			columns, data, message, chart, summary = report.execute(filters)
	finally:
		frappe.set_user("Administrator")
	return frappe._dict(columns=columns, data=data, message=message, chart=chart, summary=told(summary))


def told(summary: list[dict]) -> dict[str, Any]:
	"""The figures above a report, by their labels."""
	return {one["label"]: one["value"] for one in summary}


def opened_by(address: str) -> dict[str, str]:
	"""The filters that a link to a report brings along."""
	from urllib.parse import parse_qsl, urlsplit

	return dict(parse_qsl(urlsplit(address).query))
