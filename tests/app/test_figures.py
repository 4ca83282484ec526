"""A page's figures: read from its rows, kept on the page, kept for each day, made anew."""

from __future__ import annotations

from datetime import datetime

import frappe
import pytest
import pytz

from fb_care import clock
from fb_care.care.responsiveness import DAY_MS, MINUTE_MS
from fb_care.figures import page as figures
from fb_care.figures import policies, snapshots
from fb_care.jobs import figures as jobs
from tests.app.payloads import T0, delivery, echo, message

M = MINUTE_MS
#: The day after the messages of `talks`.
NOW = T0 + DAY_MS


@pytest.fixture
def page(host) -> str:
	return host.page(time_zone="Europe/Paris").name


def talks(host, *waits: float | None, at: int = T0, first: int = 0) -> None:
	"""One conversation for each: who writes is answered after so many minutes, or not at all."""
	for number, wait in enumerate(waits, start=first):
		psid = str(24680135700000 + number)
		host.receive(delivery(message(f"q{number}", "Hi", at + number, psid=psid)))
		if wait is not None:
			host.receive(delivery(echo(f"a{number}", "Yes", at + number + round(wait * M), psid=psid)))


def test_the_figures_of_a_page(host, page: str) -> None:
	talks(host, *[2] * 8, 6, None)
	found = figures.of(page, as_of_ms=NOW)
	assert (found.openings, found.answered, found.rate) == (10, 9, 90)
	assert (found.counted, found.earned) == (9, True)
	assert found.mean_ms == round((8 * 2 + 6) * M / 9)


def test_they_are_what_they_were_at_that_time(host, page: str) -> None:
	talks(host, 30)
	assert figures.of(page, as_of_ms=T0 + 29 * M).answered == 0
	assert figures.of(page, as_of_ms=T0 + 31 * M).answered == 1
	assert figures.of(page, as_of_ms=T0 - 1).openings == 0


def test_the_window_of_the_other_policy_ends_with_the_newest_and_takes_ten(host, page: str) -> None:
	talks(host, *[1] * 7, at=T0 - 90 * DAY_MS)
	talks(host, *[2] * 5, first=20)
	found = figures.of(page, policies.RATE_AND_TIME, NOW + 40 * DAY_MS)
	assert (found.openings, found.to_ms) == (10, T0 + 24)


@pytest.mark.parametrize("counts", ["People", "People and other apps"])
def test_what_is_kept_on_the_page_is_what_each_policy_says(host, page: str, counts: str) -> None:
	talks(host, *[1] * 7, at=T0 - 90 * DAY_MS)
	talks(host, 2, None, 4, first=20)
	own = {"doctype": policies.DOCTYPE, "title": "My own", "window_days": 30, "counts": counts}
	own |= {"window_until": "Newest opening", "least_openings": 10}
	frappe.get_doc(own).insert(ignore_permissions=True)
	frappe.db.set_value("FB Page", page, "label_policy", "My own")
	frappe.db.commit()
	jobs.rebuild(counts)
	with clock.at(NOW):
		figures.refresh(page)
	badge, told = figures.of(page, as_of_ms=NOW), figures.of(page, "My own", NOW)
	kept = frappe.get_doc("FB Page", page)
	assert (badge.openings, told.openings) == (3, 10)
	assert (kept.response_ms, kept.response_label) == (badge.mean_ms, told.label.value)
	assert (kept.response_openings, kept.response_rate) == (3, pytest.approx(200 / 3))


def test_what_is_left_out_is_told_beside_it(host, page: str) -> None:
	talks(host, 1, None, None)
	names = frappe.get_all("FB Response", filters={"state": "Open"}, pluck="name")
	frappe.db.set_value("FB Response", names[0], "left_out", "Spam")
	frappe.db.set_value("FB Response", names[1], "left_out", "Away")
	found = figures.of(page, as_of_ms=NOW)
	assert (found.openings, found.rate) == (1, 100)
	policy = policies.of(policies.BADGE)
	assert figures.left_out(page, policy, found.from_ms, found.to_ms) == {"Spam": 1, "Away": 1}


