"""How many threads are unread, by tab, kind and page; what the inbox is told when it is opened."""

from __future__ import annotations

import json

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care.api import inbox
from fb_care.inbox import counting
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_data import talk
from tests.app.operating_data import OTHER_PAGE, PAGE, insert
from tests.app.statements import counted


def counts(host, user=AGENT, **filters):
	with host.as_user(user):
		return inbox.counts(json.dumps(filters))


def numbers(found):
	return {name: one["unread"] for name, one in found.items() if one["unread"]}


@pytest.fixture
def threads(host):
	"""Unread and read threads of two pages."""
	host.page(PAGE)
	host.page(OTHER_PAGE, page_name="Hill Tools")
	talk("7301", unread_count=2)
	talk("7302", unread_count=0)
	talk("7303", unread_count=1, follow_up=1)
	talk("7304", unread_count=1, state="Spam", follow_up=1)
	talk("7305", unread_count=1, state="Archived")
	talk("7306", unread_count=1, page=OTHER_PAGE)
	for number, kind in enumerate(("Comment", "Rating", "Rating")):
		insert("FB Comment Thread", page=PAGE, kind=kind, root_id=f"1_{number}", unread_count=1, last_ms=1)
	frappe.db.commit()


def test_by_tab_kind_and_page(host, threads):
	found = counts(host)
	assert numbers(found["tabs"]) == {"Open": 6, "Follow-up": 1, "Spam": 1, "Archived": 1, "All": 7}
	assert numbers(found["kinds"]) == {"Message": 3, "Comment": 1, "Rating": 2}
	assert numbers(found["pages"]) == {PAGE: 6, OTHER_PAGE: 1}
	assert set(found["tabs"]) == {"Open", "Follow-up", "Done", "Spam", "Archived", "All"}


def test_of_the_pages_and_the_tab_that_are_chosen(host, threads):
	found = counts(host, pages=[OTHER_PAGE], tab="All")
	assert numbers(found["tabs"]) == {"Open": 1, "All": 1}
	assert numbers(found["kinds"]) == {"Message": 1}
	assert numbers(found["pages"]) == {PAGE: 6, OTHER_PAGE: 1}
	assert numbers(counts(host, pages=["nothing"])["tabs"]) == {}


def test_no_number_is_counted_beyond_the_most(host, threads, monkeypatch):
	monkeypatch.setattr(counting, "MOST", 2)
	found = counts(host)
	assert numbers(found["tabs"]) == {"Open": 2, "Follow-up": 1, "Spam": 1, "Archived": 1, "All": 2}
	assert found["most"] == 2


def test_a_fixed_number_of_statements(host, threads):
	with host.as_user(AGENT), counted() as asked:
		inbox.counts("{}")
	assert len(asked) == 2, asked  # one counts, one names the pages


def test_an_agent_of_one_page_counts_no_other(host, threads):
	add_user_permission("FB Page", OTHER_PAGE, AGENT)
	frappe.db.commit()
	found = counts(host)
	assert numbers(found["tabs"]) == {"Open": 1, "All": 1}
	assert found["pages"] == {OTHER_PAGE: {"unread": 1}}
	assert numbers(counts(host, pages=[PAGE])["tabs"]) == {}


def test_what_the_inbox_is_told_when_it_is_opened(host, threads):
	insert("FB Label", label="Repairs", color="#aabbcc")
	frappe.db.set_value("FB Page", PAGE, {"page_name": "Lakeside &lt;b>Bikes", "away": 1})
	with host.as_user(AGENT):
		found = inbox.start()
	assert found["user"]["name"] == AGENT and found["user"]["full_name"]
	assert found["can"] == {"write": True, "delete": False, "manage": False, "saved_replies": True}
	pages = {page["name"]: page for page in found["pages"]}
	assert pages[PAGE]["page_name"] == "Lakeside <b>Bikes"
	assert pages[PAGE]["away"] is True and pages[PAGE]["unread"] == 6
	assert found["labels"] == [{"name": "Repairs", "color": "#aabbcc"}]
	assert found["helpdesk"] == host.helpdesk
	assert {AGENT, MANAGER} <= {one["name"] for one in found["team"]}
	with host.as_user(MANAGER):
		assert inbox.start()["can"]["manage"] and inbox.start()["can"]["delete"]


def test_the_team_is_who_may_see_a_page_of_mine(host, threads):
	add_user_permission("FB Page", PAGE, MANAGER)
	add_user_permission("FB Page", OTHER_PAGE, AGENT)
	frappe.db.commit()
	with host.as_user(AGENT):
		found = inbox.start()
	assert [page["name"] for page in found["pages"]] == [OTHER_PAGE]
	assert AGENT in {one["name"] for one in found["team"]}
	assert MANAGER not in {one["name"] for one in found["team"]}
