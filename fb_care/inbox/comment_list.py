"""All comments of the pages a person may see, page by page, with what can be looked for; and what was shared.

Called by `api.comments`, which checks roles. Plain facts, never HTML. Pages of the list are found by key
(time and name), so that new comments don't shift them; each takes a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from pypika.terms import ExistsCriterion

from fb_care import permissions
from fb_care.inbound.rows import as_written
from fb_care.inbox import comment_facts

COMMENT, THREAD, POST = "FB Comment", "FB Comment Thread", "FB Post"
PAGE, MOST = 50, 200
NO_PAGES = "-"
_FIELDS = (
	"name", "thread", "page", "post", "parent_comment", "direction", "author_name", "sent_ms", "sent_at",
	"text", "state", "permalink", "unread", "liked", "is_question", "is_complaint", "private_reply",
	"send_state", "send_error", "sent_by", "comment_key", "private_reply_allowed", "standing_ms",
)  # fmt: skip
#: Filters that are yes, no or don't care -> the field of the comment.
_FLAGS = {"unread": "unread", "question": "is_question", "complaint": "is_complaint", "liked": "liked"}
_POST_FIELDS = (
	"name", "page", "title", "message", "kind", "author", "permalink", "picture_url", "state", "created_ms",
	"created_at",
)  # fmt: skip


def comments(user: str, filters: Mapping[str, Any], before: str = "", limit: int = PAGE) -> dict[str, Any]:
	"""The newest comments older than the cursor `before`, newest first, and the next cursor.

	`filters`: page, post, thread, thread_state, kind, direction, query, and the flags unread, question,
	complaint, liked, hidden, unanswered, private (answered privately), each 1, 0 or absent.
	"""
	comment, thread = frappe.qb.DocType(COMMENT), frappe.qb.DocType(THREAD)
	query = frappe.qb.from_(comment).join(thread).on(thread.name == comment.thread)
	query = query.select(*(comment[field] for field in _FIELDS))
	query = query.select(thread.kind, thread.state.as_("thread_state"), thread.ticket_doctype, thread.ticket)
	query = _of_pages(query, comment, user, COMMENT, filters.get("page") or "")
	for condition in _conditions(comment, thread, filters):
		query = query.where(condition)
	found, older = _page(query, comment, "sent_ms", before, limit)
	return {"items": comment_facts.listed(found), "older": older}


def shares(user: str, page: str = "", before: str = "", limit: int = PAGE) -> dict[str, Any]:
	"""Posts that visitors shared or wrote on the page, newest first, each with the thread that keeps it."""
	post = frappe.qb.DocType(POST)
	query = frappe.qb.from_(post).select(*(post[field] for field in _POST_FIELDS))
	query = _of_pages(query, post, user, POST, page).where(
		(post.author == "Visitor") | (post.kind == "share")
	)
	found, older = _page(query.where(post.state != "Removed"), post, "created_ms", before, limit)
	threads = _threads_of([row.name for row in found])
	items = [
		{
			"name": row.name,
			"page": row.page,
			"title": as_written(row.title),
			"text": as_written(row.message),
			"kind": row.kind or "",
			"by": row.author or "",
			"link": row.permalink or f"https://www.facebook.com/{row.name}",
			"picture": row.picture_url or "",
			"hidden": row.state == "Hidden",
			"at_ms": row.created_ms or 0,
			"at": str(row.created_at or "")[:19],
			**threads.get(row.name, {"thread": "", "ticket_doctype": "", "ticket": ""}),
		}
		for row in found
	]
	return {"items": items, "older": older}


def _threads_of(posts: list[str]) -> dict[str, dict[str, str]]:
	found = frappe.get_all(
		THREAD,
		filters={"post": ["in", posts or [""]], "kind": ["in", ["Visitor Post", "Mention"]]},
		fields=["name", "post", "ticket_doctype", "ticket"],
	)
	return {
		row.post: {"thread": row.name, "ticket_doctype": row.ticket_doctype or "", "ticket": row.ticket or ""}
		for row in found
	}


def _of_pages(query: Any, table: Any, user: str, doctype: str, page: str) -> Any:
	"""Only pages that the user may see, and of these the one that was asked for."""
	if page:
		query = query.where(table.page == page)
	allowed = permissions.allowed_pages(user, doctype) if user != "Administrator" else []
	return query.where(table.page.isin(allowed)) if allowed else query


def _conditions(comment: Any, thread: Any, filters: Mapping[str, Any]) -> list[Any]:
	found = [
		column == filters[name]
		for name, column in {
			"post": comment.post,
			"thread": comment.thread,
			"direction": comment.direction,
			"thread_state": thread.state,
			"kind": thread.kind,
		}.items()
		if filters.get(name)
	]
	found += [
		comment[field] == flag for name, field in _FLAGS.items() if (flag := _flag(filters, name)) is not None
	]
	if (hidden := _flag(filters, "hidden")) is not None:
		found.append(comment.state == "Hidden" if hidden else comment.state != "Hidden")
	if (private := _flag(filters, "private")) is not None:
		sent = _answered_privately(comment)
		found.append(sent if private else sent.negate())
	if (unanswered := _flag(filters, "unanswered")) is not None:
		waits = (comment.direction == "Incoming") & (comment.state != "Removed") & _unanswered(comment)
		found.append(waits if unanswered else waits.negate())
	if words := str(filters.get("query") or "").strip():
		found.append(
			comment.text.like(f"%{_literal(words)}%") | comment.author_name.like(f"%{_literal(words)}%")
		)
	return found


def _literal(words: str) -> str:
	"""Words as LIKE takes them literally; "_" and "%" stand for anything, which finds a little too much."""
	return words[:100].replace("\\", "").replace("%", "")


def _flag(filters: Mapping[str, Any], name: str) -> int | None:
	value = filters.get(name)
	return None if value in (None, "") else frappe.utils.cint(value)


def _answered_privately(comment: Any) -> Any:
	ledger = frappe.qb.DocType("FB Private Reply")
	sent = (ledger.comment == comment.name) & (ledger.state == "Sent")
	return ExistsCriterion(frappe.qb.from_(ledger).select(ledger.name).where(sent))


def _unanswered(comment: Any) -> Any:
	"""Neither the page wrote in the thread after it, nor was it answered privately."""
	later = frappe.qb.DocType(COMMENT).as_("later")
	sent = later.send_state.isnull() | later.send_state.isin(("", "Sent", "Queued", "Sending", "Unknown"))
	mine = (
		(later.thread == comment.thread) & (later.direction == "Outgoing") & (later.state != "Removed") & sent
	)
	answers = frappe.qb.from_(later).select(later.name).where(mine & (later.sent_ms >= comment.sent_ms))
	return ExistsCriterion(answers).negate() & _answered_privately(comment).negate()


def _page(query: Any, table: Any, time: str, before: str, limit: int) -> tuple[list[Any], str | None]:
	"""One page of the query, newest first, and the cursor of the next one."""
	size = min(max(limit, 1), MOST)
	at, _colon, name = (before or "").partition(":")
	if at.isascii() and at.isdigit() and len(at) < 16 and name:
		older = (table[time] < int(at)) | ((table[time] == int(at)) & (table.name < name))
		query = query.where(older)
	query = query.orderby(table[time], order=frappe.qb.desc).orderby(table.name, order=frappe.qb.desc)
	rows = list(query.limit(size + 1).run(as_dict=True))
	more, rows = len(rows) > size, rows[:size]
	return rows, f"{rows[-1][time] or 0}:{rows[-1].name}" if more else None
