"""What a failed attempt means beyond its row: for the page, the person, the conversation's window.

Called by the send job in the transaction that writes the verdict. Errors of single messages never touch the
page's health; a dead token, a missing permission and a restriction do.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import clock
from fb_care.facebook.errors import GraphError
from fb_care.inbound import rows
from fb_care.outbound import pages, problems
from fb_care.outbound.channel import Channel
from fb_care.outbound.verdict import Verdict
from fb_care.times import site_datetime


def follow(channel: Channel, row: Any, verdict: Verdict, error: GraphError | None) -> None:
	"""Do what the verdict on `row` asks for elsewhere."""
	if verdict.problem in problems.OF_THE_PAGE and error:
		pages.blame(row.page, verdict.problem, error.what, error.advice)
	elif verdict.problem == problems.LIMITED and verdict.wait_s:
		pages.pause(row.page, verdict.wait_s, problems.words(problems.LIMITED))
	elif verdict.problem == problems.PERSON:
		_not_reached(channel, row, verdict)
	elif verdict.problem == problems.WINDOW:
		_close_window(channel, row)


def _not_reached(channel: Channel, row: Any, verdict: Verdict) -> None:
	contact = frappe.db.get_value(channel.holder, row[channel.link], "contact")
	if contact:
		values = {"unreachable": 1, "unreachable_reason": verdict.words, "unreachable_ms": clock.now_ms()}
		frappe.db.set_value("FB Contact", contact, rows.clean("FB Contact", values), update_modified=False)


def _close_window(channel: Channel, row: Any) -> None:
	"""Facebook knows better than our clock: what is shown as open isn't."""
	thread, now = row[channel.link], clock.now_ms()
	if channel.holder != "FB Conversation" or row.get("tag"):
		return
	if (frappe.db.get_value(channel.holder, thread, "window_until_ms") or 0) > now:
		values = {"window_until_ms": now, "window_until": site_datetime(now)}
		rows.update(channel.holder, thread, values)
