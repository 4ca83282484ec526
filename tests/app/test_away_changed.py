"""Openings after periods of a page changed: beside other workers, by index, and when a period is deleted."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock
from fb_care.figures import standing
from fb_care.inbound import rows
from tests.app.figures_data import M, talks
from tests.app.payloads import T0

PERIOD = "FB Away Period"


@pytest.fixture
def page(host) -> str:
	return host.page().name


def period(page: str, start_ms: int, end_ms: int = 0) -> str:
	values = {"doctype": PERIOD, "page": page, "kind": "By hand", "start_ms": start_ms, "end_ms": end_ms}
	return frappe.get_doc(values).insert(ignore_permissions=True).name


def left_out() -> list[str]:
	return frappe.get_all("FB Response", pluck="left_out", order_by="opened_ms asc")


def test_another_worker_in_the_way_is_waited_for(host, page: str, monkeypatch) -> None:
	talks(host, 1, None, 3)
	period(page, T0 - M, T0 + M)
	frappe.db.commit()
	write, tries = rows.update_many, []

	def once_in_the_way(*args: object, **where: object) -> None:
		tries.append(1)
		if len(tries) == 1:
			raise frappe.QueryDeadlockError
		write(*args, **where)

	monkeypatch.setattr(rows, "update_many", once_in_the_way)
	monkeypatch.setattr(standing, "BATCH", 2)
	standing.away_changed(page, T0 - M, T0 + M)
	assert left_out() == ["Away"] * 3


def test_what_became_spam_meanwhile_stays_so(host, page: str, monkeypatch) -> None:
	talks(host, 1)
	name = period(page, T0 - M, T0 + M)
	standing.away_changed(page, T0 - M, T0 + M)
	frappe.db.set_value(PERIOD, name, "end_ms", T0 - 1)
	frappe.db.commit()
	write = rows.update_many

	def after_another(*args: object, **where: object) -> None:
		frappe.db.set_value("FB Response", {"page": page}, "left_out", "Spam")
		write(*args, **where)

	monkeypatch.setattr(rows, "update_many", after_another)
	standing.away_changed(page, T0 - M, T0 + M)
	assert left_out() == ["Spam"]


def test_a_period_that_is_deleted_leaves_nothing_out(host, page: str) -> None:
	talks(host, 1)
	name = period(page, T0 - M, T0 + M)
	standing.away_changed(page, T0 - M, T0 + M)
	assert left_out() == ["Away"]
	frappe.delete_doc(PERIOD, name)
	frappe.db.commit()
	assert left_out() == [""]


def test_the_period_that_runs_is_ended_not_deleted(host, page: str) -> None:
	from fb_care.away import availability

	with clock.at(T0):
		availability.set_away(page, T0 + 60 * M, "", "Administrator")
	name = frappe.get_all(PERIOD, pluck="name")[0]
	with pytest.raises(frappe.ValidationError, match="Switch the page back"):
		frappe.delete_doc(PERIOD, name)
	assert frappe.db.exists(PERIOD, name)