def test_another_pages_openings_are_not_in_it(host, page: str) -> None:
	other = host.page("900800700600500").name
	talks(host, 1)
	assert figures.of(other, as_of_ms=NOW).openings == 0


def test_messages_bring_the_pages_figures_up_to_date(host, page: str) -> None:
	with clock.at(NOW):
		talks(host, 3)
		assert any("refresh_page" in job for job in host.queued_jobs())
		host.drop_jobs()
		jobs.refresh_page(page)
	row = frappe.get_doc("FB Page", page)
	assert (row.very_responsive, row.response_rate, row.response_ms) == (1, 100, 3 * M)
	assert (row.response_label, row.figures_ms, row.figures_due) == ("Within minutes", NOW, 0)


def test_figures_just_made_are_made_again_a_minute_later(host, page: str) -> None:
	with clock.at(NOW):
		jobs.refresh_page(page)
	with clock.at(NOW + 1000):
		talks(host, 3)
		host.drop_jobs()
		jobs.refresh_page(page)
		assert frappe.db.get_value("FB Page", page, ["figures_due", "figures_ms"]) == (1, NOW)
	with clock.at(NOW + 60_000):
		jobs.run_due()
	assert frappe.db.get_value("FB Page", page, ["figures_due", "response_rate"]) == (0, 100)


def test_the_label_can_be_set_by_hand_while_the_time_stays_measured(host, page: str) -> None:
	talks(host, 3)
	frappe.db.set_value("FB Page", page, "label_choice", "Within a day")
	with clock.at(NOW):
		figures.refresh(page)
	assert frappe.db.get_value("FB Page", page, ["response_label", "response_ms"]) == ("Within a day", 3 * M)


def test_time_alone_changes_figures(host, page: str) -> None:
	with clock.at(NOW):
		talks(host, 3)
		jobs.run()
		assert frappe.db.get_value("FB Page", page, "very_responsive") == 1
	with clock.at(NOW + 8 * DAY_MS):
		jobs.run()
	assert frappe.db.get_value("FB Page", page, "very_responsive") == 0


def test_every_day_that_is_over_is_kept_once_also_after_days_of_standstill(host, page: str) -> None:
	talks(host, 3, None)
	with clock.at(NOW):
		jobs.run()
		assert days() == ["2026-11-20"]
	with clock.at(NOW + 3 * DAY_MS):
		jobs.run()
		jobs.run()
	assert days() == ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"]
	row = frappe.get_doc("FB Response Snapshot", {"day": "2026-11-20", "policy": policies.BADGE})
	assert (row.openings, row.answered, row.rate, row.mean_ms, row.earned) == (2, 1, 50, 3 * M, 0)
	assert '"rate_percent": 90' in row.formula


def test_a_day_ends_at_midnight_of_the_page(host, page: str) -> None:
	zone = snapshots.zone_of(page)
	end = snapshots.end_of_day(datetime(2026, 10, 25).date(), zone)
	assert clock.to_utc(end) == pytz.utc.localize(datetime(2026, 10, 25, 23, 0))
	start = snapshots.end_of_day(datetime(2026, 10, 24).date(), zone)
	assert end - start == 25 * 60 * M


def test_a_policy_that_is_gone_is_told_by_name(host, page: str) -> None:
	with pytest.raises(frappe.DoesNotExistError, match="There is no"):
		figures.of(page, "Nothing of the kind", NOW)


def test_the_run_of_the_quarter_hour_does_not_run_beside_itself(host, page: str, monkeypatch) -> None:
	ran: list[str] = []

	def refresh(name: str) -> None:
		ran.append(name)
		jobs.run()

	monkeypatch.setattr(figures, "refresh", refresh)
	jobs.run()
	assert ran == [page]


def days() -> list[str]:
	filters = {"policy": policies.BADGE}
	return [
		str(day)
		for day in frappe.get_all("FB Response Snapshot", filters=filters, pluck="day", order_by="day asc")
	]
