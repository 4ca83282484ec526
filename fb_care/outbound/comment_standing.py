"""How a comment stands at Facebook, asked when it matters and kept on its row for a moment.

Called by `comment_actions` and `private_replies`. The network is never asked inside a transaction: whatever
the caller had open is committed first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn, TypeVar

import frappe

from fb_care import clock, settings
from fb_care.facebook import errors
from fb_care.facebook.graph import GraphClient
from fb_care.facebook.graph_comments import Standing
from fb_care.inbound import comment_threads, contention, rows
from fb_care.inbound.comment_threads import COMMENT
from fb_care.outbound import comment_problems, pages, problems
from fb_care.outbound.refusal import refuse

T = TypeVar("T")
#: So long what Facebook said of a comment is taken for true when something is to be done (ms).
FRESH_MS = 60_000
#: So long its "no" is shown without asking again (ms).
SHOWN_MS = 3600_000
#: What Facebook says of private replies to a comment -> what stands against one.
AGAINST = {"No": comment_problems.NOT_ALLOWED, "Used": comment_problems.USED}

FIELDS = (
	"name", "thread", "page", "post", "comment_id", "comment_tail", "comment_key", "direction", "author_id",
	"author_name", "sent_ms", "text", "state", "permalink", "liked", "unread", "communication",
	"private_reply", "private_reply_allowed", "standing_ms", "send_state", "action", "action_by", "action_ms",
)  # fmt: skip


def load(comment: str) -> Any:
	"""The comment's row with `kind` of its thread; refuses where it has no id at Facebook (yet)."""
	row = rows.get(COMMENT, {"name": comment}, FIELDS)
	if not row or not row.comment_id:
		comment_problems.stop(comment_problems.GONE)
	thread = rows.get(comment_threads.DOCTYPE, {"name": row.thread}, ["kind", "root_key"])
	root = bool(thread) and thread.root_key == row.comment_key
	row.kind = thread.kind if root else "Comment"
	return row


def ask(page: str, call: Callable[[GraphClient], T]) -> T:
	"""Ask Facebook as this page, outside any transaction. Raises GraphError, or refuses without a token."""
	if not frappe.db.get_value("FB Page", page, "enabled"):
		refuse(problems.PAGE_OFF)
	try:
		client = settings.graph_client(page)
	except settings.TokenMissing:
		refuse(problems.TOKEN_MISSING, comment_problems.words(problems.TOKEN))
	frappe.db.commit()
	try:
		return call(client)
	except errors.TokenDead as error:
		contention.patiently(partial(pages.blame, page, problems.TOKEN, error.what, error.advice))
		raise


def look(row: Any) -> Standing:
	"""How the comment stands now; what that says about likes and private replies is kept. Commits."""
	is_post = row.kind == "Visitor Post"
	found = ask(row.page, lambda client: client.standing(row.comment_id, is_post=is_post))
	contention.patiently(lambda: _keep(row.name, found, is_post))
	return found


def _keep(comment: str, found: Standing, is_post: bool) -> None:
	values: dict[str, Any] = {"private_reply_allowed": _allowed(found), "standing_ms": clock.now_ms()}
	if not is_post:
		values["liked"] = int(found.liked)
	if found.permalink:
		values["permalink"] = found.permalink
	rows.update(COMMENT, comment, values)


def _allowed(found: Standing) -> str:
	if found.can_reply_privately is None:
		return ""
	return "Yes" if found.can_reply_privately else "Used" if found.conversation else "No"


def may_reply_privately(row: Any) -> str:
	"""What Facebook says: "Yes", "No", "Used", or "" where it doesn't; asked again after a minute.

	Raises GraphError.
	"""
	age = clock.now_ms() - (row.standing_ms or 0)
	if row.private_reply_allowed and 0 <= age < FRESH_MS:
		return row.private_reply_allowed
	return _allowed(look(row))


def against(row: Any) -> str:
	"""What, by Facebook's last answer, stands against a private reply; "" once that may have changed."""
	problem = AGAINST.get(row.private_reply_allowed or "", "")
	old = clock.now_ms() - (row.standing_ms or 0) > SHOWN_MS
	return "" if old and problem == comment_problems.NOT_ALLOWED else problem


def refuse_for(error: errors.GraphError) -> NoReturn:
	"""Refuse in the words for what Facebook answered."""
	comment_problems.stop(comment_problems.of_error(error))
