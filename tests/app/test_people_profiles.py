"""Names that Facebook gives late, by another way or not at all; and on which day somebody liked the page."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.api import people as api
from fb_care.inbound import profiles
from fb_care.jobs import fetch, health
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, PAGE_ID, Host
from tests.app.payloads import delivery, feed, message
from tests.app.tickets_data import DAY, PSID, T0

HOUR = 3600 * 1000
FIELDS = ["full_name", "display_name", "locale", "gender"]
FIELDS += ["profile_state", "profile_reason", "profile_next_ms"]


@pytest.fixture(autouse=True)
def page(host: Host, facebook: Any) -> Any:
	return host.page()


def fetched(host: Host, at: int = T0) -> Any:
	"""Fetch what is to be fetched at this time; what is known of the person then."""
	frappe.db.commit()
	with clock.at(at):
		fetch.fetch_pending()
	host.fresh()
	return frappe.db.get_value("FB Contact", f"{PAGE_ID}-{PSID}", FIELDS, as_dict=True)


def remembered(facebook: Any, text: str = "Hello") -> None:
	"""The fake knows of a message, so that there is a conversation."""
	facebook.remember(
		[{"mid": "m_1", "page_id": PAGE_ID, "psid": PSID, "at_ms": T0, "from_page": False, "text": text}]
	)


# Refused


def test_where_the_profile_is_refused_the_name_of_the_conversation_is_taken(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", no_profile=True)
	remembered(facebook)
	thread = data.conversation(name="")
	data.message(thread, "Hello")
	ticket = data.synced(host, thread)
	found = fetched(host)
	assert (found.full_name, found.profile_state) == ("Ana Lima", "Known")
	assert "conversation" in found.profile_reason and "2018218" in found.profile_reason
	assert frappe.db.get_value("FB Conversation", thread, "title") == "Ana Lima"
	if ticket:
		assert frappe.db.get_value(ticket.doctype, ticket.name, "subject") == "Ana Lima: Hello"


def test_an_empty_profile_falls_back_too(host: Host, facebook: Any):
	facebook.world.pages[PAGE_ID].profile_access = False
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	remembered(facebook)
	data.conversation(name="")
	assert fetched(host).full_name == "Ana Lima"


def test_the_name_of_a_conversation_overwrites_none_typed_by_hand(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", no_profile=True)
	remembered(facebook)
	thread = data.conversation(name="")
	frappe.db.set_value("FB Contact", thread, {"full_name": "Dr. Lima"})
	assert fetched(host).full_name == "Dr. Lima"


def test_a_refused_person_is_asked_about_again_with_growing_waits(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", no_profile=True)
	data.conversation(name="")
	at = T0
	for wait_s in profiles.REFUSED_WAITS_S:
		found = fetched(host, at)
		assert (found.profile_state, found.display_name) == ("Refused", "Facebook user …8899")
		assert found.profile_next_ms == at + wait_s * 1000
		calls = len(facebook.calls)
		fetched(host, found.profile_next_ms - 1)
		assert len(facebook.calls) == calls, "not before its time"
		at = found.profile_next_ms
	found = fetched(host, at)
	assert (found.profile_state, found.profile_next_ms) == ("Refused", 0)
	calls = len(facebook.calls)
	fetched(host, at + 400 * DAY)
	assert len(facebook.calls) == calls, "given up"


def test_who_lets_the_name_be_seen_later_gets_it(host: Host, facebook: Any):
	person = facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", no_profile=True)
	thread = data.conversation(name="")
	fetched(host)
	person.no_profile = False
	found = fetched(host, T0 + 6 * HOUR)
	assert (found.full_name, found.profile_state, found.profile_reason) == ("Ana Lima", "Known", "")
	assert frappe.db.get_value("FB Conversation", thread, "title") == "Ana Lima"


def test_a_passing_failure_of_a_later_try_is_no_end(host: Host, facebook: Any):
	person = facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", no_profile=True)
	data.conversation(name="")
	fetched(host)
	facebook.faults.add("GET profile", code=2, status=500, times=1)
	found = fetched(host, T0 + 6 * HOUR)
	assert found.profile_state == "Refused" and found.profile_next_ms > T0 + 6 * HOUR
	person.no_profile = False
	assert fetched(host, found.profile_next_ms).profile_state == "Known"


def test_an_agent_asks_again_by_a_button(host: Host, facebook: Any):
	person = facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", no_profile=True)
	thread = data.conversation(name="")
	fetched(host)
	person.no_profile = False
	with host.as_user(AGENT):
		api.ask_again(thread)
	assert fetched(host, T0 + 1).full_name == "Ana Lima"


def test_the_call_limit_of_conversations_keeps_the_person_waiting(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", no_profile=True)
	remembered(facebook)
	facebook.faults.add("GET conversations", code=4, status=400, times=1)
	data.conversation(name="")
	assert fetched(host).profile_state == "Pending"
	assert fetched(host, T0 + HOUR).full_name == "Ana Lima"


def test_a_message_never_waits_for_the_name(host: Host, facebook: Any):
	facebook.faults.add("GET profile", code=2, status=500, times=99)
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	host.receive(delivery(message("m_1", "Hello", psid=PSID)))
	name = f"{PAGE_ID}-{PSID}"
	assert frappe.db.get_value("FB Message", {"mid": "m_1"}, "text") == "Hello"
	assert facebook.calls == [], "nothing is asked while a delivery is processed"
	row = frappe.db.get_value("FB Conversation", name, ["title", "ticket"], as_dict=True)
	assert row.title == "Facebook user …8899"
	assert bool(row.ticket) == bool(host.helpdesk)


# Further fields


def granted(facebook: Any, *scopes: str) -> None:
	"""The page's token has these permissions, and the health job has seen it."""
	facebook.world.pages[PAGE_ID].scopes |= set(scopes)
	health.check(PAGE_ID)
	facebook.calls.clear()


