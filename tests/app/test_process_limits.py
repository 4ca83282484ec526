"""Deliveries that kill their worker, and batches for which the time is too short: the neighbours are safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.app.payloads import T0, delivery, message

MINUTE = 60_000


class Killed(BaseException):
	"""As when the kernel ends a worker: nothing of the job runs any more."""


def deliveries() -> list[Any]:
	import frappe

	return frappe.get_all("FB Webhook Event", fields=["*"], order_by="received_ms")


def states() -> dict[str, int]:
	rows = [row.state for row in deliveries()]
	return {state: rows.count(state) for state in set(rows)}


def count(doctype: str) -> int:
	import frappe

	return frappe.db.count(doctype)


@contextmanager
def on_message(before: Callable[[Any], None]) -> Iterator[None]:
	"""Have `before` run ahead of the handler of each message."""
	from fb_care.facebook.events import EventKind
	from fb_care.inbound.handlers import HANDLERS

	handler = HANDLERS[EventKind.MESSAGE]

	def wrapped(event: Any, arrival: Any) -> Any:
		before(event)
		return handler(event, arrival)

	HANDLERS[EventKind.MESSAGE] = wrapped
	try:
		yield
	finally:
		HANDLERS[EventKind.MESSAGE] = handler


def raising(mid: str, error: BaseException) -> Callable[[Any], None]:
	def before(event: Any) -> None:
		if event.mid == mid:
			raise error

	return before


def store(host: Any, number: int, poison: int | None = None) -> None:
	"""Deliveries of one message each, all received at T0 and after."""
	from fb_care import clock

	for one in range(number):
		mid = "m_poison" if one == poison else f"m_{one}"
		with clock.at(T0 + one):
			host.deliver(delivery(message(mid, "x", at=T0 + one, psid=f"777{one:03d}")))
	host.drop_jobs()


def drain_at(at_ms: int, **limits: float) -> None:
	from fb_care import clock
	from fb_care.inbound import process

	with clock.at(at_ms):
		process.sweep()
		process.drain(**limits)


def attempts_to_drain(at_ms: int) -> bool:
	"""One worker; whether it lived."""
	import frappe

	try:
		drain_at(at_ms)
	except Killed:
		frappe.db.rollback()
		return False
	return True


def test_a_delivery_that_kills_its_workers_takes_no_neighbour_along(host) -> None:
	host.page(message_tickets="Never")
	store(host, 12, poison=5)
	killed = 0
	with on_message(raising("m_poison", Killed())):
		for round_ in range(1, 12):
			at = T0 + round_ * 11 * MINUTE
			while not attempts_to_drain(at):
				killed += 1
	poison = next(row for row in deliveries() if "m_poison" in row.body)
	assert states() == {"Done": 11, "Failed": 1}, [row.reason for row in deliveries()]
	assert count("FB Message") == 11
	assert (poison.state, poison.next_try_ms) == ("Failed", 0)
	assert "died" in poison.reason
	assert killed == 5


def test_after_one_death_the_neighbours_are_done_at_once(host) -> None:
	host.page(message_tickets="Never")
	store(host, 6, poison=2)
	with on_message(raising("m_poison", Killed())):
		assert not attempts_to_drain(T0 + MINUTE)
		assert states() == {"Working": 6}
		later = T0 + 12 * MINUTE
		assert not attempts_to_drain(later), "the poison, alone this time"
		assert states() == {"Done": 2, "Working": 1, "Received": 3}
		assert attempts_to_drain(later)
	assert states() == {"Done": 5, "Working": 1}


def test_replaying_the_poison_with_its_neighbours_harms_none(host) -> None:
	import frappe

	from fb_care.inbound import process

	host.page(message_tickets="Never")
	store(host, 6, poison=2)
	frappe.db.set_value("FB Webhook Event", {"state": "Received"}, {"attempts": 5, "state": "Failed"})
	process.replay([row.name for row in deliveries()])
	frappe.db.commit()
	with on_message(raising("m_poison", Killed())):
		for round_ in range(1, 9):
			while not attempts_to_drain(T0 + round_ * 11 * MINUTE):
				pass
	assert states() == {"Done": 5, "Failed": 1}


def test_fresh_deliveries_are_claimed_together(host) -> None:
	from fb_care import clock
	from fb_care.inbound import claims, process

	store(host, 8)
	with clock.at(T0 + MINUTE):
		assert [len(claims.claim(5)), len(claims.claim(5)), len(claims.claim(5))] == [5, 3, 0]
	with clock.at(T0 + 12 * MINUTE):
		process.sweep()
		assert [len(claims.claim(5)) for _ in range(9)] == [1] * 8 + [0], "each by itself the second time"


def test_a_claim_of_fifty_is_one_update(host, monkeypatch: pytest.MonkeyPatch) -> None:
	import frappe

	from fb_care.inbound import claims

	store(host, 50)
	seen: list[str] = []
	statement = "execute" if host.name == "sandbox" else "sql"
	real = getattr(frappe.db, statement)

	def noting(query: Any, *args: Any, **options: Any) -> Any:
		seen.append(str(query).lstrip().split(maxsplit=1)[0].upper())
		return real(query, *args, **options)

	monkeypatch.setattr(frappe.db, statement, noting)
	assert len(claims.claim(50)) == 50
	kinds = [kind for kind in seen if kind in ("SELECT", "UPDATE")]
	assert kinds == ["SELECT", "UPDATE", "SELECT"]


def test_what_the_time_was_too_short_for_is_given_back(host) -> None:
	host.page(message_tickets="Never")
	store(host, 5)
	drain_at(T0 + MINUTE, limit_seconds=0)
	first, *others = deliveries()
	assert first.state == "Done", "one at least, or nothing would ever be done"
	assert {(row.state, row.attempts, row.claim) for row in others} == {("Received", 0, "")}
	assert host.queued_jobs().count("fb_care.inbound.process.drain") == 1
	drain_at(T0 + MINUTE)
	assert states() == {"Done": 5}


def test_a_jobs_time_out_ends_the_job_and_gives_back_what_was_not_begun(host) -> None:
	from rq.timeouts import JobTimeoutException

	host.page(message_tickets="Never")
	store(host, 5, poison=2)
	late = raising("m_poison", JobTimeoutException("Task exceeded maximum timeout value (300 seconds)"))
	with on_message(late), pytest.raises(JobTimeoutException):
		drain_at(T0 + MINUTE)
	assert [row.state for row in deliveries()] == ["Done", "Done", "Failed", "Received", "Received"]
	assert [row.attempts for row in deliveries()] == [1, 1, 1, 0, 0]
	bad = deliveries()[2]
	assert "time" in bad.reason
	assert bad.next_try_ms == T0 + 2 * MINUTE
	with on_message(late):
		drain_at(T0 + MINUTE)
	assert [row.state for row in deliveries()] == ["Done", "Done", "Failed", "Done", "Done"]
	drain_at(T0 + 3 * MINUTE)
	assert states() == {"Done": 5}


def test_what_leaves_a_job_shows_the_host_no_variables(host) -> None:
	"""The host writes the variables of every frame of an error that leaves a job to its Error Log."""
	from rq.timeouts import JobTimeoutException

	host.page(message_tickets="Never")
	store(host, 1, poison=0)
	with on_message(raising("m_poison", JobTimeoutException("too long"))), pytest.raises(Exception) as caught:
		drain_at(T0 + MINUTE)
	assert caught.value.__context__ is None
	frames = [frame for frame in caught.traceback if "fb_care" in str(frame.path)]
	assert frames
	assert not any("m_poison" in repr(frame.frame.f_locals) for frame in frames)


def test_tickets_that_the_time_is_too_short_for_stay_due(host, monkeypatch: pytest.MonkeyPatch) -> None:
	from fb_care.inbound import aftermath
	from fb_care.inbound.outcome import Batch
	from fb_care.tickets import sync

	synced: list[str] = []
	monkeypatch.setattr(sync, "sync_thread", lambda doctype, name: synced.append(name))
	batch = Batch()
	batch.touch("FB Conversation", "a")
	aftermath.sync_tickets(batch, until=0.0)
	assert synced == []
	aftermath.sync_tickets(batch, until=float("inf"))
	assert synced == ["a"]


def test_a_time_out_while_a_ticket_is_made_ends_the_job(host, monkeypatch: pytest.MonkeyPatch) -> None:
	from rq.timeouts import JobTimeoutException

	from fb_care.inbound import aftermath
	from fb_care.inbound.outcome import Batch
	from fb_care.tickets import sync

	def slow(doctype: str, name: str) -> None:
		raise JobTimeoutException("too long")

	monkeypatch.setattr(sync, "sync_thread", slow)
	batch = Batch()
	batch.touch("FB Conversation", "a")
	with pytest.raises(JobTimeoutException):
		aftermath.sync_tickets(batch, until=float("inf"))


def test_retries_have_their_turn_while_new_deliveries_keep_coming(
	host, monkeypatch: pytest.MonkeyPatch
) -> None:
	import frappe

	from fb_care import clock
	from fb_care.inbound import process

	host.page(message_tickets="Never")
	store(host, 9)
	due = {"state": "Failed", "attempts": 1, "next_try_ms": T0}
	frappe.db.set_value("FB Webhook Event", deliveries()[-1].name, due)
	frappe.db.commit()
	order: list[str] = []
	monkeypatch.setattr(process, "BATCH", 2)
	with on_message(lambda event: order.append(event.mid)), clock.at(T0 + MINUTE):
		process.drain()
	assert len(order) == 9
	assert order.index("m_8") < 5
