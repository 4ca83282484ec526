"""Who is at a thread right now, and whom it is assigned to."""

from __future__ import annotations

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import clock, team
from fb_care.api import inbox_thread
from tests.app import inbox_thread_data, payloads
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_thread_data import TALK
from tests.app.operating_data import OTHER_PAGE, PAGE

T0 = 1_795_168_800_000


def present(host, name, user, at=T0, **more):
	with clock.at(at), host.as_user(user):
		return inbox_thread.present(TALK, name, **more)["presence"]


def test_others_are_seen_and_that_they_write(host):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	assert present(host, name, AGENT) == []
	seen = present(host, name, MANAGER, T0 + 1000)
	assert seen == [{"user": AGENT, "full_name": team.name_of(AGENT), "typing": False, "since_ms": T0}]
	present(host, name, AGENT, T0 + 2000, typing=1)
	assert present(host, name, MANAGER, T0 + 3000)[0]["typing"] is True
	with clock.at(T0 + 3000), host.as_user(AGENT):
		assert [one["user"] for one in inbox_thread.thread(TALK, name)["presence"]] == [MANAGER]


def test_a_sign_of_life_counts_for_half_a_minute(host):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	present(host, name, AGENT)
	assert len(present(host, name, MANAGER, T0 + 29_999)) == 1
	assert present(host, name, MANAGER, T0 + 30_000) == []
	present(host, name, AGENT, T0 + 40_000)
	assert present(host, name, MANAGER, T0 + 41_000)[0]["since_ms"] == T0 + 40_000


def test_who_leaves_is_gone_at_once(host):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	present(host, name, AGENT)
	present(host, name, AGENT, T0 + 1, leave=1)
	assert present(host, name, MANAGER, T0 + 2) == []


def test_threads_are_apart(host):
	names = inbox_thread_data.two_pages(host)
	present(host, names[PAGE][0], AGENT)
	assert present(host, names[OTHER_PAGE][0], MANAGER) == []


def test_open_inboxes_of_the_page_hear_of_it_once(host, monkeypatch):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	told = inbox_thread_data.listen(monkeypatch, "fb_care_presence")
	for at in (T0, T0 + 10_000, T0 + 20_000):
		present(host, name, AGENT, at)
	present(host, name, AGENT, T0 + 21_000, typing=1)
	present(host, name, AGENT, T0 + 22_000, leave=1)
	news = {"doctype": TALK, "name": name, "page": PAGE}
	assert told == [("fb_care_presence", news, {"doctype": "FB Page", "docname": PAGE})] * 3


def assign(host, name, user, by=MANAGER):
	with host.as_user(by):
		inbox_thread.assign(TALK, name, user)
	frappe.db.commit()


def open_todos(name):
	filters = {"reference_type": TALK, "reference_name": name, "status": "Open"}
	return set(frappe.get_all("ToDo", filters, pluck="allocated_to"))


def test_an_assignment_replaces_the_one_before(host):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	assign(host, name, AGENT)
	assert open_todos(name) == {AGENT}
	assert frappe.db.get_value(TALK, name, "assigned_to") == AGENT
	assign(host, name, MANAGER)
	assert open_todos(name) == {MANAGER}
	assert frappe.db.get_value(TALK, name, "assigned_to") == MANAGER
	assign(host, name, "")
	assert open_todos(name) == set()
	assert not frappe.db.get_value(TALK, name, "assigned_to")


def test_who_has_the_ticket_has_the_thread_when_nobody_else_does(host):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	from frappe.desk.form import assign_to

	host.page()
	host.receive(payloads.delivery(payloads.message("m_1", "Hello")))
	name = f"{PAGE}-{payloads.NORA}"
	doctype, ticket = frappe.db.get_value(TALK, name, ["ticket_doctype", "ticket"])
	task = {"assign_to": [AGENT], "doctype": doctype, "name": ticket}
	assign_to.add(task, ignore_permissions=True)
	assign(host, name, MANAGER)
	assert frappe.db.get_value(TALK, name, "assigned_to") == MANAGER
	assign(host, name, "")
	assert frappe.db.get_value(TALK, name, "assigned_to") == AGENT


def test_the_same_again_tells_nobody_again(host):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	assign(host, name, AGENT)
	assign(host, name, AGENT)
	filters = {"reference_type": TALK, "reference_name": name}
	assert frappe.db.count("ToDo", filters) == 1


def test_only_people_who_may_see_the_page_get_it(host):
	names = inbox_thread_data.two_pages(host)
	add_user_permission("FB Page", OTHER_PAGE, AGENT)
	frappe.db.commit()
	with host.as_user(MANAGER), pytest.raises(frappe.ValidationError, match="may not see this page"):
		inbox_thread.assign(TALK, names[PAGE][0], AGENT)
	with host.as_user(MANAGER), pytest.raises(frappe.ValidationError, match="no user"):
		inbox_thread.assign(TALK, names[PAGE][0], "nobody@example.com")
	assert open_todos(names[PAGE][0]) == set()