def asked(facebook: Any) -> list[str]:
	return [call.text("fields") for call in facebook.asked("GET profile")]


def test_nothing_further_is_asked_without_the_permission(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", gender="female")
	granted(facebook)
	data.conversation(name="")
	found = fetched(host)
	assert (found.full_name, found.locale) == ("Ana Lima", None)
	assert not any("locale" in fields for fields in asked(facebook))


def test_what_is_permitted_is_asked_in_the_same_call(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima", gender="female", locale="pt_PT", timezone=1)
	granted(facebook, "pages_user_locale", "pages_user_gender")
	data.conversation(name="")
	found = fetched(host)
	assert (found.full_name, found.locale, found.gender) == ("Ana Lima", "pt_PT", "female")
	[fields] = asked(facebook)
	assert "locale" in fields and "gender" in fields and "timezone" not in fields


@pytest.mark.parametrize("code", [100, 200])
def test_a_refused_field_costs_no_name(host: Host, facebook: Any, code: int):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	granted(facebook, "pages_user_locale")
	facebook.faults.add("GET profile", code=code, status=400, times=1)
	data.conversation(name="")
	found = fetched(host)
	assert (found.full_name, found.profile_state, found.locale) == ("Ana Lima", "Known", None)
	assert "locale" in found.profile_reason
	assert len(asked(facebook)) == 2


# Likes of the page


def like(author: str, at: int, verb: str = "add", page: str = PAGE_ID) -> dict[str, Any]:
	change = feed(verb, "like", at, author=author, name="Ana Lima")
	return delivery(change, page=page, at=at)


def liked(name: str) -> str:
	return str(frappe.db.get_value("FB Contact", name, "liked_page_on") or "")


def test_the_day_of_a_like_is_kept_where_the_person_is_named(host: Host):
	person = data.conversation()
	host.receive(like(PSID, T0 + 3 * DAY))
	assert liked(person) == "2026-06-04"
	host.receive(like(PSID, T0))
	assert liked(person) == "2026-06-01", "the first day counts, in whatever order they come"
	host.receive(like(PSID, T0 - 5 * DAY, "remove"))
	assert liked(person) == "2026-06-01"
	host.receive(like(PSID, T0 + 9 * DAY, "remove"))
	assert liked(person) == ""


def test_a_like_of_somebody_unknown_or_unnamed_changes_nothing(host: Host):
	person = data.conversation()
	host.receive(like("999", T0))
	host.receive("page_like__add")
	assert liked(person) == ""
	assert frappe.db.count("FB Contact") == 1


def test_a_like_under_an_id_told_by_hand_counts(host: Host):
	person = data.conversation()
	thread = data.comment_thread(author_id="77")
	api.link_author(thread, person)
	host.receive(like("77", T0))
	assert liked(person) == "2026-06-01"
