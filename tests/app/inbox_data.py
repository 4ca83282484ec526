"""Threads for the tests of the inbox, and how it is asked. Invented people only."""

from __future__ import annotations

import json
from typing import Any

import frappe

from fb_care.api import inbox
from tests.app.hosts import AGENT
from tests.app.operating_data import PAGE, insert

#: 2026-11-20 10:00:00 UTC.
T0 = 1_795_168_800_000
MINUTE, HOUR = 60_000, 3_600_000


def rows(host: Any, user: str = AGENT, before: str = "", limit: int = 50, **filters: Any) -> dict[str, Any]:
	"""A page of the list, as this user sees it."""
	with host.as_user(user):
		return inbox.rows(json.dumps(filters), before, limit)


def names(answer: dict[str, Any]) -> list[str]:
	return [row["name"] for row in answer["items"]]


def row(host: Any, name: str, user: str = AGENT) -> dict[str, Any]:
	"""The row of one thread, whatever its state."""
	doctype = "FB Conversation" if frappe.db.exists("FB Conversation", name) else "FB Comment Thread"
	with host.as_user(user):
		return inbox.some(json.dumps([[doctype, name]]))["items"][0]


def talk(psid: str, last_ms: int = T0, page: str = PAGE, **values: Any) -> str:
	"""A contact and a conversation without any message; its name."""
	name = f"{page}-{psid}"
	insert("FB Contact", page=page, psid=psid, full_name="Nora Vale")
	common = {"page": page, "contact": name, "psid": psid, "title": "Nora Vale", "state": "Open"}
	insert("FB Conversation", **{**common, "last_ms": last_ms, **values})
	return name


def said(conversation: str, at_ms: int, incoming: bool = True, **values: Any) -> str:
	"""A message of the conversation; its name."""
	contact = frappe.db.get_value("FB Conversation", conversation, ["page", "contact"], as_dict=True)
	common = {"conversation": conversation, **contact, "kind": "Message", "text": "Hello there"}
	way = {"direction": "Incoming", "sender_kind": "Customer"}
	if not incoming:
		way = {"direction": "Outgoing", "sender_kind": "Page Inbox"}
	more = {"mid": frappe.generate_hash(length=12), "sent_ms": at_ms}
	return insert("FB Message", **{**common, **way, **more, **values}).name


def commented(thread: str, at_ms: int, incoming: bool = True, **values: Any) -> str:
	"""A comment of the thread; its name."""
	page = frappe.db.get_value("FB Comment Thread", thread, "page")
	way = "Incoming" if incoming else "Outgoing"
	common = {"thread": thread, "page": page, "direction": way, "text": "Hello", "state": "Visible"}
	more = {"comment_id": f"9_{at_ms}", "comment_tail": str(at_ms), "sent_ms": at_ms}
	return insert("FB Comment", **{**common, **more, **values}).name
