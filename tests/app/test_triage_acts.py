"""What rules do beside the ticket's fields: teams, the helpdesk's own assignment, hiding comments."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care.tickets import triage_acts
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, MANAGER, Host
from tests.app.tickets_data import MINUTE, T0
from tests.app.triage_data import rule, triage_of

COMMENTS = "FB Comment Thread"
HIDE = "fb_care.jobs.comment_jobs.hide"

pytestmark = pytest.mark.usefixtures("page_with_rules")


def complained(host: Host) -> tuple[str, Any]:
	thread = data.comment_thread(data.post())
	data.comment(thread, "broken")
	return thread, data.synced(host, thread, COMMENTS)


def assignees(ticket: Any) -> list[str]:
	about = {"reference_type": ticket.doctype, "reference_name": str(ticket.name), "status": "Open"}
	return frappe.get_all("ToDo", filters=about, pluck="allocated_to")


def test_a_user_group_is_a_team_and_who_has_least_to_do_gets_it(host: Host):
	if host.helpdesk != "Issue":
		pytest.skip("Helpdesk has teams of its own")
	members = [{"user": AGENT}, {"user": MANAGER}]
	doc = frappe.get_doc({"doctype": "User Group", "__newname": "Repairs", "user_group_members": members})
	doc.name = "Repairs"
	doc.insert(ignore_permissions=True)
	rule(is_complaint="Yes", ticket="Make a ticket", team="Repairs")
	frappe.db.delete("ToDo", {"allocated_to": ["in", [AGENT, MANAGER]]})
	_thread, first = complained(host)
	other = data.comment_thread(data.post("9002"), tail="777")
	data.comment(other, "broken", "777")
	second = data.synced(host, other, COMMENTS)
	assert sorted(assignees(first) + assignees(second)) == [AGENT, MANAGER]
	assert "Team Repairs" in triage_of(other)
	doc.delete()
	frappe.db.commit()


def test_a_team_of_helpdesk_gets_the_ticket_and_its_own_rule_assigns(host: Host):
	if host.helpdesk != "HD Ticket":
		pytest.skip("ERPNext has no teams")
	if not frappe.db.exists("HD Agent", AGENT):
		frappe.get_doc({"doctype": "HD Agent", "user": AGENT, "agent_name": "Agent"}).insert()
	if not frappe.db.exists("HD Team", "Repairs"):
		team = {"doctype": "HD Team", "name": "Repairs", "team_name": "Repairs", "users": [{"user": AGENT}]}
		frappe.get_doc(team).insert()
	rule(is_complaint="Yes", ticket="Make a ticket", team="Repairs", assign_to=MANAGER)
	thread, ticket = complained(host)
	assert ticket.agent_group == "Repairs"
	assert assignees(ticket) == [AGENT]
	assert "own rule assigned it" in triage_of(thread)


def test_the_hosts_assignment_rule_comes_first(host: Host):
	if not frappe.db.exists("DocType", "Assignment Rule"):
		pytest.skip("this host has no Assignment Rules")
	values = {
		"doctype": "Assignment Rule",
		"name": "Facebook first",
		"__newname": "Facebook first",
		"document_type": host.helpdesk,
		"description": "x",
		"assign_condition": "fb_page",
		"rule": "Round Robin",
		"priority": 99,
		"users": [{"user": MANAGER}],
		"assignment_days": [{"day": day} for day in DAYS],
	}
	doc = frappe.get_doc(values).insert()
	frappe.db.commit()
	try:
		rule(is_complaint="Yes", ticket="Make a ticket", assign_to=AGENT)
		thread, ticket = complained(host)
		assert assignees(ticket) == [MANAGER]
		assert f"assigned it to {MANAGER} already" in triage_of(thread)
	finally:
		doc.delete()
		frappe.db.commit()


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def test_a_comment_is_hidden_once_and_people_may_show_it_again(host: Host, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(triage_acts, "find_spec", lambda _name: True)
	rule("No casino", words_any="casino", hide_comment=1, ticket="No ticket")
	thread = data.comment_thread(data.post())
	name = data.comment(thread, "Win at our CASINO")
	assert data.synced(host, thread, COMMENTS) is None
	assert host.queued_jobs().count(HIDE) == 1
	assert frappe.db.get_value("FB Comment", name, "hidden_by_rule") == "No casino"
	assert "Hide the comment: word “casino” (No casino)" in triage_of(thread)
	frappe.db.set_value("FB Comment", name, "state", "Visible")
	data.comment(thread, "no thanks", "556", T0 + MINUTE)
	data.synced(host, thread, COMMENTS)
	assert host.queued_jobs().count(HIDE) == 1
	host.drop_jobs()


def test_a_comment_in_a_ticket_is_hidden_too_and_the_ticket_says_so(
	host: Host, monkeypatch: pytest.MonkeyPatch
):
	monkeypatch.setattr(triage_acts, "find_spec", lambda _name: True)
	rule("Complaints", is_complaint="Yes", ticket="Make a ticket")
	rule("No casino", words_any="casino", hide_comment=1)
	thread, ticket = complained(host)
	data.comment(thread, "casino", "556", T0 + MINUTE)
	data.synced(host, thread, COMMENTS)
	assert host.queued_jobs().count(HIDE) == 1
	assert "Hide the comment" in data.notes(ticket)[-1]
	host.drop_jobs()


def test_where_comments_cant_be_hidden_that_is_said(host: Host, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(triage_acts, "find_spec", lambda _name: None)
	rule("No casino", words_any="casino", hide_comment=1)
	thread = data.comment_thread(data.post())
	data.comment(thread, "casino")
	data.synced(host, thread, COMMENTS)
	assert "was not hidden" in triage_of(thread)
	assert HIDE not in host.queued_jobs()


def test_a_hidden_comment_or_a_message_is_not_hidden(host: Host, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(triage_acts, "find_spec", lambda _name: True)
	rule("No casino", words_any="casino", hide_comment=1)
	thread = data.comment_thread(data.post())
	data.comment(thread, "casino", state="Hidden")
	data.synced(host, thread, COMMENTS)
	person = data.conversation()
	data.message(person, "casino")
	data.synced(host, person)
	assert HIDE not in host.queued_jobs()


def test_comments_of_a_thread_that_is_left_alone_are_read(host: Host):
	rule(is_complaint="Yes", ticket="No ticket")
	thread = data.comment_thread(data.post(), unread_count=1, has_unread=1)
	comment = data.comment(thread, "broken", unread=1)
	data.synced(host, thread, COMMENTS)
	found = frappe.db.get_value(COMMENTS, thread, ["state", "unread_count", "has_unread"])
	assert found == ("Done", 0, 0)
	assert not frappe.db.get_value("FB Comment", comment, "unread")
