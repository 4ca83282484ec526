"""The short public note under a comment that was answered privately, where the page's setting has one.

Run by `jobs.comment_jobs` after the private reply was sent. The note is a public reply like any other,
through the outbox; the ledger names it, so that there is one however often this runs.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.inbound import comment_threads, rows
from fb_care.inbound.comment_threads import COMMENT
from fb_care.inbound.private_settle import DOCTYPE, FIELDS
from fb_care.outbound import comments, outbox, telling
from fb_care.outbound.channel import Part


def post(name: str) -> str:
	"""Queue the note that the private reply `name` still wants; its row, "" where there is none. The caller
	commits.

	Begins with the lock of the thread, so call it with nothing uncommitted.
	"""
	comment = frappe.db.get_value(DOCTYPE, name, "comment")
	thread = frappe.db.get_value(COMMENT, comment, "thread") if comment else ""
	frappe.db.rollback()
	holder = comments.lock(thread) if thread else None
	ledger = rows.get(DOCTYPE, {"name": name}, FIELDS, lock=True) if holder else None
	if not ledger or not wanted(ledger):
		return ""
	found = _queue(ledger, holder)
	rows.update(DOCTYPE, name, {"note_comment": found or None, "with_note": int(bool(found))})
	return found


def wanted(ledger: Any) -> bool:
	"""Whether this private reply was sent and its note is still to be posted."""
	return ledger.state == "Sent" and bool(ledger.with_note) and not ledger.note_comment


def _queue(ledger: Any, holder: Any) -> str:
	text = (frappe.db.get_value("FB Page", ledger.page, "private_reply_note") or "").strip()
	state = frappe.db.get_value(COMMENT, ledger.comment, "state")
	if not text or state == "Removed":
		return ""
	facts = {"answer": f"note-{ledger.name}", "sent_by": ledger.sent_by, "communication": ""}
	with comments.answering(ledger.comment):
		[name] = outbox.queue(comments.CHANNEL, holder, [Part(text=text)], facts)
	telling.wake(comment_threads.DOCTYPE, holder.name)
	return name
