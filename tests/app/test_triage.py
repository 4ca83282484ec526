"""What triage rules do to tickets, on whichever helpdesk the site has."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care.tickets import sync, triage_rules
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, Host
from tests.app.tickets_data import DAY, MINUTE, T0
from tests.app.triage_data import label, rule, triage_of

COMMENTS = "FB Comment Thread"

pytestmark = pytest.mark.usefixtures("page_with_rules")


def commented(host: Host, text: str, **values: Any) -> tuple[str, Any]:
	thread = data.comment_thread(data.post(), **values)
	data.comment(thread, text)
	return thread, data.synced(host, thread, COMMENTS)


def assignees(ticket: Any) -> list[str]:
	about = {"reference_type": ticket.doctype, "reference_name": str(ticket.name), "status": "Open"}
	return frappe.get_all("ToDo", filters=about, pluck="allocated_to")


def test_a_complaint_becomes_a_ticket_of_high_priority_that_says_why(host: Host, default_rules: None):
	thread, ticket = commented(host, "Je veux un remboursement")
	assert ticket.priority == "High"
	why = triage_of(thread)
	assert "Priority High: complaint word “remboursement” (Complaints)" in why
	assert "Ticket: complaint word “remboursement” (Complaints)" in why
	[note] = data.notes(ticket)
	assert "Priority High: complaint word “remboursement” (Complaints)" in note


def test_a_question_becomes_a_ticket(host: Host, default_rules: None):
	thread, ticket = commented(host, "Do you open on Sunday?")
	assert ticket and "Ticket: question “?”" in triage_of(thread)


@pytest.mark.parametrize(
	("text", "reason"),
	[("Bravo !", "praise “bravo”"), ("❤️❤️", "praise"), ("@Ole Berg", "only names"), ("Ole Berg", "names")],
)
def test_praise_and_names_are_left_alone_and_the_thread_says_why(
	host: Host, default_rules: None, text: str, reason: str
):
	thread, ticket = commented(host, text)
	assert ticket is None
	fields = ["state", "ticket_due", "ticket_error", "triage"]
	row = frappe.db.get_value(COMMENTS, thread, fields, as_dict=True)
	assert row.triage.startswith("No ticket: ") and reason in row.triage
	assert (row.state, row.ticket_due, row.ticket_error or "") == ("Done", 0, "")


def test_what_no_rule_speaks_of_stays_open_without_ticket(host: Host, default_rules: None):
	thread, ticket = commented(host, "I bought it yesterday")
	assert ticket is None
	assert triage_of(thread) == "No ticket: no rule asks for one."
	assert frappe.db.get_value(COMMENTS, thread, "state") == "Open"


def test_a_later_comment_opens_a_ticket_with_the_earlier_ones_as_context(host: Host, default_rules: None):
	thread, ticket = commented(host, "Bravo !")
	assert ticket is None
	data.comment(thread, "Thank you!", "556", T0 + MINUTE, direction="Outgoing")
	assert data.synced(host, thread, COMMENTS) is None
	data.comment(thread, "Mine is broken now", "557", T0 + 2 * MINUTE)
	ticket = data.synced(host, thread, COMMENTS)
	assert ticket.subject.endswith("Mine is broken now") and ticket.status == "Open"
	assert "Mine is broken now" in ticket.description and "Bravo" not in ticket.description
	assert not ticket.first_responded_on, "thanks for praise are no answer to the complaint"
	for word, entry in zip(("Bravo", "Thank", "broken"), data.timeline(ticket), strict=True):
		assert word in entry.content
	assert "complaint word “broken”" in triage_of(thread)


def test_the_subject_stays_that_of_the_comment_that_opened_it(host: Host, default_rules: None):
	from fb_care.tickets import refresh

	thread, _none = commented(host, "Bravo !")
	data.comment(thread, "Mine is broken now", "557", T0 + 2 * MINUTE)
	before = data.synced(host, thread, COMMENTS).subject
	refresh.now(COMMENTS, thread)
	host.fresh()
	assert frappe.db.get_value(host.helpdesk, {"fb_comment_thread": thread}, "subject") == before


def test_much_praise_does_not_bury_a_complaint(
	host: Host, default_rules: None, monkeypatch: pytest.MonkeyPatch
):
	from fb_care.tickets import entries

	monkeypatch.setattr(entries, "BATCH", 3)
	thread = data.comment_thread(data.post())
	for number in range(7):
		data.comment(thread, "Bravo !", f"60{number}", T0 + number)
	assert data.synced(host, thread, COMMENTS) is None
	data.comment(thread, "Mine is broken", "700", T0 + MINUTE)
	ticket = data.synced(host, thread, COMMENTS)
	assert ticket.subject.endswith("Mine is broken")
	assert len(data.timeline(ticket)) == 8


def test_a_disabled_rule_never_acts(host: Host):
	rule(enabled=0, is_complaint="Yes", ticket="Make a ticket")
	_thread, ticket = commented(host, "broken")
	assert ticket is None


def test_messages_make_tickets_whatever_rules_say_but_get_their_priority(host: Host):
	rule("Praise", is_praise="Yes", ticket="No ticket")
	rule("VIP", vip="Yes", priority="High")
	person = data.conversation()
	frappe.db.set_value("FB Contact", person, "vip", 1)
	data.message(person, "Thank you!")
	ticket = data.synced(host, person)
	assert ticket.priority == "High"
	assert triage_of(person, "FB Conversation") == "Priority High: VIP (VIP)"


def test_messages_by_rules(host: Host):
	host.page(message_tickets="By rules")
	rule("Complaints", is_complaint="Yes", ticket="Make a ticket")
	person = data.conversation()
	data.message(person, "Thank you!")
	assert data.synced(host, person) is None
	data.message(person, "and a refund please", T0 + MINUTE)
	assert data.synced(host, person).subject == "Ana Lima: and a refund please"


def test_a_hello_and_a_complaint_that_come_together_are_one_urgent_ticket(host: Host, default_rules: None):
	person = data.conversation()
	data.message(person, "Hello")
	data.message(person, "My bike arrived broken", T0 + 1)
	ticket = data.synced(host, person)
	assert (ticket.priority, ticket.subject) == ("High", "Ana Lima: Hello")


def test_a_later_complaint_raises_the_priority_once_and_never_lowers_it(host: Host, default_rules: None):
	person = data.conversation()
	data.message(person, "Hello")
	ticket = data.synced(host, person)
	assert ticket.priority != "High"
	data.message(person, "It is broken", T0 + MINUTE)
	ticket = data.synced(host, person)
	assert ticket.priority == "High"
	assert len([note for note in data.notes(ticket) if "complaint word “broken”" in note]) == 1
	ticket.priority = "Low"
	ticket.save()
	data.message(person, "Still broken", T0 + 2 * MINUTE)
	ticket = data.synced(host, person)
	assert ticket.priority == "Low", "what an agent set stays"
	assert len(data.timeline(ticket)) == 3


def test_an_urgent_ticket_is_not_lowered_to_high(host: Host, default_rules: None):
	priority = "Issue Priority" if host.helpdesk == "Issue" else "HD Ticket Priority"
	if not frappe.db.exists(priority, "Urgent"):
		frappe.get_doc({"doctype": priority, "name": "Urgent", "__newname": "Urgent"}).insert()
	person = data.conversation()
	data.message(person, "Hello")
	ticket = data.synced(host, person)
	frappe.db.set_value(ticket.doctype, ticket.name, "priority", "Urgent")
	data.message(person, "It is broken", T0 + MINUTE)
	assert data.synced(host, person).priority == "Urgent"


def test_an_assignee_is_assigned_the_hosts_own_way(host: Host):
	rule(is_complaint="Yes", assign_to=AGENT, ticket="Make a ticket")
	_thread, ticket = commented(host, "broken")
	assert assignees(ticket) == [AGENT]
	assert AGENT in (frappe.db.get_value(ticket.doctype, ticket.name, "_assign") or "")


def test_a_disabled_person_is_not_assigned_and_the_ticket_is_made(host: Host):
	from tests.app.host_reset import make_user

	make_user("gone@example.com", "FB Care Agent")
	made = rule(is_complaint="Yes", assign_to="gone@example.com", ticket="Make a ticket")
	frappe.db.set_value("User", "gone@example.com", "enabled", 0)
	frappe.db.commit()
	thread, ticket = commented(host, "broken")
	assert ticket and assignees(ticket) == []
	assert "gone@example.com" in triage_of(thread) and "disabled" in triage_of(thread)
	assert "disabled" in data.notes(ticket)[0]
	made.delete()
	frappe.delete_doc("User", "gone@example.com", force=True)
	frappe.db.commit()


def test_a_priority_team_or_label_that_is_gone_is_told_and_the_ticket_is_made(host: Host):
	wanted = label("Urgent case")
	rule(
		is_complaint="Yes",
		ticket="Make a ticket",
		priority="P0",
		team="Nobody's team",
		add_labels=[wanted],
	)
	frappe.delete_doc("FB Label", wanted, force=True)
	frappe.db.commit()
	thread, ticket = commented(host, "broken")
	assert ticket
	for words in ("The priority P0 does not exist", "Nobody's team", "The label Urgent case does not exist"):
		assert words in triage_of(thread).replace("&apos;", "'"), words


def test_a_ticket_that_was_closed_long_ago_is_not_reopened_by_praise(host: Host, default_rules: None):
	thread, ticket = commented(host, "broken")
	data.close(ticket, "2026-06-02 10:00:00")
	data.comment(thread, "Bravo !", "600", T0 + 60 * DAY)
	same = data.synced(host, thread, COMMENTS)
	assert (same.name, same.status) == (ticket.name, "Closed")
	data.comment(thread, "Broken again", "601", T0 + 61 * DAY)
	assert data.synced(host, thread, COMMENTS).name != ticket.name


def test_spam_is_not_judged(host: Host, default_rules: None):
	thread, ticket = commented(host, "broken", state="Spam")
	assert ticket is None and triage_of(thread) == ""


def test_titles_of_rules_are_text(host: Host):
	made = rule(is_complaint="Yes", ticket="Make a ticket", priority="High")
	frappe.db.set_value("FB Triage Rule", made.name, "title", "<img src=x onerror=alert(1)>")
	triage_rules.forget()
	thread, ticket = commented(host, "broken")
	assert "<img" not in triage_of(thread) and "<img" not in data.notes(ticket)[0]


def test_a_ticket_that_the_host_refuses_with_its_priority_is_made_without(
	host: Host, default_rules: None, monkeypatch: pytest.MonkeyPatch
):
	controller = frappe.get_doc({"doctype": host.helpdesk}).__class__
	validate = controller.validate

	def refuse(self: Any) -> None:
		if self.priority == "High":
			frappe.throw("No agreement for High")
		validate(self)

	monkeypatch.setattr(controller, "validate", refuse)
	thread, ticket = commented(host, "broken")
	assert ticket.priority != "High"
	assert "No agreement for High" in triage_of(thread)


def test_rules_act_on_the_next_message_after_they_change(host: Host):
	made = rule(is_complaint="Yes", ticket="Make a ticket", enabled=0)
	thread, ticket = commented(host, "broken")
	assert ticket is None
	made.enabled = 1
	made.save()
	frappe.db.commit()
	assert sync.sync_thread(COMMENTS, thread).made
