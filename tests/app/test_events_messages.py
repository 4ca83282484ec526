"""What becomes of messages: conversation, person, ad, echoes, facts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA, T0, delivery, echo, from_ad, item, message, postback, read

CONVERSATION = f"{PAGE_ID}-{NORA}"
MINUTE = 60_000


def one(doctype: str, **filters: Any) -> Any:
	import frappe

	(row,) = frappe.get_all(doctype, filters=filters, fields=["*"])
	return row


def conversation() -> Any:
	return one("FB Conversation", name=CONVERSATION)


def outcomes() -> list[tuple[str, str, str]]:
	import frappe

	rows = frappe.get_all("FB Webhook Event", fields=["outcomes"], order_by="received_ms")
	return [(o["kind"], o["state"], o["reason"]) for row in rows for o in json.loads(row.outcomes)]


def test_first_message_makes_person_conversation_and_message(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "Is the blue bike there?")))
	talk, said, person = conversation(), one("FB Message", mid="m_1"), one("FB Contact", name=CONVERSATION)
	assert (talk.page, talk.psid, talk.contact) == (PAGE_ID, NORA, CONVERSATION)
	assert (talk.state, talk.unread_count, talk.message_count) == ("Open", 1, 1)
	assert (talk.first_ms, talk.last_ms, talk.last_incoming_ms) == (T0, T0, T0)
	assert talk.last_text == "Is the blue bike there?"
	assert (talk.window_until_ms, talk.window_reason) == (T0 + 24 * 60 * MINUTE, "message")
	assert (said.direction, said.sender_kind, said.kind) == ("Incoming", "Customer", "Message")
	assert (said.text, said.sent_ms, said.conversation) == ("Is the blue bike there?", T0, CONVERSATION)
	assert said.reached_ms and said.webhook_event
	assert (person.profile_state, person.first_ms, person.last_ms) == ("Pending", T0, T0)
	assert talk.title == person.display_name == "Facebook user …0001"


def test_rows_are_as_the_host_writes_them(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "Hello", attachments=[image()])))
	for doctype in ("FB Conversation", "FB Message", "FB Contact", "FB Attachment"):
		row = one(doctype)
		assert row.name and row.creation and row.modified, doctype
		assert (row.owner, row.modified_by, row.docstatus) == ("Administrator", "Administrator", 0), doctype
	import frappe

	doc = frappe.get_doc("FB Message", {"mid": "m_1"})
	assert [row.idx for row in doc.attachments] == [1]
	assert str(doc.sent_at)[:4] == "2026"


def image() -> dict[str, Any]:
	return {"type": "image", "payload": {"url": "https://scontent.fbcdn.net/a.jpg"}}


def test_messages_are_ordered_by_metas_time(host) -> None:
	host.page()
	host.receive(delivery(message("m_2", "second", at=T0 + MINUTE)))
	host.receive(delivery(message("m_1", "first", at=T0)))
	talk = conversation()
	assert (talk.last_text, talk.first_ms, talk.last_ms) == ("second", T0, T0 + MINUTE)
	assert one("FB Contact").first_ms == T0


@pytest.mark.parametrize(("state", "after"), [("Done", "Open"), ("Archived", "Open"), ("Spam", "Spam")])
def test_a_new_message_reopens_unless_spam(host, state: str, after: str) -> None:
	import frappe

	host.page()
	host.receive(delivery(message("m_1", "Hello")))
	frappe.db.set_value("FB Conversation", CONVERSATION, "state", state)
	frappe.db.commit()
	host.receive(delivery(message("m_2", "Again", at=T0 + 1)))
	assert (conversation().state, conversation().unread_count) == (after, 2)


def test_the_same_message_in_another_delivery_is_ignored(host) -> None:
	import frappe

	host.page()
	host.receive(delivery(message("m_1", "Hello")))
	host.receive(delivery(message("m_1", "Hello"), message("m_2", "You there?", at=T0 + 1)))
	assert [state for _kind, state, _reason in outcomes()] == ["done", "ignored", "done"]
	assert frappe.db.count("FB Message") == 2
	assert conversation().unread_count == 2


def test_attachments_wait_for_a_job(host) -> None:
	import frappe

	host.page()
	fallback = {"type": "fallback", "payload": None, "title": "A page", "url": "https://example.com/x"}
	host.receive(delivery(message("m_1", attachments=[image(), fallback])))
	rows = frappe.get_all("FB Attachment", fields=["kind", "state", "url", "idx"], order_by="idx")
	assert [(row.kind, row.state, row.idx) for row in rows] == [
		("image", "Pending", 1),
		("fallback", "None", 2),
	]
	assert "image" in conversation().last_text
	assert "fb_care.jobs.fetch.fetch_pending" in host.queued_jobs()


@pytest.mark.parametrize("way", ["message", "postback", "referral"])
def test_ad_is_kept_wherever_the_referral_comes(host, way: str) -> None:
	host.page()
	came = {
		"message": message("m_1", "Still there?", referral=from_ad()),
		"postback": postback("m_1", referral=from_ad()),
		"referral": item(NORA, T0, referral=from_ad()),
	}[way]
	host.receive(delivery(came))
	ad, said, talk = one("FB Ad"), one("FB Message"), conversation()
	assert (ad.name, ad.title, ad.picture_state) == ("120200000000001", "Winter tyres", "Pending")
	assert (ad.post_id, ad.page, ad.first_ms) == (f"{PAGE_ID}_122100000000000777", PAGE_ID, T0)
	assert (said.ad, said.ref, said.referral_source) == (ad.name, "winter", "ADS")
	assert json.loads(said.referral)["ads_context_data"]["ad_title"] == "Winter tyres"
	assert (talk.first_ad, talk.last_ad, talk.ref) == (ad.name, ad.name, "winter")


def test_referral_alone_asks_for_no_ticket(host) -> None:
	host.page()
	host.receive(delivery(item(NORA, T0, referral=from_ad())))
	talk = conversation()
	assert one("FB Message").kind == "Referral"
	assert (talk.unread_count, talk.ticket_due, talk.ticket) == (0, 0, None)


def test_first_and_last_ad_follow_metas_time(host) -> None:
	host.page()
	for number, at in (("2", T0 + 2), ("3", T0 + 3), ("1", T0 + 1)):
		referral = from_ad(ad_id=f"12020000000000{number}", title=f"Ad {number}")
		host.receive(delivery(message(f"m_{number}", "x", at=at, referral=referral)))
	talk = conversation()
	assert (talk.first_ad, talk.last_ad) == ("120200000000001", "120200000000003")


def test_later_referral_completes_the_ad_but_overwrites_nothing(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "x", referral={"ad_id": "12", "source": "ADS"})))
	assert not one("FB Ad").title
	host.receive(delivery(message("m_2", "x", at=T0 + 1, referral=from_ad(ad_id="12", title="Tyres"))))
	host.receive(delivery(message("m_3", "x", at=T0 + 2, referral=from_ad(ad_id="12", title="Other"))))
	assert (one("FB Ad").title, one("FB Ad").picture_state) == ("Tyres", "Pending")


@pytest.mark.parametrize(
	("sent", "kind"),
	[
		({"metadata": "fb_care:abc", "app_id": 26390203743090}, "This App"),
		({"app_id": 4242}, "This App"),
		({"app_id": 26390203743090}, "Page Inbox"),
		({"app_id": 263902037430900}, "Page Inbox"),
		({"app_id": None}, "Page Inbox"),
		({"app_id": 999}, "Other App"),
	],
)
def test_echoes_are_told_apart(host, sent: dict[str, Any], kind: str) -> None:
	host.page()
	host.receive(delivery(echo("m_e", "We are open", at=T0, **sent)))
	said = one("FB Message", mid="m_e")
	assert (said.direction, said.sender_kind, said.delivery_state) == ("Outgoing", kind, "Sent")
	assert (conversation().unread_count, conversation().ticket_due, conversation().ticket) == (0, 0, None)


def test_automatic_text_and_instant_answer_are_automated(host) -> None:
	host.page(automatic_texts="Thank you, we will answer soon.", automatic_within_s=3)
	host.receive(delivery(message("m_1", "Hello")))
	host.receive(delivery(echo("m_e1", "thank you,  we will answer soon.", at=T0 + 3600_000)))
	host.receive(delivery(message("m_2", "Hello?", at=T0 + 7200_000)))
	host.receive(delivery(echo("m_e2", "We are closed", at=T0 + 7202_000)))
	host.receive(delivery(echo("m_e3", "Anna here", at=T0 + 7260_000)))
	kinds = {mid: one("FB Message", mid=mid).sender_kind for mid in ("m_e1", "m_e2", "m_e3")}
	assert kinds == {"m_e1": "Automated", "m_e2": "Automated", "m_e3": "Page Inbox"}


def test_instant_answer_before_its_message_is_automated_too(host) -> None:
	host.page(automatic_within_s=3)
	host.receive(delivery(echo("m_e", "We are closed", at=T0 + 1000)))
	assert one("FB Message", mid="m_e").sender_kind == "Page Inbox"
	host.receive(delivery(message("m_1", "Hello", at=T0)))
	assert one("FB Message", mid="m_e").sender_kind == "Automated"


def test_postback_is_a_message_of_its_own_kind(host) -> None:
	host.page()
	host.receive(delivery(postback("m_p", "Opening hours")))
	said = one("FB Message", mid="m_p")
	assert (said.kind, said.text, said.postback_payload) == ("Postback", "Opening hours", "START")
	assert (conversation().last_text, conversation().unread_count) == ("Opening hours", 1)


@pytest.mark.parametrize("first", ["message", "postback"])
def test_postback_and_message_of_one_mid_are_one(host, first: str) -> None:
	host.page()
	both = {"message": message("m_p", "Opening hours"), "postback": postback("m_p", "Opening hours")}
	host.receive(delivery(both.pop(first)))
	host.receive(delivery(*both.values()))
	said = one("FB Message")
	assert (said.kind, said.text, said.postback_payload) == ("Postback", "Opening hours", "START")
	assert (conversation().unread_count, conversation().message_count) == (1, 1)


def test_standby_is_kept_for_the_timeline_only(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "To the other app"), standby=True))
	said, talk = one("FB Message"), conversation()
	assert (said.standby, said.text) == (1, "To the other app")
	assert (talk.unread_count, talk.ticket_due, talk.ticket) == (0, 0, None)


def test_blocked_person_gets_no_ticket(host) -> None:
	import frappe

	host.page(message_tickets="Never")
	host.receive(delivery(message("m_1", "Buy now")))
	frappe.db.set_value("FB Contact", CONVERSATION, "blocked", 1)
	host.page(message_tickets="Always")
	host.receive(delivery(message("m_2", "Buy now", at=T0 + 1)))
	talk = conversation()
	assert (talk.message_count, talk.ticket_due, talk.ticket) == (2, 0, None)


@pytest.mark.parametrize(
	"text",
	[
		"<script>alert(1)</script> 5 < 6",
		'"<img src=x onerror=alert(1)>"',
		"<img src=x onerror=alert(1) ",
		"x </div><svg/onload=alert(1)",
		"<!-- <b>",
		"I <3 you & me",
	],
)
def test_text_is_kept_whole_and_harmless(host, text: str) -> None:
	from fb_care.inbound import rows

	host.page()
	host.receive(delivery(message("m_1", text)))
	for stored in (one("FB Message").text, conversation().last_text):
		assert not re.search(r"<[a-zA-Z/!?]", stored)
		assert rows.as_written(stored) == text.strip() or rows.as_written(stored) == text


def test_very_long_values_are_kept_as_far_as_they_fit(host) -> None:
	host.page()
	words = "ä" * 30_000
	long_link = "https://scontent.fbcdn.net/" + "x" * 5000
	attachment = {"type": "image", "payload": {"url": long_link, "title": "t" * 400}}
	host.receive(delivery(message("m_1", words, attachments=[attachment], referral=from_ad(title="y" * 400))))
	assert outcomes() == [("message", "done", "")]
	assert one("FB Message").text == words
	assert one("FB Attachment").url == long_link


def test_event_without_person_is_ignored(host) -> None:
	host.page()
	host.receive("message__user_ref")
	((_kind, state, reason),) = outcomes()
	assert (state, "no page-scoped id" in reason) == ("ignored", True)


def test_person_on_two_pages_is_two_contacts(host) -> None:
	import frappe

	host.page()
	host.page("100200300400501", page_name="Second")
	host.receive(delivery(message("m_1", "Hello")))
	host.receive(delivery(message("m_2", "Hello", page="100200300400501"), page="100200300400501"))
	assert frappe.db.count("FB Contact") == frappe.db.count("FB Conversation") == 2


def test_echo_of_what_was_read_already_is_read(host) -> None:
	host.page()
	host.receive(delivery(read(T0 + MINUTE)))
	host.receive(delivery(echo("m_e", "Hello", at=T0)))
	assert one("FB Message").delivery_state == "Read"
	assert conversation().read_ms == T0 + MINUTE
