"""Names, ads and posts are asked of Facebook later and reach the tickets; failures end in words."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.jobs import fetch
from tests.app import tickets_data as data
from tests.app.hosts import PAGE_ID, Host
from tests.app.tickets_data import PSID, T0


@pytest.fixture(autouse=True)
def page(host: Host, facebook: Any) -> Any:
	return host.page()


def fetched(host: Host, at: int = T0) -> int:
	frappe.db.commit()
	with clock.at(at):
		done = fetch.fetch_pending()
	host.fresh()
	return done


def person(name: str) -> Any:
	fields = ["full_name", "display_name", "picture", "profile_state", "profile_reason", "profile_next_ms"]
	return frappe.db.get_value("FB Contact", name, [*fields, "profile_tries"], as_dict=True)


def test_a_name_and_picture_reach_contact_conversation_and_ticket(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	thread = data.conversation(name="")
	data.message(thread, "Hello")
	ticket = data.synced(host, thread)
	fetched(host)
	found = person(thread)
	assert (found.full_name, found.display_name, found.profile_state) == ("Ana Lima", "Ana Lima", "Known")
	assert found.picture.startswith("/private/files/")
	assert frappe.db.get_value("FB Conversation", thread, "title") == "Ana Lima"
	if ticket:
		assert frappe.db.get_value(ticket.doctype, ticket.name, "subject") == "Ana Lima: Hello"


def test_a_name_typed_by_hand_stays(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	thread = data.conversation(name="")
	frappe.db.set_value("FB Contact", thread, {"full_name": "Dr. Lima", "profile_state": "Pending"})
	fetched(host)
	assert person(thread).full_name == "Dr. Lima"


@pytest.mark.parametrize("code", [None, 2018218])
def test_where_facebook_gives_no_profile_none_is_invented(host: Host, facebook: Any, code: int | None):
	if code:
		facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
		facebook.faults.add("GET profile", code=100, subcode=code, status=400, times=1)
	else:
		facebook.add_person(PAGE_ID, PSID, "", "", profile_pic="")
	thread = data.conversation(name="")
	fetched(host)
	found = person(thread)
	assert found.profile_state == "Refused" and found.profile_reason
	assert not found.full_name
	assert found.display_name.startswith("Facebook user")
	assert fetched(host) == 0


def test_a_passing_failure_is_tried_again(host: Host, facebook: Any):
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	facebook.faults.add("GET profile", code=2, status=500, times=1)
	thread = data.conversation(name="")
	fetched(host)
	found = person(thread)
	assert (found.profile_state, found.profile_next_ms) == ("Pending", T0 + 60_000)
	fetched(host, T0 + 60_000)
	assert person(thread).profile_state == "Known"


def test_a_call_limit_stops_asking_for_this_page(host: Host, facebook: Any):
	facebook.faults.add("GET profile", code=4, status=400, times=9)
	for number in range(3):
		psid = f"{PSID}{number}"
		facebook.add_person(PAGE_ID, psid, "Ana", str(number))
		data.conversation(name="", psid=psid)
	fetched(host)
	assert len(facebook.calls) == 1
	tries = frappe.get_all("FB Contact", filters={"profile_state": "Pending"}, pluck="profile_tries")
	assert sorted(tries) == [0, 0, 0]


def test_a_dead_token_is_told_once_and_people_stay_pending(host: Host, facebook: Any):
	facebook.faults.add("GET profile", code=190, status=401, times=9)
	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	thread = data.conversation(name="")
	fetched(host)
	found = person(thread)
	assert found.profile_state == "Pending" and found.profile_next_ms > T0
	assert frappe.db.get_value("FB Page", PAGE_ID, "health") == "Broken"
	assert "TOKEN" not in (found.profile_reason or "")


def test_a_page_without_a_token_waits(host: Host, facebook: Any):
	doc = frappe.get_doc("FB Page", PAGE_ID)
	doc.access_token = ""
	doc.save(ignore_permissions=True)
	thread = data.conversation(name="")
	fetched(host)
	assert person(thread).profile_state == "Pending"
	assert facebook.calls == []


def test_asking_for_names_can_be_switched_off(host: Host, facebook: Any):
	frappe.db.set_single_value("FB Care Settings", "fetch_profiles", 0)
	host.fresh()
	data.conversation(name="")
	assert fetched(host) == 0
	assert facebook.calls == []


def test_an_ads_campaign_and_picture_are_fetched(host: Host, facebook: Any):
	post = f"{PAGE_ID}_77"
	facebook.add_post(post, "Bikes")
	facebook.add_ad(
		"120330055", PAGE_ID, "Summer sale", post, name="June A", picture=facebook.media_url("ad.png")
	)
	ad = data.ad(title="", details_state="Pending", picture_state="None")
	thread = data.conversation(last_ad=ad)
	data.message(thread, "How much?", ad=ad)
	ticket = data.synced(host, thread)
	fetched(host)
	fetched(host)
	fields = ["title", "ad_name", "post_id", "details_state", "picture_state", "picture", "details_reason"]
	found = frappe.db.get_value("FB Ad", ad, fields, as_dict=True)
	assert (found.details_state, found.title, found.ad_name) == ("Known", "Summer sale", "June A")
	assert found.post_id == post
	assert found.picture_state == "Stored"
	if ticket:
		ticket.reload()
		assert ticket.subject == 'Ana Lima, from the ad "Summer sale": How much?'
		[file] = data.files_of(ticket.doctype, ticket.name)
		assert file.file_url == found.picture and file.is_private


def test_an_ad_without_the_permission_stays_named_by_its_id(host: Host, facebook: Any):
	facebook.faults.add("GET ad", code=200, status=403, times=1)
	ad = data.ad(title="", details_state="Pending")
	fetched(host)
	found = frappe.db.get_value("FB Ad", ad, ["details_state", "details_reason"], as_dict=True)
	assert found.details_state in ("Refused", "Failed") and found.details_reason


def test_a_picture_that_is_gone_leaves_the_card(host: Host, facebook: Any):
	ad = data.ad(picture_url=facebook.media_url("gone"), picture_state="Pending")
	fetched(host)
	found = frappe.db.get_value("FB Ad", ad, ["picture_state", "picture_reason"], as_dict=True)
	assert found.picture_state == "Failed" and "gone at Facebook" in found.picture_reason


def test_a_posts_title_reaches_the_tickets_of_its_comments(host: Host, facebook: Any):
	post = data.post(title="", permalink="", details_state="Pending")
	facebook.add_post(post, "New opening hours\nFrom June on we open at eight.")
	thread = data.comment_thread(post)
	data.comment(thread, "Open on Sunday?")
	ticket = data.synced(host, thread, "FB Comment Thread")
	fetched(host)
	found = frappe.db.get_value("FB Post", post, ["title", "details_state", "permalink"], as_dict=True)
	assert (found.title, found.details_state) == ("New opening hours", "Known")
	assert found.permalink.startswith("https://www.facebook.com/")
	if ticket:
		ticket.reload()
		assert ticket.subject == 'Ana Lima commented on "New opening hours": Open on Sunday?'
		assert "New opening hours" in ticket.description


def test_a_post_that_is_not_there_ends_in_words(host: Host, facebook: Any):
	post = data.post(title="", details_state="Pending")
	fetched(host)
	found = frappe.db.get_value("FB Post", post, ["details_state", "details_reason"], as_dict=True)
	assert found.details_state == "Failed" and found.details_reason


def test_one_broken_piece_does_not_hold_up_the_others(
	host: Host, facebook: Any, monkeypatch: pytest.MonkeyPatch
):
	from fb_care.inbound import profiles

	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	facebook.add_person(PAGE_ID, "8802", "Ben", "Ode")
	first = data.conversation(name="", psid="8802")
	second = data.conversation(name="")
	really = profiles._store

	def break_on_first(row: Any, *args: Any) -> None:
		if row.name == first:
			raise RuntimeError("broken")
		really(row, *args)

	monkeypatch.setattr(profiles, "_store", break_on_first)
	fetched(host)
	assert person(first).profile_state == "Pending"
	assert person(second).profile_state == "Known"
	assert frappe.db.count("Error Log", {"method": ["like", f"%{first}%"]}) == 1


def test_work_taken_by_another_worker_is_left_alone(host: Host, facebook: Any):
	from fb_care.inbound import fetching, profiles

	facebook.add_person(PAGE_ID, PSID, "Ana", "Lima")
	thread = data.conversation(name="")
	frappe.db.commit()
	with clock.at(T0):
		assert fetching.take(profiles.PROFILES, thread)
		assert fetching.take(profiles.PROFILES, thread) is None
		assert fetch.fetch_pending() == 0
	with clock.at(T0 + (fetching.LEASE_S + 1) * 1000):
		assert fetch.fetch_pending() == 1


def test_it_asks_for_itself_while_there_is_more(host: Host, facebook: Any, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(fetch, "PER_KIND", 2)
	for number in range(5):
		psid = f"{PSID}{number}"
		facebook.add_person(PAGE_ID, psid, "Ana", str(number))
		data.conversation(name="", psid=psid)
	frappe.db.commit()
	assert fetch.enqueue_if_pending()
	host.run_jobs()
	host.fresh()
	assert frappe.db.count("FB Contact", {"profile_state": "Known"}) == 5
