"""Deliveries stored and worked off inside a host: commands of host_side.py, used by other parts too."""

from __future__ import annotations

import importlib
import resource
import time
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks import deliveries
from tests.app.hosts import Host


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
	warm(host, people, "Never")
	return _store_and_drain("existing", count, people)


def with_ticket(host: Host, count: int, people: int) -> dict[str, Any]:
	"""The same, each message also being added to the open ticket's timeline."""
	warm(host, people, "Always")
	return _store_and_drain("ticketed", count, people)


def new_against_issue(host: Host, rounds: int, each: int) -> dict[str, Any]:
	"""New conversations with a ticket each, in turn with bare tickets of the host; rates per second."""
	prepare(host)
	host.page(deliveries.PAGE_ID, message_tickets="Always")
	_insert_tickets(host, 20)
	bare, new = 0.0, 0.0
	for number in range(rounds):
		bare += timed(lambda: _insert_tickets(host, each))
		first = 1_000_000 + number * each
		bodies = list(deliveries.deliveries(f"new{number}", each, each, first_person=first))
		store_all(bodies)
		new += timed(drain_all)
	total = rounds * each
	return {"bare_per_s": total / bare, "new_per_s": total / new, "ratio": bare / new}


def fill(host: Host, count: int, people: int) -> dict[str, Any]:
	"""Leave `count` messages in existing conversations to be processed by others."""
	warm(host, people, "Never")
	store_all(deliveries.deliveries("parallel", count, people))
	return {}


def fill_new(host: Host, count: int) -> dict[str, Any]:
	"""Leave the first messages of `count` people, each of which calls for a ticket."""
	prepare(host)
	host.page(deliveries.PAGE_ID, message_tickets="Always")
	store_all(deliveries.deliveries("parallel", count, count))
	return {}


def drain(host: Host) -> dict[str, Any]:
	"""One worker: process what is there until nothing is left."""
	start = time.time()
	drain_all()
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

	return {"signature_per_s": count / timed(verify), "parse_per_s": count / timed(parse_all)}


def warm(host: Host, people: int, tickets: str) -> None:
	"""Everyone has written once."""
	prepare(host)
	host.page(deliveries.PAGE_ID, message_tickets=tickets)
	store_all(deliveries.deliveries("warm", people, people, seed=2))
	drain_all()


def _store_and_drain(run: str, count: int, people: int) -> dict[str, Any]:
	store_all(deliveries.deliveries(run, count, people))
	seconds = timed(drain_all)
	return {"per_s": count / seconds, "seconds": seconds, "peak_mb": _peak_mb()}


def store_all(bodies: Iterable[bytes]) -> None:
	"""Store deliveries as the webhook does."""
	import frappe

	from fb_care.inbound import store

	for body in bodies:
		store.store(body, "127.0.0.1")
	frappe.db.commit()


def drain_all() -> None:
	"""Process what was stored until nothing is left."""
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


def timed(work: Callable[[], None]) -> float:
	start = time.perf_counter()
	work()
	return time.perf_counter() - start


def _peak_mb() -> float:
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _versions() -> str:
	import frappe

	names = [app for app in frappe.get_installed_apps() if app in ("frappe", "erpnext", "helpdesk")]
	return ", ".join(f"{app} {_version(app)}".strip() for app in names)


def _version(app: str) -> str:
	"""The sandbox says that it has ERPNext, of which it has an Issue only."""
	try:
		return str(importlib.import_module(app).__version__)
	except (ImportError, AttributeError):
		return ""


COMMANDS = {
	f.__name__: f
	for f in (prepare, clean, existing, with_ticket, new_against_issue, fill, fill_new, drain, check, pure)
}
