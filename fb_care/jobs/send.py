"""Sending what waits in the outbox: one thread at a time, in its order. Enqueued with each answer.

Each message takes three steps: a transaction that marks it, the call to Facebook outside of any, and one that
writes what became of it. The sweep starts this again for what is due and was left.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import frappe

from fb_care import clock, settings
from fb_care.facebook.errors import GraphError
from fb_care.inbound import contention, rows
from fb_care.inbound.job import job
from fb_care.outbound import channel as channels
from fb_care.outbound import effects, outbox, pages, problems, telling, verdict
from fb_care.outbound.channel import Channel
from fb_care.outbound.verdict import Verdict

#: Seconds after which one job begins no further message, and hands over to a new one.
SECONDS = 150.0
#: Threads that one sweep starts.
MOST_THREADS = 200


@job
def send_thread(doctype: str, thread: str, limit_seconds: float = SECONDS) -> int:
	"""Send what waits in this thread, oldest first; how many were tried."""
	frappe.set_user("Administrator")
	channel, until, tried = channels.of(doctype), time.monotonic() + limit_seconds, 0
	while True:
		taken = contention.patiently(partial(outbox.take, channel, thread))
		_tell_refused(taken.refused)
		if not taken.row:
			return tried
		_send(channel, thread, taken.row)
		tried += 1
		if time.monotonic() > until:
			telling.wake(doctype, thread)
			frappe.db.commit()
			return tried


def _send(channel: Channel, thread: str, row: Any) -> None:
	"""Ask Facebook once for one row, and write what came of it."""
	telling.show([row.communication])
	error: GraphError | None = None
	usage = None
	try:
		client = settings.graph_client(row.page)
		frappe.db.commit()  # the network is not waited for inside a transaction
		found = verdict.sent(channel.send(client, row))
		usage = client.usage
	except settings.TokenMissing:
		found = verdict.of_problem("Held", problems.TOKEN_MISSING)
	except GraphError as failure:
		error, usage = failure, client.usage
		found = verdict.of_error(failure, row.send_tries, tag=row.get("tag") or "")
	except contention.TimeUp:
		frappe.db.rollback()
		_finish(channel, thread, row, verdict.of_lost_attempt(), None, None)
		raise
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"fb_care: sending {row.name} broke off", message=frappe.get_traceback())
		frappe.db.commit()
		found = verdict.of_lost_attempt()
	_finish(channel, thread, row, found, error, usage)


def _finish(
	channel: Channel, thread: str, row: Any, found: Verdict, error: GraphError | None, usage: Any
) -> None:
	frappe.db.rollback()
	contention.patiently(partial(_write, channel, thread, row, found, error, usage))
	telling.show([row.communication], [row.communication] if found.state == "Failed" else [])


def _write(
	channel: Channel, thread: str, row: Any, found: Verdict, error: GraphError | None, usage: Any
) -> None:
	if outbox.finish(channel, thread, row, found):
		effects.follow(channel, row, found, error)
	if usage:
		pages.heed(row.page, usage)


def _tell_refused(refused: Sequence[Any]) -> None:
	"""Tell of what was found to be past sending before Facebook was asked."""
	failed = [row.communication for row in refused if row.verdict.state == "Failed"]
	telling.show([row.communication for row in refused], failed)


def sweep() -> None:
	"""Each minute: give up on dead workers, and start again what is due. The caller commits."""
	for channel in channels.all_channels():
		_give_up_lost(channel)
		for thread in _due(channel):
			telling.wake(channel.holder, thread)
	frappe.db.commit()


def _give_up_lost(channel: Channel) -> None:
	"""A worker that has had a row for longer than jobs may run is dead; what it did is not known."""
	lost = {"send_state": "Sending", "send_started_ms": ["<", clock.now_ms() - outbox.LEASE_MS]}
	for row in frappe.get_all(channel.part, filters=lost, fields=["name", channel.link], limit=MOST_THREADS):
		known = rows.get(channel.part, {"name": row.name}, channel.row_fields)
		_finish(channel, row[channel.link], known, verdict.of_lost_attempt(), None, None)


def _due(channel: Channel) -> list[str]:
	table, now = frappe.qb.DocType(channel.part), clock.now_ms()
	query = frappe.qb.from_(table).select(table[channel.link]).distinct()
	query = query.where(
		(table.send_state == "Queued") & ((table.send_next_ms <= now) | table.send_next_ms.isnull())
	)
	return list(query.limit(MOST_THREADS).run(pluck=True))


@job
def mark_seen(conversation: str) -> None:
	"""Tell the person that their messages were read, where the page wants that. Best effort."""
	row = frappe.db.get_value(
		"FB Conversation", conversation, ["page", "psid", "window_until_ms"], as_dict=True
	)
	if not row or (row.window_until_ms or 0) <= clock.now_ms():
		return
	try:
		client = settings.graph_client(row.page)
	except settings.TokenMissing:
		return
	frappe.db.commit()
	with suppress(GraphError):
		client.act(row.psid, "mark_seen")
