"""Facebook's report of a public reply that this app wrote, brought to the row that it was written from.

A comment carries no mark of ours, so where the call that wrote it has not told its id (it timed out, or is
still under way), the row is found by its words: the same thread, the same text, not yet at Facebook, and
attempted before the comment was made. Called by the handler of comments, with the thread locked.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import frappe

from fb_care.facebook.event_base import believed_ms
from fb_care.facebook.events import Comment
from fb_care.facebook.graph_send import Sent
from fb_care.inbound import rows
from fb_care.inbound.comment_threads import COMMENT, DOCTYPE
from fb_care.inbound.outcome import Arrival
from fb_care.outbound import comments
from fb_care.outbound.channel import NO_PROBLEM

#: How far Facebook's clock may be behind ours (ms).
SKEW_MS = 5 * 60_000
#: States of a row that may have reached Facebook without our knowing its id.
_OPEN = ("Sending", "Unknown", "Sent", "Discarded")


def settle(thread: Any, event: Any, thing_id: str, arrival: Arrival) -> bool:
	"""Bring the report to the row that it was written from; False if it is no reply of ours."""
	if not isinstance(event, Comment) or not event.by_page:
		return False
	at_ms = believed_ms(arrival.received_ms, event.created_ms, event.at_ms, event.notified_ms)
	row = _row_of(thread.name, event.text, at_ms)
	if not row:
		return False
	values = comments.settled(comments.lock(thread.name), row, Sent(thing_id), at_ms)
	told = {"send_state": "Sent", "webhook_event": arrival.delivery}
	rows.update(COMMENT, row.name, {**values, **NO_PROBLEM, **told})
	arrival.batch.show(row.communication)
	if thread.ticket and not row.communication and arrival.batch.tickets:
		arrival.batch.touch(DOCTYPE, thread.name)
	return True


def _row_of(thread: str, text: str, at_ms: int) -> Any:
	"""The oldest row of the thread with these words that may be this comment."""
	table = frappe.qb.DocType(COMMENT)
	query = frappe.qb.from_(table).select(*(table[field] for field in comments.CHANNEL.row_fields))
	query = query.where((table.thread == thread) & table.comment_id.isnull() & table.send_state.isin(_OPEN))
	query = query.where(table.send_started_ms.isnotnull() & (table.send_started_ms <= at_ms + SKEW_MS))
	found = query.orderby(table.queued_ms).orderby(table.part).run(as_dict=True)
	return next((row for row in found if _plain(rows.as_written(row.text)) == _plain(text)), None)


def _plain(text: str) -> str:
	"""Words but for the white space and the spelling of accents, which Facebook changes."""
	return " ".join(unicodedata.normalize("NFC", text or "").split())
