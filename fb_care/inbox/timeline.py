"""What was said in a conversation or under a post, page by page.

Called by `api.timeline`, which checks permission. Plain facts, never HTML: whoever shows them escapes. A page
of a timeline takes a fixed number of queries, however long the thread is; pages are found by key (time and
name), so that new messages don't shift them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import frappe
from frappe import _

from fb_care.inbound.rows import as_written
from fb_care.inbox import comment_facts
from fb_care.tickets.cards import is_web_link

PAGE = 50

_MESSAGE = (
	"name", "direction", "sender_kind", "kind", "sent_ms", "sent_at", "text", "unsent", "edit_count",
	"standby", "delivery_state", "ad", "ref", "send_state", "send_error", "sent_by", "private_reply",
	"automatic",
)  # fmt: skip
_COMMENT = (
	"name", "author_name", "parent_comment", "sent_at", "text", "edit_count", "reaction_count", "permalink",
	*comment_facts.NEEDED,
)  # fmt: skip


def of_conversation(name: str, before: str = "") -> dict[str, Any]:
	"""The newest page of messages older than the cursor `before`, oldest first, and the next cursor."""
	rows, older = _page("FB Message", "conversation", name, _MESSAGE, before)
	about = frappe.db.get_value("FB Conversation", name, ["title", "page", "last_ad"], as_dict=True)
	page_name = frappe.db.get_value("FB Page", about.page, "page_name") or about.page
	names = [row.name for row in rows]
	attachments, reactions = _attachments("FB Message", names), _reactions(names)
	ads = _ads({row.ad for row in rows if row.ad} | {about.last_ad})
	agents = _agents(rows)
	items = [
		{
			**_item(row, attachments[row.name]),
			"direction": "System" if row.kind in ("System", "Referral") else row.direction,
			"sender": as_written(about.title) if row.direction == "Incoming" else page_name,
			"sender_kind": row.sender_kind,
			"automatic": row.automatic or "",
			"agent": agents.get(row.sent_by, ""),
			"state": "Unsent" if row.unsent else sending_state(row) or row.delivery_state or "",
			"reactions": reactions[row.name],
			"ad": ads.get(row.ad),
			"notes": _message_notes(row),
		}
		for row in rows
	]
	return {"items": items, "older": older, "ad": ads.get(about.last_ad), "post": None}


def of_comment_thread(name: str, before: str = "") -> dict[str, Any]:
	"""As `of_conversation`, for a comment with its replies; `depth` says how deep a reply stands."""
	rows, older = _page("FB Comment", "thread", name, _COMMENT, before)
	about = frappe.db.get_value(
		"FB Comment Thread", name, ["author_name", "page", "post", "ad", "kind"], as_dict=True
	)
	attachments = _attachments("FB Comment", [row.name for row in rows])
	depths, agents, facts = _depths(rows), _agents(rows), comment_facts.of(rows, about.kind)
	items = [
		{
			**_item(row, attachments[row.name]),
			"direction": row.direction,
			"sender": as_written(row.author_name or about.author_name),
			"sender_kind": "Customer" if row.direction == "Incoming" else "Page",
			"agent": agents.get(row.sent_by, ""),
			"state": sending_state(row) or ("" if row.state == "Visible" else row.state),
			"depth": depths[row.name],
			"notes": _comment_notes(row) + comment_facts.notes(facts[row.name]),
			"comment": {**facts[row.name], "link": row.permalink or ""},
		}
		for row in rows
	]
	return {
		"items": items,
		"older": older,
		"ad": _ads([about.ad]).get(about.ad),
		"post": _post(about.post) if about.post else None,
	}


def _page(
	doctype: str, link: str, name: str, fields: Sequence[str], before: str
) -> tuple[list[Any], str | None]:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(table[field] for field in fields)).where(table[link] == name)
	key = _cursor(before)
	if key:
		at, last = key
		query = query.where((table.sent_ms < at) | ((table.sent_ms == at) & (table.name < last)))
	query = query.orderby(table.sent_ms, order=frappe.qb.desc).orderby(table.name, order=frappe.qb.desc)
	rows = query.limit(PAGE + 1).run(as_dict=True)
	more = len(rows) > PAGE
	rows = rows[:PAGE]
	older = f"{rows[-1].sent_ms or 0}:{rows[-1].name}" if more else None
	return rows[::-1], older


def _cursor(before: str) -> tuple[int, str] | None:
	"""Time and name out of a cursor; a cursor that isn't one is no cursor."""
	at, _colon, name = (before or "").partition(":")
	return (int(at), name) if at.isascii() and at.isdigit() and len(at) < 16 and name else None


def _item(row: Any, attachments: list[dict[str, Any]]) -> dict[str, Any]:
	return {
		"name": row.name,
		"at": str(row.sent_at or "")[:19],
		"at_ms": row.sent_ms or 0,
		"text": as_written(row.text),
		"depth": 0,
		"automatic": "",
		"attachments": attachments,
		"reactions": [],
		"ad": None,
	}


def sending_state(row: Any) -> str:
	"""The state of an answer that has not gone out, or not surely; "" once it is sent."""
	return "" if row.send_state in (None, "", "Sent") else row.send_state


def _agents(rows: Sequence[Any]) -> dict[str, str]:
	"""User -> full name, of those who wrote answers among the rows."""
	users = {row.sent_by for row in rows if row.sent_by}
	if not users:
		return {}
	found = frappe.get_all("User", filters={"name": ["in", users]}, fields=["name", "full_name"])
	return {user.name: user.full_name or user.name for user in found}


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


def _attachments(doctype: str, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
	found: dict[str, list[dict[str, Any]]] = defaultdict(list)
	rows = frappe.get_all(
		"FB Attachment",
		filters={"parenttype": doctype, "parent": ["in", list(names) or [""]]},
		fields=["parent", "kind", "title", "url", "file", "state", "reason"],
		order_by="parent asc, idx asc",
	)
	for row in rows:
		url = row.file or (row.url if is_web_link(row.url or "") else "")
		shown = {"kind": row.kind or "", "title": as_written(row.title), "url": url or ""}
		found[row.parent].append({**shown, "state": row.state or "", "reason": row.reason or ""})
	return found


def _reactions(names: Sequence[str]) -> dict[str, list[str]]:
	"""What people reacted with; a row with neither word nor sign is a reaction taken back."""
	found: dict[str, list[str]] = defaultdict(list)
	rows = frappe.get_all(
		"FB Reaction",
		filters={"parenttype": "FB Message", "parent": ["in", list(names) or [""]]},
		fields=["parent", "emoji", "reaction"],
		order_by="parent asc, idx asc",
	)
	for row in rows:
		if row.emoji or row.reaction:
			found[row.parent].append(row.emoji or row.reaction)
	return found


def _ads(names: Iterable[str | None]) -> dict[str | None, dict[str, Any]]:
	wanted = [name for name in names if name]
	if not wanted:
		return {}
	rows = frappe.get_all(
		"FB Ad",
		filters={"name": ["in", wanted]},
		fields=["name", "title", "ad_name", "picture", "permalink", "post_id"],
	)
	return {
		row.name: {
			"name": row.name,
			"ad_id": row.name,
			"title": as_written(row.title or row.ad_name),
			"picture": row.picture or "",
			"link": row.permalink or (f"https://www.facebook.com/{row.post_id}" if row.post_id else ""),
		}
		for row in rows
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
