"""Rows for tests of tickets, made directly, as the inbound handlers would have left them."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import get_datetime

from fb_care.tickets import sync
from tests.app.hosts import PAGE_ID, Host

PSID = "7301445566778899"
#: 2026-06-01 09:00 UTC.
T0 = 1780304400000
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def insert(doctype: str, **values: Any) -> Any:
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.insert(ignore_permissions=True)
	return doc


def contact(name: str = "Ana Lima", psid: str = PSID, page: str = PAGE_ID, **values: Any) -> str:
	state = "Known" if name else "Pending"
	fields = {"full_name": name, "page": page, "psid": psid, "profile_state": state, **values}
	insert("FB Contact", **fields)
	return f"{page}-{psid}"


def conversation(name: str = "Ana Lima", psid: str = PSID, page: str = PAGE_ID, **values: Any) -> str:
	"""A conversation with its contact."""
	person = contact(name, psid, page)
	fields = {"title": name or "Facebook user …8899", "page": page, "contact": person, "psid": psid}
	insert("FB Conversation", **fields, **values)
	return person


_count = iter(range(1, 1_000_000))


def message(thread: str, text: str = "", at: int = T0, incoming: bool = True, **values: Any) -> str:
	"""A message in a conversation, which becomes due for its ticket."""
	page, psid = thread.split("-")
	fields = {
		"conversation": thread,
		"contact": f"{page}-{psid}",
		"page": page,
		"direction": "Incoming" if incoming else "Outgoing",
		"sender_kind": "Customer" if incoming else "Page Inbox",
		"kind": "Message",
		"mid": f"m_{next(_count)}",
		"text": text,
		"sent_ms": at,
		"reached_ms": at + 500,
		**values,
	}
	doc = insert("FB Message", **fields)
	frappe.db.set_value("FB Conversation", thread, {"ticket_due": 1, "last_ms": at})
	return doc.name


def ad(ad_id: str = "120330055", **values: Any) -> str:
	fields = {"ad_id": ad_id, "title": "Summer sale", "page": PAGE_ID, "details_state": "Known", **values}
	insert("FB Ad", **fields)
	return ad_id


def post(tail: str = "9001", **values: Any) -> str:
	post_id = f"{PAGE_ID}_{tail}"
	fields = {
		"post_id": post_id,
		"post_tail": tail,
		"page": PAGE_ID,
		"title": "New opening hours",
		"permalink": f"https://www.facebook.com/{post_id}",
		"author": "Page",
		"details_state": "Known",
		**values,
	}
	insert("FB Post", **fields)
	return post_id


def comment_thread(post_id: str = "", tail: str = "555", author: str = "Ana Lima", **values: Any) -> str:
	fields = {
		"title": author,
		"page": PAGE_ID,
		"kind": "Comment",
		"root_id": f"9001_{tail}",
		"author_id": PSID if author else "",
		"author_name": author,
		"post": post_id,
		"ticket_due": 1,
		**values,
	}
	if frappe.get_meta("FB Comment Thread").has_field("root_key"):
		fields.setdefault("root_key", f"{PAGE_ID}:{tail}")
	return insert("FB Comment Thread", **fields).name


def comment(thread: str, text: str = "", tail: str = "555", at: int = T0, **values: Any) -> str:
	row = frappe.db.get_value("FB Comment Thread", thread, ["post", "author_id", "author_name"], as_dict=True)
	fields = {
		"thread": thread,
		"page": PAGE_ID,
		"post": row.post,
		"comment_id": f"9001_{tail}",
		"comment_tail": tail,
		"direction": "Incoming",
		"author_id": row.author_id,
		"author_name": row.author_name,
		"text": text,
		"sent_ms": at,
		"reached_ms": at + 500,
		**values,
	}
	doc = insert("FB Comment", **fields)
	frappe.db.set_value("FB Comment Thread", thread, {"ticket_due": 1, "last_ms": at})
	return doc.name


def synced(host: Host, thread: str, doctype: str = "FB Conversation") -> Any:
	"""Bring the thread's ticket up to date and answer the ticket (None where there is none)."""
	frappe.db.commit()
	result = sync.sync_thread(doctype, thread)
	assert not result.error, result.error
	host.fresh()
	name = frappe.db.get_value(doctype, thread, "ticket")
	return frappe.get_doc(host.helpdesk, name) if name else None


def timeline(ticket: Any) -> list[Any]:
	"""The ticket's Communications in the order in which people see them."""
	return frappe.get_all(
		"Communication",
		filters={"reference_doctype": ticket.doctype, "reference_name": str(ticket.name)},
		fields=["*"],
		order_by="creation asc",
	)


def notes(ticket: Any) -> list[str]:
	"""The remarks the app left in the ticket."""
	return frappe.get_all(
		"Comment",
		filters={
			"reference_doctype": ticket.doctype,
			"reference_name": str(ticket.name),
			"comment_type": "Info",
		},
		pluck="content",
		order_by="creation asc",
	)


def files_of(doctype: str, name: Any) -> list[Any]:
	return frappe.get_all(
		"File",
		filters={"attached_to_doctype": doctype, "attached_to_name": str(name)},
		fields=["name", "file_name", "file_url", "is_private"],
	)


def close(ticket: Any, at: str) -> None:
	"""Close the ticket at a time of the past."""
	values = {"status": "Closed", "resolution_date": get_datetime(at), "modified": get_datetime(at)}
	frappe.db.set_value(ticket.doctype, ticket.name, values, update_modified=False)
	frappe.db.commit()
