"""How fast deliveries are acknowledged and processed: `make bench`, figures in benchmarks/README.md.

Everything is compared with something of the host's own in the same run, because absolute times belong to
one machine: the webhook with the host's ping, a new conversation with a bare ticket. Prints Markdown.

    python benchmarks/ingest.py [--host bench|sandbox] [--site NAME] [--scale 1.0]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import deliveries, load
from benchmarks.sites import BenchSite, SandboxSite, Site, result

WEBHOOK = "/api/method/fb_care.api.webhook.receive"
PING = "/api/method/ping"
CONNECTIONS = 4


def sites(host: str, name: str) -> Iterator[Site]:
	"""The hosts to measure: the named or the usual bench if there is one, and else the sandbox."""
	bench = Path(os.environ.get("FRAPPE_BENCH") or "~/frappe-bench").expanduser()
	site = name or os.environ.get("FRAPPE_SITE") or "erpnext.localhost"
	found = (bench / "sites" / site / "site_config.json").exists()
	if host != "sandbox" and found:
		yield BenchSite(bench, site)
	elif host == "bench":
		raise SystemExit(f"There is no site {site} on the bench {bench}: set FRAPPE_BENCH, and --site.")
	else:
		yield SandboxSite()


def acknowledge(site: Site, processes: int, rounds: int, each: int) -> None:
	"""Deliveries against pings, in turn, over the same number of connections."""
	site.call("prepare")
	with site.web(processes) as port:

		def ping(number: int) -> load.Result:
			requests = [("GET", PING, None, {"Host": site.header()})] * each
			return load.run("127.0.0.1", port, requests, CONNECTIONS)

		def deliver(number: int) -> load.Result:
			bodies = deliveries.deliveries(f"ack{processes}x{number}", each, 200)
			requests = [
				("POST", WEBHOOK, body, {**deliveries.headers(body), "Host": site.header()})
				for body in bodies
			]
			return load.run("127.0.0.1", port, requests, CONNECTIONS)

		ping(0), deliver(-1)
		totals = load.alternate(rounds, {"ping": ping, "webhook": deliver})
	for name, one in totals.items():
		row(
			f"{name}, {processes} web processes, {CONNECTIONS} connections",
			f"{one.rate:.0f}/s, p50 {one.percentile(0.5):.1f} ms, p99 {one.percentile(0.99):.1f} ms"
			+ (f", **{one.refused} refused**" if one.refused else ""),
		)
	a, b = totals["webhook"], totals["ping"]
	row("webhook : ping", f"rate {a.rate / b.rate:.2f}, p99 {a.percentile(0.99) / b.percentile(0.99):.2f}")


def one_worker(site: Site, scale: float, helpdesk: str) -> None:
	"""What one worker process does in a second."""
	count = int(4000 * scale)
	plain = site.call("existing", count, 200)
	row("messages into existing conversations, 1 worker", f"{plain['per_s']:.0f}/s")
	row("peak memory of that worker", f"{plain['peak_mb']:.0f} MB")
	if not helpdesk:
		return
	ticketed = site.call("with_ticket", int(600 * scale), 50)
	row(f"the same, each added to the timeline of its open {helpdesk}", f"{ticketed['per_s']:.0f}/s")
	new = site.call("new_against_issue", 5, int(60 * scale))
	row(f"bare {helpdesk} inserts", f"{new['bare_per_s']:.0f}/s")
	row(f"new conversations with an {helpdesk} each", f"{new['new_per_s']:.0f}/s, ratio {new['ratio']:.2f}")


def workers(site: Site, number: int, count: int, people: int) -> None:
	"""Several workers at once on the same conversations; what they lost or doubled."""
	site.call("fill", count, people)
	speed = _drain_with(site, number, count)
	row(f"workers at once: {number}, the same {people} conversations", f"{speed:.0f} messages/s")
	_say_what_is_wrong(site.call("check", count, count // people + 1, 0))


def workers_on_new(site: Site, number: int, count: int) -> None:
	"""The same with new conversations, each of which gets a ticket."""
	site.call("fill_new", count)
	speed = _drain_with(site, number, count)
	row(f"workers at once: {number}, new conversations with ticket", f"{speed:.0f} conversations/s")
	_say_what_is_wrong(site.call("check", count, 1, count))


def _drain_with(site: Site, number: int, count: int) -> float:
	runs = [result(process) for process in [site.start("drain") for _ in range(number)]]
	return count / (max(run["end"] for run in runs) - min(run["start"] for run in runs))


def _say_what_is_wrong(state: dict[str, int]) -> None:
	wrong = ", ".join(f"{value} {key}" for key, value in state.items() if value)
	row("lost, doubled, not done", f"**{wrong}**" if wrong else "none")


def row(what: str, figure: str) -> None:
	print(f"| {what} | {figure} |", flush=True)


def arguments(about: str | None) -> argparse.Namespace:
	"""What a benchmark is started with."""
	parser = argparse.ArgumentParser(description=about)
	parser.add_argument("--host", choices=("bench", "sandbox"), default="")
	parser.add_argument("--site", default="")
	parser.add_argument("--scale", type=float, default=1.0, help="more or fewer of everything")
	return parser.parse_args()


def begin(site: Site, what: str) -> str:
	"""Empty the site and print the head of its table; the helpdesk's ticket DocType, if any."""
	about = site.call("prepare")
	print(f"\n## {what}, {site.label}: {about['versions']}, {about['database']}")
	machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
	print(f"{machine}, Python {platform.python_version()}\n")
	print("| what | figure |\n| --- | --- |", flush=True)
	return str(about["helpdesk"] or "")


def main() -> None:
	args = arguments(__doc__)
	for site in sites(args.host, args.site):
		helpdesk = begin(site, "deliveries")
		pure = site.call("pure", int(20_000 * args.scale))
		row("signature check alone", f"{pure['signature_per_s']:.0f}/s")
		row("parsing alone", f"{pure['parse_per_s']:.0f}/s")
		for processes in (1, 2, 4):
			acknowledge(site, processes, 5, int(400 * args.scale))
		one_worker(site, args.scale, helpdesk)
		for number in (1, 2, 4):
			workers(site, number, int(4000 * args.scale), 20)
			if helpdesk:
				workers_on_new(site, number, int(400 * args.scale))
		site.call("clean")


if __name__ == "__main__":
	main()
