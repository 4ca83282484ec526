"""The inbox's list of one label: page by page, within the pages that an agent may see, in few statements."""

from __future__ import annotations

import frappe
import pytest

from fb_care.inbound.rows import update as write
from tests.app import inbox_thread_data
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_data import T0, names, rows, talk
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.label_index_data import CONTACT, labelled
from tests.app.operating_data import OTHER_PAGE, PAGE, insert, thread
from tests.app.statements import counted


@pytest.fixture
def many(host):
	"""Conversations and comment threads, many of the same time; those with the label in the list's order."""
	host.page(PAGE)
	insert("FB Label", label="Press")
	found = []
	for number in range(12):
		at = T0 + number // 4
		if number % 3 == 2:
			key = (COMMENTS, thread(PAGE, f"1_{number}", last_ms=at))
		else:
			key = (TALK, talk(f"{7400 + number}", at))
		if number % 4 != 1:
			labelled(CONTACT if key[0] == TALK and number % 2 else key[0], key[1], "Press")
			found.append((at, 0 if key[0] == TALK else 1, key[1]))
	talk("7500", None)
	labelled(TALK, f"{PAGE}-7500", "Press")
	frappe.db.commit()
	return [name for _at, _number, name in sorted(found, reverse=True)]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("tab", ["All", "Open"])
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_page_by_page_nothing_is_missed_or_twice(host, many, sort, tab, limit):
	found, before = [], ""
	while before is not None:
		answer = rows(host, before=before, limit=limit, label="Press", sort=sort, tab=tab)
		found += names(answer)
		before = answer["older"]
	assert found == (many if sort == "newest" else many[::-1])


def test_a_label_that_thread_and_person_carry_lists_it_once(host, many):
	for doctype in (TALK, CONTACT):
		labelled(doctype, f"{PAGE}-7400", "Press")
	frappe.db.commit()
	assert names(rows(host, label="Press")) == many


def test_together_with_other_filters(host, many):
	for psid in ("7400", "7409"):
		write(TALK, f"{PAGE}-{psid}", {"priority": "High", "state": "Done"})
	insert("FB Label", label="Angry")
	frappe.db.commit()
	assert names(rows(host, label="Press", priority="High", tab="Done")) == [f"{PAGE}-7400"]
	assert names(rows(host, label="Press", priority="High", tab="All")) == [f"{PAGE}-7400"]
	assert names(rows(host, label="Press", tab="Open")) == [one for one in many if one != f"{PAGE}-7400"]
	assert names(rows(host, label="Press", kinds=["Comment"])) == [one for one in many if "-" not in one]
	assert names(rows(host, label="Angry", tab="All")) == []


def test_an_agent_of_one_page_sees_nothing_of_others(host):
	found = inbox_thread_data.two_pages(host, AGENT)
	insert("FB Label", label="Press")
	for number, name in enumerate(one for pair in found.values() for one in pair):
		doctype = TALK if frappe.db.exists(TALK, name) else COMMENTS
		frappe.db.set_value(doctype, name, "last_ms", T0 + number)
		labelled(doctype, name, "Press")
	frappe.db.commit()
	for tab in ("All", "Open"):
		assert sorted(names(rows(host, label="Press", tab=tab))) == sorted(found[PAGE])
		assert names(rows(host, label="Press", tab=tab, pages=[OTHER_PAGE])) == []
		assert len(names(rows(host, MANAGER, label="Press", tab=tab))) == 4
		both = names(rows(host, MANAGER, label="Press", tab=tab, pages=[PAGE, OTHER_PAGE]))
		assert len(both) == 4


def test_the_number_of_statements_is_that_of_any_list(host, many):
	rows(host, tab="All")
	with counted() as plain:
		rows(host, tab="All")
	with counted() as asked:
		rows(host, tab="All", label="Press")
	assert len(asked) == len(plain)
