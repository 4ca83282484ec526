"""A thread knows to whom it, or its ticket, is assigned."""

from __future__ import annotations

import json

import frappe
import pytest
from frappe.desk.form import assign_to

from fb_care import install
from fb_care.api import inbox
from fb_care.patches import marks_of_the_inbox
from fb_care.tickets import assigned
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, MANAGER
from tests.app.operating_data import PAGE, conversation, thread

CONVERSATION, THREAD = "FB Conversation", "FB Comment Thread"


def give(doctype, name, user):
	assign_to.add(
		{"doctype": doctype, "name": name, "assign_to": json.dumps([user])}, ignore_permissions=True
	)


def todos(doctype, name):
	filters = {"reference_type": doctype, "reference_name": str(name), "status": "Open"}
	return [frappe.get_doc("ToDo", row) for row in frappe.get_all("ToDo", filters=filters, pluck="name")]


def close(doctype, name, user):
	for todo in todos(doctype, name):
		if todo.allocated_to == user:
			todo.status = "Cancelled"
			todo.save(ignore_permissions=True)


def whose(name, doctype=CONVERSATION):
	return frappe.db.get_value(doctype, name, "assigned_to") or ""


@pytest.fixture(autouse=True)
def no_todos(host):
	yield
	frappe.db.rollback()
	frappe.db.delete("ToDo", {"allocated_to": ["in", [AGENT, MANAGER]]})
	frappe.db.commit()


@pytest.mark.parametrize("doctype", [CONVERSATION, THREAD])
def test_given_given_to_another_and_taken_back(host, doctype):
	host.page(PAGE)
	name = conversation() if doctype == CONVERSATION else thread()
	give(doctype, name, AGENT)
	assert whose(name, doctype) == AGENT
	give(doctype, name, MANAGER)
	close(doctype, name, AGENT)
	assert whose(name, doctype) == MANAGER
	todos(doctype, name)[0].delete(ignore_permissions=True)
	assert whose(name, doctype) == ""


def test_the_list_finds_them(host):
	host.page(PAGE)
	name, other = conversation(last_ms=1), conversation(psid="7302", last_ms=2)
	give(CONVERSATION, name, AGENT)
	frappe.db.commit()
	found = {}
	with host.as_user(AGENT):
		for assignee in ("me", AGENT, MANAGER, "none"):
			answer = inbox.rows(json.dumps({"assignee": assignee}))
			found[assignee] = [row["name"] for row in answer["items"]]
	assert found == {"me": [name], AGENT: [name], MANAGER: [], "none": [other]}


def test_a_ticket_brings_and_takes_its_assignee(host):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	host.page(PAGE)
	name = data.conversation()
	data.message(name, "one", data.T0)
	ticket = data.synced(host, name)
	give(host.helpdesk, ticket.name, AGENT)
	assert whose(name) == AGENT
	install.forget_tickets(host.helpdesk, str(ticket.name))
	assert whose(name) == ""


def test_a_form_that_was_open_meanwhile_brings_nothing_back(host):
	host.page(PAGE)
	form = frappe.get_doc(CONVERSATION, conversation())
	give(CONVERSATION, form.name, AGENT)
	form.reload()
	form.assigned_to = None
	form.save(ignore_permissions=True)
	assert whose(form.name) == AGENT


def test_what_was_there_before(host):
	host.page(PAGE)
	name = conversation()
	give(CONVERSATION, name, AGENT)
	values = {"assigned_to": None, "unread_count": 2, "has_unread": 0, "from_ad": 0, "first_ad": "6001"}
	frappe.db.set_value(CONVERSATION, name, {**values, "triage_priority": "ISS-1|High"})
	marks_of_the_inbox.execute()
	row = frappe.db.get_value(CONVERSATION, name, ["assigned_to", "has_unread", "from_ad", "priority"])
	assert row == (AGENT, 1, 1, "High")
	assert assigned.newest([(CONVERSATION, name)]) == AGENT


def test_when_the_host_ends_one_of_two_the_other_keeps_it(host):
	host.page(PAGE)
	name = conversation()
	for user in (MANAGER, AGENT):
		give(CONVERSATION, name, user)
	frappe.db.commit()
	assign_to.set_status(CONVERSATION, name, assign_to=AGENT, ignore_permissions=True)
	frappe.db.commit()
	assert whose(name) == MANAGER
	assign_to.set_status(CONVERSATION, name, assign_to=MANAGER, ignore_permissions=True)
	frappe.db.commit()
	assert not whose(name)
