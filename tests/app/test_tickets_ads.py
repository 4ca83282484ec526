"""The ad on a ticket: its field, its card and its picture, also where the ticket was opened before the ad."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care.tickets import refresh
from tests.app import payloads
from tests.app import tickets_data as data
from tests.app.hosts import PAGE_ID, Host
from tests.app.tickets_data import DAY, MINUTE, T0

HOUR = 60 * MINUTE


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.page()


def picture_of_an_ad() -> str:
	return data.insert("File", file_name="customer-7301.txt", content=b"a picture", is_private=1).file_url


def clicked(thread: str, ad: str, at: int) -> None:
	"""The person came back through an ad; as `inbound` leaves it."""
	data.message(thread, "", at, ad=ad, kind="Referral")
	frappe.db.set_value("FB Conversation", thread, {"last_ad": ad})


def waved(host: Host) -> tuple[str, Any]:
	"""A conversation with a ticket that no ad brought."""
	thread = data.conversation()
	data.message(thread, "👋", T0 - 3 * HOUR)
	ticket = data.synced(host, thread)
	assert not ticket.fb_ad
	return thread, ticket


def cards_in(ticket: Any) -> list[bool]:
	return ["data-fb-card" in row.content for row in data.timeline(ticket)]


def pictures_of(host: Host, ticket: Any) -> list[str]:
	"""Names of the files that people see at the ticket: Helpdesk shows those of the entries."""
	if host.helpdesk == "Issue":
		return [file.file_name for file in data.files_of("Issue", ticket.name)]
	return [f.file_name for row in data.timeline(ticket) for f in data.files_of("Communication", row.name)]


def test_an_ad_that_comes_after_the_ticket_gets_onto_it(host: Host):
	thread, _before = waved(host)
	clicked(thread, data.ad(picture=picture_of_an_ad(), picture_state="Stored"), T0 - MINUTE)
	data.message(thread, "How much?")
	data.message(thread, "And in blue?", T0 + MINUTE)
	ticket = data.synced(host, thread)
	assert ticket.fb_ad == "120330055"
	assert cards_in(ticket) == [False, True, False]
	assert "Summer sale" in data.timeline(ticket)[1].content
	assert pictures_of(host, ticket) == ["ad-120330055.txt"]
	assert ticket.subject == "Ana Lima: 👋"


def test_a_later_message_that_carries_an_ad_brings_it_onto_the_ticket(host: Host):
	thread, _before = waved(host)
	ad = data.ad(picture=picture_of_an_ad(), picture_state="Stored")
	frappe.db.set_value("FB Conversation", thread, "last_ad", ad)
	data.message(thread, "How much?", ad=ad)
	ticket = data.synced(host, thread)
	assert ticket.fb_ad == ad
	assert cards_in(ticket) == [False, True]
	assert pictures_of(host, ticket) == ["ad-120330055.txt"]


def test_it_is_the_same_when_all_of_it_comes_at_once(host: Host):
	thread = data.conversation()
	data.message(thread, "👋", T0 - 3 * HOUR)
	clicked(thread, data.ad(picture=picture_of_an_ad(), picture_state="Stored"), T0 - MINUTE)
	data.message(thread, "How much?")
	ticket = data.synced(host, thread)
	assert ticket.fb_ad == "120330055"
	assert "Summer sale" in data.timeline(ticket)[1].content
	assert ticket.subject == "Ana Lima: 👋"
	assert pictures_of(host, ticket) == ["ad-120330055.txt"]


def test_the_first_ad_stays_and_a_second_one_gets_its_card(host: Host):
	first, second = data.ad(), data.ad("120330066", title="Winter sale")
	thread = data.conversation(first_ad=first, last_ad=first)
	data.message(thread, "How much?", T0 - HOUR, ad=first)
	data.synced(host, thread)
	clicked(thread, second, T0 - MINUTE)
	data.message(thread, "And this one?")
	ticket = data.synced(host, thread)
	assert ticket.fb_ad == first
	assert "Winter sale" in data.timeline(ticket)[1].content


def test_a_click_long_ago_explains_nothing(host: Host):
	thread, _before = waved(host)
	clicked(thread, data.ad(), T0)
	data.message(thread, "Where is my order?", T0 + 2 * DAY)
	ticket = data.synced(host, thread)
	assert not ticket.fb_ad and cards_in(ticket) == [False, False]


def test_an_answer_of_the_page_between_click_and_question_takes_nothing_away(host: Host):
	thread, _before = waved(host)
	clicked(thread, data.ad(), T0 - 2 * MINUTE)
	data.message(thread, "Hi, what can we do for you?", T0 - MINUTE, incoming=False, sender_kind="Automated")
	data.message(thread, "How much?")
	ticket = data.synced(host, thread)
	assert ticket.fb_ad
	assert cards_in(ticket) == [False, False, True]


def test_what_is_told_of_a_later_ad_reaches_card_and_ticket(host: Host):
	thread, _before = waved(host)
	clicked(thread, data.ad(title="", details_state="Pending"), T0 - MINUTE)
	data.message(thread, "How much?")
	ticket = data.synced(host, thread)
	told = {"title": "Summer sale", "picture": picture_of_an_ad(), "picture_state": "Stored"}
	frappe.db.set_value("FB Ad", ticket.fb_ad, told)
	frappe.db.commit()
	refresh.thread("FB Conversation", thread)
	frappe.db.commit()
	host.fresh()
	assert "Summer sale" in data.timeline(ticket)[1].content
	assert pictures_of(host, ticket) == ["ad-120330055.txt"]


def test_a_click_told_after_its_question_reaches_the_ticket_with_the_next_facts(host: Host):
	thread, _before = waved(host)
	data.message(thread, "How much?")
	data.synced(host, thread)
	clicked(thread, data.ad(post_id=f"{PAGE_ID}_77"), T0 - MINUTE)
	frappe.db.commit()
	refresh.thread("FB Conversation", thread)
	frappe.db.commit()
	host.fresh()
	name = frappe.db.get_value("FB Conversation", thread, "ticket")
	assert frappe.db.get_value(host.helpdesk, name, "fb_ad") == "120330055"


def test_the_picture_of_an_ad_is_named_after_the_ad(host: Host):
	ad = data.ad(picture=picture_of_an_ad(), picture_state="Stored")
	thread = data.conversation(last_ad=ad)
	data.message(thread, "How much?", ad=ad)
	ticket = data.synced(host, thread)
	assert [file.file_name for file in data.files_of(host.helpdesk, ticket.name)] == ["ad-120330055.txt"]
	assert pictures_of(host, ticket) == ["ad-120330055.txt"]


def ticket_after(host: Host, *items: payloads.Item) -> Any:
	"""Each item comes as a delivery of its own, the last one's ticket."""
	for item in items:
		host.receive(payloads.delivery(item))
	host.fresh()
	[name] = frappe.get_all(host.helpdesk, filters=[["fb_page", "is", "set"]], pluck="name")
	return frappe.get_doc(host.helpdesk, name)


