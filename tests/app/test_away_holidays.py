"""Days off from the host's lists of holidays: tonight, changed meanwhile, deleted."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock
from fb_care.api import away as api
from tests.app.away_data import at, facts, holiday_kind, holiday_list, minute, page_with_hours, periods
from tests.app.hosts import PAGE_ID


@pytest.fixture
def lists(host):
	if not holiday_kind():
		pytest.skip("this site has no lists of holidays")
	yield
	for name in ("FB test days",):
		frappe.delete_doc(holiday_kind(), name, force=True, ignore_missing=True)
	frappe.db.commit()


def test_a_holiday_begins_tonight_at_midnight(host, lists) -> None:
	holiday_list("FB test days", "2027-06-08")
	page_with_hours(host, "07 20:00", ("Monday", "18:00:00", "02:00:00"), holiday_list="FB test days")
	minute(host, "08 06:00")
	assert periods() == [("Schedule", at("08 00:00"), 0)]


def test_a_list_that_changes_holds_from_the_change_on(host, lists) -> None:
	holiday_list("FB test days", "2027-06-20")
	page_with_hours(host, "07 08:00", holiday_list="FB test days")
	minute(host, "07 10:00")
	with clock.at(at("07 12:00")):
		holiday_list("FB test days", "2027-06-07")
	minute(host, "07 12:01")
	assert periods() == [("Schedule", at("07 08:00"), at("07 09:00")), ("Schedule", at("07 12:00"), 0)]


def test_a_list_that_is_gone_is_told_and_holds_no_days(host, lists) -> None:
	holiday_list("FB test days", "2027-06-07")
	page_with_hours(host, "07 12:00", holiday_list="FB test days")
	assert facts().away
	frappe.delete_doc(holiday_kind(), "FB test days", force=True)
	frappe.db.commit()
	with clock.at(at("07 12:01")):
		assert "FB test days" in api.state(PAGE_ID)["warnings"][0]
	minute(host, "08 10:00")
	assert not facts().away
	host.page(page_name="Still saved")


def test_a_list_is_saved_though_the_new_version_has_not_migrated_yet(host, lists, monkeypatch) -> None:
	holiday_list("FB test days", "2027-06-20")
	page_with_hours(host, "07 08:00", holiday_list="FB test days")
	before = facts()
	monkeypatch.setattr(frappe.db, "has_column", lambda doctype, column: False)
	with clock.at(at("07 08:30")):
		holiday_list("FB test days", "2027-06-07")
	monkeypatch.undo()
	assert facts() == before
