"""Two comment threads that turn out to be one: what agents did with the one that goes stays."""

from __future__ import annotations

import json

import frappe
import pytest

from fb_care.api import inbox_thread, people
from tests.app import comments_data, people_data
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_thread_data import COMMENTS
from tests.app.payloads import T0


@pytest.fixture
def two(host):
	"""The thread that goes and the one that stays; without tasks afterwards."""
	host.page()
	names = [people_data.thread_by("77", tail=tail, last_ms=T0) for tail in ("556", "555")]
	frappe.db.commit()
	yield names
	frappe.db.rollback()
	frappe.db.delete("ToDo", {"reference_type": COMMENTS})
	frappe.db.commit()


def of(name, *fields):
	return frappe.db.get_value(COMMENTS, name, fields)


def open_tasks():
	filters = {"reference_type": COMMENTS, "status": "Open"}
	return frappe.get_all("ToDo", filters, ["reference_name", "allocated_to"], as_list=True)


def test_labels_each_once(two):
	gone, stays = two
	for label in ("Angry", "Press", "Media"):
		people_data.label(label)
	people.set_labels(COMMENTS, gone, ["Press", "Angry", "Media"])
	people.set_labels(COMMENTS, stays, ["Angry"])
	comments_data.gather(gone, stays)
	place = {"parenttype": COMMENTS, "parentfield": "labels"}
	found = frappe.get_all("FB Label Row", place, ["parent", "label", "idx"], order_by="idx", as_list=True)
	assert [(row[0], row[2]) for row in found] == [(stays, 1), (stays, 2), (stays, 3)]
	assert {row[1] for row in found} == {"Angry", "Press", "Media"}


def test_notes_follow_up_and_who_answered(host, two):
	gone, stays = two
	with host.as_user(AGENT):
		inbox_thread.add_note(COMMENTS, gone, "Call her")
		inbox_thread.add_note(COMMENTS, stays, "Called")
	frappe.db.set_value(COMMENTS, gone, {"follow_up": 1, "last_answer_by": AGENT, "last_answer_ms": T0 + 9})
	frappe.db.set_value(COMMENTS, stays, {"last_answer_by": MANAGER, "last_answer_ms": T0 + 5})
	comments_data.gather(gone, stays)
	with host.as_user(AGENT):
		notes = inbox_thread.thread(COMMENTS, stays)["notes"]
	assert [note["text"] for note in notes] == ["Call her", "Called"]
	assert of(stays, "follow_up", "last_answer_by", "last_answer_ms") == (1, AGENT, T0 + 9)


def test_a_newer_answer_of_the_one_that_stays_counts(two):
	gone, stays = two
	frappe.db.set_value(COMMENTS, gone, {"last_answer_by": AGENT, "last_answer_ms": T0 + 5})
	frappe.db.set_value(
		COMMENTS, stays, {"follow_up": 1, "last_answer_by": MANAGER, "last_answer_ms": T0 + 9}
	)
	comments_data.gather(gone, stays)
	assert of(stays, "follow_up", "last_answer_by", "last_answer_ms") == (1, MANAGER, T0 + 9)


def test_an_assignment_goes_along(host, two):
	gone, stays = two
	with host.as_user(MANAGER):
		inbox_thread.assign(COMMENTS, gone, AGENT)
	comments_data.gather(gone, stays)
	assert list(open_tasks()) == [(stays, AGENT)]
	assigned, host_says = of(stays, "assigned_to", "_assign")
	assert (assigned, json.loads(host_says)) == (AGENT, [AGENT])


def test_who_works_on_what_stays_goes_on_alone(host, two):
	gone, stays = two
	with host.as_user(MANAGER):
		inbox_thread.assign(COMMENTS, gone, AGENT)
		inbox_thread.assign(COMMENTS, stays, MANAGER)
	comments_data.gather(gone, stays)
	assert list(open_tasks()) == [(stays, MANAGER)]
	assigned, host_says = of(stays, "assigned_to", "_assign")
	assert (assigned, json.loads(host_says)) == (MANAGER, [MANAGER])
	assert not frappe.db.exists("ToDo", {"reference_name": gone})
