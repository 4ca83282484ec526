"""The thread of a top-level comment, visitor's post, mention or rating: its lock, its making, its figures.

Meta spells the first half of an id in more than one way, so threads are told apart by the page and the last
part of the root's id (`key`). Whatever changes a thread's comments holds the lock of its row until commit.
Figures are read from the comments, so that they come out the same in whatever order those arrive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Max, Min

from fb_care import live
from fb_care.facebook.reading import tail
from fb_care.inbound import contacts, rows
from fb_care.inbound.outcome import Arrival
from fb_care.inbound.store import is_taken
from fb_care.inbound.threads import gist
from fb_care.times import site_datetime

DOCTYPE = "FB Comment Thread"
COMMENT = "FB Comment"
#: The same thing can be told in several events; the kind that says most wins.
RANK = {"Mention": 0, "Comment": 1, "Rating": 2, "Visitor Post": 3}
#: What whoever locks a thread gets of it.
FIELDS = (
	"name",
	"page",
	"kind",
	"state",
	"unread_count",
	"root_id",
	"root_key",
	"ticket_doctype",
	"ticket",
	"ticket_due",
	"post",
	"ad",
	"private_reply",
)


@dataclass(frozen=True)
class Root:
	"""What a comment hangs under: a thread that is here (`name`), or the id of the thing that opens one."""

	page_id: str
	id: str = ""
	kind: str = "Comment"
	name: str = ""
	#: What a new thread has from the start: post and ad.
	values: dict[str, Any] = field(default_factory=dict, compare=False)

	def filters(self) -> dict[str, str]:
		"""How its thread is found."""
		return {"name": self.name} if self.name else {"root_key": key(self.page_id, self.id)}


def key(page_id: str, thing_id: str) -> str:
	"""What names a comment, post, mention or rating of a page, however Meta spells its id."""
	return f"{page_id}:{tail(thing_id)}"


def lock(filters: dict[str, str]) -> Any:
	"""The thread's row, locked until commit; None if there is none. First statement of a transaction."""
	return rows.get(DOCTYPE, filters, FIELDS, lock=True)


def open_locked(root: Root) -> Any:
	"""As `lock`, and makes the thread if there is none. It commits then, so call it first.

	None when the thread that `root` names is gone: it was merged into another.
	"""
	found = lock(root.filters())
	if found or root.name:
		return found
	frappe.db.rollback()
	_create(root)
	return lock(root.filters())


def _create(root: Root) -> None:
	values = {
		**root.values,
		"page": root.page_id,
		"kind": root.kind,
		"state": "Open",
		"follow_up": 0,
		"unread_count": 0,
		"ticket_due": 0,
		"comment_count": 0,
		"from_ad": int(bool(root.values.get("ad"))),
		"root_id": root.id,
		"root_key": key(root.page_id, root.id),
	}
	try:
		rows.insert(DOCTYPE, values)
		frappe.db.commit()
	except Exception as error:
		frappe.db.rollback()
		if not is_taken(error):
			raise


def drop_if_empty(name: str) -> None:
	"""Delete a thread that was made in vain. The caller commits."""
	if not rows.get(COMMENT, {"thread": name}, ["name"]):
		frappe.db.delete(DOCTYPE, {"name": name})
		live.changed(DOCTYPE, name, what="gone")


def note_asked(thread: Any, arrival: Arrival) -> dict[str, Any]:
	"""Somebody other than the page wrote: what that does to state, unread count and ticket."""
	changes: dict[str, Any] = {"unread_count": (thread.unread_count or 0) + 1, "has_unread": 1}
	if thread.state in ("Done", "Archived"):
		changes["state"] = "Open"
	return changes | note_wanted(thread, arrival)


def note_wanted(thread: Any, arrival: Arrival) -> dict[str, Any]:
	"""What a visitor wrote belongs into a ticket, unless the page or the thread wants none."""
	wanted = thread.ticket or arrival.page.comment_tickets != "Never"
	if thread.state == "Spam" or not wanted or not arrival.batch.tickets:
		return {}
	arrival.batch.touch(DOCTYPE, thread.name)
	return {"ticket_due": 1}


def note_for_ticket(thread: Any, arrival: Arrival) -> dict[str, Any]:
	"""Something belongs into the ticket, if there is one; it opens none."""
	if not (thread.ticket and arrival.batch.tickets):
		return {}
	arrival.batch.touch(DOCTYPE, thread.name)
	return {"ticket_due": 1}


def save(thread: Any, changes: dict[str, Any]) -> None:
	"""Write `changes` and what the thread's comments say about it."""
	if "ad" in changes:
		changes = {**changes, "from_ad": int(bool(changes["ad"]))}
	rows.update(DOCTYPE, thread.name, {**_figures(thread), **changes})


def _figures(thread: Any) -> dict[str, Any]:
	comment = frappe.qb.DocType(COMMENT)
	mine = (comment.thread == thread.name) & is_there(comment)
	span = frappe.qb.from_(comment).where(mine)
	span = span.select(Count(comment.name).as_("n"), Min(comment.sent_ms).as_("first"))
	found = span.select(Max(comment.sent_ms).as_("last")).run(as_dict=True)[0]
	figures = {"comment_count": found.n, "first_ms": found.first, "last_ms": found.last}
	figures |= {"first_at": site_datetime(found.first), "last_at": site_datetime(found.last)}
	return {**figures, "last_text": _last_text(thread), **_opening(thread)}


def is_there(comment: Any) -> Any:
	"""The condition that a comment is at Facebook; answers that still wait have no id."""
	return comment.comment_id.isnotnull()


def _last_text(thread: Any) -> str:
	comment = frappe.qb.DocType(COMMENT)
	query = frappe.qb.from_(comment).select(comment.name, comment.text)
	query = query.where((comment.thread == thread.name) & (comment.state != "Removed") & is_there(comment))
	query = query.orderby(comment.sent_ms, order=frappe.qb.desc)
	found = query.orderby(comment.comment_id, order=frappe.qb.desc).limit(1).run(as_dict=True)
	return _gist(found[0]) if found else ""


def _opening(thread: Any) -> dict[str, Any]:
	"""Title and author, from the root, or from the earliest comment while the root isn't here."""
	fields = ["name", "text", "author_id", "author_name", "permalink", "comment_id"]
	root = rows.get(COMMENT, {"thread": thread.name, "comment_tail": tail(thread.root_id)}, fields)
	first = root or _earliest(thread, fields)
	if not first:
		return {}
	words = _gist(first)
	author = first.author_name or _("Somebody")
	opening = {
		"title": f"{author}: {words}" if words else author,
		"author_id": first.author_id,
		"author_name": first.author_name,
		"permalink": first.permalink,
	}
	# Facebook may also have told who it is when the comment was answered privately: that stays.
	contact = contacts.find(thread.page, first.author_id or "")
	opening |= {"contact": contact} if contact or not thread.private_reply else {}
	return {**opening, "root_id": root.comment_id} if root else opening


def _earliest(thread: Any, fields: list[str]) -> Any:
	comment = frappe.qb.DocType(COMMENT)
	query = frappe.qb.from_(comment).select(*(comment[name] for name in fields))
	query = query.where((comment.thread == thread.name) & is_there(comment))
	found = query.orderby(comment.sent_ms).orderby(comment.comment_id).limit(1).run(as_dict=True)
	return found[0] if found else None


def _gist(comment: Any) -> str:
	if comment.text:
		return gist(comment.text, "")
	first = {"parent": comment.name, "parentfield": "attachments", "idx": 1}
	found = rows.get("FB Attachment", first, ["kind"])
	return gist("", found.kind if found else "")
