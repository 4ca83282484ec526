"""What was said in a conversation or under a post, page by page.

Called by `api.timeline`, which checks permission. Plain facts, never HTML: whoever shows them escapes. A page
of a timeline takes a fixed number of queries, however long the thread is; pages are found by key (time and
name), so that new messages don't shift them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import frappe
from frappe import _

from fb_care import team
from fb_care.inbound.rows import as_written
from fb_care.inbox import comment_facts, timeline_rows
from fb_care.inbox.timeline_rows import COMMENT, MESSAGE
from fb_care.tickets.cards import is_web_link

PAGE = 50
#: Adds to the items what more there is to say of the rows they were made of, in the same order.
More = Callable[[Sequence[Any], list[dict[str, Any]]], None]


def of_conversation(
	about: Any, before: str = "", more: More | None = None, page_name: str | None = None
) -> dict[str, Any]:
	"""The newest page of messages older than the cursor `before`, oldest first, and the next cursor.

	`about` is the conversation's document or row (`name`, `title`, `page`, `last_ad`); `page_name` that of
	its page, where it is known.
	"""
	rows, older = timeline_rows.page(MESSAGE, about.name, PAGE, before)
	attachments, reactions = timeline_rows.attachments(MESSAGE, rows), timeline_rows.reactions(rows)
	ads = _ads({row.ad for row in rows} | {about.last_ad})
	agents = team.names_of(row.sent_by for row in rows)
	senders = {"Incoming": as_written(about.title)}
	page = _page_name(about.page) if page_name is None else page_name or about.page
	for row in rows:
		row.reactions = reactions.get(row.name, [])
	items = [
		{
			**_item(row, attachments),
			"direction": "System" if row.kind in ("System", "Referral") else row.direction,
			"sender": senders.get(row.direction, page),
			"sender_kind": row.sender_kind,
			"automatic": row.automatic or "",
			"agent": agents.get(row.sent_by, ""),
			"state": "Unsent" if row.unsent else sending_state(row) or row.delivery_state or "",
			"reactions": [one.emoji or one.reaction for one in row.reactions],
			"ad": ads.get(row.ad),
			"notes": _message_notes(row),
		}
		for row in rows
	]
	if more:
		more(rows, items)
	return {"items": items, "older": older, "ad": ads.get(about.last_ad), "post": None}


def of_comment_thread(about: Any, before: str = "", more: More | None = None) -> dict[str, Any]:
	"""As `of_conversation`, for a comment with its replies; `depth` says how deep a reply stands.

	`about` is the thread's document or row (`name`, `author_name`, `kind`, `post`, `ad`).
	"""
	rows, older = timeline_rows.page(COMMENT, about.name, PAGE, before)
	attachments = timeline_rows.attachments(COMMENT, rows)
	depths, facts = _depths(rows), comment_facts.of(rows, about.kind)
	items = [
		{
			**_item(row, attachments),
			"direction": row.direction,
			"sender": as_written(row.author_name or about.author_name),
			"sender_kind": "Customer" if row.direction == "Incoming" else "Page",
			"agent": facts[row.name]["sent_by"],
			"state": sending_state(row) or ("" if row.state == "Visible" else row.state),
			"depth": depths[row.name],
			"notes": _comment_notes(row) + comment_facts.notes(facts[row.name], until=not more),
			"comment": {**facts[row.name], "link": row.permalink or ""},
		}
		for row in rows
	]
	if more:
		more(rows, items)
	return {
		"items": items,
		"older": older,
		"ad": _ads([about.ad]).get(about.ad),
		"post": _post(about.post) if about.post else None,
	}


def _page_name(page: str) -> str:
	return frappe.db.get_value("FB Page", page, "page_name") or page


def _item(row: Any, attachments: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
	return {
		"name": row.name,
		"at": str(row.sent_at or "")[:19],
		"at_ms": row.sent_ms or 0,
		"text": as_written(row.text),
		"depth": 0,
		"automatic": "",
		"attachments": [_attachment(one) for one in attachments.get(row.name, ())],
		"reactions": [],
		"ad": None,
	}


def sending_state(row: Any) -> str:
	"""The state of an answer that has not gone out, or not surely; "" once it is sent."""
	return "" if row.send_state in (None, "", "Sent") else row.send_state


def _message_notes(row: Any) -> list[str]:
	notes = [_("edited")] if row.edit_count else []
	if sending_state(row) and row.send_error:
		notes.append(row.send_error)
	if row.private_reply:
		notes.append(_("private reply to a comment"))
	if row.kind == "Postback":
		notes.append(_("pressed a button"))
	if row.kind == "Referral":
		notes.append(_("came back through an ad") if row.ad else _("came back through a link"))
	if row.ref:
		notes.append(_("reference {0}").format(as_written(row.ref)))
	if row.standby:
		notes.append(_("another app owned the conversation"))
	return notes


def _comment_notes(row: Any) -> list[str]:
	notes = [_("edited")] if row.edit_count else []
	if sending_state(row) and row.send_error:
		notes.append(row.send_error)
	if row.reaction_count:
		notes.append(_("reactions: {0}").format(row.reaction_count))
	return notes


def _attachment(row: Any) -> dict[str, Any]:
	url = row.file or (row.url if is_web_link(row.url or "") else "")
	shown = {"kind": row.kind or "", "title": as_written(row.title), "url": url or ""}
	return {**shown, "state": row.state or "", "reason": row.reason or ""}


def _ads(names: Iterable[str | None]) -> dict[str | None, dict[str, Any]]:
	return {
		name: {
			"name": name,
			"ad_id": name,
			"title": as_written(row.title or row.ad_name),
			"picture": row.picture or "",
			"link": row.permalink or (f"https://www.facebook.com/{row.post_id}" if row.post_id else ""),
		}
		for name, row in timeline_rows.ads(names).items()
	}


def _post(name: str) -> dict[str, Any]:
	fields = ["title", "permalink", "picture_url"]
	row = frappe.db.get_value("FB Post", name, fields, as_dict=True) or frappe._dict()
	link = row.permalink or f"https://www.facebook.com/{name}"
	return {"name": name, "title": as_written(row.title), "link": link, "picture": row.picture_url or ""}


def _depths(rows: Sequence[Any]) -> dict[str, int]:
	"""0 for the comment itself, 1 for a reply, 2 for a reply to a reply (deeper counts as 2)."""
	parents = {row.name: row.parent_comment for row in rows}
	depths = {}
	for name, parent in parents.items():
		depths[name] = 0 if not parent else (2 if parents.get(parent) else 1)
	return depths