def test_wave_click_question_one_by_one(host: Host):
	ticket = ticket_after(
		host,
		payloads.message("m_1", "👋", payloads.T0 - 3 * HOUR),
		payloads.item(at=payloads.T0 - MINUTE, referral=payloads.from_ad()),
		payloads.message("m_2", "How much?", payloads.T0),
	)
	assert ticket.fb_ad == "120200000000001"
	assert cards_in(ticket) == [False, True]


def test_a_click_told_after_its_question_reaches_the_ticket_by_itself(host: Host):
	data.ad("120200000000001")
	ticket = ticket_after(
		host,
		payloads.message("m_1", "👋", payloads.T0 - 3 * HOUR),
		payloads.message("m_2", "How much?", payloads.T0),
		payloads.item(at=payloads.T0 - MINUTE, referral=payloads.from_ad()),
	)
	assert ticket.fb_ad == "120200000000001"
	assert cards_in(ticket) == [False, True]


def test_a_click_without_words_stays_the_conversations(host: Host):
	ticket = ticket_after(
		host,
		payloads.message("m_1", "👋", payloads.T0 - 3 * HOUR),
		payloads.item(at=payloads.T0 - MINUTE, referral=payloads.from_ad()),
	)
	assert not ticket.fb_ad and cards_in(ticket) == [False]
