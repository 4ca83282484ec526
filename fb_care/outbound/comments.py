"""Public replies as a channel of the outbox: under which comment they go, how they are sent, what that
changes.

Facebook puts a reply to a reply under the top-level comment. Replies are text; pictures can only be sent
privately from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import frappe
from frappe import _

from fb_care.facebook import links
from fb_care.facebook.graph import GraphClient
from fb_care.facebook.graph_send import Sent
from fb_care.facebook.reading import tail
from fb_care.inbound import comment_threads, rows, unread
from fb_care.inbound.comment_threads import COMMENT
from fb_care.outbound import answer, comment_problems, comment_standing, problems, request_ids, twin
from fb_care.outbound.channel import Channel, Part
from fb_care.outbound.refusal import refuse
from fb_care.times import site_datetime

_HOLDER_FIELDS = (*comment_threads.FIELDS, "contact", "last_answer_by", "last_answer_ms")
_TARGET_FIELDS = ("name", "comment_id", "state", "post", "thread", "page")
#: The comment that the replies being queued answer; else the newest that somebody wrote.
_answered: ContextVar[str] = ContextVar("fb_care_answered_comment", default="")


@contextmanager
def answering(comment: str) -> Iterator[None]:
	"""Replies queued inside the block stand under this comment."""
	token = _answered.set(comment)
	try:
		yield
	finally:
		_answered.reset(token)


def reply(
	comment: str, text: str, by: str, *, saved_reply: str = "", confirm: bool = False, request_id: str = ""
) -> answer.Answer:
	"""Queue a public reply under a comment; the caller commits. Raises what `answer.send` raises."""
	row = comment_standing.load(comment)
	if row.state == "Removed" and not request_ids.answer(request_ids.key(by, request_id)):
		refuse(comment_problems.GONE, comment_problems.words(comment_problems.GONE))
	frappe.db.rollback()  # the thread's lock must be the first that this transaction sees
	with answering(comment):
		more = {"saved_reply": saved_reply, "confirm": confirm, "request_id": request_id}
		return answer.send(comment_threads.DOCTYPE, row.thread, text=text, by=by, **more)


def lock(name: str) -> Any:
	"""The thread's row, locked until commit; None if it is gone."""
	return rows.get(comment_threads.DOCTYPE, {"name": name}, _HOLDER_FIELDS, lock=True)


def row_of(holder: Any, part: Part) -> dict[str, Any]:
	"""What a reply that waits has beyond every answer's values. What is answered is read."""
	if part.file:
		refuse(
			problems.FILE,
			_("A public reply can hold text only. Send the file in a private reply's conversation."),
		)
	target = _target(holder)
	if not target:
		refuse(comment_problems.GONE, comment_problems.words(comment_problems.GONE))
	unread.read_all(holder.name)
	return {
		"parent_comment": target.name,
		"parent_id": target.comment_id,
		"post": target.post,
		"author_id": holder.page,
		"author_name": frappe.db.get_value("FB Page", holder.page, "page_name") or "",
		"state": "Visible",
		"unread": 0,
		"edit_count": 0,
		"reaction_count": 0,
	}


def _target(holder: Any) -> Any:
	"""The comment to answer: the one that was named, else the newest by somebody that still stands."""
	if named := _answered.get():
		found = rows.get(COMMENT, {"name": named}, _TARGET_FIELDS)
		return found if found and found.thread == holder.name else None
	newest = frappe.get_all(
		COMMENT,
		filters={"thread": holder.name, "direction": "Incoming", "state": ["!=", "Removed"]},
		fields=list(_TARGET_FIELDS),
		order_by="sent_ms desc, comment_id desc",
		limit=1,
	)
	return newest[0] if newest else None


def prepare(holder: Any, row: Any) -> str:
	"""Whether the reply may be sent now; fills in under what."""
	if not frappe.db.get_value("FB Page", row.page, "enabled"):
		return problems.PAGE_OFF
	target = rows.get(COMMENT, {"name": row.parent_comment}, _TARGET_FIELDS) if row.parent_comment else None
	if not target or target.state == "Removed":
		return problems.GONE
	row.target = target.comment_id
	return ""


def keep(row: Any) -> dict[str, Any]:
	"""Nothing: all there is to know stands on the row from the start."""
	return {"parent_id": row.parent_id}


def send(client: GraphClient, row: Any) -> Sent:
	"""Write the reply. Raises GraphError."""
	return Sent(client.reply(row.target, rows.as_written(row.text)))


def settled(holder: Any, row: Any, sent: Sent, at_ms: int) -> dict[str, Any]:
	"""What a reply that is at Facebook since `at_ms` (UTC ms) has; its thread is saved."""
	key = comment_threads.key(holder.page, sent.mid)
	twin.drop(COMMENT, {"comment_key": key}, keep=row.name)
	values = {"comment_id": sent.mid, "comment_tail": tail(sent.mid), "comment_key": key}
	values |= {
		"sent_ms": at_ms,
		"sent_at": site_datetime(at_ms),
		"permalink": row.permalink or links.of_comment(row.post, sent.mid),
	}
	rows.update(COMMENT, row.name, values)
	# What was written where there was no ticket yet, or beside one, comes into it as what the page said.
	comment_threads.save(holder, {"ticket_due": 1} if holder.ticket and not row.communication else {})
	return values


CHANNEL = Channel(
	holder=comment_threads.DOCTYPE,
	part=COMMENT,
	link="thread",
	fields=("parent_comment", "parent_id", "post", "comment_id", "comment_tail", "permalink"),
	lock=lock,
	row_of=row_of,
	prepare=prepare,
	keep=keep,
	send=send,
	settled=settled,
	stored=lambda holder, row, at_ms: None,  # comments are measured when they are asked for
)
