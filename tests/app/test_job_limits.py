"""Jobs that end in time, say so when they can't, and leave no private data in the host's Error Log."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from rq.timeouts import JobTimeoutException

from fb_care.facebook import errors
from fb_care.inbound import aftermath, profiles
from fb_care.inbound.job import job
from fb_care.inbound.outcome import Batch
from fb_care.jobs import fetch, health, scheduled, sweep
from fb_care.tickets import sync
from tests.app.payloads import T0, delivery, message

TIME_OUT = "Task exceeded maximum timeout value (300 seconds)"


def late(*_args: Any, **_options: Any) -> None:
	raise JobTimeoutException(TIME_OUT)


def logged() -> str:
	return "\n".join(frappe.get_all("Error Log", pluck="error"))


# The sweep


def test_the_sweep_stops_asking_for_tickets_when_its_time_is_up(
	host, monkeypatch: pytest.MonkeyPatch
) -> None:
	asked: list[int] = []
	monkeypatch.setattr(sync, "sync_due", lambda limit: asked.append(limit) or limit)
	monkeypatch.setattr(sweep, "TICKET_SECONDS", -1.0)
	assert sweep.sync_tickets() == sweep.TICKETS_AT_ONCE
	assert asked == [sweep.TICKETS_AT_ONCE]


def test_the_sweep_takes_a_bounded_number_of_tickets(host, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(sync, "sync_due", lambda limit: 4 * limit)
	assert sweep.MAX_TICKETS <= sweep.sync_tickets() < sweep.MAX_TICKETS + 4 * sweep.TICKETS_AT_ONCE
	left = [3, 2]
	monkeypatch.setattr(sync, "sync_due", lambda limit: left.pop() if left else 0)
	assert sweep.sync_tickets() == 5


def test_a_sweep_leaves_the_lock_of_another_one(host, monkeypatch: pytest.MonkeyPatch) -> None:
	key = frappe.cache.make_key("fb_care:sweep")
	monkeypatch.setattr(sweep, "wake_processing", lambda: frappe.cache.set(key, b"another"))
	sweep.run()
	assert frappe.cache.get(key) == b"another"
	frappe.cache.delete(key)


def test_a_time_out_ends_the_sweep_and_frees_its_lock(host, monkeypatch: pytest.MonkeyPatch) -> None:
	ran: list[int] = []
	monkeypatch.setattr(sweep, "sync_tickets", late)
	monkeypatch.setattr(sweep, "ask_for_fetch", lambda: ran.append(1))
	with pytest.raises(JobTimeoutException):
		scheduled.fb_care_sweep()
	assert ran == []
	assert frappe.cache.get(frappe.cache.make_key("fb_care:sweep")) is None


# The check of the pages


def test_pages_that_wait_longest_are_checked_first(host, monkeypatch: pytest.MonkeyPatch) -> None:
	for page_id, checked_at in (("3", "2026-01-02 00:00:00"), ("1", None), ("2", "2026-01-01 00:00:00")):
		host.page(page_id, page_name=page_id)
		frappe.db.set_value("FB Page", page_id, "health_checked_at", checked_at)
	checked: list[str] = []
	monkeypatch.setattr(health, "check", checked.append)
	health.run()
	assert checked == ["1", "2", "3"]
	monkeypatch.setattr(health, "SECONDS", -1.0)
	health.run()
	assert checked == ["1", "2", "3"], "no page is begun when the time is up"


def test_a_time_out_ends_the_check_of_the_pages(host, monkeypatch: pytest.MonkeyPatch) -> None:
	host.page("1", page_name="1")
	host.page("2", page_name="2")
	checked: list[str] = []
	monkeypatch.setattr(health, "check", lambda page: checked.append(page) or late())
	with pytest.raises(JobTimeoutException):
		scheduled.fb_care_health()
	assert len(checked) == 1


# Fetching


def person(host: Any) -> str:
	host.page(message_tickets="Never")
	host.receive(delivery(message("m_1", "Hello", at=T0)))
	host.drop_jobs()
	return frappe.get_all("FB Contact", pluck="name")[0]


def test_a_time_out_ends_the_fetch_and_leaves_the_piece_for_later(
	host, monkeypatch: pytest.MonkeyPatch
) -> None:
	name = person(host)
	monkeypatch.setattr(profiles, "ask", late)
	with pytest.raises(JobTimeoutException):
		fetch.fetch_pending()
	row = frappe.get_doc("FB Contact", name)
	assert row.profile_state == "Pending"
	assert "time" in row.profile_reason


# What the Error Log shows


def broken(*_args: Any, **_options: Any) -> None:
	raise RuntimeError("broken on purpose")


def test_errors_are_logged_without_the_values_of_variables(host, monkeypatch: pytest.MonkeyPatch) -> None:
	titles: list[str] = []
	said: list[str] = []

	def log_error(title: str = "", message: str = "", **_options: Any) -> None:
		titles.append(title)
		said.append(message)

	person(host)
	monkeypatch.setattr(frappe, "log_error", log_error)
	monkeypatch.setattr(sync, "sync_thread", broken)
	batch = Batch()
	batch.touch("FB Conversation", "a")
	aftermath.sync_tickets(batch, until=float("inf"))
	monkeypatch.setattr(profiles, "ask", broken)
	fetch.fetch_pending()
	monkeypatch.setattr(sweep, "ask_for_fetch", broken)
	sweep.run()
	assert len(said) == 3
	assert all("broken on purpose" in one and "Traceback" in one for one in said), titles


def test_an_error_leaves_a_job_as_what_it_is_but_without_its_frames(host) -> None:
	@job
	def work() -> None:
		try:
			broken()
		except RuntimeError as error:
			raise errors.GraphError("Facebook is away") from error

	with pytest.raises(errors.GraphError) as caught:
		work()
	assert (caught.value.__context__, caught.value.__cause__) == (None, None)
	assert [frame.name for frame in caught.traceback][1:] == ["run"]
	assert "Facebook is away" in logged()
	assert "in broken" in logged(), "where it came from is kept"


@pytest.mark.parametrize(
	("job", "lock", "work"),
	[
		("fb_care_sweep", "sweep", "sweep.wake_processing"),
		("fb_care_away", "away", "away.due"),
		("fb_care_figures", "figures", "figures.figures.refresh"),
		("fb_care_health", "health", "health.check"),
		("fb_care_retention", "retention", "retention.clear_deliveries"),
		("fb_care_labels", "labels", "labels.label_rebuild.rebuild"),
	],
)
def test_no_job_runs_beside_itself(
	host, monkeypatch: pytest.MonkeyPatch, job: str, lock: str, work: str
) -> None:
	host.page()
	ran: list[str] = []
	monkeypatch.setattr(f"fb_care.jobs.{work}", lambda *args, **kwargs: ran.append(work) or [])
	key = frappe.cache.make_key(f"fb_care:{lock}")
	frappe.cache.set(key, b"another", ex=60)
	getattr(scheduled, job)()
	assert ran == []
	frappe.cache.delete(key)
	getattr(scheduled, job)()
	assert ran == [work]
