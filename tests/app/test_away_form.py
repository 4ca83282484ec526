"""Saving a page: hours that can't be meant are refused, facts written meanwhile are not overwritten."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock
from fb_care.away import availability
from tests.app.away_data import WEEK, at, facts, hours, page_with_hours
from tests.app.hosts import AGENT, PAGE_ID

MONDAY = ("Monday", "09:00:00", "12:00:00")


def refused(host, **fields) -> str:
	with pytest.raises(frappe.ValidationError) as error:
		host.page(**fields)
	frappe.db.rollback()
	host.fresh()
	return str(error.value)


def special(day: str, start: str | None = None, end: str | None = None) -> dict:
	return {"day": day, "closed": int(start is None), "from_time": start, "to_time": end}


def test_no_hours_are_refused_with_what_they_would_mean(host) -> None:
	host.page()
	assert "always be away" in refused(host, schedule_on=1)
	assert host.page(hours=hours(*WEEK)).schedule_on == 0


def test_hours_that_overlap_are_refused_with_both(host) -> None:
	host.page()
	rows = hours(MONDAY, ("Monday", "11:30:00", "14:00:00"))
	words = refused(host, hours=rows)
	assert "Monday" in words and "09:00–12:00" in words and "11:30–14:00" in words
	assert "overlap" in refused(host, hours=hours(MONDAY, MONDAY))
	assert "overlap" in refused(host, hours=hours(MONDAY, ("Monday", "00:00:00", "00:00:00")))


def test_hours_that_meet_or_reach_into_the_next_day_are_fine(host) -> None:
	rows = hours(MONDAY, ("Monday", "12:00:00", "02:00:00"), ("Tuesday", "01:00:00", "05:00:00"))
	page_with_hours(host, "08 03:00", *((row["weekday"], row["from_time"], row["to_time"]) for row in rows))
	assert not facts().away


def test_special_days_are_closed_or_have_hours(host) -> None:
	host.page()
	rows = [special("2027-06-08"), special("2027-06-08", "09:00:00", "12:00:00")]
	assert "keep one" in refused(host, special_days=rows)
	rows = [special("2027-06-08", "09:00:00", "12:00:00"), special("2027-06-08", "11:00:00", "13:00:00")]
	assert "overlap" in refused(host, special_days=rows)
	assert "From and To" in refused(host, special_days=[special("2027-06-08", "09:00:00", "25:00:00")])
	host.page(special_days=[{"day": "2027-06-08", "closed": 1, "from_time": "09:00:00"}])
	assert not frappe.get_doc("FB Page", PAGE_ID).special_days[0].from_time


@pytest.mark.parametrize("zone", ["Mars/Base", "Paris", "../etc/passwd"])
def test_what_is_no_time_zone(host, zone: str) -> None:
	host.page()
	assert "Europe/Paris" in refused(host, time_zone=zone)


def test_a_list_of_holidays_has_to_be_there_when_it_is_chosen(host) -> None:
	page_with_hours(host, "07 10:00")
	assert "those offered" in refused(host, holiday_list="No such <b>list</b>")


def test_a_form_that_was_open_meanwhile_brings_nothing_old_back(host) -> None:
	page_with_hours(host, "07 10:00")
	with clock.at(at("07 11:00")):
		stale = frappe.get_doc("FB Page", PAGE_ID)
		availability.set_away(PAGE_ID, at("07 15:00"), "", AGENT)
		facts_of_jobs = {"very_responsive": 1, "response_rate": 91, "last_event_ms": 7, "health": "Warning"}
		frappe.db.set_value("FB Page", PAGE_ID, facts_of_jobs, update_modified=False)
		frappe.db.commit()
		stale.page_name = "Lakeside Boats"
		stale.save(ignore_permissions=True)
		frappe.db.commit()
	found = facts()
	assert found.away and found.away_until_ms == at("07 15:00") and stale.away
	kept = frappe.db.get_value("FB Page", PAGE_ID, [*facts_of_jobs, "page_name"], as_dict=True)
	assert kept == {**facts_of_jobs, "page_name": "Lakeside Boats"}


def test_nobody_sets_the_facts_by_saving(host) -> None:
	page_with_hours(host, "07 10:00")
	with clock.at(at("07 11:00")):
		doc = host.page(away=1, messages_off=1, response_rate=100)
	assert not (doc.away or doc.messages_off or doc.response_rate)


def test_a_new_token_still_makes_the_health_unknown(host) -> None:
	host.page()
	frappe.db.set_value("FB Page", PAGE_ID, "health", "OK")
	assert host.page(access_token="another").health == "Unknown"
