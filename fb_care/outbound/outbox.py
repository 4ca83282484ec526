"""The outbox: rows that wait, one at a time in the order of their thread, and what became of each.

A row is stored before Facebook is asked. `take` marks it Sending in a transaction of its own, the caller asks
Facebook outside of any, `finish` writes the outcome. So a worker that dies leaves a row that says Sending;
nobody can know whether it was sent, it becomes Unknown and is never sent again by itself. Who holds the
thread's lock decides; two workers on one thread follow one another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import frappe

from fb_care import clock
from fb_care.inbound import rows
from fb_care.outbound import pages, problems
from fb_care.outbound.channel import NO_PROBLEM, Channel, Part
from fb_care.outbound.verdict import Verdict, of_problem
from fb_care.times import site_datetime

#: Answers behind one whose fate is not known wait so long for its echo; parts of the same answer longer.
UNKNOWN_HOLD_MS = 5 * 60_000
#: A worker that has had a row for so long is dead: the host ends its jobs before.
LEASE_MS = 10 * 60_000
#: States in which a row may still be on its way.
OPEN_STATES = ("Queued", "Sending", "Unknown")


def queue(
	channel: Channel, holder: Any, parts: Sequence[Part], facts: Mapping[str, Any], *, after_ms: int = 0
) -> list[str]:
	"""Store the parts of an answer as rows that wait; their names. `facts`: its id, who wrote it, and so on.

	The caller holds the thread's lock and commits. While the page can't send, they are Held at once;
	automatic replies (`facts` says so) are given up instead, and never count as anybody's answer.
	`after_ms` (UTC ms): of what this follows; Facebook's clock may be ahead of ours.
	"""
	# Later than the answer before, however fast they follow: this is their order.
	now = max(clock.now_ms(), (holder.last_answer_ms or 0) + 1, after_ms + 1)
	held, automatic = pages.obstacle(holder.page), bool(facts.get("automatic"))
	common = {
		"page": holder.page,
		channel.link: holder.name,
		"direction": "Outgoing",
		"sent_ms": now,
		"sent_at": site_datetime(now),
		"reached_ms": now,
		"send_state": _waiting_state(automatic) if held else "Queued",
		"send_problem": held,
		"send_error": problems.words(held, automatic=automatic),
		"queued_ms": now,
	}
	names = [
		_insert(channel, {**common, **channel.row_of(holder, part), **facts, "part": number}, part)
		for number, part in enumerate(parts, start=1)
	]
	if not automatic:
		rows.update(channel.holder, holder.name, {"last_answer_by": facts["sent_by"], "last_answer_ms": now})
	return names


def _waiting_state(automatic: Any) -> str:
	"""What becomes of a row while the page can't send: an automatic reply of yesterday helps nobody today."""
	return "Discarded" if automatic else "Held"


def _insert(channel: Channel, values: Mapping[str, Any], part: Part) -> str:
	name = rows.insert(channel.part, {**values, "text": part.text})
	if part.file:
		file = {"kind": part.kind, "title": part.title, "file": part.file_url, "state": "Stored", "tries": 0}
		rows.insert_children("FB Attachment", (channel.part, name, "attachments"), [file])
	return name


@dataclass
class Taken:
	"""What `take` found: the row to send, None if there is none; and the rows that it had to refuse."""

	row: Any = None
	refused: list[Any] = field(default_factory=list)


def take(channel: Channel, thread: str) -> Taken:
	"""The thread's next row that may be sent now, marked Sending. The caller commits.

	Rows that can't be sent any more become Failed or Held on the way, in the order of the thread.
	"""
	taken, stuck = Taken(), set()
	holder = channel.lock(thread)
	for row in waiting(channel, thread) if holder else ():
		if row.answer in stuck:
			continue
		if row.get("automatic") and row.send_state != "Sending":
			if row.send_state == "Unknown" or not _is_due(row):
				stuck.add(row.answer)
				continue  # an agent's answer doesn't wait for it
		elif _blocks(row):
			break
		if row.send_state == "Queued" and _begin(channel, holder, row):
			taken.row = row
			break
		stuck.add(row.answer)
		if row.send_state == "Queued":
			taken.refused.append(row)
	return taken


