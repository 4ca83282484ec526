"""From messages and comments to entries of a ticket's timeline. Called by `sync`, `changes` and `refresh`.

Reads a batch with one query for the rows and one for their attachments; writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Max
from frappe.utils import get_datetime

from fb_care.facebook import links
from fb_care.inbound.rows import as_written
from fb_care.tickets import address, answer_state, answer_words, cards, private_words, quick, words
from fb_care.tickets.base import Entry
from fb_care.tickets.threads import CONVERSATION, PARTS, Thread, ad_card, post_card

#: Messages and comments taken into a ticket in one transaction.
BATCH = 100
#: A ticket takes what was stored up to so long before the newest: context, but not years of it. When it was
#: said doesn't matter: Facebook delivers late at times, and what was never in a ticket must not get lost.
LOOK_BACK = timedelta(days=7)
#: Messages that are conversation; referrals and system notes stay in the conversation's own timeline.
_SAID = ("Message", "Postback")
#: Senders whose message is an answer of a person at the business.
PEOPLE = ("This App", "Page Inbox")

_COMMON = [
	"name",
	"creation",
	"direction",
	"text",
	"edit_count",
	"sent_ms",
	"reached_ms",
	"communication",
	"ticket_shows",
	*answer_words.FIELDS,
]
FIELDS = {
	"FB Message": [*_COMMON, *answer_words.ON_MESSAGES, "kind", "sender_kind", "unsent", "ad"],
	"FB Comment": [*_COMMON, "comment_id", "author_id", "author_name", "permalink", "state", "post"],
}


def unlinked(thread: Thread, limit: int = BATCH) -> list[Any]:
	"""What is not in any ticket yet and still stands, oldest first."""
	table, query = quick.select(thread.part_doctype, FIELDS[thread.part_doctype])
	query = _in_order(table, query.where(waits(thread.doctype, thread.name, table))).limit(limit)
	found = query.run(as_dict=True)
	if not found or (len(found) < limit and _spans(found) <= LOOK_BACK):
		return found
	floor = thread.row.ticket_waits_from or floor_of(thread.doctype, thread.name)
	return query.where(table.creation >= floor).run(as_dict=True)


def floor_of(doctype: str, name: str) -> datetime | None:
	"""What was stored before this time (of the site) stays out of its ticket; None: nothing waits."""
	part = frappe.qb.DocType(PARTS[doctype][0])
	newest = frappe.qb.from_(part).select(Max(part.creation)).where(waits(doctype, name, part)).run()[0][0]
	return get_datetime(newest) - LOOK_BACK if newest else None


def waits(doctype: str, name: str, table: Any) -> Any:
	"""The condition that a row of the thread is in no ticket and belongs into one."""
	mine = (table[PARTS[doctype][1]] == name) & not_linked(table)
	if doctype == CONVERSATION:
		said = table.kind.isin(_SAID) & (table.standby == 0) & (table.unsent == 0)
		return mine & said & was_sent(table)
	return mine & table.state.isin(("Visible", "Hidden")) & was_sent(table)


def was_sent(table: Any) -> Any:
	"""The condition that a row is no answer that still waits, or that was never sent."""
	return table.send_state.isnull() | table.send_state.isin(("", "Sent"))


def taken_back(thread: Thread) -> str:
	"""In words, that what the person said was taken back before it got into a ticket; "" if nothing was."""
	table, query = quick.select(thread.part_doctype, ["name"])
	gone = table.unsent == 1 if thread.is_conversation else table.state == "Removed"
	mine = (table[thread.link_field] == thread.name) & (table.direction == "Incoming") & not_linked(table)
	if not query.where(mine & gone).limit(1).run():
		return ""
	if thread.is_conversation:
		return _("Unsent by the sender before a ticket was made.")
	return _("Removed on Facebook before a ticket was made.")


def _spans(found: Sequence[Any]) -> timedelta:
	stored = [get_datetime(row.creation) for row in found]
	return max(stored) - min(stored)


def not_linked(table: Any) -> Any:
	"""The condition that a row is in no ticket."""
	return table.communication.isnull() | (table.communication == "")


def _in_order(table: Any, query: Any) -> Any:
	return query.orderby(table.sent_ms).orderby(table.creation).orderby(table.name)


def attachments_of(doctype: str, names: Sequence[str]) -> dict[str, list[Any]]:
	"""The attachments of each of these messages or comments, in order."""
	found: dict[str, list[Any]] = defaultdict(list)
	if names:
		fields = ("name", "parent", "kind", "title", "url", "file", "state")
		table, query = quick.select("FB Attachment", fields)
		query = query.where((table.parenttype == doctype) & table.parent.isin(list(names)))
		for row in query.orderby(table.parent).orderby(table.idx).run(as_dict=True):
			row.title = as_written(row.title)
			found[row.parent].append(row)
	return found


def make(thread: Thread, row: Any, attachments: Sequence[Any], counts: bool, sender: str = "") -> Entry:
	"""The entry of one row; `sender` is the address to show for a person ("" for a made-up one)."""
	incoming = row.direction == "Incoming"
	name, person_address = _sender(thread, row, incoming)
	return Entry(
		doctype=thread.part_doctype,
		name=row.name,
		incoming=incoming,
		counts=counts,
		sender_name=name,
		sender=(sender if incoming else "") or person_address,
		sent_ms=row.sent_ms or row.reached_ms or 0,
		html=text_html(thread, row, attachments) + _cards(thread, row) + _state(thread, row),
		text=as_written(row.text) or words.summary([a.kind or "" for a in attachments], _),
		shows=state_of(row),
		files=tuple((a.file, a.title or "") for a in attachments if a.file and a.state == "Stored"),
	)


def text_html(thread: Thread, row: Any, attachments: Sequence[Any]) -> str:
	"""The block of a row's text, with what became of it since."""
	text = as_written(row.text)
	if row.get("kind") == "Postback":
		text = _("Pressed the button: {0}").format(text)
	if not text and not attachments and not state_of(row):
		text = _("(a message that Facebook can't show here)")
	lines = words.html_lines(attachments, _)
	return cards.text_block(row.name, text, lines, remark(row), origin(row))


