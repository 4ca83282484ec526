"""What the inbox shows and does about a person: VIP, profile facts, whose comment it may be."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import people as api
from fb_care.inbound import groups
from tests.app import people_data
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, Host
from tests.app.people_data import info, label, two_pages

CONTACT = "FB Contact"


def test_vip_is_marked_once_and_taken_off_the_whole_person(host: Host):
	first, second = two_pages(host)
	api.merge(first, second)
	with host.as_user(AGENT):
		assert api.set_vip(first, 1) == {"vip": True}
		assert api.set_vip(second, "1") == {"vip": True}
	assert frappe.db.get_value(CONTACT, second, "vip") == 0
	assert sum("as VIP" in line for line in info(CONTACT, first)) == 1
	with host.as_user(AGENT):
		assert api.set_vip(second, 0) == {"vip": False}
	assert groups.about(first).vip == 0
	assert any("took the VIP mark off" in line for line in info(CONTACT, first))


def test_vip_needs_the_right_to_write(host: Host):
	host.page()
	person = data.conversation()
	frappe.db.commit()
	with host.as_user("Guest"), pytest.raises(frappe.PermissionError):
		api.set_vip(person, 1)


def test_the_overview_tells_the_profile_as_plain_values(host: Host):
	first, second = two_pages(host)
	label("Press")
	label("Angry")
	api.set_labels(CONTACT, first, ["Press"])
	api.set_labels(CONTACT, second, ["Angry"])
	api.merge(first, second)
	frappe.db.set_value(CONTACT, first, {"locale": "pt_PT", "liked_page_on": "2026-05-04"})
	with host.as_user(AGENT):
		api.block(first, "Rude <b>")
		found = api.overview(first)["profile"]
	assert (found["locale"], found["liked_page_on"]) == ("pt_PT", "2026-05-04")
	assert found["labels"] == ["Press"]
	assert found["blocked_reason"] == "Rude <b>" and found["blocked_by"] and found["blocked_on"]
	assert found["customer"] == "" and found["unreachable"] == 0


def test_whose_comment_it_may_be_is_told_by_name_within_the_page(host: Host):
	first, second = two_pages(host)
	for name in (first, second):
		frappe.db.set_value(CONTACT, name, {"full_name": "Eva Brandt", "display_name": "Eva Brandt"})
	thread = people_data.thread_by("77", tail="555")
	frappe.db.set_value("FB Comment Thread", thread, "author_name", "Eva Brandt")
	frappe.db.commit()
	with host.as_user(AGENT):
		assert [one["name"] for one in api.author_suggestions(thread)] == [first]
		api.link_author(thread, first)
		assert api.author_suggestions(thread) == []
