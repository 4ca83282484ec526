"""How long it takes to open a thread of the made-up inbox: a command of host_side.py.

It stands beside one indexed read, all columns, of each table whose rows the answer shows, or looked for in
vain: the messages, their attachments and reactions; the thread with person and ad, and their labels; the
opening that waits; the page; the notes. And beside one read of the messages alone. All in turn; each thread
was opened once before, so that none of them comes first to what is still on the disk.
"""

from __future__ import annotations

import json
import statistics
from typing import Any

from benchmarks import inboxes, long_threads, reads
from benchmarks.host_inbox import CONVERSATION, MESSAGE
from benchmarks.host_lists import timed
from tests.app.hosts import Host


def thread_speed(host: Host, rounds: int) -> dict[str, Any]:
	"""Kind of thread -> medians (ms) of opening it, of reading the same rows, and of the messages alone."""
	import frappe

	count = frappe.db.count(CONVERSATION)
	found = {"newest": _newest(rounds), "all over the inbox": _spread(count, count // rounds, rounds, 1)}
	found["long"] = _spread(count, long_threads.EVERY * max(1, count // long_threads.EVERY // rounds), rounds)
	return {what: _opening(names) for what, names in found.items()}


def _newest(most: int) -> list[str]:
	from fb_care.api import inbox

	return [row["name"] for row in inbox.rows(json.dumps({"tab": "All"}))["items"][:most]]


def _spread(count: int, step: int, most: int, start: int = 0) -> list[str]:
	return [inboxes.name_of(number) for number in range(start, count, step)][:most]


def _opening(names: list[str]) -> dict[str, Any]:
	"""Each of them three times; the first time of all counts for nothing."""
	took, found = [], {}
	for turn in range(4):
		for name in names:
			times, found = _once(name)
			took.extend([times] if turn else [])
	medians = [1000 * statistics.median(times) for times in zip(*took, strict=True)]
	return {**dict(zip(("ms", "read_ms", "alone_ms"), medians, strict=True)), "rows": len(found["items"])}


def _once(name: str) -> tuple[tuple[float, ...], dict[str, Any]]:
	"""How long (s) opening it takes, reading its rows, and its messages alone; and what it is."""
	import frappe

	from fb_care.api import inbox_thread

	opening, answer = timed(lambda: inbox_thread.thread(CONVERSATION, name))
	messages = [item["name"] for item in answer["items"]]
	reading, _rows = timed(lambda: reads.of_thread(answer["row"], messages))
	alone, _rows = timed(lambda: reads.named(MESSAGE, messages))
	frappe.db.rollback()
	return (opening, reading, alone), answer


COMMANDS = {thread_speed.__name__: thread_speed}
