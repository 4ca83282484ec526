"""The part of the benchmarks that runs inside a host: started by `ingest.py` with the host's own Python.

    python -m benchmarks.host_side COMMAND [NUMBER ...]      prints one line of JSON

The site is emptied of the app's own rows first and last, by the same means as the tests use, so only a site
with `allow_tests` is ever touched.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks import deliveries
from tests.app.hosts import ROOT, Host, open_host


def prepare(host: Host) -> dict[str, Any]:
	"""An empty app with one page that takes deliveries signed with the benchmark's secret."""
	import frappe

	host.reset()
	host.page(deliveries.PAGE_ID, message_tickets="Never")
	settings = frappe.get_doc("FB Care Settings")
	settings.app_secrets = []
	settings.append("app_secrets", {"label": "benchmark", "secret": deliveries.SECRET, "active": 1})
	settings.fetch_profiles = 0
	settings.save(ignore_permissions=True)
	host.fresh()
	frappe.clear_document_cache("FB Care Settings", "FB Care Settings")
	return {"helpdesk": host.helpdesk, "versions": _versions(), "database": frappe.db.db_type}


def clean(host: Host) -> dict[str, Any]:
	host.reset()
	return {}


def existing(host: Host, count: int, people: int) -> dict[str, Any]:
	"""`count` messages of `people` people who have a conversation already, without tickets."""
	_warm(host, people, "Never")
	return _store_and_drain("existing", count, people)


def with_ticket(host: Host, count: int, people: int) -> dict[str, Any]:
	"""The same, each message also being added to the open ticket's timeline."""
	_warm(host, people, "Always")
	return _store_and_drain("ticketed", count, people)


def new_against_issue(host: Host, rounds: int, each: int) -> dict[str, Any]:
	"""New conversations with a ticket each, in turn with bare tickets of the host; rates per second."""
	prepare(host)
	host.page(deliveries.PAGE_ID, message_tickets="Always")
	_insert_tickets(host, 20)
	bare, new = 0.0, 0.0
	for number in range(rounds):
		bare += _timed(lambda: _insert_tickets(host, each))
		first = 1_000_000 + number * each
		bodies = list(deliveries.deliveries(f"new{number}", each, each, first_person=first))
		_store(bodies)
		new += _timed(_drain)
	total = rounds * each
	return {"bare_per_s": total / bare, "new_per_s": total / new, "ratio": bare / new}


def fill(host: Host, count: int, people: int) -> dict[str, Any]:
	"""Leave `count` messages in existing conversations to be processed by others."""
	_warm(host, people, "Never")
	_store(deliveries.deliveries("parallel", count, people))
	return {}


def fill_new(host: Host, count: int) -> dict[str, Any]:
	"""Leave the first messages of `count` people, each of which calls for a ticket."""
	prepare(host)
	host.page(deliveries.PAGE_ID, message_tickets="Always")
	_store(deliveries.deliveries("parallel", count, count))
	return {}


def drain(host: Host) -> dict[str, Any]:
	"""One worker: process what is there until nothing is left."""
	start = time.time()
	_drain()
	return {"start": start, "end": time.time(), "peak_mb": _peak_mb()}


def check(host: Host, count: int, each: int, tickets: int) -> dict[str, Any]:
	"""What is wrong after several workers: each figure should be 0.

	`each` is how many messages every conversation should have, `tickets` how many tickets there should be.
	"""
	import frappe

	mids = frappe.get_all("FB Message", filters={"mid": ["like", "m_parallel_%"]}, pluck="mid")
	counts = frappe.get_all("FB Conversation", pluck="message_count")
	made = frappe.db.count(host.helpdesk, {"fb_page": deliveries.PAGE_ID}) if host.helpdesk else 0
	return {
		"lost": count - len(set(mids)),
		"doubled": len(mids) - len(set(mids)),
		"not done": frappe.db.count("FB Webhook Event", {"state": ["!=", "Done"]}),
		"wrong counts": sum(number != each for number in counts),
		"tickets too many or few": abs(made - tickets),
	}


