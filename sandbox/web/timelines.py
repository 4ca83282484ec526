"""What was said, in order: of a thread by the app's own API, of a ticket by the host's rows.

Every item has the same keys, whatever it comes from, so that one template shows them all.
"""

from __future__ import annotations

from typing import Any

import frappe

from sandbox.web import show

APIS = {
	"FB Conversation": "fb_care.api.timeline.conversation",
	"FB Comment Thread": "fb_care.api.timeline.comment_thread",
}
TICKETS = ("Issue", "HD Ticket")


def of(doc: Any, before: str) -> dict[str, Any] | None:
	"""The timeline of the document, oldest first; None where it has none."""
	if doc.doctype in APIS:
		return thread(doc, before)
	return ticket(doc) if doc.doctype in TICKETS else None


def thread(doc: Any, before: str) -> dict[str, Any]:
	"""What the app says about a conversation or comment thread."""
	answer = frappe.get_attr(APIS[doc.doctype])(doc.name, **({"before": before} if before else {}))
	items, ad = [{**EMPTY, **item} for item in answer["items"]], answer.get("ad")
	shown = [item["ad"]["name"] for item in items if item["ad"]]
	return {
		"items": items,
		"older": answer.get("older"),
		"ad": ad if ad and ad["name"] not in shown else None,
		"post": answer.get("post"),
		"files": [],
	}


def ticket(doc: Any) -> dict[str, Any]:
	"""Communications and comments of a ticket, its files, and the ad or post it is about."""
	about = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	said = frappe.get_all(
		"Communication",
		filters=about,
		fields=[
			"name",
			"sender_full_name",
			"sender",
			"content",
			"sent_or_received",
			"communication_date",
			"creation",
		],
	)
	noted = frappe.get_all("Comment", filters=about, fields=["name", "content", "comment_by", "creation"])
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": doc.doctype, "attached_to_name": doc.name},
		fields=["file_name", "file_url"],
		order_by="creation asc",
	)
	items = [_said(row) for row in said] + [_noted(row) for row in noted]
	return {
		"items": sorted(items, key=lambda item: item["at"]),
		"older": None,
		"ad": ad_card(doc.get("fb_ad")),
		"post": post_card(doc.get("fb_comment_thread")),
		"files": [{"kind": "file", "title": row.file_name, "url": row.file_url} for row in files],
	}


def ad_card(name: str | None) -> dict[str, Any] | None:
	"""The ad a ticket came from."""
	row = name and frappe.db.get_value("FB Ad", name, ["name", "title", "picture", "permalink"], as_dict=True)
	if not row:
		return None
	return {
		"name": row.name,
		"ad_id": row.name,
		"title": row.title,
		"picture": row.picture,
		"link": row.permalink,
	}


def post_card(thread: str | None) -> dict[str, Any] | None:
	"""The post a ticket's comments stand under."""
	post = thread and frappe.db.get_value("FB Comment Thread", thread, "post")
	row = post and frappe.db.get_value("FB Post", post, ["name", "title", "permalink"], as_dict=True)
	return {"name": row.name, "title": row.title, "picture": "", "link": row.permalink} if row else None


def _said(row: Any) -> dict[str, Any]:
	return {
		**EMPTY,
		"at": str(row.communication_date or row.creation),
		"direction": "Outgoing" if row.sent_or_received == "Sent" else "Incoming",
		"sender": row.sender_full_name or row.sender or "",
		"html": show.rich(row.content),
	}


def _noted(row: Any) -> dict[str, Any]:
	who = row.comment_by or ""
	return {
		**EMPTY,
		"at": str(row.creation),
		"direction": "System",
		"sender": who,
		"html": show.rich(row.content),
	}


EMPTY: dict[str, Any] = {
	"at": "",
	"direction": "",
	"sender": "",
	"sender_kind": "",
	"agent": "",
	"automatic": "",
	"text": "",
	"html": "",
	"state": "",
	"depth": 0,
	"attachments": [],
	"reactions": [],
	"ad": None,
	"notes": [],
}
