"""What figures cost each message, alone and as a part of a delivery: commands of host_side.py."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import deliveries, histories
from benchmarks.bulk import insert_many
from benchmarks.histories import DAY_MS, MINUTE_MS
from benchmarks.host_ingest import drain_all, prepare, store_all, timed, warm
from tests.app.hosts import Host

MESSAGE = "FB Message"
#: The messages of a history stand so far apart (ms) on average.
APART_MS = 229 * MINUTE_MS


def steps(host: Host, length: int, repeats: int) -> dict[str, Any]:
	"""What one message costs in a conversation of so many: its statements and its time (ms), medians."""
	import frappe

	from fb_care.figures import responses

	prepare(host)
	now_ms = deliveries.START_MS
	store_all([_written("steps0", now_ms)])
	drain_all()
	name = _backfill(length, now_ms)
	responses.rebuild(name)
	frappe.db.commit()
	found: dict[str, list[tuple[int, float]]] = {}
	for number in range(repeats):
		now_ms += 3 * DAY_MS
		middle = now_ms - 3 * DAY_MS - (length // 2) * APART_MS - number * 17
		told = {
			"new opening": _written(f"o{number}", now_ms),
			"newest answer": _written(f"a{number}", now_ms + 2 * MINUTE_MS, echo=True),
			"newest message of an exchange": _written(f"n{number}", now_ms + 3 * MINUTE_MS),
			"late message in the middle": _written(f"l{number}", middle),
		}
		for what, body in told.items():
			store_all([body])
			with _counted() as seen:
				drain_all()
			found.setdefault(what, []).extend(seen)
	return {
		what: {
			"statements": sorted({count for count, _ms in some}),
			"ms": statistics.median(ms for _count, ms in some),
		}
		for what, some in found.items()
	}


def _written(mid: str, at_ms: int, echo: bool = False) -> bytes:
	item = deliveries.message("steps", 0, 0, at_ms, random.Random(at_ms))
	item["message"]["mid"] = f"m_{mid}"
	if echo:
		item["sender"], item["recipient"] = item["recipient"], item["sender"]
		item["message"].update(is_echo=True, app_id=26390203743090)
	entry = {"id": deliveries.PAGE_ID, "time": at_ms + 120, "messaging": [item]}
	return json.dumps({"object": "page", "entry": [entry]}).encode()


def _backfill(count: int, before_ms: int) -> str:
	"""Give the one conversation there is a history of `count` messages that ends before this time."""
	import frappe

	found = frappe.get_all("FB Conversation", fields=["name", "page", "contact"])[0]
	span = count * APART_MS + DAY_MS
	rows = (
		{
			"name": key,
			"mid": f"m_{key}",
			"conversation": found.name,
			"page": found.page,
			"contact": found.contact,
			"kind": "Message",
			"direction": "Incoming" if by == histories.CUSTOMER else "Outgoing",
			"sender_kind": by,
			"sent_ms": at_ms,
			"reached_ms": at_ms + 500,
		}
		for at_ms, key, by in histories.history(count, start_ms=before_ms - span)
	)
	insert_many(MESSAGE, rows)
	return str(found.name)


@contextmanager
def _counted() -> Iterator[list[tuple[int, float]]]:
	"""Inside, each call of `responses.note` adds (statements, ms) to the list."""
	import frappe

	from fb_care.figures import responses

	seen: list[tuple[int, float]] = []
	count = [0]
	word = "execute" if frappe.db.db_type == "sqlite" else "sql"
	real, note = getattr(frappe.db, word), responses.note

	def run(*args: Any, **more: Any) -> Any:
		count[0] += 1
		return real(*args, **more)

	def noted(*args: Any) -> None:
		count[0] = 0
		start = time.perf_counter()
		note(*args)
		seen.append((count[0], (time.perf_counter() - start) * 1000))

	setattr(frappe.db, word, run)
	responses.note = noted
	try:
		yield seen
	finally:
		delattr(frappe.db, word)
		responses.note = note


def with_and_without(host: Host, count: int, rounds: int) -> dict[str, Any]:
	"""Messages per second into existing and into new conversations, figures on and off, in turn."""
	from fb_care.figures import responses

	warm(host, 200, "Never")
	note, seconds = responses.note, {}
	for number in range(rounds * 2):
		on = number % 2 == 0
		for kind, people, first in (("existing", 200, 0), ("new", count, 1_000_000 + number * count)):
			run = f"{kind}{number}"
			how = {"seed": number + 9, "first_person": first, "after": (number + 1) * count}
			store_all(deliveries.deliveries(run, count, people, **how))
			responses.note = note if on else lambda *_: None
			seconds.setdefault((kind, on), []).append(timed(drain_all))
	responses.note = note
	rate = {key: count * len(some) / sum(some) for key, some in seconds.items()}
	return {f"{kind}_{'on' if on else 'off'}": value for (kind, on), value in rate.items()}


COMMANDS = {f.__name__: f for f in (steps, with_and_without)}
