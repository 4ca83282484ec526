"""The same done to many threads: at once or by a job, each checked for itself, and taken back."""

from __future__ import annotations

import json

import frappe
import pytest

from fb_care.api import inbox_bulk
from fb_care.inbound import contention
from fb_care.inbox import bulk, bulk_undo
from tests.app.bulk_data import do, threads, undo, values
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_thread_data import TALK
from tests.app.operating_data import NOW_MS, OTHER_PAGE, insert


@pytest.fixture
def many(host):
	return threads(host)


STATES = [("done", "Done"), ("spam", "Spam"), ("archive", "Archived")]


@pytest.mark.parametrize("action, state", STATES)
def test_states_are_set_and_put_back(host, many, action, state):
	found = do(host, action, many)
	assert (found["done"], found["refused"]) == (len(many), [])
	assert set(values(many, "state")) == {state}
	assert set(values(many, "unread_count")) == {0} == set(values(many, "has_unread"))
	back = undo(host, found["undo"])
	assert (back["done"], back["refused"]) == (len(many), [])
	assert set(values(many, "state")) == {"Open"}
	assert values(many[:-1], "unread_count") == [2] * 5
	assert values(many[-1:], "unread_count") == [1]  # the thread has one comment


def test_what_changed_since_stays_as_it_is(host, many):
	found = do(host, "done", many)
	frappe.db.set_value(*many[0], "state", "Open")
	back = undo(host, found["undo"])
	assert back["done"] == len(many) - 1
	assert [(one["doctype"], one["name"]) for one in back["refused"]] == [tuple(many[0])]


def test_undo_goes_once_and_only_for_who_did_it(host, many):
	found = do(host, "done", many)
	with pytest.raises(bulk_undo.Gone):
		undo(host, found["undo"], MANAGER)
	undo(host, found["undo"])
	with pytest.raises(bulk_undo.Gone):
		undo(host, found["undo"])
	with pytest.raises(bulk_undo.Gone):
		undo(host, "")


def test_read_and_unread(host, many):
	found = do(host, "read", many)
	assert found["done"] == len(many)
	assert set(values(many, "unread_count")) == {0}
	assert do(host, "read", many)["done"] == 0
	undo(host, found["undo"])
	assert values(many, "unread_count") == [2] * 5 + [1]
	do(host, "read", many)
	found = do(host, "unread", many)
	assert values(many, "unread_count") == [1] * 6
	undo(host, found["undo"])
	assert values(many, "has_unread") == [0] * 6


def test_a_message_since_keeps_its_unread_count(host, many):
	found = do(host, "read", many)
	frappe.db.set_value(*many[0], {"unread_count": 1, "last_ms": NOW_MS + 1})
	assert undo(host, found["undo"])["done"] == len(many) - 1
	assert values(many[:1], "unread_count") == [1]


def test_follow_up(host, many):
	found = do(host, "follow_up", many)
	assert set(values(many, "follow_up")) == {1}
	undo(host, found["undo"])
	assert set(values(many, "follow_up")) == {0}


def test_labels(host, many):
	insert("FB Label", label="Urgent")
	with host.as_user(AGENT):
		bulk.do(bulk.Task("label", "Urgent"), [tuple(many[0])])
	found = do(host, "label", many, value="Urgent")
	assert found["done"] == len(many) - 1
	assert frappe.db.count("FB Label Row", {"label": "Urgent"}) == len(many)
	undo(host, found["undo"])
	assert frappe.get_all("FB Label Row", {"label": "Urgent"}, pluck="parent") == [many[0][1]]
	assert do(host, "unlabel", many, value="Urgent")["done"] == 1
	with pytest.raises(frappe.ValidationError, match="no label"):
		do(host, "label", many, value="Nope")


def test_assignments(host, many):
	do(host, "assign", many[:1], value=AGENT)
	found = do(host, "assign", many, MANAGER, value=MANAGER)
	assert found["done"] == len(many)
	assert set(values(many, "assigned_to")) == {MANAGER}
	undo(host, found["undo"], MANAGER)
	assert values(many[:2], "assigned_to") == [AGENT, None]


def test_somebody_who_may_not_see_it_is_refused_with_a_reason(host, many):
	other = [[TALK, f"{OTHER_PAGE}-7301"]]
	found = do(host, "assign", [*many[:1], *other], MANAGER, value=AGENT)
	assert found["done"] == 1
	assert "may not see this page" in found["refused"][0]["reason"]


def test_threads_of_another_page_are_refused_like_those_that_are_gone(host, many):
	other = [[TALK, f"{OTHER_PAGE}-7301"], [TALK, "gone"]]
	found = do(host, "done", [*other, *many[:2]])
	assert found["done"] == 2
	first, second = found["refused"]
	assert first["reason"] == second["reason"]
	assert values(other[:1], "state") == ["Open"]


@pytest.mark.parametrize("action", ["read", "done", "assign", "delete"])
def test_people_without_the_app_do_nothing(host, many, action):
	with host.as_user("Guest"), pytest.raises((frappe.PermissionError, frappe.ValidationError)):
		found = inbox_bulk.do(action, json.dumps(many), value="DELETE" if action == "delete" else "")
		if found["done"] == 0 and len(found["refused"]) == len(many):
			raise frappe.PermissionError


def test_one_bad_thread_holds_nothing_up(host, many, monkeypatch):
	from fb_care.inbox import changes

	real = changes.set_state

	def set_state(doc, state):
		found = real(doc, state)
		if doc.name == many[1][1]:
			raise RuntimeError("broken")
		return found

	monkeypatch.setattr(changes, "set_state", set_state)
	found = do(host, "done", many)
	assert found["done"] == len(many) - 1
	assert [one["name"] for one in found["refused"]] == [many[1][1]]
	assert values(many[1:2], "state") == ["Open"]


@pytest.mark.parametrize(
	"more",
	[{}, {"filters": "{}", "keys": [[TALK, "x"]]}, {"keys": [["User", "x"]]}, {"keys": [[TALK]]}],
	ids=["neither", "both", "another kind", "no name"],
)
def test_what_makes_no_sense_is_refused(host, more):
	with pytest.raises(frappe.ValidationError):
		do(host, "done", more.get("keys", "[]"), filters=more.get("filters", ""))


def test_no_other_actions(host, many):
	with pytest.raises(frappe.ValidationError):
		do(host, "explode", many)


def test_a_thread_that_can_never_be_committed_is_left_out_alone(host, many, monkeypatch):
	from fb_care.inbound.outcome import TryAgain
	from fb_care.inbox import changes

	real = changes.set_state

	def set_state(doc, state):
		if doc.name == many[1][1]:
			raise TryAgain("again and again")
		return real(doc, state)

	monkeypatch.setattr(contention, "TRIES", 2)
	monkeypatch.setattr(changes, "set_state", set_state)
	found = do(host, "done", many)
	assert found["done"] == len(many) - 1
	assert [one["name"] for one in found["refused"]] == [many[1][1]]
