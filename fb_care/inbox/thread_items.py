"""What the inbox says of each message and comment beyond the timeline of the forms.

Called by `thread_view` with the rows of a page and the items made of them. Plain facts, never HTML; a few
queries for a page, and only where there is something to ask for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from fb_care.inbound.rows import as_written
from fb_care.inbox.answering import DECISIONS
from fb_care.prepared import given, prepared

#: So much of a message is shown where another one quotes it.
QUOTED_CHARS = 300
Items = list[dict[str, Any]]


def of_messages(rows: Sequence[Any], items: Items) -> None:
	"""Quotation, origin, marks, sending, reactions and former texts of messages."""
	senders = {row.direction: item["sender"] for row, item in zip(rows, items, strict=True)}
	quoted, former, apps = _quoted(rows), _former("FB Message", rows), _apps()
	for row, item in zip(rows, items, strict=True):
		item |= _common(row, item, former[row.name])
		item |= {
			"kind": row.kind or "",
			"unsent": bool(row.unsent),
			"delivered_ms": row.delivered_ms or 0,
			"read_ms": row.read_ms or 0,
			"origin": _origin(row, item["agent"], apps),
			"reactions": [
				{"emoji": one.emoji or one.reaction, "by": _reacted(one.actor, row)} for one in row.reactions
			],
			"reply_to": _quotation(quoted.get(row.reply_to_mid), senders),
		}


def of_comments(rows: Sequence[Any], items: Items) -> None:
	"""Place in the tree, origin, sending and former texts of comments."""
	former = _former("FB Comment", rows)
	for row, item in zip(rows, items, strict=True):
		item |= _common(row, item, former[row.name])
		item |= {
			"parent": row.parent_comment or "",
			"origin": "" if row.direction == "Incoming" else item["agent"] or _("Facebook"),
			"question": bool(row.is_question),
			"complaint": bool(row.is_complaint),
			"reaction_count": row.reaction_count or 0,
			"reply_to": None,
		}


def _common(row: Any, item: dict[str, Any], former: list[dict[str, Any]]) -> dict[str, Any]:
	state = row.send_state or ""
	return {
		"send_state": state,
		"error": (row.send_error or "") if state not in ("", "Sent") else "",
		"decisions": [] if item["automatic"] else list(DECISIONS.get(state, ())),
		"saved_reply": row.saved_reply or "",
		"answer": row.answer or "",
		"part": row.part or 0,
		"edited": bool(row.edit_count),
		"edits": former,
	}


def _origin(row: Any, agent: str, apps: dict[str, str]) -> str:
	"""Who or what wrote for the page, in words; "" for what the person wrote."""
	if row.direction == "Incoming" or row.kind in ("System", "Referral"):
		return ""
	if row.automatic:
		return _("automatic reply: {0}").format(_(row.automatic))
	return agent or apps.get(row.sender_kind, apps["This App"])


def _apps() -> dict[str, str]:
	"""What wrote for the page where no agent did, by `FB Message.sender_kind`."""
	return {
		"Page Inbox": _("Facebook's inbox"),
		"Other App": _("another app"),
		"Automated": _("an automatic reply of Facebook"),
		"This App": _("this app"),
	}


def _reacted(actor: str | None, row: Any) -> str:
	return "page" if actor and actor == row.page else "person"


def _quoted(rows: Sequence[Any]) -> dict[str, Any]:
	"""mid -> the message, of those that others quote; only those of the same conversation are told."""
	wanted = sorted({row.reply_to_mid for row in rows if row.reply_to_mid})
	if not wanted:
		return {}
	found = _by_mid(mids=wanted, as_dict=True)
	return {one.mid: one for one in found if one.conversation == rows[0].conversation}


@prepared
def _by_mid() -> Any:
	table = frappe.qb.DocType("FB Message")
	fields = (table.name, table.mid, table.conversation, table.direction, table.text, table.unsent)
	return frappe.qb.from_(table).select(*fields).where(table.mid.isin(given("mids")))


def _quotation(quoted: Any, senders: dict[str, str]) -> dict[str, str] | None:
	"""What another message quotes, with who says it of the two `senders`; None where it is not here."""
	if not quoted:
		return None
	if quoted.unsent:
		text = _("Message unsent")
	else:
		text = as_written(quoted.text)[:QUOTED_CHARS] or _("(sent {0})").format(_("a file"))
	return {
		"name": quoted.name,
		"sender": senders.get(quoted.direction, ""),
		"by": "page" if quoted.direction == "Outgoing" else "person",
		"text": text,
	}


def _former(doctype: str, rows: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
	"""What edited messages said before, oldest first: {"text", "until_ms"}."""
	found: dict[str, list[dict[str, Any]]] = defaultdict(list)
	edited = [row.name for row in rows if row.edit_count]
	if edited:
		for name, text, at_ms in _edits(doctype=doctype, parents=edited):
			found[name].append({"text": as_written(text), "until_ms": at_ms or 0})
	return found


@prepared
def _edits() -> Any:
	change = frappe.qb.DocType("FB Change")
	query = frappe.qb.from_(change).select(change.parent, change.old_text, change.at_ms)
	query = query.where(change.parent.isin(given("parents")) & (change.parenttype == given("doctype")))
	return query.where(change.kind == "Edit").orderby(change.parent).orderby(change.idx)
