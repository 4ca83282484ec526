"""Rows for the tests of what operates the app: made directly, as if deliveries had been processed."""

from __future__ import annotations

import json
from typing import Any

import frappe

from fb_care import clock

PAGE = "100200300400500"
OTHER_PAGE = "100200300400999"
NOW_MS = 1_795_000_000_000
DAY_MS = 24 * 3600 * 1000


def insert(doctype: str, **values: Any) -> Any:
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.insert(ignore_permissions=True)
	return doc


def conversation(page: str = PAGE, psid: str = "7301", **values: Any) -> str:
	"""A contact with a conversation and one message; the conversation's name."""
	name = f"{page}-{psid}"
	insert("FB Contact", page=page, psid=psid, full_name="Nora Vale")
	insert("FB Conversation", page=page, contact=name, psid=psid, title="Nora Vale", state="Open", **values)
	insert(
		"FB Message",
		conversation=name,
		page=page,
		contact=name,
		direction="Incoming",
		sender_kind="Customer",
		kind="Message",
		mid=f"m_{page}_{psid}",
		text="Is the blue one in stock?",
		sent_ms=NOW_MS,
	)
	return name


def thread(page: str = PAGE, root: str = "1_2", **values: Any) -> str:
	"""A comment thread with one comment; the thread's name."""
	doc = insert("FB Comment Thread", page=page, kind="Comment", root_id=root, title="On a post", **values)
	insert(
		"FB Comment",
		thread=doc.name,
		page=page,
		comment_id=root,
		comment_tail=root.split("_")[-1],
		direction="Incoming",
		text="How much?",
		sent_ms=NOW_MS,
	)
	return doc.name


def delivery(state: str = "Done", age_days: float = 0, **values: Any) -> str:
	"""A row of the ledger; its name."""
	received = clock.now_ms() - int(age_days * DAY_MS)
	body = json.dumps({"object": "page", "entry": [], "n": frappe.generate_hash(length=8)})
	doc = insert(
		"FB Webhook Event",
		state=state,
		received_ms=received,
		body=body,
		body_hash=frappe.generate_hash(length=40),
		**values,
	)
	return doc.name
