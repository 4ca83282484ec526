"""Answers in a ticket: whose they are, what the host makes of them, and what the timeline says of each."""

from __future__ import annotations

import html
from typing import Any

import frappe
import pytest

from fb_care.tickets import answers
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, MANAGER, Host
from tests.app.ticket_answers_data import answered, asked, become, entry, row
from tests.app.tickets_data import MINUTE, T0

EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture(autouse=True)
def _site(host: Host) -> None:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	host.page()


def status(ticket: Any) -> str:
	return frappe.db.get_value(ticket.doctype, ticket.name, "status")


def test_an_answer_is_one_entry_in_the_agents_name(host: Host):
	thread, ticket = asked(host)
	communication = answered(thread, "Yes, it is.", "Come and see.")
	[_question, said] = data.timeline(ticket)
	name = frappe.db.get_value("User", AGENT, "full_name")
	assert said.name == communication
	assert (said.sender, said.sender_full_name, said.owner) == (AGENT, name, AGENT)
	assert (said.sent_or_received, said.communication_medium) == ("Sent", "Chat")
	assert not said.recipients and said.delivery_status == "Sending"


@pytest.mark.parametrize("user", [AGENT, "Administrator"])
def test_the_first_answer_is_the_first_response(host: Host, user: str):
	thread, ticket = asked(host)
	with host.as_user(user):
		answered(thread, "Yes")
	ticket.reload()
	assert ticket.get("first_responded_on")
	assert ticket.status == "Replied"


def test_erpnext_leaves_the_status_to_people_where_the_settings_say_so(host: Host):
	if host.helpdesk != "Issue":
		pytest.skip("Helpdesk has a setting of its own")
	frappe.db.set_single_value("FB Care Settings", "issue_replied", 0)
	host.fresh()
	thread, ticket = asked(host)
	answered(thread, "Yes")
	ticket.reload()
	assert ticket.get("first_responded_on") and ticket.status == "Open"


def test_a_message_after_the_answer_reopens(host: Host):
	thread, ticket = asked(host)
	answered(thread, "Yes")
	assert status(ticket) == "Replied"
	data.message(thread, "Thanks, until when?", T0 + 5 * MINUTE)
	assert data.synced(host, thread).status == "Open"


def test_an_answer_from_facebooks_inbox_counts_and_says_so(host: Host):
	thread, ticket = asked(host)
	data.message(thread, "Yes, Ana", T0 + MINUTE, incoming=False)
	ticket = data.synced(host, thread)
	said = data.timeline(ticket)[-1]
	assert "<i>Sent in Facebook&#x27;s inbox:</i><br>Yes, Ana</div>" in said.content
	assert ticket.status == "Replied" and ticket.get("first_responded_on")


def test_who_may_not_change_the_ticket_still_answers(host: Host):
	"""An agent of the app alone, without a role in the helpdesk."""
	from tests.app.host_reset import make_user

	make_user("only@example.com", "FB Care Agent")
	user = frappe.get_doc("User", "only@example.com")
	user.roles = [one for one in user.roles if one.role == "FB Care Agent"]
	user.save(ignore_permissions=True)
	thread, ticket = asked(host)
	with host.as_user("only@example.com"):
		communication = answered(thread, "Yes", by="only@example.com")
	said = entry(communication)
	assert (said.sender, said.owner) == ("only@example.com", "only@example.com")
	assert status(ticket) == "Replied"


def test_without_a_ticket_there_is_no_entry(host: Host):
	thread = data.conversation()
	assert answers.write("FB Conversation", thread, "a1", "Yes", (), AGENT) == ""
	assert answers.write("FB Conversation", "gone", "a1", "Yes", (), AGENT) == ""
	answers.show("")
	answers.failed("")
	answers.show("gone")
	answers.failed("gone")


def test_an_answer_typed_in_an_earlier_ticket_stays_there(host: Host):
	thread, first = asked(host)
	data.close(first, "2026-06-01 12:00:00")
	data.message(thread, "Me again", T0 + 30 * data.DAY)
	second = data.synced(host, thread)
	assert second.name != first.name
	with answers.typed_in(first.doctype, first.name):
		communication = answered(thread, "Yes", at=T0 + 31 * data.DAY)
	assert str(entry(communication).reference_name) == str(first.name)
	assert str(entry(answered(thread, "No")).reference_name) == str(second.name)


def test_files_are_attached_to_the_entry(host: Host):
	thread, _ticket = asked(host)
	file = data.insert("File", file_name="map.txt", content="left, then right", is_private=1)
	communication = answers.write("FB Conversation", thread, "a1", "", [file.name], AGENT)
	assert "[map" in entry(communication).content
	assert [one.file_url for one in data.files_of("Communication", communication)] == [file.file_url]