def pure(host: Host, count: int) -> dict[str, Any]:
	"""Signature check and parsing alone, without any host; events per second."""
	from fb_care.facebook import parse, signature

	bodies = list(deliveries.deliveries("pure", count, 100))
	headers = [deliveries.headers(body)["X-Hub-Signature-256"] for body in bodies]

	def verify() -> None:
		for body, header in zip(bodies, headers, strict=True):
			signature.verify(body, header, [deliveries.SECRET])

	def parse_all() -> None:
		for body in bodies:
			parse.parse_delivery(body)

	return {"signature_per_s": count / _timed(verify), "parse_per_s": count / _timed(parse_all)}


def _warm(host: Host, people: int, tickets: str) -> None:
	"""Everyone has written once."""
	prepare(host)
	host.page(deliveries.PAGE_ID, message_tickets=tickets)
	_store(deliveries.deliveries("warm", people, people, seed=2))
	_drain()


def _store_and_drain(run: str, count: int, people: int) -> dict[str, Any]:
	_store(deliveries.deliveries(run, count, people))
	seconds = _timed(_drain)
	return {"per_s": count / seconds, "seconds": seconds, "peak_mb": _peak_mb()}


def _store(bodies: Iterable[bytes]) -> None:
	import frappe

	from fb_care.inbound import store

	for body in bodies:
		store.store(body, "127.0.0.1")
	frappe.db.commit()


def _drain() -> None:
	import frappe

	from fb_care.inbound import process

	while frappe.db.count("FB Webhook Event", {"state": "Received"}):
		process.drain(limit_seconds=3600)
	frappe.db.commit()


def _insert_tickets(host: Host, count: int) -> None:
	"""Bare tickets of the host with subject and description, each in a transaction of its own."""
	import frappe

	for number in range(count):
		doc = frappe.get_doc(
			{
				"doctype": host.helpdesk,
				"subject": f"A question, number {number}",
				"description": "Is the blue bicycle still there?",
				"fb_page": deliveries.PAGE_ID,
			}
		)
		doc.insert(ignore_permissions=True)
		frappe.db.commit()


def _timed(work: Callable[[], None]) -> float:
	start = time.perf_counter()
	work()
	return time.perf_counter() - start


def _peak_mb() -> float:
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _versions() -> str:
	import frappe

	names = [app for app in frappe.get_installed_apps() if app in ("frappe", "erpnext", "helpdesk")]
	return ", ".join(f"{app} {frappe.get_attr(f'{app}.__version__')}" for app in names)


COMMANDS = {
	f.__name__: f
	for f in (prepare, clean, existing, with_ticket, new_against_issue, fill, fill_new, drain, check, pure)
}


def open_site() -> Host:
	"""The host as the tests open it; the sandbox in a folder that outlives this process."""
	folder = os.environ.get("FB_CARE_BENCHMARK_SITE")
	return open_sandbox(Path(folder)) if folder else open_host()


def open_sandbox(folder: Path) -> Host:
	"""The sandbox site in `folder`, made when it is not there yet."""
	sys.path.insert(0, str(ROOT / "sandbox"))
	import frappe
	from frappe import sandbox

	from tests.app.host_sandbox import SandboxHost

	if not folder.exists():
		sandbox.make_site(str(folder))
	frappe.init(site=folder.name, sites_path=str(folder.parent), force=True)
	frappe.connect()
	host = SandboxHost(folder.parent)
	host.close = frappe.destroy
	return host


def main(argv: list[str]) -> None:
	host = open_site()
	try:
		result = COMMANDS[argv[0]](host, *[int(word) for word in argv[1:]])
	finally:
		host.close()
	print("RESULT " + json.dumps(result))


if __name__ == "__main__":
	main(sys.argv[1:])
