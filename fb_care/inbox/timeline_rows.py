"""The rows behind a timeline: a page of messages or comments, and what hangs on them. Called by `timeline`.

Prepared queries, one for each kind of row; nothing is asked where there is nothing to ask for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import frappe

from fb_care.inbox import comment_facts
from fb_care.prepared import family, given, prepared

MESSAGE, COMMENT = "FB Message", "FB Comment"
_LINK = {MESSAGE: "conversation", COMMENT: "thread"}
_FIELDS = {
	MESSAGE: (
		"name", "direction", "sender_kind", "kind", "sent_ms", "sent_at", "text", "unsent", "edit_count",
		"standby", "delivery_state", "ad", "ref", "send_state", "send_error", "sent_by", "private_reply",
		"automatic", "conversation", "page", "mid", "reply_to_mid", "delivered_ms", "read_ms",
		"saved_reply", "answer", "part",
	),
	COMMENT: (
		"name", "author_name", "parent_comment", "sent_at", "text", "edit_count", "reaction_count",
		"permalink", "is_question", "is_complaint", "saved_reply", "answer", "part",
		*comment_facts.NEEDED,
	),
}  # fmt: skip


def page(doctype: str, thread: str, size: int, before: str = "") -> tuple[list[Any], str | None]:
	"""The newest `size` messages or comments before the cursor `before`, oldest first; the next cursor."""
	place = _cursor(before)
	at, last = place or (None, None)
	read = _newest(doctype, place is not None)
	rows = read(thread=thread, at=at, last=last, size=size + 1, as_dict=True)
	more, rows = len(rows) > size, rows[:size]
	older = f"{rows[-1].sent_ms or 0}:{rows[-1].name}" if more else None
	return rows[::-1], older


def _cursor(before: str) -> tuple[int, str] | None:
	"""Time and name out of a cursor; a cursor that isn't one is no cursor."""
	at, _colon, name = (before or "").partition(":")
	return (int(at), name) if at.isascii() and at.isdigit() and len(at) < 16 and name else None


def attachments(doctype: str, rows: Sequence[Any]) -> dict[str, list[Any]]:
	"""Row -> its attachments, in their order."""
	names = [row.name for row in rows]
	return _by_parent(_attachments(doctype=doctype, parents=names, as_dict=True) if names else ())


def reactions(rows: Sequence[Any]) -> dict[str, list[Any]]:
	"""Message -> its reactions; a row with neither word nor sign is a reaction taken back."""
	names = [row.name for row in rows]
	found = _reactions(parents=names, as_dict=True) if names else ()
	return _by_parent(one for one in found if one.emoji or one.reaction)


def ads(names: Iterable[str | None]) -> dict[str | None, Any]:
	"""Ad -> its row."""
	wanted = {name for name in names if name}
	return {row.name: row for row in _ads(names=wanted, as_dict=True)} if wanted else {}


def _by_parent(rows: Iterable[Any]) -> dict[str, list[Any]]:
	found: dict[str, list[Any]] = defaultdict(list)
	for row in rows:
		found[row.parent].append(row)
	return found


@family
def _newest(doctype: str, is_further: bool) -> Any:
	"""The newest of a thread, or those before a place, so that new ones don't shift the pages."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(table[field] for field in _FIELDS[doctype]))
	query = query.where(table[_LINK[doctype]] == given("thread"))
	if is_further:
		at, last = given("at"), given("last")
		query = query.where((table.sent_ms < at) | ((table.sent_ms == at) & (table.name < last)))
	for field in (table.sent_ms, table.name):
		query = query.orderby(field, order=frappe.qb.desc)
	return query.limit(given("size"))


@prepared
def _attachments() -> Any:
	table = frappe.qb.DocType("FB Attachment")
	fields = (table.parent, table.kind, table.title, table.url, table.file, table.state, table.reason)
	query = frappe.qb.from_(table).select(*fields).where(table.parent.isin(given("parents")))
	return query.where(table.parenttype == given("doctype")).orderby(table.parent).orderby(table.idx)


@prepared
def _reactions() -> Any:
	table = frappe.qb.DocType("FB Reaction")
	query = frappe.qb.from_(table).select(table.parent, table.actor, table.emoji, table.reaction)
	query = query.where(table.parent.isin(given("parents")) & (table.parenttype == MESSAGE))
	return query.orderby(table.parent).orderby(table.idx)


@prepared
def _ads() -> Any:
	table = frappe.qb.DocType("FB Ad")
	fields = (table.name, table.title, table.ad_name, table.picture, table.permalink, table.post_id)
	return frappe.qb.from_(table).select(*fields).where(table.name.isin(given("names")))