@pytest.mark.parametrize(
	("values", "words", "pill"),
	[
		({}, "queued<", "Sending"),
		({"send_problem": "rate_limited"}, "queued. Facebook limits how much", "Sending"),
		({"send_state": "Sending"}, "being sent", "Sending"),
		({"send_state": "Sent"}, "sent", "Sent"),
		({"send_state": "Sent", "delivery_state": "Sent"}, "sent", "Sent"),
		(
			{"send_state": "Sent", "delivery_state": "Delivered", "delivered_ms": T0 + 2 * MINUTE},
			"delivered 11:02",
			"Sent",
		),
		({"send_state": "Sent", "delivery_state": "Read", "read_ms": T0 + 3 * MINUTE}, "read 11:03", "Read"),
		(
			{"send_state": "Sent", "delivery_state": "Read", "read_ms": T0 + 2 * data.DAY},
			"read 2026-06-03 11:00",
			"Read",
		),
		({"send_state": "Held", "send_problem": "token_dead"}, "waiting. Facebook no longer", "Delayed"),
		({"send_state": "Unknown", "send_problem": "unclear"}, "unknown. It is not known", "Delayed"),
		({"send_state": "Failed", "send_error": f"It {EVIL} broke"}, "failed. It &lt;img", "Error"),
		({"send_state": "Discarded"}, "discarded, not sent", "Expired"),
	],
)
def test_the_entry_says_what_became_of_the_answer(host: Host, values: dict, words: str, pill: str):
	frappe.db.set_single_value("System Settings", "time_zone", "Europe/Berlin")
	frappe.clear_cache()
	thread, _ticket = asked(host)
	communication = answered(thread, f"Yes {EVIL}")
	become(communication, **values)
	said = entry(communication)
	assert f"Message on Facebook: {words}" in said.content
	assert said.delivery_status == pill
	assert "<img" not in said.content and "Yes &lt;img src=x" in said.content
	assert said.content.count("data-fb-state") == said.content.count("data-fb-text") == 1


def test_parts_that_differ_are_told_apart(host: Host):
	thread, _ticket = asked(host)
	communication = answered(thread, "One", "Two")
	become(communication, 1, send_state="Sent")
	said = entry(communication).content
	assert "part 1 of 2: sent" in said and "part 2 of 2: queued" in said
	become(communication, 2, send_state="Failed", send_problem="person_unavailable")
	assert "part 2 of 2: failed. Facebook can&#x27;t reach" in entry(communication).content
	assert entry(communication).delivery_status == "Error"
	become(communication, 2, send_state="Sent")
	assert "part" not in entry(communication).content


def test_an_edit_changes_its_part_of_the_answer_only(host: Host):
	thread, _ticket = asked(host)
	communication = answered(thread, "One", "Two", send_state="Sent")
	answers.show(communication)
	changed = frappe.get_all("FB Message", {"communication": communication, "part": 2}, pluck="name")[0]
	frappe.db.set_value("FB Message", changed, {"unsent": 1, "text": ""})
	data.synced(host, thread)
	said = entry(communication).content
	assert ">One</div>" in said and "Two" not in said and "unsent by the sender" in said


def test_an_answer_older_than_its_ticket_names_its_agent(host: Host):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	row(thread, "Hi Ana", send_state="Sent", mid="m_ours")
	row(thread, "Never sent", send_state="Failed", send_problem="window")
	ticket = data.synced(host, thread)
	[_hello, said] = data.timeline(ticket)
	assert said.sender == AGENT and "Hi Ana" in said.content
	assert "Message on Facebook: sent" in said.content
	assert ticket.status == "Replied"


def told(user: str) -> list[Any]:
	fields = ["subject", "document_type", "document_name"]
	return frappe.get_all("Notification Log", filters={"for_user": user}, fields=fields)


def test_a_failed_answer_reopens_and_is_told_to_its_agent(host: Host):
	thread, ticket = asked(host, text=f"Hi {EVIL}")
	communication = answered(thread, "Yes")
	become(communication, send_state="Failed", send_problem="person_unavailable")
	answers.failed(communication)
	host.run_jobs()
	assert status(ticket) == "Open"
	assert any("can't reach this person" in html.unescape(note) for note in data.notes(ticket))
	[notice] = told(AGENT)
	assert (notice.document_type, str(notice.document_name)) == (ticket.doctype, str(ticket.name))
	assert "<img" not in notice.subject and told(MANAGER) == []


def test_a_failed_answer_that_was_made_good_leaves_the_ticket_replied(host: Host):
	thread, ticket = asked(host)
	communication = answered(thread, "Yes")
	row(thread, "Yes!", by=MANAGER, at=T0 + 4 * MINUTE, send_state="Sent")
	become(communication, send_state="Failed", send_problem="refused")
	answers.failed(communication)
	assert status(ticket) == "Replied"


def test_a_failed_answer_leaves_a_closed_ticket_closed(host: Host):
	thread, ticket = asked(host)
	communication = answered(thread, "Bye")
	data.close(ticket, "2026-06-02 12:00:00")
	become(communication, send_state="Failed", send_problem="refused")
	answers.failed(communication)
	assert status(ticket) == "Closed"


def test_an_answer_to_a_comment_is_said_to_be_public(host: Host):
	thread = data.comment_thread(data.post())
	data.comment(thread, "What does it cost?")
	ticket = data.synced(host, thread, "FB Comment Thread")
	communication = answers.write("FB Comment Thread", thread, "c1", "10 euro", (), AGENT)
	values = {"answer": "c1", "part": 1, "direction": "Outgoing", "sent_by": AGENT, "send_state": "Sent"}
	data.comment(thread, "10 euro", "777", T0 + MINUTE, communication=communication, **values)
	answers.show(communication)
	assert "Public reply on Facebook: sent" in data.timeline(ticket)[-1].content
