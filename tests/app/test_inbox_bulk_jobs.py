"""Work on more threads than a request can wait for: all that match, by a job that is watched and stopped."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock
from fb_care.api import inbox, inbox_bulk
from fb_care.inbox import bulk, bulk_job, bulk_undo, matching
from tests.app import inbox_thread_data
from tests.app.bulk_data import do, threads, undo, values, work
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_thread_data import TALK
from tests.app.operating_data import NOW_MS, OTHER_PAGE


@pytest.fixture
def many(host):
	return threads(host)


def test_all_that_match_at_that_moment(host, many):
	frappe.db.set_value(*many[0], "last_ms", NOW_MS + 10)
	with clock.at(NOW_MS + 9):
		found = do(host, "done", filters="{}")
	assert found["done"] == len(many) - 1
	assert values(many[:1], "state") == ["Open"]
	assert frappe.db.get_value(TALK, f"{OTHER_PAGE}-7301", "state") == "Open"


def test_all_that_match_words(host, many, monkeypatch):
	frappe.db.set_value(*many[1], "title", "Zacharias")
	frappe.db.commit()
	with clock.at(NOW_MS + 9):
		found = do(host, "done", filters={"query": "zacharias"})
	assert found["done"] == 1
	assert values(many[:2], "state") == ["Open", "Done"]


def test_more_than_are_counted_are_all_done(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	monkeypatch.setattr(matching, "COUNTED", 3)
	with clock.at(NOW_MS + 9):
		found = do(host, "done", filters="{}")
	assert (found["total"], found["at_least"]) == (3, True)
	work(host, found["job"])
	with host.as_user(AGENT):
		state = inbox_bulk.state(found["job"])
	assert (state["total"], state["at_least"]) == (len(many), False)


def test_how_many_match_is_told_beforehand(host, many, monkeypatch):
	def count(filters="{}"):
		with host.as_user(AGENT), clock.at(NOW_MS + 9):
			return inbox_bulk.count(filters)

	assert count() == {"total": len(many), "at_least": False}
	assert count({"kinds": ["Comment"]}) == {"total": 1, "at_least": False}
	assert count({"query": "zacharias"}) == {"total": None, "at_least": False}
	monkeypatch.setattr(matching, "COUNTED", 3)
	assert count() == {"total": 3, "at_least": True}


def test_many_are_done_by_a_job_and_undone_by_one(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	monkeypatch.setattr(bulk_job, "STEP", 2)
	monkeypatch.setattr(bulk_undo, "PIECE", 2)
	with clock.at(NOW_MS + 9):
		found = do(host, "done", filters={"tab": "Open"})
	assert found["total"] == len(many)
	with host.as_user(AGENT):
		assert not inbox_bulk.state(found["job"])["finished"]
	work(host, found["job"])
	with host.as_user(AGENT):
		state = inbox_bulk.state(found["job"])
	assert (state["done"], state["total"], state["finished"]) == (len(many), len(many), True)
	assert set(values(many, "state")) == {"Done"}
	again = undo(host, state["undo"])
	work(host, again["job"])
	assert set(values(many, "state")) == {"Open"}


def test_chosen_ones_by_a_job(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	monkeypatch.setattr(bulk_job, "STEP", 4)
	found = do(host, "archive", many)
	work(host, found["job"])
	assert set(values(many, "state")) == {"Archived"}


def test_a_job_tells_its_user_and_nobody_else(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	monkeypatch.setattr(bulk_job, "STEP", 4)
	told = inbox_thread_data.listen(monkeypatch, "fb_care_bulk")
	job = do(host, "done", many)["job"]
	work(host, job)
	assert [(news["done"], news["finished"]) for _event, news, _to in told] == [(4, False), (6, True)]
	assert {to["user"] for _event, _news, to in told} == {AGENT}
	with host.as_user(MANAGER), pytest.raises(frappe.DoesNotExistError):
		inbox_bulk.state(job)
	with host.as_user(MANAGER), pytest.raises(frappe.DoesNotExistError):
		inbox_bulk.stop(job)


def test_an_inbox_that_is_opened_again_shows_the_job(host, many, monkeypatch):
	def shown(user=AGENT):
		with host.as_user(user):
			return inbox.start()["job"]

	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	monkeypatch.setattr(bulk_job, "STEP", 4)
	monkeypatch.setattr(bulk_job, "STRETCH_S", 0)
	assert shown() is None
	first = do(host, "done", many)["job"]
	second = do(host, "archive", many)["job"]
	frappe.db.commit()
	host.drop_jobs()
	bulk_job.go_on(second)
	found = shown()
	assert (found["job"], found["action"], found["done"], found["total"]) == (second, "archive", 4, len(many))
	assert not found["stopped"] and not found["finished"] and shown(MANAGER) is None
	with host.as_user(AGENT):
		inbox_bulk.stop(second)
	assert shown()["stopped"]
	work(host, second)
	assert shown()["job"] == first
	work(host, first)
	assert shown() is None


def test_a_job_goes_on_where_its_last_stretch_ended(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	monkeypatch.setattr(bulk_job, "STEP", 2)
	monkeypatch.setattr(bulk_job, "STRETCH_S", 0)
	job = do(host, "done", many)["job"]
	frappe.db.commit()
	host.drop_jobs()
	bulk_job.go_on(job)
	assert bulk_job._get(job)["done"] == 2
	assert host.queued_jobs() == [bulk_job.JOB]
	work(host, job)
	assert set(values(many, "state")) == {"Done"}


def test_a_job_whose_worker_died_goes_on_when_somebody_asks(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	with clock.at(NOW_MS):
		job = do(host, "done", many)["job"]
		frappe.db.commit()
	host.drop_jobs()
	for at, jobs in ((NOW_MS + 60_000, []), (NOW_MS + 11 * 60_000, [bulk_job.JOB])):
		with clock.at(at), host.as_user(AGENT):
			inbox_bulk.state(job)
		frappe.db.commit()
		assert host.queued_jobs() == jobs
	work(host, job)
	assert set(values(many, "state")) == {"Done"}


def test_two_stretches_of_a_job_are_never_at_work_at_once(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	job = do(host, "done", many)["job"]
	assert bulk_job._begin(job)
	bulk_job.go_on(job)
	assert bulk_job._get(job)["seen"] == 0


def test_a_job_that_is_stopped_keeps_what_is_done(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	monkeypatch.setattr(bulk_job, "STEP", 2)
	job = do(host, "done", many)["job"]

	def publish(*args, **to):
		with host.as_user(AGENT):
			inbox_bulk.stop(job)

	monkeypatch.setattr(frappe, "publish_realtime", publish)
	work(host, job)
	with host.as_user(AGENT):
		state = inbox_bulk.state(job)
	assert (state["done"], state["finished"]) == (2, True)
	assert sorted(values(many, "state")) == ["Done"] * 2 + ["Open"] * 4
	assert undo(host, state["undo"])["done"] == 2


def test_a_job_that_breaks_ends_and_can_be_undone(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	monkeypatch.setattr(bulk_job, "STEP", 2)
	job, real, turns = do(host, "done", many)["job"], bulk.do, iter((1, 0))
	frappe.db.commit()
	host.drop_jobs()

	def breaks(*args):
		if next(turns):
			return real(*args)
		raise RuntimeError("broken")

	monkeypatch.setattr(bulk, "do", breaks)
	with pytest.raises(RuntimeError):
		bulk_job.go_on(job)
	with host.as_user(AGENT):
		state = inbox_bulk.state(job)
	assert (state["done"], state["finished"]) == (2, True)
	monkeypatch.setattr(bulk, "do", real)
	assert undo(host, state["undo"])["done"] == 2


def test_by_the_hosts_own_workers(host, many, monkeypatch):
	monkeypatch.setattr(bulk, "AT_ONCE", 2)
	job = do(host, "archive", many)["job"]
	frappe.db.commit()
	host.run_jobs()
	host.fresh()
	assert set(values(many, "state")) == {"Archived"}
	with host.as_user(AGENT):
		assert inbox_bulk.state(job)["finished"]


def test_what_is_kept_about_jobs_is_no_job(host, many):
	with host.as_user(AGENT):
		bulk_job._note("a job")
		for name in (f"of:{AGENT}", ""):
			with pytest.raises(frappe.DoesNotExistError):
				inbox_bulk.state(name)
