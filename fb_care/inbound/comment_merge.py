"""Bringing threads together when it turns out that they are one.

A reply whose comment isn't here yet opens a thread under the id it answers; a comment on a visitor's post
that isn't here yet opens one of its own. When the missing piece comes, its thread takes these in. Both sides
look for the other after they have committed, so two workers can't miss each other.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import live
from fb_care.facebook.reading import tail
from fb_care.inbound import comment_threads, merged_work, rows, unread
from fb_care.inbound.comment_threads import COMMENT, DOCTYPE
from fb_care.inbound.outcome import Arrival
from fb_care.tickets import assigned


def gather(thread: str, comment: Any, arrival: Arrival) -> None:
	"""Take in the threads that were waiting for `comment`, which was committed to `thread`. Commits."""
	strays = [name for name in _strays(comment) if name != thread]
	frappe.db.rollback()
	for name in strays:
		_merge(name, thread, arrival)
		frappe.db.commit()
	_adopt(thread, comment)
	frappe.db.commit()


def _strays(comment: Any) -> list[str]:
	"""Threads whose root is this comment, and those about this post."""
	thread = frappe.qb.DocType(DOCTYPE)
	root = thread.root_key == comment_threads.key(comment.page, comment.comment_id)
	if comment.kind == "Visitor Post" and comment.post:
		root = root | ((thread.post == comment.post) & (thread.kind == "Comment"))
	return frappe.qb.from_(thread).select(thread.name).where(root).run(pluck=True)


def _merge(source_name: str, target_name: str, arrival: Arrival) -> None:
	locked = {name: comment_threads.lock({"name": name}) for name in sorted((source_name, target_name))}
	source, target = locked[source_name], locked[target_name]
	if not (source and target):
		return
	comment = frappe.qb.DocType(COMMENT)
	frappe.qb.update(comment).set(comment.thread, target.name).where(comment.thread == source.name).run()
	changes: dict[str, Any] = unread.counted((target.unread_count or 0) + (source.unread_count or 0))
	if source.state == "Open" and target.state in ("Done", "Archived"):
		changes["state"] = "Open"
	changes |= _merge_tickets(source, target)
	changes |= _merge_private(source, target)
	changes |= merged_work.carry(source.name, target.name)
	if source.ticket_due or target.ticket_due:
		changes["ticket_due"] = 1
		arrival.batch.touch(DOCTYPE, target.name)
	arrival.batch.threads.pop((DOCTYPE, source.name), None)
	frappe.db.delete(DOCTYPE, {"name": source.name})
	live.changed(DOCTYPE, source.name, source.page, "gone")
	comment_threads.save(target, changes)
	assigned.refresh(DOCTYPE, target.name)


def _merge_tickets(source: Any, target: Any) -> dict[str, Any]:
	"""The ticket goes along; where both have one, both point at the thread that stays."""
	if not source.ticket:
		return {}
	if frappe.db.exists(source.ticket_doctype, source.ticket):
		frappe.db.set_value(source.ticket_doctype, source.ticket, "fb_comment_thread", target.name)
	if target.ticket:
		return {}
	return {"ticket_doctype": source.ticket_doctype, "ticket": source.ticket}


def _merge_private(source: Any, target: Any) -> dict[str, Any]:
	"""Private replies to its comments belong to the thread that stays."""
	ledger = frappe.qb.DocType("FB Private Reply")
	frappe.qb.update(ledger).set(ledger.thread, target.name).where(ledger.thread == source.name).run()
	taken = source.private_reply and not target.private_reply
	return {"private_reply": source.private_reply} if taken else {}


def _adopt(thread: str, comment: Any) -> None:
	"""Replies that came before the comment they answer are put under it."""
	own = tail(comment.comment_id)
	table = frappe.qb.DocType(COMMENT)
	query = frappe.qb.from_(table).select(table.name, table.parent_id)
	query = query.where((table.thread == thread) & table.parent_comment.isnull())
	for row in query.where(table.parent_id.like(f"%{own}")).run(as_dict=True):
		if tail(row.parent_id) == own and row.name != comment.name:
			rows.update(COMMENT, row.name, {"parent_comment": comment.name})
