"""Rows that reports count, made directly. Invented people only; all times are UTC ms."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import frappe

from fb_care.inbound import rows as stored
from fb_care.times import site_datetime
from tests.app.hosts import MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE, insert

MINUTE, HOUR, DAY = 60_000, 3_600_000, 24 * 3_600_000
#: 2026-06-01 09:00 UTC.
T0 = 1_780_304_400_000
JUNE = {"from_date": "2026-06-01", "to_date": "2026-06-30"}
_numbers = iter(range(1, 1_000_000))


def two_pages(host: Any) -> None:
	"""Lakeside Bikes and Hill Tools, both by London's clock."""
	host.page(time_zone="Europe/London")
	host.page(OTHER_PAGE, page_name="Hill Tools", time_zone="Europe/London")


def run(report: Any, by: str = MANAGER, **filters: Any) -> tuple:
	"""The report as this user gets it, of June unless told otherwise."""
	frappe.db.commit()
	frappe.set_user(by)
	try:
		return report.execute({**JUNE, **filters})
	finally:
		frappe.set_user("Administrator")


def rows(report: Any, *fields: str, by: str = MANAGER, **filters: Any) -> dict[str, Any]:
	"""Label -> the values of these columns, or the value of the only one."""
	_columns, data, *_rest = run(report, by, **filters)
	picked = {row["label"]: tuple(row[field] for field in fields) for row in data}
	return {label: values[0] if len(fields) == 1 else values for label, values in picked.items()}


def person(name: str, psid: str, page: str = PAGE_ID, first_ms: int = T0, **values: Any) -> str:
	"""A contact with a conversation that began at `first_ms`; the name of both."""
	contact = f"{page}-{psid}"
	values = {"last_ms": first_ms, **values}
	insert("FB Contact", page=page, psid=psid, full_name=name, first_ms=first_ms, **values)
	talk = {"title": name, "state": "Open", "first_ms": first_ms, "last_ms": first_ms}
	insert("FB Conversation", page=page, contact=contact, psid=psid, **talk)
	return contact


def says(contact: str, at_ms: int, **values: Any) -> str:
	"""The person writes a message; its name."""
	values = {"direction": "Incoming", "sender_kind": "Customer", "kind": "Message", **values}
	page = contact.split("-")[0]
	told = {"mid": f"m_{next(_numbers)}", "sent_ms": at_ms, "sent_at": site_datetime(at_ms), "text": "Hello"}
	doc = insert("FB Message", conversation=contact, contact=contact, page=page, **{**told, **values})
	return doc.name


def opening(contact: str, at_ms: int, wait_ms: int | None = None, **values: Any) -> str:
	"""A row of the log of openings and answers; its name."""
	answered = {} if wait_ms is None else {"answered_ms": at_ms + wait_ms, "wait_ms": wait_ms}
	state = "Open" if wait_ms is None else "Answered"
	key = {"response_key": f"k_{next(_numbers)}", "opened_at": site_datetime(at_ms), "opened_ms": at_ms}
	page = contact.split("-")[0]
	where = {"page": page, "conversation": contact, "contact": contact, "counts": "People", "state": state}
	return insert("FB Response", **{**where, **key, **answered, **values}).name


def thread(at_ms: int, page: str = PAGE_ID, **values: Any) -> str:
	"""A comment thread without a comment; its name."""
	number = next(_numbers)
	values = {"kind": "Comment", "state": "Open", "title": "Is it open?", **values}
	root = {"root_id": f"1_{number}", "root_key": f"{page}:{number}"}
	times = {"first_ms": at_ms, "last_ms": at_ms + 30 * DAY}
	return insert("FB Comment Thread", page=page, **root, **times, **values).name


def comment(of: str, at_ms: int, by_page: bool = False, **values: Any) -> str:
	"""A comment in the thread; its name."""
	number, page = next(_numbers), frappe.db.get_value("FB Comment Thread", of, "page")
	ids = {"comment_id": f"1_{number}", "comment_tail": str(number), "comment_key": f"{page}:{number}"}
	said = {"direction": "Outgoing" if by_page else "Incoming", "state": "Visible", "text": "Is it open?"}
	times = {"sent_ms": at_ms, "sent_at": site_datetime(at_ms)}
	return stored.insert("FB Comment", {"thread": of, "page": page, **ids, **times, **said, **values})


def private_reply(of: str, comment_name: str, at_ms: int, **values: Any) -> str:
	"""A private reply to a comment; its name."""
	page = frappe.db.get_value("FB Comment Thread", of, "page")
	values = {"state": "Sent", "comment_key": f"p:{next(_numbers)}", "sent_ms": at_ms, **values}
	return insert("FB Private Reply", thread=of, comment=comment_name, page=page, **values).name


def opens(data: list[dict], label: str, column: str) -> str:
	"""The address behind a cell."""
	return next(row for row in data if row["label"] == label)["opens"][column]


def behind(address: str) -> dict[str, Any]:
	"""The filters of a list's address."""
	found = dict(parse_qsl(urlsplit(address).query))
	return {field: json.loads(value) if value.startswith("[") else value for field, value in found.items()}
