"""Several agents at once: no note is lost, no label is twice, and joins at the same time join all."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.desk.form import assign_to

from fb_care.api import people as api
from fb_care.inbound import groups, rows
from fb_care.inbound.contention import patiently
from fb_care.inbox import changes
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, Host
from tests.app.label_index_data import held, truth
from tests.app.people_data import label
from tests.app.test_process_workers import side_by_side

CONTACT, TALK = "FB Contact", "FB Conversation"


def contacts(host: Host, count: int) -> list[str]:
	host.page()
	names = [data.conversation(f"Person {number}", psid=f"880{number}") for number in range(count)]
	frappe.db.commit()
	return names


def test_notes_of_several_agents_all_stay(host: Host):
	[person] = contacts(host, 1)

	def work() -> None:
		for number in range(5):
			api.add_note(person, f"note {number}")

	side_by_side(host, 3, work)
	assert frappe.db.count("FB Contact Note", {"parent": person}) == 15
	assert len(frappe.get_doc(CONTACT, person).dated_notes) == 15


def test_the_same_label_of_two_agents_is_there_once(host: Host):
	[person] = contacts(host, 1)
	label("Press")

	def work() -> None:
		api.set_labels(CONTACT, person, ["Press"])

	side_by_side(host, 3, work)
	assert frappe.get_all("FB Label Row", {"parent": person}, pluck="label") == ["Press"]


def test_a_label_and_what_is_said_meanwhile_make_one_true_index(host: Host):
	people = contacts(host, 3)
	label("Press")
	label("Angry")
	turns = itertools.count()

	def say(person: str, at_ms: int) -> None:
		rows.get("FB Conversation", {"name": person}, ["name"], lock=True)
		rows.update("FB Conversation", person, {"last_ms": at_ms})

	def work() -> None:
		for _turn in range(12):
			turn = next(turns)
			person = people[turn % 3]
			if turn % 2:
				patiently(lambda person=person, turn=turn: say(person, data.T0 + turn))
			else:
				frappe.get_all("FB Label", pluck="name")  # what follows may see the past
				api.set_labels(CONTACT, person, ["Press"] if turn % 4 else ["Angry", "Press"])

	side_by_side(host, 3, work)
	frappe.db.rollback()
	assert held() == truth() != []


def test_what_several_change_back_and_forth_leaves_a_true_index(host: Host):
	[person] = contacts(host, 1)
	label("Press")
	api.set_labels(CONTACT, person, ["Press"])
	states = itertools.cycle(["Done", "Open"])

	def put(state: str) -> None:
		frappe.get_all("FB Label", pluck="name")  # what follows may see the past
		rows.get("FB Conversation", {"name": person}, ["name"], lock=True)
		rows.update("FB Conversation", person, {"state": state})

	def work() -> None:
		for _turn in range(12):
			patiently(lambda: put(next(states)))

	side_by_side(host, 3, work)
	frappe.db.rollback()
	assert held() == truth() != []


def saved_in_the_form(doc: Any) -> None:
	doc.state = "Done"
	doc.save(ignore_permissions=True)


def given_by_the_host(doc: Any) -> None:
	task = {"doctype": TALK, "name": doc.name, "assign_to": json.dumps([AGENT])}
	assign_to.add(task, ignore_permissions=True)


def put_away_among_many(doc: Any) -> None:
	changes.set_state(frappe.get_doc(TALK, doc.name, for_update=True), "Done")


def elsewhere(work: Callable[[], Any]) -> None:
	"""Run `work` on another connection while what this one has read stays as it is."""
	site, sites_path, errors = frappe.local.site, frappe.local.sites_path, []

	def run() -> None:
		frappe.init(site=site, sites_path=sites_path, force=True)
		frappe.connect()
		try:
			patiently(work)
		except BaseException as error:
			errors.append(error)
		finally:
			frappe.destroy()

	thread = threading.Thread(target=run)
	thread.start()
	thread.join()
	assert errors == []


@pytest.mark.parametrize("change", [saved_in_the_form, given_by_the_host, put_away_among_many])
def test_a_label_that_a_change_has_not_seen_shows_it(host: Host, change: Callable[[Any], None]):
	[person] = contacts(host, 1)
	label("Press")
	label_once = iter([lambda: api.set_labels(CONTACT, person, ["Press"])])

	def work() -> None:
		doc = frappe.get_doc(TALK, person)
		for put_it_on in label_once:
			elsewhere(put_it_on)
		change(doc)

	patiently(work)
	found, expected = held(), truth()
	frappe.db.delete("ToDo", {"reference_name": person})
	frappe.db.commit()
	assert found == expected != []


def test_joins_at_the_same_time_join_all(host: Host):
	names = contacts(host, 4)
	pairs: Any = itertools.pairwise(names)

	def work() -> None:
		try:
			api.merge(*next(pairs))
		except frappe.ValidationError:
			frappe.clear_messages()  # one of the others has joined them meanwhile

	side_by_side(host, 3, work)
	assert groups.members(names[0]) == sorted(names)
