"""How a page answers in public: comments, visitors' posts, mentions and ratings. Never part of the badge."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder.functions import Min
from pypika import Case

from fb_care.care.responsiveness import DAY_MS

#: Threads of so many days are looked at.
DAYS = 7


def of_page(page: str, now_ms: int, days: int = DAYS) -> dict[str, Any]:
	"""Threads that people began in these days before `now_ms` (UTC ms), Spam left out: all, answered, mean.

	Answered is a thread by the page's first public comment after the person's, or by a private reply.
	`mean_ms`: of all that were answered; None without any.
	"""
	waits = [
		min(answers) - opened_ms if (answers := [at for at in (public, private) if at]) else None
		for opened_ms, public, private in _threads(page, now_ms - days * DAY_MS, now_ms)
	]
	answered = [wait for wait in waits if wait is not None]
	mean_ms = round(sum(answered) / len(answered)) if answered else None
	return {"days": days, "all": len(waits), "answered": len(answered), "mean_ms": mean_ms}


def _threads(page: str, from_ms: int, to_ms: int) -> list[tuple[int, int | None, int | None]]:
	"""When a person began each thread, and its first public and private answer (UTC ms)."""
	thread, comment = frappe.qb.DocType("FB Comment Thread"), frappe.qb.DocType("FB Comment")
	reply = frappe.qb.DocType("FB Private Reply")
	theirs = Case().when(comment.direction == "Incoming", comment.sent_ms)
	sent = comment.send_state.isnull() | comment.send_state.isin(["", "Sent"])
	ours = Case().when((comment.direction == "Outgoing") & sent, comment.sent_ms)
	private = Case().when(reply.state == "Sent", reply.sent_ms)
	query = frappe.qb.from_(thread).join(comment).on(comment.thread == thread.name)
	query = query.left_join(reply).on(reply.name == thread.private_reply)
	query = query.where((thread.page == page) & (thread.state != "Spam"))
	query = query.where((thread.first_ms > from_ms) & (thread.first_ms <= to_ms))
	query = query.groupby(thread.name).select(Min(theirs), Min(ours), Min(private))
	found = [row for row in query.run() if row[0]]
	# Where the page spoke first it began the thread itself, and nobody asked for an answer.
	return [row for row in found if not row[1] or row[1] >= row[0]]
