"""What triage rules know of a message: where it was written, by whom, and what was before."""

from __future__ import annotations

import frappe
import pytest

from tests.app import tickets_data as data
from tests.app.hosts import Host
from tests.app.tickets_data import DAY, T0
from tests.app.triage_data import label, rule, triage_of

COMMENTS = "FB Comment Thread"

pytestmark = pytest.mark.usefixtures("page_with_rules")


def test_labels_and_follow_up(host: Host):
	rule(is_complaint="Yes", add_labels=[label("Complaint")], follow_up=1)
	thread = data.comment_thread(data.post())
	data.comment(thread, "broken")
	ticket = data.synced(host, thread, COMMENTS)
	assert ticket is None
	doc = frappe.get_doc(COMMENTS, thread)
	assert [row.label for row in doc.labels] == ["Complaint"] and doc.follow_up == 1 and doc.state == "Open"
	doc.set("labels", [])
	doc.follow_up = 0
	doc.save()
	frappe.db.set_value(COMMENTS, thread, "ticket_due", 1)
	data.synced(host, thread, COMMENTS)
	assert not frappe.get_doc(COMMENTS, thread).labels, "what an agent took off stays off"


def test_sender_and_history(host: Host):
	rule("Again", complaints=1, complaint_days=10, priority="High")
	rule("Known", answered="Yes", add_labels=[label("Known")])
	rule("Fan", follower_days=365, add_labels=[label("Fan")])
	rule("Busy", open_tickets=1, follow_up=1)
	rule("Press", sender_labels=[label("Press")], add_labels=["Press"])
	person = data.conversation()
	contact = frappe.get_doc("FB Contact", person)
	contact.liked_page_on = "2020-01-01"
	contact.append("labels", {"label": "Press"})
	contact.save()
	data.message(person, "broken", T0, is_complaint=1)
	data.message(person, "sorry", T0 + 1, incoming=False)
	first = data.synced(host, person)
	row = frappe.get_doc("FB Conversation", person)
	assert {one.label for one in row.labels} == {"Fan", "Press"} and not row.follow_up
	assert first.priority != "High"
	thread = data.comment_thread(data.post())
	host.page(comment_tickets="Always")
	data.comment(thread, "me again", at=T0 + DAY)
	second = data.synced(host, thread, COMMENTS)
	row = frappe.get_doc(COMMENTS, thread)
	assert second.priority == "High", triage_of(thread)
	assert {one.label for one in row.labels} == {"Fan", "Press", "Known"} and row.follow_up == 1
	assert "complaints: 1 in 10 days" in triage_of(thread) and "open tickets: 1" in triage_of(thread)


def test_recipient(host: Host):
	post, other = data.post("9001"), data.post("9002")
	rule(posts=[post], ticket="Make a ticket")
	for about, expected in ((post, True), (other, False)):
		thread = data.comment_thread(about, tail=f"7{about[-1]}")
		data.comment(thread, "hm", f"7{about[-1]}")
		assert bool(data.synced(host, thread, COMMENTS)) is expected


def test_a_negative_recommendation_is_a_complaint(host: Host, default_rules: None):
	thread = data.comment_thread("", kind="Rating", recommendation="NEGATIVE")
	data.comment(thread, "")
	ticket = data.synced(host, thread, COMMENTS)
	assert ticket.priority == "High" and "does not recommend the page" in triage_of(thread)


def test_a_reply_under_a_visitors_post_is_a_comment(host: Host, default_rules: None):
	thread = data.comment_thread("", kind="Visitor Post")
	data.comment(thread, "I bought it yesterday")
	assert data.synced(host, thread, COMMENTS)
	other = data.comment_thread("", kind="Visitor Post", tail="888")
	data.comment(other, "I bought one too", "889")
	assert data.synced(host, other, COMMENTS) is None
