"""Several workers at once on the same conversations and threads: nothing twice, nothing lost, no deadlock."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.app import test_events_order as order
from tests.app.hosts import PAGE_ID
from tests.app.payloads import T0, comment, delivered, delivery, echo, message, read


def deliveries() -> list[Any]:
	import frappe

	return frappe.get_all("FB Webhook Event", fields=["*"], order_by="received_ms")


def count(doctype: str) -> int:
	import frappe

	return frappe.db.count(doctype)


def side_by_side(host, workers: int, work: Callable[[], None]) -> None:
	"""Run `work` in several threads at once, each with its own connection to the site."""
	import frappe

	site, sites_path = frappe.local.site, frappe.local.sites_path
	frappe.db.commit()
	ready, errors = threading.Barrier(workers), []

	def run() -> None:
		frappe.init(site=site, sites_path=sites_path, force=True)
		frappe.connect()
		try:
			ready.wait(timeout=30)
			work()
		except BaseException as error:
			errors.append(error)
		finally:
			frappe.destroy()

	threads = [threading.Thread(target=run) for _ in range(workers)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	assert errors == []
	host.fresh()


def store_all(bodies: list[dict[str, Any]]) -> None:
	import frappe

	from fb_care.inbound.store import store

	for number, body in enumerate(bodies):
		store(json.dumps(body).encode() + b" " * number)
	frappe.db.commit()


def test_two_workers_on_the_same_conversations(host) -> None:
	import frappe

	from fb_care.inbound import process

	host.page(message_tickets="Never", comment_tickets="Never")
	people = [f"2468013579{number:04d}" for number in range(4)]
	bodies = [
		delivery(message(f"m_{psid}_{number}", f"{number}", at=T0 + number * 1000, psid=psid))
		for number in range(25)
		for psid in people
	]
	bodies += [delivery(echo(f"m_e_{psid}", "answer", at=T0 + 9_500, psid=psid)) for psid in people]
	bodies += [delivery(read(T0 + 10_000, psid=psid)) for psid in people]
	bodies += [delivery(message(f"m_{psid}_1", "1", at=T0 + 1000, psid=psid)) for psid in people]
	store_all(bodies)
	side_by_side(host, 3, process.drain)
	assert {row.state for row in deliveries()} == {"Done"}, [row.reason for row in deliveries() if row.reason]
	assert count("FB Message") == 26 * len(people)
	for psid in people:
		talk = frappe.get_doc("FB Conversation", f"{PAGE_ID}-{psid}")
		assert (talk.message_count, talk.unread_count) == (26, 25)
		assert (talk.last_text, talk.last_ms, talk.read_ms) == ("24", T0 + 24_000, T0 + 10_000)
	assert {
		row.delivery_state
		for row in frappe.get_all("FB Message", filters={"direction": "Outgoing"}, fields=["delivery_state"])
	} == {"Read"}


def test_two_workers_make_each_thing_once(host) -> None:
	import frappe

	from fb_care.inbound import process

	host.page(message_tickets="Never", comment_tickets="Never")
	bodies = []
	for number in range(30):
		bodies.append(delivery(comment(800 + number, "root", at=T0 + number * 1000)))
		bodies.append(delivery(comment(900 + number, "reply", at=T0 + 50_000, parent=str(800 + number))))
		bodies.append(delivery(message(f"m_{number}", "new person", psid=f"777{number:03d}")))
		bodies.append(delivery(delivered(T0 + 5, psid=f"777{number:03d}")))
	store_all(list(reversed(bodies)))
	side_by_side(host, 3, process.drain)
	assert {row.state for row in deliveries()} == {"Done"}, [row.reason for row in deliveries() if row.reason]
	assert count("FB Comment Thread") == 30
	assert count("FB Comment") == 60
	assert count("FB Post") == 1
	assert count("FB Contact") == count("FB Conversation") == 30
	assert count("FB Pending Change") == 0
	assert not frappe.get_all("FB Comment Thread", filters={"comment_count": ["!=", 2]})


@pytest.mark.parametrize("day", [order.talk, order.square], ids=["talk", "square"])
def test_a_shuffled_day_by_several_workers_ends_as_one_by_one(host, day: Callable[[], list[Any]]) -> None:
	from fb_care import clock
	from fb_care.inbound import process

	expected = order.live(host, day())
	host.reset()
	host.page(automatic_within_s=3, message_tickets="Never", comment_tickets="Never")
	with clock.at(T0 + 3600_000):
		store_all(order.dealt(day(), seed=7))
	side_by_side(host, 3, process.drain)
	assert {row.state for row in deliveries()} == {"Done"}, [row.reason for row in deliveries() if row.reason]
	assert order.differences(order.stored(), expected) == []


def test_two_workers_never_claim_the_same(host) -> None:
	import frappe

	from fb_care.inbound import claims

	store_all([delivery(message(f"m_{number}", "x")) for number in range(60)])
	taken: list[str] = []

	def take() -> None:
		while found := claims.claim(7):
			taken.extend(row.name for row in found)

	side_by_side(host, 3, take)
	assert len(taken) == len(set(taken)) == 60
	assert frappe.db.count("FB Webhook Event", {"state": "Working", "attempts": 1}) == 60


def test_replay_leaves_what_a_worker_has(host) -> None:
	import frappe

	from fb_care.inbound import process

	host.deliver(delivery(message("m_1", "Hello")))
	(row,) = deliveries()
	frappe.db.set_value("FB Webhook Event", row.name, {"state": "Working", "claim": "9999999999999-x"})
	assert process.replay([row.name]) == 0
	assert deliveries()[0].state == "Working"
	assert process.replay([]) == 0
