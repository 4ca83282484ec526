"""How fast figures are made and kept: the second part of `make bench`, figures in benchmarks/README.md.

As in ingest.py each figure stands beside something of the same run: figures of a page beside reading the rows
that they are made of, deliveries beside the same deliveries without figures. Prints Markdown.

    python benchmarks/responsiveness.py [--host bench|sandbox] [--site NAME] [--scale 1.0]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import ingest
from benchmarks.ingest import row
from benchmarks.sites import Site

MILLION = 1_000_000


def rebuild(site: Site, scale: float) -> None:
	"""Openings from messages, without any database."""
	count = int(MILLION * scale)
	speed = site.call("rebuild_speed", count)
	row(f"pure rebuild of {count:,} messages ({speed['openings']:,} openings)", f"{speed['per_s']:,.0f}/s")
	small, large = (site.call("rebuild_memory", number) for number in (10_000, count))
	row(
		f"memory that it takes, streamed: 10,000 and {count:,} messages",
		f"{small['grew_mb']:.1f} and {large['grew_mb']:.1f} MB",
	)


def one_page(site: Site, scale: float) -> None:
	"""A page with very many rows."""
	count, inside = int(MILLION * scale), int(0.3 * MILLION * scale)
	filled = site.call("fill_page", count, inside)
	found = site.call("page_figures", 5)
	read = found["read"]
	row(f"making {filled['rows']:,} rows of FB Response", f"{filled['seconds']:.0f} s")
	row(f"one query for the {found['rows']:,} of them in the window", f"{read:.2f} s")
	row("figures of the page, kept on it : that query", _ratio(found["refresh"], read))
	row("its forecast : that query", _ratio(found["forecast"], read))
	row("peak memory", f"{found['peak_mb']:.0f} MB")
	if found["plan"]:
		row("EXPLAIN", found["plan"])


def _ratio(seconds: float, read: float) -> str:
	return f"{seconds / read:.2f} ({seconds:.2f} s)"


def steps(site: Site) -> None:
	"""What one message costs, beside what all else of its processing does."""
	for length in (10, 10_000):
		for what, cost in site.call("steps", length, 20).items():
			statements = " or ".join(map(str, cost["statements"]))
			row(f"{what}, history of {length:,}", f"{statements} statements, {cost['ms']:.2f} ms")


def deliveries(site: Site, scale: float) -> None:
	"""One worker, with figures and without."""
	found = site.call("with_and_without", int(600 * scale), 3)
	for kind, what in (("existing", "existing conversations"), ("new", "new conversations without tickets")):
		on, off = found[f"{kind}_on"], found[f"{kind}_off"]
		row(f"messages into {what}", f"{on:.0f}/s; without figures {off:.0f}/s, ratio {on / off:.2f}")


def main() -> None:
	args: Any = ingest.arguments(__doc__)
	for site in ingest.sites(args.host, args.site):
		ingest.begin(site, "figures")
		rebuild(site, args.scale)
		one_page(site, args.scale)
		steps(site)
		deliveries(site, args.scale)
		site.call("clean")


if __name__ == "__main__":
	main()
