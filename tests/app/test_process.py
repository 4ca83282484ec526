"""Working off deliveries: batches, neighbours of a bad event, retries, dead workers, replays, two at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA, OLE, T0, comment, delivery, echo, message, reaction

MINUTE = 60_000


def deliveries() -> list[Any]:
	import frappe

	return frappe.get_all("FB Webhook Event", fields=["*"], order_by="received_ms")


def outcomes(row: Any) -> list[tuple[str, str]]:
	return [(one["kind"], one["state"]) for one in json.loads(row.outcomes)]


def replay(names: list[str]) -> int:
	import frappe

	count = frappe.get_attr("fb_care.inbound.process.replay")(names)
	frappe.db.commit()
	return count


def count(doctype: str) -> int:
	import frappe

	return frappe.db.count(doctype)


@contextmanager
def handler(kind: str, function: Callable[..., Any]) -> Iterator[None]:
	"""Have another handler take one kind of event."""
	from fb_care.facebook.events import EventKind
	from fb_care.inbound.handlers import HANDLERS

	before = HANDLERS[EventKind(kind)]
	HANDLERS[EventKind(kind)] = function
	try:
		yield
	finally:
		HANDLERS[EventKind(kind)] = before


def broken(event: Any, arrival: Any) -> Any:
	raise RuntimeError("this handler is broken")


def test_every_entry_and_item_of_a_batch_is_walked(host) -> None:
	host.page()
	host.page("100200300400501", page_name="Second")
	host.receive("batch__two_pages")
	(row,) = deliveries()
	assert (row.state, row.event_count) == ("Done", 6)
	assert row.pages == "Lakeside Bikes, Second"
	assert count("FB Message") == 4
	assert count("FB Comment") == 1


def test_handlers_exist_for_every_kind(host) -> None:
	from fb_care.facebook.events import EventKind
	from fb_care.inbound.handlers import HANDLERS

	assert set(HANDLERS) == set(EventKind)


def test_poison_never_holds_back_its_neighbours(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "Hello")))
	host.deliver(
		delivery(
			message("m_2", "before", at=T0 + 1),
			message("m_1", "stolen", at=T0 + 2, psid=OLE),
			message("m_3", "after", at=T0 + 3),
		)
	)
	host.deliver(delivery(message("m_4", "next delivery", at=T0 + 4)))
	host.drain()
	_first, bad, after = deliveries()
	assert outcomes(bad) == [("message", "done"), ("message", "failed"), ("message", "done")]
	assert (bad.state, bad.failed_count, bad.done_count, bad.attempts) == ("Failed", 1, 2, 1)
	assert "belongs to another conversation" in bad.reason
	assert "CannotBe" in bad.error
	assert "CannotBe" not in bad.reason + bad.outcomes
	assert "Traceback" not in bad.outcomes
	assert after.state == "Done"
	assert count("FB Message") == 4


def test_what_a_failing_handler_wrote_is_taken_back(host) -> None:
	def half(event: Any, arrival: Any) -> Any:
		from fb_care.inbound import rows

		rows.insert("FB Ad", {"ad_id": "1", "title": "half"}, name="1")
		raise RuntimeError("in the middle")

	host.page()
	with handler("message", half):
		host.receive(delivery(message("m_1", "Hello")))
	assert deliveries()[0].state == "Failed"
	assert count("FB Ad") == 0


def test_failed_delivery_is_tried_again_later_and_later(host) -> None:
	from fb_care import clock
	from fb_care.inbound import process

	host.page()
	at = T0
	with handler("message", broken):
		with clock.at(at):
			host.receive(delivery(message("m_1", "Hello")))
		for attempt, wait in enumerate((1, 5, 30, 120), start=1):
			(row,) = deliveries()
			assert (row.state, row.attempts) == ("Failed", attempt)
			assert row.next_try_ms == at + wait * MINUTE
			with clock.at(row.next_try_ms - 1):
				process.drain()
				assert deliveries()[0].attempts == attempt, "it is not due yet"
			at = row.next_try_ms
			with clock.at(at):
				process.drain()
	(row,) = deliveries()
	assert (row.state, row.attempts, row.next_try_ms) == ("Failed", 5, 0)
	with clock.at(at + 10_000 * MINUTE):
		process.drain()
	assert deliveries()[0].attempts == 5, "given up until somebody replays it"


def test_retry_does_what_failed_and_repeats_nothing(host) -> None:
	from fb_care import clock
	from fb_care.inbound import process

	host.page()
	with handler("message_echo", broken), clock.at(T0):
		host.receive(delivery(message("m_1", "Hello"), echo("m_2", "Hi", at=T0 + 1)))
	assert count("FB Message") == 1
	with clock.at(T0 + 2 * MINUTE):
		process.drain()
	(row,) = deliveries()
	assert (row.state, row.error, row.reason, row.failed_count) == ("Done", "", "", 0)
	assert count("FB Message") == 2
	import frappe

	assert frappe.db.get_value("FB Conversation", f"{PAGE_ID}-{NORA}", "unread_count") == 1


def test_replay_of_a_failed_delivery(host) -> None:
	host.page()
	with handler("message", broken):
		host.receive(delivery(message("m_1", "Hello")))
	(row,) = deliveries()
	assert replay([row.name]) == 1
	(row,) = deliveries()
	assert row.state == "Received"
	assert row.error, "the error stays until it is processed"
	host.drain()
	(row,) = deliveries()
	assert (row.state, row.error) == ("Done", "")
	assert count("FB Message") == 1


def test_replay_twice_gives_the_same_rows(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "Hello"), reaction("m_1", T0 + 5), comment(801, "Hello")))
	names = [row.name for row in deliveries()]
	before = [count(doctype) for doctype in ("FB Message", "FB Reaction", "FB Comment", "FB Contact")]
	for _ in range(2):
		assert replay(names) == 1
		host.drain()
	assert [count(doctype) for doctype in ("FB Message", "FB Reaction", "FB Comment", "FB Contact")] == before
	(row,) = deliveries()
	assert {state for _kind, state in outcomes(row)} == {"done"}


def test_replay_after_the_page_was_set_up(host) -> None:
	host.receive(delivery(message("m_1", "Hello")))
	assert count("FB Message") == 0
	host.page()
	replay([deliveries()[0].name])
	host.drain()
	assert count("FB Message") == 1


def test_claim_of_a_dead_worker_is_taken_back(host) -> None:
	from fb_care import clock
	from fb_care.inbound import claims, process

	host.page()
	with clock.at(T0):
		host.deliver(delivery(message("m_1", "Hello")))
		assert len(claims.claim(10)) == 1
		process.drain()
		assert deliveries()[0].state == "Working"
	with clock.at(T0 + 9 * MINUTE):
		process.sweep()
		assert deliveries()[0].state == "Working"
	with clock.at(T0 + 11 * MINUTE):
		process.sweep()
		assert deliveries()[0].state == "Received"
		host.run_jobs()
	(row,) = deliveries()
	assert (row.state, row.attempts) == ("Done", 2)


def test_delivery_that_kills_workers_is_given_up(host) -> None:
	from fb_care import clock
	from fb_care.inbound import claims, process

	host.page()
	with clock.at(T0):
		host.deliver(delivery(message("m_1", "Hello")))
	for attempt in range(5):
		with clock.at(T0 + attempt * 20 * MINUTE):
			assert len(claims.claim(10)) == 1
		with clock.at(T0 + attempt * 20 * MINUTE + 11 * MINUTE):
			process.sweep()
	with clock.at(T0 + 300 * MINUTE):
		process.drain()
	(row,) = deliveries()
	assert (row.state, row.next_try_ms) == ("Failed", 0)
	assert "died" in row.reason


def test_late_worker_does_not_overwrite_what_another_wrote(host) -> None:
	from fb_care.inbound import claims

	host.deliver(delivery(message("m_1", "Hello")))
	(row,) = claims.claim(10)
	claims.finish({row.name: {"state": "Done"}}, "another-claim")
	assert deliveries()[0].state == "Working"
	claims.finish({row.name: {"state": "Done"}}, row.claim)
	assert (deliveries()[0].state, deliveries()[0].claim) == ("Done", "")


def test_drain_hands_over_when_its_time_is_up(host) -> None:
	from fb_care.inbound import process

	host.page()
	for number in range(process.BATCH + 3):
		host.deliver(delivery(message(f"m_{number}", "x", at=T0 + number)))
	host.drop_jobs()
	process.drain(limit_seconds=0)
	assert [row.state for row in deliveries()].count("Received") == process.BATCH + 2
	assert host.queued_jobs().count("fb_care.inbound.process.drain") == 1
	host.run_jobs()
	assert {row.state for row in deliveries()} == {"Done"}


def test_event_meets_another_worker_and_is_run_again(host) -> None:
	import frappe

	from fb_care.inbound.outcome import DONE, Outcome

	tries = []

	def deadlocked(event: Any, arrival: Any) -> Outcome:
		tries.append(event.mid)
		if len(tries) < 3:
			raise frappe.QueryDeadlockError("Deadlock found when trying to get lock")
		return Outcome(DONE)

	host.page()
	with handler("message", deadlocked):
		host.receive(delivery(message("m_1", "Hello")))
	assert tries == ["m_1"] * 3
	assert deliveries()[0].state == "Done"


def test_ticket_that_fails_loses_no_message(host, monkeypatch: pytest.MonkeyPatch) -> None:
	import frappe

	from fb_care.tickets import sync

	def down(doctype: str, name: str) -> None:
		raise RuntimeError("no tickets today")

	host.page()
	monkeypatch.setattr(sync, "sync_thread", down)
	host.receive(delivery(message("m_1", "Hello")))
	assert deliveries()[0].state == "Done"
	assert count("FB Message") == 1
	if host.helpdesk:
		assert frappe.db.get_value("FB Conversation", f"{PAGE_ID}-{NORA}", "ticket_due") == 1
		assert frappe.get_all("Error Log", filters={"method": ["like", "%FB Conversation%"]})
