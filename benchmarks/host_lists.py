"""How long the inbox's list and its search take: commands of host_side.py.

What is measured is what the screen calls, from the method to its answer. It stands beside one indexed read of
each table (all columns of the threads with what is shown of their persons and ads, labels, openings that
wait, pages; the messages that a search shows); and beside one read of the threads (and of these messages)
alone.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks import choices, inboxes, reads
from benchmarks.host_inbox import MESSAGE
from tests.app.hosts import AGENT, Host

#: A word that is in very many messages, one of the middle, one that is rare, one that is nowhere, and two.
SEARCHES = ("first", "middle", "last", "rare", "nowhere", "two")
#: Those of an agent who is limited, of eight.
AGENTS_PAGES = ("90001", "90003", "90006")
#: So many combinations of filters are tried.
COMBINATIONS = 300


def list_speed(host: Host, rounds: int) -> dict[str, Any]:
	"""For each choice the first page of its list beside the reads of its rows; medians (ms)."""
	return {what: _first_page(rounds, filters) for what, filters in choices.CHOICES.items()}


def combination_speed(host: Host, rounds: int) -> dict[str, Any]:
	"""The same for combinations of all filters, drawn at random."""
	drawn = choices.combinations(COMBINATIONS)
	return {json.dumps(filters): _first_page(rounds, filters) for filters in drawn}


def agent_speed(host: Host, rounds: int) -> dict[str, Any]:
	"""The same for an agent who is limited to some pages: tabs and filters, and combinations."""
	with _limited(host):
		return {"lists": list_speed(host, rounds), "combinations": combination_speed(host, rounds)}


@contextmanager
def _limited(host: Host) -> Iterator[None]:
	import frappe

	about = {"doctype": "User Permission", "user": AGENT, "allow": "FB Page"}
	made = [frappe.get_doc({**about, "for_value": page}).insert() for page in AGENTS_PAGES]
	frappe.db.commit()
	try:
		with host.as_user(AGENT):
			yield
	finally:
		for doc in made:
			doc.delete()
		frappe.db.commit()


def _first_page(rounds: int, filters: Mapping[str, Any]) -> dict[str, Any]:
	from fb_care.api import inbox

	return _beside(rounds, lambda: inbox.rows(json.dumps(filters)))


def count_speed(host: Host, rounds: int) -> dict[str, Any]:
	"""All numbers on tabs and pages; median (ms)."""
	from fb_care.api import inbox

	return {"ms": _median(rounds, lambda: inbox.counts("{}"))}


def search_speed(host: Host, rounds: int) -> dict[str, Any]:
	"""For words of different commonness the first page of what is found; medians (ms)."""
	from fb_care.api import inbox

	known = inboxes.words()
	asked = (known[0], known[300], known[-1], inboxes.RARE, "xyzzyq", f"{known[3]} {known[40]}")
	found = {}
	for what, query in zip(SEARCHES, asked, strict=True):
		filters = json.dumps({"tab": "All", "query": query})
		found[what] = _beside(rounds, lambda filters=filters: inbox.rows(filters))
	return found


def _beside(rounds: int, work: Callable[[], Any]) -> dict[str, Any]:
	"""`work` and the reads of what it found, in turn."""
	import frappe

	work()
	taken, read, alone, shown = [], [], [], []
	for _ in range(rounds):
		took, answer = timed(work)
		shown = answer["items"]
		taken.append(took)
		read.append(timed(lambda shown=shown: _all(shown))[0])
		alone.append(timed(lambda shown=shown: _threads(shown))[0])
		frappe.db.rollback()
	took_ms, read_ms, alone_ms = (1000 * statistics.median(times) for times in (taken, read, alone))
	return {"ms": took_ms, "read_ms": read_ms, "alone_ms": alone_ms, "rows": len(shown)}


def _all(shown: Sequence[Mapping[str, Any]]) -> None:
	reads.of_list(shown)
	_texts(shown)


def _threads(shown: Sequence[Mapping[str, Any]]) -> None:
	if shown:
		reads.conversations([row["name"] for row in shown])
	_texts(shown)


def _texts(shown: Sequence[Mapping[str, Any]]) -> None:
	"""The messages that a search shows."""
	if names := [row["found"]["message"] for row in shown if row.get("found") and row["found"]["message"]]:
		reads.named(MESSAGE, names)


def _median(rounds: int, work: Callable[[], Any]) -> float:
	return 1000 * statistics.median(timed(work)[0] for _ in range(rounds))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
	"""How long it takes (s), and what comes of it."""
	start = time.perf_counter()
	found = work()
	return time.perf_counter() - start, found


COMMANDS = {f.__name__: f for f in (list_speed, combination_speed, agent_speed, count_speed, search_speed)}