def _blocks(row: Any) -> bool:
	"""Whether all that comes after the row in its thread has to wait for it."""
	if row.send_state == "Unknown":
		return clock.now_ms() - (row.send_started_ms or 0) < UNKNOWN_HOLD_MS
	return row.send_state == "Sending" or not _is_due(row)


def waiting(channel: Channel, thread: str) -> list[Any]:
	"""What of the thread is on its way, in the order in which it goes out."""
	table = frappe.qb.DocType(channel.part)
	query = frappe.qb.from_(table).select(*(table[field] for field in channel.row_fields))
	query = query.where((table[channel.link] == thread) & table.send_state.isin(OPEN_STATES))
	return list(query.orderby(table.queued_ms).orderby(table.answer).orderby(table.part).run(as_dict=True))


def _is_due(row: Any) -> bool:
	return max(row.send_next_ms or 0, pages.paused_until_ms(row.page)) <= clock.now_ms()


def _begin(channel: Channel, holder: Any, row: Any) -> bool:
	"""Mark the row as being sent; False, with the reason on the row, where it can't be."""
	problem = pages.obstacle(row.page) or channel.prepare(holder, row)
	if problem:
		gone = "Discarded" if row.get("automatic") else "Failed"
		state = "Held" if problem in problems.OF_THE_PAGE else gone
		row.verdict = of_problem(state, problem)
		write(channel, holder, row, row.verdict)
		return False
	row.send_tries = (row.send_tries or 0) + 1
	row.send_started_ms = clock.now_ms()
	values = {"send_state": "Sending", "send_tries": row.send_tries, "send_started_ms": row.send_started_ms}
	rows.update(channel.part, row.name, {**values, **NO_PROBLEM, **channel.keep(row)})
	return True


def finish(channel: Channel, thread: str, row: Any, verdict: Verdict) -> bool:
	"""Write what became of a row that was taken; False if the echo had told already. The caller commits."""
	holder = channel.lock(thread)
	now = rows.get(channel.part, {"name": row.name}, channel.row_fields)
	if not holder or not now or now.send_state == "Sent":
		return False
	rows.update(channel.part, row.name, channel.keep(row))
	write(channel, holder, now, verdict)
	return True


def write(channel: Channel, holder: Any, row: Any, verdict: Verdict) -> None:
	"""The verdict on a row, and what follows for the other parts of its answer. The thread is locked."""
	state, words = verdict.state, verdict.words
	if state == "Held":
		state = _waiting_state(row.get("automatic"))
		words = problems.words(verdict.problem, automatic=row.get("automatic"))
	values: dict[str, Any] = {
		"send_state": state,
		"send_problem": verdict.problem,
		"send_error": words,
		"send_code": verdict.code,
		"send_next_ms": clock.now_ms() + verdict.wait_s * 1000 if verdict.wait_s else 0,
	}
	if verdict.sent:
		values |= channel.settled(holder, row, verdict.sent, clock.now_ms())
	rows.update(channel.part, row.name, values)
	if verdict.sent:
		channel.stored(holder, row, values["sent_ms"])
	if state in ("Failed", "Discarded"):
		_hold_back(channel, row, state)
	elif state == "Unknown" and row.get("automatic"):
		_hold_back(channel, row, "Discarded")  # nobody will say whether it was sent


def _hold_back(channel: Channel, row: Any, state: str) -> None:
	"""Half an answer helps nobody: what was to follow a failed part fails with it."""
	later = {"answer": row.answer, "send_state": "Queued", "part": [">", row.part]}
	for name in frappe.get_all(channel.part, filters=later, pluck="name"):
		values = {"send_problem": problems.EARLIER, "send_error": problems.words(problems.EARLIER)}
		rows.update(channel.part, name, {"send_state": state, **values})
