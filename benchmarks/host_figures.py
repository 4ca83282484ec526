"""Figures of a page with very many rows, and openings from very many messages: commands of host_side.py."""

from __future__ import annotations

import resource
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benchmarks import deliveries, histories
from benchmarks.bulk import insert_many
from benchmarks.histories import DAY_MS
from tests.app.hosts import Host

RESPONSE = "FB Response"


def rebuild_speed(host: Host, count: int) -> dict[str, Any]:
	"""Openings of one conversation of `count` messages from memory, the best of five; messages per second."""
	from fb_care.care import openings

	said = list(histories.history(count))
	found = sum(1 for _ in openings.rebuild(said, openings.COUNTS["People"]))
	best = min(_timed(lambda: _consume(openings.rebuild(said, openings.COUNTS["People"]))) for _ in range(5))
	return {"per_s": count / best, "openings": found}


def rebuild_memory(host: Host, count: int) -> dict[str, Any]:
	"""The same with the messages streamed; by how much the process grew (MB)."""
	from fb_care.care import openings

	_consume(openings.rebuild(histories.history(100), openings.COUNTS["People"]))
	before = _peak_mb()
	_consume(openings.rebuild(histories.history(count), openings.COUNTS["People"]))
	return {"grew_mb": _peak_mb() - before, "peak_mb": _peak_mb()}


def fill_page(host: Host, count: int, inside: int) -> dict[str, Any]:
	"""`count` rows of one page, `inside` of them in the last 7 days that count, the others older than 30."""
	import frappe

	from fb_care import clock

	now_ms = clock.now_ms()
	ages = ((inside, 0, 7), (count - inside, 31, 400))
	start = time.perf_counter()
	for seed, (number, newest, oldest) in enumerate(ages, start=1):
		waits = histories.waits(number, now_ms - oldest * DAY_MS, now_ms - newest * DAY_MS, seed)
		insert_many(RESPONSE, _response_rows(waits, seed))
	if frappe.db.db_type == "mariadb":
		frappe.db.sql("analyze table `tabFB Response`")
		frappe.db.commit()
	return {"rows": frappe.db.count(RESPONSE), "seconds": time.perf_counter() - start}


def _response_rows(waits: Iterable[tuple], seed: int) -> Iterator[dict[str, Any]]:
	for number, (opened_ms, wait_ms, left_out) in enumerate(waits):
		answered = wait_ms is not None
		yield {
			"name": f"r{seed}{number:09d}",
			"page": deliveries.PAGE_ID,
			"conversation": f"{deliveries.PAGE_ID}-{number % 50_000}",
			"counts": "People",
			"left_out": left_out,
			"opened_ms": opened_ms,
			"answered_ms": opened_ms + (wait_ms or 0) if answered else None,
			"wait_ms": wait_ms,
			"state": "Answered" if answered else "Open",
			"opening": f"m{seed}{number:09d}",
			"response_key": f"m{seed}{number:09d}-0",
		}


def page_figures(host: Host, rounds: int) -> dict[str, Any]:
	"""Reading the rows of the badge's window, `figures.page.refresh` and `forecast`, in turn; medians (s)."""
	import frappe

	from fb_care import clock
	from fb_care.figures import page, policies

	policy = policies.of(policies.BADGE)
	times: dict[str, list[float]] = {"read": [], "refresh": [], "of": [], "forecast": []}
	read = 0
	for _ in range(rounds):
		query = _one_query(clock.now_ms() - policy.window_ms, clock.now_ms())
		works: dict[str, Callable[[], Any]] = {
			"read": lambda query=query: query.run(),
			"refresh": lambda: page.refresh(deliveries.PAGE_ID),
			"of": lambda: page.of(deliveries.PAGE_ID),
			"forecast": lambda: page.forecast(deliveries.PAGE_ID),
		}
		for name, work in works.items():
			times[name].append(_timed(work))
			frappe.db.commit()
		read = len(query.run())
	medians = {name: statistics.median(some) for name, some in times.items()}
	return {**medians, "rows": read, "peak_mb": _peak_mb(), "plan": _plan(query)}


def _one_query(from_ms: int, to_ms: int) -> Any:
	import frappe

	response = frappe.qb.DocType(RESPONSE)
	query = frappe.qb.from_(response).select(response.opened_ms, response.wait_ms)
	query = query.where((response.page == deliveries.PAGE_ID) & (response.counts == "People"))
	query = query.where((response.left_out == "") & (response.opened_ms > from_ms))
	return query.where(response.opened_ms <= to_ms)


def _plan(query: Any) -> str:
	"""Which index the database reads, and whether the index alone is enough ("Using index")."""
	import frappe

	if frappe.db.db_type != "mariadb":
		return ""
	row = frappe.db.sql(f"explain {query.get_sql()}", as_dict=True)[0]
	return f"{row.key}: {row.Extra}"


def _consume(found: Iterable[Any]) -> None:
	deque(found, maxlen=0)


def _timed(work: Callable[[], Any]) -> float:
	start = time.perf_counter()
	work()
	return time.perf_counter() - start


def _peak_mb() -> float:
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


COMMANDS = {f.__name__: f for f in (rebuild_speed, rebuild_memory, fill_page, page_figures)}
