"""What a form says about answering: the ways there are, the last answer, and answers that need a decision.

Called by `api.ticket_answers`, which checks permission. Plain facts and words, never HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from fb_care import team
from fb_care.facebook.constants import MAX_TEXT_CHARS
from fb_care.footprint import TICKET_DOCTYPES
from fb_care.inbound.rows import as_written
from fb_care.outbound import channel as channels
from fb_care.outbound import lanes, windows
from fb_care.tickets import answer_state, answer_words, composer
from fb_care.tickets.answers import parts_of

#: Answers that wait for somebody, or whose fate is not known; with what a person may do about each.
DECISIONS = {
	"Failed": ("again", "discard"),
	"Unknown": ("it_was_sent", "again", "discard"),
	"Held": ("discard",),
}
MOST = 20


def facts(doctype: str, name: str, threads: Sequence[tuple[str, str]]) -> dict[str, Any]:
	"""About a ticket or thread and the `threads` behind it, the one that answers go to first."""
	ticket = doctype in TICKET_DOCTYPES
	return {
		"ways": [_way(*thread) for thread in threads],
		"last": _last(threads),
		"unsettled": [row for thread in threads for row in _unsettled(*thread)][:MOST],
		"email": composer.email_of(doctype, name) if ticket else "",
		"limit": MAX_TEXT_CHARS,
	}


def threads_of(doctype: str, name: str) -> list[tuple[str, str]]:
	"""The threads that an answer from here may go to; the first is where the person spoke last."""
	first = lanes.resolve(doctype, name)
	others = lanes.of_ticket(doctype, name) if doctype in TICKET_DOCTYPES else []
	known = {channel.holder for channel in channels.all_channels()}
	return [one for one in dict.fromkeys([first, *others]) if one[0] in known and one[1]]


def _way(doctype: str, name: str) -> dict[str, Any]:
	private = doctype == "FB Conversation"
	fields = ["title", "page", *([] if private else ["author_name", "post", "permalink"])]
	row = frappe.db.get_value(doctype, name, fields, as_dict=True)
	return {
		"doctype": doctype,
		"name": name,
		"private": private,
		"to": as_written(row.get("author_name") or row.title),
		"page": as_written(frappe.db.get_value("FB Page", row.page, "page_name")) or row.page,
		"post": "" if private or not row.post else _title_of(row.post),
		"link": "" if private else row.permalink or "",
		"comment": "" if private else _newest_comment(name),
		"window": windows.describe(channels.of(doctype), name),
	}


def _newest_comment(thread: str) -> str:
	"""The person's last comment that still stands: what a private reply would answer."""
	filters = {"thread": thread, "direction": "Incoming", "state": ["!=", "Removed"]}
	found = frappe.get_all("FB Comment", filters, pluck="name", order_by="sent_ms desc, name desc", limit=1)
	return found[0] if found else ""


def _title_of(post: str) -> str:
	return as_written(frappe.db.get_value("FB Post", post, "title"))


def _last(threads: Sequence[tuple[str, str]]) -> dict[str, Any] | None:
	"""The newest answer that was written on this site, and what became of it."""
	newest: tuple[str, Any] | None = None
	for doctype, name in threads:
		channel = channels.of(doctype)
		filters = {channel.link: name, "direction": "Outgoing", "send_state": ["is", "set"]}
		filters |= _by_people(channel)
		fields = ["name", "communication", "queued_ms", "sent_at", "answer"]
		found = frappe.get_all(channel.part, filters, fields, order_by="queued_ms desc, part desc", limit=1)
		if found and (not newest or (found[0].queued_ms or 0) > (newest[1].queued_ms or 0)):
			newest = (channel.part, found[0])
	if not newest:
		return None
	part, row = newest
	parts = parts_of(row.communication)[1] if row.communication else []
	parts = parts or [frappe.db.get_value(part, row.name, "*", as_dict=True)]
	by = parts[0].sent_by
	return {
		"state": answer_words.state_of_all(parts),
		"words": " ".join(answer_state.lines(part, parts)),
		"by": team.name_of(by),
		"at": str(row.sent_at or "")[:19],
	}


def _by_people(channel: channels.Channel) -> dict[str, Any]:
	"""Automatic replies are nobody's answer, and nobody decides about them."""
	return {"automatic": ["is", "not set"]} if "automatic" in channel.fields else {}


def _unsettled(doctype: str, name: str) -> list[dict[str, Any]]:
	channel = channels.of(doctype)
	filters = {channel.link: name, "send_state": ["in", list(DECISIONS)]} | _by_people(channel)
	fields = ["name", "text", "sent_by", *answer_words.FIELDS]
	found = frappe.get_all(
		channel.part, filters, list(dict.fromkeys(fields)), order_by="queued_ms desc", limit=MOST
	)
	say = answer_state.words()
	return [
		{
			"doctype": channel.part,
			"row": row.name,
			"text": as_written(row.text)[:200] or _("(sent {0})").format(_("a file")),
			"state": row.send_state,
			"words": answer_words.sentence(row, say),
			"by": team.name_of(row.sent_by),
			"decisions": list(DECISIONS[row.send_state]),
		}
		for row in found
	]