def origin(row: Any) -> str:
	"""What to say before the text of a message that was not written on this site; "" for any other."""
	if row.direction == "Incoming":
		return ""
	said = {
		"Automated": _("Sent automatically:"),
		"Other App": _("Sent by another app:"),
		"Page Inbox": _("Sent in Facebook's inbox:"),
	}
	return said.get(row.get("sender_kind") or "", "")


def counts_for_host(thread: Thread, row: Any, after_ms: int, open_already: bool) -> bool:
	"""Whether the host shall treat this row as a message or answer of its own.

	Not what automatons send, nothing the page said before the person did, and no late report of an
	answer that something newer has followed (`after_ms`).
	"""
	if row.direction == "Incoming":
		return True
	if thread.is_conversation and row.sender_kind not in PEOPLE:
		return False
	return open_already and (row.sent_ms or 0) >= after_ms


def newest_linked_ms(thread: Thread) -> int:
	"""When the person last said something that is in a ticket already."""
	table, query = quick.select(thread.part_doctype, ["sent_ms"])
	said = (table[thread.link_field] == thread.name) & (table.direction == "Incoming")
	query = query.where(said & (table.communication != ""))
	found = query.orderby(table.sent_ms, order=frappe.qb.desc).limit(1).run(pluck=True)
	return found[0] or 0 if found else 0


def state_of(row: Any) -> str:
	"""The state of a row that a ticket has to show: "" while it stands as it was first written.

	Otherwise "<number of edits>|<what else>", for example "2|" or "0|Hidden".
	"""
	special = "Unsent" if row.get("unsent") else (row.get("state") or "")
	special = "" if special == "Visible" else special
	edits = row.edit_count or 0
	return f"{edits}|{special}" if edits or special else ""


def remark(row: Any) -> str:
	"""What to say of the row's state under its text."""
	special = state_of(row).partition("|")[2]
	said = {
		"Unsent": _("(unsent by the sender)"),
		"Removed": _("(removed on Facebook)"),
		"Hidden": _("(hidden on Facebook)"),
	}.get(special, "")
	return said or (_("(edited)") if row.edit_count else "")


def _sender(thread: Thread, row: Any, incoming: bool) -> tuple[str, str]:
	if not incoming and row.get("sent_by"):
		who = frappe.db.get_value("User", row.sent_by, ["full_name", "email"])
		if who:
			return who[0] or row.sent_by, who[1] or row.sent_by
	if not incoming:
		page = thread.page.page_name or thread.page.name
		return page, address.of_page(page, thread.page.name)
	if thread.is_conversation or not (row.author_name or row.author_id):
		return thread.who_words(), thread.own_address()
	name = as_written(row.author_name)
	return name or thread.who_words(), address.of_person(name, row.author_id or "")


def _cards(thread: Thread, row: Any) -> str:
	if thread.is_conversation:
		return ad_card(row.ad) if row.ad else ""
	if row.direction != "Incoming":
		return ""
	return comment_card(thread, row, "")


def comment_card(thread: Thread, row: Any, private: str) -> str:
	"""The card of a comment; `private`: what became of its private reply, else until when it is possible."""
	link = comment_link(thread, row)
	if not link:
		return ""
	if thread.row.kind in ("Comment", "Visitor Post"):
		private = private or private_words.deadline(row.sent_ms)
	return cards.comment_html(cards.CommentCard(comment_id=row.comment_id, link=link, private=private), _)


def _state(thread: Thread, row: Any) -> str:
	"""What became of an answer of this app."""
	return answer_state.block(thread.part_doctype, [row]) if row.get("send_state") else ""


def comment_link(thread: Thread, row: Any) -> str:
	"""The address of a comment: as Facebook gave it, else made from the ids."""
	made = links.of_comment(row.post or thread.row.post, row.comment_id)
	return row.permalink or made or thread.row.permalink or ""


def about_cards(thread: Thread, ad: str) -> str:
	"""The cards of what the whole ticket is about: the post, and the ad behind it."""
	if thread.is_conversation:
		return ""
	html = post_card(thread.row.post) if thread.row.post else ""
	return html + (ad_card(ad) if ad else "")
