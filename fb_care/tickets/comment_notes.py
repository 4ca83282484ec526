"""Words in a ticket about what agents did to its comments. Called by `outbound` after it was done.

What hides or removes a comment is noted by `changes` instead, as it is for what others do.
"""

from __future__ import annotations

from functools import partial

import frappe

from fb_care.inbound import contention
from fb_care.tickets import hosts, threads
from fb_care.tickets.sync import as_administrator


def say(comment_thread: str, text: str) -> None:
	"""Leave `text` in the timeline of the thread's ticket, if it has one; commits.

	What was done is done: an error here is logged and raised no further.
	"""
	with as_administrator():
		try:
			contention.patiently(partial(_say, comment_thread, text))
		except contention.TimeUp:
			raise
		except Exception:
			frappe.db.rollback()
			frappe.log_error(
				title=f"fb_care: a note is missing in the ticket of comments {comment_thread}"[:140],
				message=frappe.get_traceback(),
			)
			frappe.db.commit()


def _say(comment_thread: str, text: str) -> None:
	thread = threads.lock(threads.COMMENTS, comment_thread)
	host = hosts.host_of(thread.row.ticket_doctype) if thread and thread.row.ticket else None
	if thread and host and host.state(thread.row.ticket):
		host.note(thread.row.ticket, text)
