"""Several agents at once: no note is lost, no label is twice, and joins at the same time join all."""

from __future__ import annotations

import itertools
from typing import Any

import frappe

from fb_care.api import people as api
from fb_care.inbound import groups
from tests.app import tickets_data as data
from tests.app.hosts import Host
from tests.app.people_data import label
from tests.app.test_process_workers import side_by_side

CONTACT = "FB Contact"


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
