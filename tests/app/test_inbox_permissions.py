"""Who is limited to pages neither lists, searches nor counts threads of others."""

from __future__ import annotations

import json

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care.api import inbox
from tests.app.hosts import AGENT, OWNER
from tests.app.inbox_data import T0, names, rows, said, talk
from tests.app.operating_data import OTHER_PAGE, PAGE, insert

THIRD_PAGE = "100200300400777"
METHODS = ("start", "rows", "some", "counts")


@pytest.fixture
def mine(host):
	"""Threads of three pages; the agent may see those of the first."""
	found = {}
	for number, page in enumerate((PAGE, OTHER_PAGE, THIRD_PAGE)):
		host.page(page, page_name=f"Page {number}")
		name = talk("7301", T0 + number, page=page)
		said(name, T0 + number, text="A secret word")
		comments = insert(
			"FB Comment Thread", page=page, kind="Comment", root_id=f"{page}_1", last_ms=T0
		).name
		found[page] = (name, comments)
	add_user_permission("FB Page", PAGE, AGENT)
	frappe.db.commit()
	return found


@pytest.mark.parametrize("filters", [{}, {"tab": "All"}, {"query": "secret"}, {"assignee": "none"}])
def test_lists_and_finds_those_of_the_page(host, mine, filters):
	expected = {mine[PAGE][0]} if "query" in filters else set(mine[PAGE])
	assert set(names(rows(host, **filters))) == expected


@pytest.mark.parametrize("filters", [{}, {"query": "secret"}, {"tab": "All", "sort": "oldest"}])
def test_nor_by_naming_the_other_page(host, mine, filters):
	assert names(rows(host, pages=[OTHER_PAGE], **filters)) == []
	assert PAGE in {row["page"] for row in rows(host, pages=[OTHER_PAGE, PAGE], **filters)["items"]}


def test_nor_by_naming_the_thread(host, mine):
	asked = [["FB Conversation", mine[page][0]] for page in mine]
	asked += [["FB Comment Thread", mine[page][1]] for page in mine]
	with host.as_user(AGENT):
		found = names(inbox.some(json.dumps(asked)))
	assert found == list(mine[PAGE])


def test_over_http_too(host, mine):
	asked = json.dumps([["FB Conversation", mine[OTHER_PAGE][0]]])
	answer = host.request("POST", "/api/method/fb_care.api.inbox.some", {"threads": asked}, user=AGENT)
	assert answer.status == 200 and answer.json()["message"] == {"items": []}


def test_two_pages_in_one_list(host, mine):
	add_user_permission("FB Page", THIRD_PAGE, AGENT)
	frappe.db.commit()
	found = rows(host, tab="All")["items"]
	assert {row["page"] for row in found} == {PAGE, THIRD_PAGE}
	assert [row["last_ms"] for row in found] == sorted((row["last_ms"] for row in found), reverse=True)
	assert {row["page"] for row in rows(host, query="secret")["items"]} == {PAGE, THIRD_PAGE}


def test_each_kind_of_thread_has_limits_of_its_own(host, mine):
	frappe.db.delete("User Permission", {"user": AGENT})
	add_user_permission("FB Page", PAGE, AGENT, applicable_for="FB Conversation")
	add_user_permission("FB Page", OTHER_PAGE, AGENT, applicable_for="FB Comment Thread")
	frappe.clear_cache(user=AGENT)
	frappe.db.commit()
	assert set(names(rows(host))) == {mine[PAGE][0], mine[OTHER_PAGE][1]}


def test_without_a_limit_all_pages(host, mine):
	assert len(rows(host, user=OWNER)["items"]) == 6
	assert len(rows(host, user="Administrator")["items"]) == 6


@pytest.mark.parametrize("method", METHODS)
def test_who_may_read_no_threads_is_refused(host, mine, method):
	doc = frappe.get_doc("User", AGENT)
	before = [row.role for row in doc.roles]
	doc.set("roles", [])
	doc.save(ignore_permissions=True)
	try:
		with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
			getattr(inbox, method)()
	finally:
		doc.update({"roles": [{"role": role} for role in before]})
		doc.save(ignore_permissions=True)
		frappe.db.commit()


@pytest.mark.parametrize("method", METHODS)
def test_guests_get_nothing(host, mine, method):
	assert host.request("POST", f"/api/method/fb_care.api.inbox.{method}").status == 403
