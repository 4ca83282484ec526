"""Rows made anew: of what was here before figures were kept, after a worker died, beside daily figures."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock, settings
from fb_care.care.responsiveness import DAY_MS
from fb_care.figures import policies
from fb_care.jobs import figures as jobs
from fb_care.patches import openings_of_before
from tests.app.figures_data import FIRST, talks
from tests.app.payloads import T0, delivery, message

REBUILD = "fb_care.jobs.figures.rebuild"
NOW = T0 + DAY_MS


@pytest.fixture
def page(host) -> str:
	return host.page().name


def as_before_figures_were_kept() -> None:
	frappe.db.delete("FB Response")
	frappe.db.set_value(
		"FB Conversation", {"name": ["!=", ""]}, {"dismissed_ms": None, "dismissed_before_ms": None}
	)


def left_out() -> list[str]:
	return frappe.get_all("FB Response", pluck="left_out", order_by="opened_ms asc")


def test_what_was_put_away_before_the_upgrade_is_left_out(host, page: str) -> None:
	talks(host, None, None, 3)
	first, second, _third = frappe.get_all("FB Conversation", pluck="name", order_by="name asc")
	frappe.db.set_value("FB Conversation", first, "state", "Done")
	frappe.db.set_value("FB Conversation", second, "state", "Archived")
	as_before_figures_were_kept()
	openings_of_before.execute()
	frappe.db.commit()
	jobs.rebuild()
	assert left_out() == ["Done", "Done", ""]
	host.receive(delivery(message("q9", "Hi again", T0 + 2 * DAY_MS, psid=str(FIRST))))
	assert left_out() == ["Done", "Done", "", ""]


def test_a_rebuild_whose_worker_died_is_taken_up_again(host, page: str) -> None:
	talks(host, 1, 2, 3)
	as_before_figures_were_kept()
	openings_of_before.execute()
	frappe.db.commit()
	host.drop_jobs()
	with clock.at(NOW):
		jobs.run()
		assert REBUILD in host.queued_jobs()
		jobs.rebuild()
		host.drop_jobs()
		jobs.run()
	assert REBUILD not in host.queued_jobs()
	assert len(left_out()) == 3


def test_a_rebuild_goes_on_where_it_stopped(host, page: str) -> None:
	talks(host, 1, 2, 3)
	as_before_figures_were_kept()
	openings_of_before.execute()
	frappe.db.commit()
	for made in (1, 2, 3):
		host.drop_jobs()
		jobs.rebuild(seconds=0, **policies.unfinished()[0])
		assert len(left_out()) == made
	jobs.rebuild(**policies.unfinished()[0])
	assert policies.unfinished() == []


def test_no_day_is_kept_while_rows_are_made_anew(host, page: str) -> None:
	talks(host, 1, None)
	as_before_figures_were_kept()
	openings_of_before.execute()
	frappe.db.commit()
	jobs.rebuild(seconds=0, **policies.unfinished()[0])
	with clock.at(NOW):
		jobs.run()
		assert not frappe.db.count("FB Response Snapshot")
		jobs.rebuild(**policies.unfinished()[0])
		jobs.run()
	assert frappe.get_all("FB Response Snapshot", pluck="openings") == [2, 2]


def test_two_rebuilds_at_once_are_one(host, page: str, monkeypatch) -> None:
	talks(host, 1)
	ran: list[str] = []

	def once(name: str, counts: str) -> None:
		ran.append(name)
		jobs.rebuild()

	monkeypatch.setattr(jobs, "_rebuild_one", once)
	jobs.rebuild()
	assert len(ran) == 1


def test_a_rebuild_sees_again_what_is_left_out(host, page: str) -> None:
	talks(host, 3, 3)
	name = frappe.get_all("FB Conversation", pluck="name", order_by="name asc")[0]
	frappe.db.set_value("FB Conversation", name, "state", "Spam")
	frappe.db.set_value("FB Response", {"opened_ms": T0 + 1}, "left_out", "Away")
	frappe.db.commit()
	jobs.rebuild()
	assert left_out() == ["Spam", ""]


def test_people_are_warned_of_windows_after_an_upgrade_too(host) -> None:
	frappe.db.set_single_value("FB Care Settings", "window_warn_minutes", None)
	frappe.clear_document_cache("FB Care Settings", "FB Care Settings")
	openings_of_before.execute()
	assert settings.get().window_warn_minutes == 60
