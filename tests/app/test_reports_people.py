"""The report Ambassadors and Complainers: who writes most and who complains most."""

from __future__ import annotations

import frappe
import pytest

from fb_care.fb_care.report.ambassadors_and_complainers import ambassadors_and_complainers as report
from fb_care.figures import reporting
from fb_care.times import site_datetime
from tests.app.hosts import AGENT, PAGE_ID
from tests.app.operating_data import OTHER_PAGE, insert
from tests.app.reports_data import (
	DAY,
	HOUR,
	JUNE,
	T0,
	behind,
	comment,
	opens,
	person,
	rows,
	run,
	says,
	thread,
	two_pages,
)
from tests.app.saved_data import limit

FIGURES = ("messages", "comments", "questions", "complaints", "reactions", "recommendations")
STRANGER = {"author_id": "7700000000001", "author_name": "Eva Brandt"}


@pytest.fixture
def said(host):
	"""Nora writes to both pages and comments, Ole complains, Eva only comments, Sam is spam."""
	two_pages(host)
	insert("FB Label", label="Fan")
	nora = person("Nora Vale", "7301", person="p1", labels=[{"label": "Fan"}])
	there = person("Nora V.", "8301", OTHER_PAGE, person="p1", vip=1)
	ole, sam = person("Ole Berg", "7302"), person("Sam Spam", "7303")
	frappe.db.set_value("FB Conversation", sam, "state", "Spam")
	for hour in range(3):
		says(nora, T0 + hour * HOUR, is_question=int(not hour))
	says(there, T0 + DAY)
	says(there, T0 - 40 * DAY)  # of April
	says(nora, T0, direction="Outgoing", sender_kind="This App")
	says(nora, T0, kind="Referral")
	for hour in range(2):
		says(ole, T0 + hour * HOUR, is_complaint=1)
	for hour in range(9):
		says(sam, T0 + hour * HOUR)
	talk = thread(T0)
	comment(talk, T0, author_id="7301", author_name="Nora Vale")
	comment(talk, T0 + HOUR, **STRANGER, is_complaint=1)
	comment(talk, T0 + HOUR, by_page=True, author_id=PAGE_ID)
	comment(talk, T0 + HOUR)  # nobody knows who
	thread(T0, kind="Rating", recommendation="POSITIVE", **STRANGER)
	thread(T0, kind="Rating", recommendation="NEGATIVE", **STRANGER)
	_reacts(nora, ("7301", "love"), (PAGE_ID, "like"), ("7301x", "angry"))
	return nora


def _reacts(contact: str, *reactions: tuple[str, str]) -> None:
	message = frappe.get_doc("FB Message", says(contact, T0, direction="Outgoing", sender_kind="This App"))
	for actor, reaction in reactions:
		message.append("reactions", {"actor": actor, "reaction": reaction, "at_ms": T0 + HOUR})
	message.save(ignore_permissions=True)


def test_a_person_with_several_contacts_is_one(host, said):
	assert rows(report, *FIGURES) == {
		"Nora Vale": (4, 1, 1, 0, 1, 0),
		"Eva Brandt": (0, 1, 0, 1, 0, 1),
		"Ole Berg": (2, 0, 0, 2, 0, 0),
	}
	assert rows(report, "vip", "labels", "page")["Nora Vale"] == (1, "Fan", "Hill Tools, Lakeside Bikes")
	assert rows(report, "last_contact")["Nora Vale"] == site_datetime(T0 + DAY)


def test_the_most_active_and_those_who_complain_most(host, said):
	assert list(rows(report, "messages")) == ["Nora Vale", "Eva Brandt", "Ole Berg"]
	assert list(rows(report, "complaints", show="Most complaints")) == ["Ole Berg", "Eva Brandt"]
	assert list(rows(report, "complaints", rows=1)) == ["Nora Vale"]


def test_ids_that_people_told_us_of(host, said):
	ole = frappe.get_doc("FB Contact", f"{PAGE_ID}-7302")
	key = f"{PAGE_ID}:{STRANGER['author_id']}"
	ole.append(
		"authors", {"author_name": "Eva Brandt", "author_id": STRANGER["author_id"], "author_key": key}
	)
	ole.save(ignore_permissions=True)
	assert rows(report, *FIGURES)["Ole Berg"] == (2, 1, 0, 3, 0, 1)


def test_what_is_behind(host, said):
	_columns, data, *_rest = run(report)
	assert opens(data, "Nora Vale", "label") == f"/app/fb-contact/{said}"
	counts = {row["label"]: (row["messages"], row["comments"], row["complaints"]) for row in data}
	for who, column, place, count in (
		("Nora Vale", "messages", "/app/fb-message?", counts["Nora Vale"][0]),
		("Ole Berg", "complaints", "/app/fb-message?", counts["Ole Berg"][2]),
		("Eva Brandt", "complaints", "/app/fb-comment?", counts["Eva Brandt"][2]),
		("Eva Brandt", "label", "/app/fb-comment?", counts["Eva Brandt"][1]),
	):
		address = opens(data, who, column)
		assert address.startswith(place) and len(behind(address)["name"][1]) == count


def test_what_is_behind_many(host, said, monkeypatch):
	"""Too many to be named: those of the days on the pages of the person."""
	monkeypatch.setattr("fb_care.figures.reporting.LINKED", 0)
	_columns, data, *_rest = run(report)
	filters = behind(opens(data, "Ole Berg", "complaints"))
	since, until = (site_datetime(ms) for ms in reporting.scope(JUNE).span_ms())
	assert filters["sent_at"] == [">=", str(since)]
	assert filters["FB Message.sent_at"] == ["<", str(until)] and filters["is_complaint"] == "1"


def test_complaints_of_both_kinds_are_in_no_single_list(host, said):
	comment(thread(T0), T0, author_id="7302", author_name="Ole Berg", is_complaint=1)
	_columns, data, *_rest = run(report)
	ole = next(row for row in data if row["label"] == "Ole Berg")
	assert ole["complaints"] == 3 and "complaints" not in ole["opens"]


def test_the_sums(host, said):
	*_rest, chart, summary = run(report)
	assert [one["value"] for one in summary] == [3, 6, 2, 3, 2]
	assert chart["data"]["labels"] == ["Nora Vale", "Eva Brandt", "Ole Berg"]


def test_who_is_limited_to_a_page_sees_what_was_said_there(host, said):
	limit(AGENT, OTHER_PAGE)
	assert rows(report, "messages", "comments", "vip", "labels", "page", by=AGENT) == {
		"Nora V.": (1, 0, 1, "", "Hill Tools")
	}


def test_one_page_and_no_page(host, said):
	assert rows(report, "messages", page=OTHER_PAGE) == {"Nora V.": 1}
	_columns, data, _message, chart, summary = run(report, from_date="2027-06-01", to_date="2027-06-02")
	assert data == [] and chart is None and summary[0]["value"] == 0
