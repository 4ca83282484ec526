"""One conversation or comment thread as the inbox shows it: what was said, and all that stands around it.

Called by `api.inbox_thread`, which has checked that the user may read the thread. Plain facts, never HTML; a
fixed number of queries, however long the thread is.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.footprint import MANAGERS
from fb_care.inbox import asked, notes, presence, thread_items, thread_ticket, timeline
from fb_care.outbound import channel as channels
from fb_care.outbound import page_state, windows

CONVERSATION = "FB Conversation"


def whole(doc: Any, before: str = "") -> dict[str, Any]:
	"""The newest page of `doc`, an FB Conversation or FB Comment Thread, with what stands around it.

	With the cursor `before`: only the page of items before it, and the next cursor.
	"""
	if before:
		page = items(doc, before)
		return {"items": page["items"], "older": page["older"]}
	state, shown, behind = page_state.of(doc.page), row(doc.doctype, doc.name), thread_ticket.of(doc)
	return {
		**items(doc, page_name=state.page_name),
		"row": shown,
		"window": window(doc, state, shown),
		"notes": notes.of_thread(doc, with_ticket=bool(behind and behind["readable"])),
		"ticket": behind,
		"presence": presence.others(doc.doctype, doc.name, frappe.session.user),
		"can": rights(doc),
	}


def items(doc: Any, before: str = "", page_name: str | None = None) -> dict[str, Any]:
	"""A page of what was said, the next cursor, and the ad and post it is about."""
	if doc.doctype == CONVERSATION:
		return timeline.of_conversation(doc, before, thread_items.of_messages, page_name)
	return timeline.of_comment_thread(doc, before, thread_items.of_comments)


def row(doctype: str, name: str) -> dict[str, Any] | None:
	"""The thread as the list shows it."""
	found = asked.some(frappe.session.user, [[doctype, name]])["items"]
	return found[0] if found else None


def window(doc: Any, state: page_state.PageState, shown: dict[str, Any] | None) -> dict[str, Any]:
	"""What the composer says of the reply window. The row that is `shown` knows whether they are blocked."""
	blocked = shown["blocked"] if shown else windows.is_blocked(doc)
	return windows.describe_known(channels.of(doc.doctype), doc, state, blocked)


def rights(doc: Any) -> dict[str, bool]:
	"""What the user may do with the thread."""
	manages = bool(set(MANAGERS) & set(frappe.get_roles()))
	return {
		"write": bool(doc.has_permission("write")),
		"delete": manages and bool(doc.has_permission("delete")),
		"manage": manages,
	}
