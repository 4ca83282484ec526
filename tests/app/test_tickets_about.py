"""What a ticket says of ads, posts and comments, and how it learns of later changes and late facts."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care.tickets import refresh
from tests.app import tickets_data as data
from tests.app.hosts import PAGE_ID, Host
from tests.app.tickets_data import MINUTE, T0


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.page()


def refreshed(host: Host, thread: str, doctype: str = "FB Conversation") -> Any:
	frappe.db.commit()
	refresh.thread(doctype, thread)
	frappe.db.commit()
	host.fresh()
	return frappe.get_doc(host.helpdesk, frappe.db.get_value(doctype, thread, "ticket"))


def test_a_message_from_an_ad_carries_its_card(host: Host):
	ad = data.ad(post_id=f"{PAGE_ID}_77")
	thread = data.conversation(first_ad=ad, last_ad=ad)
	data.message(thread, "How much?", ad=ad)
	ticket = data.synced(host, thread)
	assert ticket.subject == 'Ana Lima, from the ad "Summer sale": How much?'
	assert ticket.fb_ad == ad
	for html in (ticket.description, data.timeline(ticket)[0].content):
		assert "Summer sale" in html and ad in html and f"https://www.facebook.com/{PAGE_ID}_77" in html
	assert ticket.description.count("data-fb-card") == 1


def test_a_click_on_an_ad_before_the_first_words_counts(host: Host):
	ad = data.ad()
	thread = data.conversation(first_ad=ad, last_ad=ad)
	data.message(thread, "", T0 - MINUTE, ad=ad, kind="Referral")
	data.message(thread, "How much?")
	ticket = data.synced(host, thread)
	assert ticket.fb_ad == ad
	assert "Summer sale" in ticket.description
	assert len(data.timeline(ticket)) == 1


def test_the_ads_picture_is_attached_when_it_is_kept(host: Host):
	file = data.insert("File", file_name="ad.txt", content=b"a picture", is_private=1)
	ad = data.ad(picture=file.file_url, picture_state="Stored")
	thread = data.conversation(last_ad=ad)
	data.message(thread, "How much?", ad=ad)
	ticket = data.synced(host, thread)
	[attached] = data.files_of(host.helpdesk, ticket.name)
	assert attached.file_url == file.file_url and attached.is_private


def test_late_facts_of_an_ad_reach_the_ticket(host: Host):
	ad = data.ad(title="", details_state="Pending")
	thread = data.conversation(last_ad=ad)
	data.message(thread, "How much?", ad=ad)
	ticket = data.synced(host, thread)
	assert ticket.subject == "Ana Lima, from an ad: How much?"
	assert ad in ticket.description
	file = data.insert("File", file_name="ad.txt", content=b"another picture", is_private=1)
	frappe.db.set_value("FB Ad", ad, {"title": "Summer sale", "picture": file.file_url})
	ticket = refreshed(host, thread)
	assert ticket.subject == 'Ana Lima, from the ad "Summer sale": How much?'
	assert "Summer sale" in ticket.description
	assert "Summer sale" in data.timeline(ticket)[0].content
	assert len(data.files_of(host.helpdesk, ticket.name)) == 1
	refreshed(host, thread)
	assert len(data.files_of(host.helpdesk, ticket.name)) == 1


def test_a_name_that_comes_later_reaches_subject_and_entries(host: Host):
	thread = data.conversation(name="")
	data.message(thread, "Hello")
	data.synced(host, thread)
	frappe.db.set_value("FB Contact", thread, "full_name", "Ana Lima")
	ticket = refreshed(host, thread)
	assert ticket.subject == "Ana Lima: Hello"
	assert ticket.raised_by == f"Ana.Lima@{data.PSID}.facebook.invalid"
	[entry] = data.timeline(ticket)
	assert entry.sender_full_name == "Ana Lima" and entry.sender == ticket.raised_by


def test_titles_told_later_are_cleaned_as_the_host_cleans(host: Host):
	ad = data.ad(title="", details_state="Pending")
	thread = data.conversation(last_ad=ad)
	data.message(thread, "<b>How</b> much? <img src=x onerror=alert(1)>", ad=ad)
	assert "<img" not in data.synced(host, thread).subject
	frappe.db.set_value("FB Ad", ad, "title", "Sale <img src=x onerror=alert(2)>")
	ticket = refreshed(host, thread)
	assert "Sale" in ticket.subject and "<img" not in ticket.subject
	assert "<img" not in ticket.description


def test_what_was_stored_harmless_is_read_as_it_was_written(host: Host):
	thread = data.conversation()
	data.message(thread, "is &lt;b>this&lt;/b> 5 < 6?")
	ticket = data.synced(host, thread)
	assert "is &lt;b&gt;this&lt;/b&gt; 5 &lt; 6?" in data.timeline(ticket)[0].content


def test_a_subject_changed_by_a_person_stays(host: Host):
	thread = data.conversation(name="")
	data.message(thread, "Hello")
	ticket = data.synced(host, thread)
	frappe.db.set_value(host.helpdesk, ticket.name, "subject", "Refund for Ana")
	frappe.db.set_value("FB Contact", thread, "full_name", "Ana Lima")
	assert refreshed(host, thread).subject == "Refund for Ana"


def test_a_linked_contact_gives_the_ticket_its_email(host: Host):
	person = data.insert("Contact", first_name="Ana", last_name="Lima")
	person.append("email_ids", {"email_id": "ana.lima@example.com", "is_primary": 1})
	person.save(ignore_permissions=True)
	thread = data.conversation()
	frappe.db.set_value("FB Contact", thread, "contact", person.name)
	data.message(thread, "Hello")
	ticket = data.synced(host, thread)
	assert ticket.raised_by == "ana.lima@example.com"
	assert ticket.contact == person.name
	assert data.timeline(ticket)[0].sender == "ana.lima@example.com"
	assert data.timeline(ticket)[0].sender_full_name == "Ana Lima"


def test_a_linked_customer_is_the_tickets_customer(host: Host):
	if host.helpdesk != "Issue":
		pytest.skip("HD Ticket takes the customer of the Contact")
	customer = frappe.db.exists("Customer", {"customer_name": "Lima Ltd"})
	customer = customer or data.insert("Customer", customer_name="Lima Ltd", customer_type="Company").name
	thread = data.conversation()
	frappe.db.set_value("FB Contact", thread, "customer", customer)
	data.message(thread, "Hello")
	assert data.synced(host, thread).customer == customer


def test_a_customer_that_is_not_there_does_not_stop_the_ticket(host: Host):
	thread = data.conversation()
	frappe.db.set_value("FB Contact", thread, {"customer": "No Such Customer", "lead": "No Such Lead"})
	data.message(thread, "Hello")
	assert data.synced(host, thread).subject == "Ana Lima: Hello"


def test_a_comment_carries_its_post_and_the_way_to_it(host: Host):
	post = data.post()
	thread = data.comment_thread(post)
	data.comment(thread, "Open on Sunday?")
	ticket = data.synced(host, thread, "FB Comment Thread")
	assert ticket.subject == 'Ana Lima commented on "New opening hours": Open on Sunday?'
	assert ticket.fb_comment_thread == thread
	assert not ticket.fb_conversation
	assert f"https://www.facebook.com/{post}?comment_id=555" in ticket.description
	assert "New opening hours" in ticket.description and "Open on Sunday?" in ticket.description


def test_a_comment_on_an_ads_post_names_the_ad(host: Host):
	ad = data.ad()
	thread = data.comment_thread(data.post(ad=ad), ad=ad)
	data.comment(thread, "Price?")
	ticket = data.synced(host, thread, "FB Comment Thread")
	assert ticket.fb_ad == ad and "Summer sale" in ticket.description


def test_a_post_title_that_comes_later_reaches_the_ticket(host: Host):
	post = data.post(title="", details_state="Pending")
	thread = data.comment_thread(post)
	data.comment(thread, "Open on Sunday?")
	ticket = data.synced(host, thread, "FB Comment Thread")
	assert ticket.subject == "Ana Lima commented: Open on Sunday?"
	frappe.db.set_value("FB Post", post, "title", "New opening hours")
	ticket = refreshed(host, thread, "FB Comment Thread")
	assert ticket.subject == 'Ana Lima commented on "New opening hours": Open on Sunday?'
	assert "New opening hours" in ticket.description


def test_replies_and_the_pages_own_comments_join_the_ticket(host: Host):
	thread = data.comment_thread(data.post())
	data.comment(thread, "Open on Sunday?")
	data.comment(
		thread, "Yes, till six", "556", T0 + MINUTE, direction="Outgoing", author_name="Lakeside Bikes"
	)
	data.comment(thread, "Me too", "557", T0 + 2 * MINUTE, author_id="8802", author_name="Ben Ode")
	ticket = data.synced(host, thread, "FB Comment Thread")
	assert [(row.sent_or_received, row.sender_full_name) for row in data.timeline(ticket)] == [
		("Received", "Ana Lima"),
		("Sent", "Lakeside Bikes"),
		("Received", "Ben Ode"),
	]


def test_comment_tickets_can_be_switched_off(host: Host):
	host.page(comment_tickets="Never")
	host.fresh()
	thread = data.comment_thread(data.post())
	data.comment(thread, "Open on Sunday?")
	assert data.synced(host, thread, "FB Comment Thread") is None


@pytest.mark.parametrize(
	("fields", "expected"),
	[
		({"kind": "Visitor Post"}, "Ana Lima posted on the page: Thanks"),
		(
			{"kind": "Mention", "author_name": "", "author_id": ""},
			"Somebody on Facebook mentioned the page: Thanks",
		),
		({"kind": "Rating", "recommendation": "NEGATIVE"}, "Ana Lima does not recommend the page: Thanks"),
	],
)
def test_other_kinds_of_thread(host: Host, fields: dict[str, str], expected: str):
	thread = data.comment_thread("", **fields)
	data.comment(thread, "Thanks")
	assert data.synced(host, thread, "FB Comment Thread").subject == expected


def test_a_message_with_a_photo_only_says_so(host: Host):
	thread = data.conversation()
	data.message(
		thread, "", attachments=[{"kind": "image", "url": "https://x.example/a", "state": "Pending"}]
	)
	ticket = data.synced(host, thread)
	assert ticket.subject == "Ana Lima: (sent a photo)"
	assert "a photo" in data.timeline(ticket)[0].content


def test_kept_files_are_attached_to_the_entry(host: Host):
	file = data.insert("File", file_name="photo.txt", content=b"photo", is_private=1)
	kept = {"kind": "image", "url": "https://x.example/a", "state": "Stored", "file": file.file_url}
	thread = data.conversation()
	data.message(thread, "Look", attachments=[kept])
	ticket = data.synced(host, thread)
	[attached] = data.files_of("Communication", data.timeline(ticket)[0].name)
	assert attached.file_url == file.file_url and attached.is_private
