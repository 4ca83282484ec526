"""What people write while the page is away is left out of the figures, also when that is found out later."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import clock
from fb_care.away import availability
from tests.app.away_data import at, minute, page_with_hours
from tests.app.hosts import AGENT, PAGE_ID
from tests.app.payloads import delivery, message


def writes(host: Any, when: str, psid: str) -> None:
	with clock.at(at(when) + 1000):
		host.receive(delivery(message(f"m{psid}", "Hi", at(when), psid=psid)))


def left_out() -> list[str]:
	found = frappe.get_all("FB Response", {"page": PAGE_ID}, ["left_out"], order_by="opened_ms asc")
	return [row.left_out or "" for row in found]


def test_openings_of_the_evening_are_left_out_also_when_the_job_comes_later(host) -> None:
	page_with_hours(host, "07 12:00")
	for number, when in enumerate(("07 16:59", "07 17:00", "07 23:00", "08 09:00")):
		writes(host, when, f"7300{number}")
	minute(host, "08 09:30")
	assert left_out() == ["", "Away", "Away", ""]


def test_openings_while_away_by_hand_are_left_out_and_those_after_back_count(host) -> None:
	page_with_hours(host, "07 10:00")
	with clock.at(at("07 11:00")):
		availability.set_away(PAGE_ID, at("07 15:00"), "", AGENT)
	frappe.db.commit()
	writes(host, "07 12:00", "73001")
	with clock.at(at("07 13:00")):
		availability.set_back(PAGE_ID, AGENT)
	frappe.db.commit()
	writes(host, "07 13:00", "73002")
	assert left_out() == ["Away", ""]


def test_openings_after_an_absence_whose_end_the_job_missed_count(host) -> None:
	page_with_hours(host, "07 12:00")
	minute(host, "07 17:00")
	writes(host, "07 20:00", "73001")
	writes(host, "08 09:15", "73002")
	minute(host, "08 09:30")
	assert left_out() == ["Away", ""]
