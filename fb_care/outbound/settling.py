"""What people decide about answers that are stuck: send again, it was sent, discard. Called by the API.

Each locks the thread first. What Facebook may have sent is only ever sent again because a person said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from fb_care import clock
from fb_care.inbound import rows
from fb_care.outbound import pages, problems, telling
from fb_care.outbound.channel import NO_PROBLEM, Channel
from fb_care.tickets import answers
from fb_care.times import site_datetime

#: What a person may still decide about.
UNSETTLED = ("Queued", "Held", "Unknown", "Failed")


def again(channel: Channel, name: str) -> None:
	"""Queue a row that failed, was discarded or is Unknown, with the later parts of its answer."""
	holder, row = _locked(channel, name)
	if row.get("automatic"):
		frappe.throw(_("This is an automatic reply: it is not sent again. Write an answer instead."))
	if row.send_state not in ("Failed", "Unknown", "Discarded", "Held"):
		_refuse(row)
	problem = pages.obstacle(row.page)
	values = {
		"send_state": "Held" if problem else "Queued",
		"send_problem": problem,
		"send_error": problems.words(problem),
		"send_tries": 0,
		"send_next_ms": 0,
		"queued_ms": clock.now_ms(),
	}
	for part in [name, *_held_back(channel, row)]:
		rows.update(channel.part, part, values)
	_tell(channel, holder, row)


def it_was_sent(channel: Channel, name: str) -> None:
	"""Mark an Unknown row as sent; its mid stays unknown until an echo tells."""
	holder, row = _locked(channel, name)
	if row.send_state != "Unknown":
		_refuse(row)
	at_ms = row.send_started_ms or clock.now_ms()
	said = {"sent_ms": at_ms, "sent_at": site_datetime(at_ms)}
	rows.update(channel.part, name, {"send_state": "Sent", **NO_PROBLEM, **said})
	channel.stored(holder, row, at_ms)
	_tell(channel, holder, row)


def discard(channel: Channel, name: str) -> None:
	"""Give a row up that is not being sent at this moment, with the parts that wait behind it."""
	holder, row = _locked(channel, name)
	if row.send_state not in UNSETTLED:
		_refuse(row)
	for part in [name, *_held_back(channel, row)]:
		rows.update(channel.part, part, {"send_state": "Discarded", "send_next_ms": 0})
	_tell(channel, holder, row)


def release(page: str, state: str, names: Sequence[str] = ()) -> int:
	"""Queue or discard the page's held answers; how many. Their threads are woken, their tickets say so."""
	chosen = pages.release(page, state, names)
	for doctype, thread in dict.fromkeys((row.thread_doctype, row.thread) for row in chosen):
		telling.wake(doctype, thread)
	for communication in dict.fromkeys(row.communication for row in chosen if row.communication):
		answers.show(communication)
	return len(chosen)


def _locked(channel: Channel, name: str) -> tuple[Any, Any]:
	"""The thread's row, locked, and the row as it is now."""
	thread = frappe.db.get_value(channel.part, name, channel.link)
	frappe.db.rollback()  # the lock must be the first that this transaction sees
	holder = channel.lock(thread)
	row = rows.get(channel.part, {"name": name}, channel.row_fields)
	if not holder or not row:
		frappe.throw(_("This answer is not here any more."))
	return holder, row


def _held_back(channel: Channel, row: Any) -> list[str]:
	"""The later parts of the same answer that are waiting, or failed with it."""
	filters = {"answer": row.answer, "part": [">", row.part], "send_state": ["in", UNSETTLED]}
	return frappe.get_all(channel.part, filters=filters, pluck="name")


def _tell(channel: Channel, holder: Any, row: Any) -> None:
	if row.communication:
		answers.show(row.communication)
	telling.wake(channel.holder, holder.name)


def _refuse(row: Any) -> None:
	frappe.throw(
		_("This answer is {0} at present; nothing was changed.").format(
			frappe.bold(_(row.send_state or "Sent"))
		)
	)
