"""How quick the inbox is with very many conversations: the third part of `make bench`.

Figures stand in benchmarks/README.md. Each is beside one indexed read of the same rows in the same
run: of each table that is shown, and of the main one alone. Prints Markdown.

    python benchmarks/inbox.py [--host bench|sandbox] [--site NAME] [--scale 1.0]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import ingest
from benchmarks.ingest import row
from benchmarks.sites import Site

MILLION = 1_000_000
ROUNDS = 15
#: Of very many.
FEW = 5


def fill(site: Site, scale: float) -> None:
	filled = site.call("fill_inbox", int(MILLION * scale))
	made = ", ".join(f"{number:,} {doctype}" for doctype, number in filled["rows"].items())
	row(f"making {made}", f"{filled['seconds']:.0f} s")


def lists(site: Site) -> None:
	"""The first page of every tab and of what agents filter by, for who sees all pages and who sees some."""
	choices(site.call("list_speed", ROUNDS), "list")
	combinations(site.call("combination_speed", FEW), "list")
	limited = site.call("agent_speed", FEW)
	choices(limited["lists"], "list of an agent of three pages")
	combinations(limited["combinations"], "list of an agent of three pages")
	row("all counts of tabs, kinds and pages", f"{site.call('count_speed', ROUNDS)['ms']:.1f} ms")


def choices(found: dict[str, dict[str, Any]], of: str) -> None:
	for what, cost in found.items():
		row(f"{of}: {what} ({cost['rows']} rows)", _ratios(cost))


def combinations(found: dict[str, dict[str, Any]], of: str) -> None:
	"""The middle one, the slow ones, and the slowest, by each ratio; those that find nothing by time."""
	some, none = ([cost for cost in found.values() if bool(cost["rows"]) is are] for are in (True, False))
	_spread(f"{of}: {len(some)} combinations of filters that find something", some, _by("read_ms"))
	_spread(f"{of}: the same by the threads alone", some, _by("alone_ms"))
	_spread(f"{of}: {len(none)} combinations of filters that find nothing", none, lambda cost: cost["ms"])


def _by(read: str) -> Callable[[dict[str, Any]], float]:
	return lambda cost: cost["ms"] / cost[read]


def _spread(what: str, costs: list[dict[str, Any]], by: Callable[[dict[str, Any]], float]) -> None:
	costs = sorted(costs, key=by)
	for which, share in (("median", 0.5), ("95 in 100", 0.95), ("slowest", 1.0)):
		cost = costs[round(share * (len(costs) - 1))]
		row(f"{what}, {which} ({cost['rows']} rows)", _ratios(cost))


def threads(site: Site) -> None:
	for what, cost in site.call("thread_speed", ROUNDS).items():
		row(f"opening a thread ({what}, {cost['rows']} messages)", _ratios(cost))


def searches(site: Site) -> None:
	for what, cost in site.call("search_speed", ROUNDS).items():
		row(f"search: {what} ({cost['rows']} rows)", _ratios(cost))


def _ratios(cost: dict[str, Any]) -> str:
	"""Beside one read of each table that is shown, and of the main one alone; none for what found nothing."""
	if not cost["rows"]:
		return f"{cost['ms']:.1f} ms"
	all_of_it, alone = (f"{cost['ms'] / cost[read]:.2f}" for read in ("read_ms", "alone_ms"))
	times = f"{cost['ms']:.1f} ms : {cost['read_ms']:.1f} or {cost['alone_ms']:.1f} ms"
	return f"{all_of_it}; alone {alone} ({times})"


def main() -> None:
	args: Any = ingest.arguments(__doc__)
	for site in ingest.sites(args.host, args.site):
		ingest.begin(site, "inbox")
		fill(site, args.scale)
		lists(site)
		threads(site)
		searches(site)
		site.call("empty_inbox")
		site.call("clean")


if __name__ == "__main__":
	main()
