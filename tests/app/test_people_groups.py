"""One person with several contacts: merge, split, what holds for all of them, and who may do it."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care.api import people as api
from fb_care.inbound import contacts, groups
from tests.app import people_data
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.payloads import T0, comment, delivery
from tests.app.people_data import OTHER_PAGE, info, label, two_pages

CONTACT = "FB Contact"


def rows() -> Any:
	"""Every value of every contact but when it was changed."""
	skipped = ("modified", "modified_by", "_comments")
	found = frappe.get_all(CONTACT, fields=["*"], order_by="name asc")
	return [{key: value for key, value in row.items() if key not in skipped} for row in found]


def test_merged_contacts_are_one_person_and_split_gives_back_just_what_was(host: Host):
	first, second = two_pages(host)
	before = rows()
	with host.as_user(AGENT):
		assert api.merge(first, second) == sorted([first, second])
	assert groups.members(first) == groups.members(second) == sorted([first, second])
	with host.as_user(AGENT):
		assert api.split(first) == [second]
	assert rows() == before
	assert groups.members(first) == [first] and groups.members(second) == [second]


def test_the_timeline_says_who_merged_and_split_but_no_name_of_another_page(host: Host):
	first, second = two_pages(host)
	frappe.db.set_value(CONTACT, second, {"full_name": "A. Lima", "display_name": "A. Lima"})
	with host.as_user(AGENT):
		api.merge(first, second)
		api.split(second)
	for name in (first, second):
		said = " ".join(info(CONTACT, name))
		assert "joined with a contact of another page" in said
		assert "Lima" not in said and first not in said and second not in said
	owners = frappe.get_all(
		"Comment", {"reference_name": ["in", [first, second]], "comment_type": "Info"}, pluck="owner"
	)
	assert set(owners) == {AGENT}


def test_two_ids_on_one_page_are_called_by_name(host: Host):
	host.page()
	first, second = data.conversation(), data.conversation("A. Lima", psid="8801")
	api.merge(first, second)
	assert "joined with A. Lima: they are one person" in info(CONTACT, first)


def test_groups_join_and_the_rest_stays_together(host: Host):
	host.page()
	a, b, c, d = (data.conversation(f"P{psid}", psid=psid) for psid in ("8801", "8802", "8803", "8804"))
	api.merge(a, b)
	api.merge(c, d)
	api.merge(b, c)
	assert groups.members(a) == sorted([a, b, c, d])
	with pytest.raises(frappe.ValidationError, match="already"):
		api.merge(a, d)
	with pytest.raises(frappe.ValidationError, match="same contact"):
		api.merge(a, a)
	api.split(a)
	assert groups.members(b) == sorted([b, c, d])
	with pytest.raises(frappe.ValidationError, match="joined with no other"):
		api.split(a)


def test_a_block_holds_for_every_contact_of_the_person(host: Host):
	first, second = two_pages(host)
	api.merge(first, second)
	api.block(first, "Rude")
	assert contacts.blocked([second]) == {second}
	data.message(second, "Hello?")
	assert data.synced(host, second) is None
	assert frappe.db.get_value(CONTACT, second, "blocked") == 0
	assert api.overview(second)["blocked"] == 1
	frappe.db.set_value("FB Conversation", second, "ticket_due", 0)
	api.split(second)
	assert contacts.blocked([first, second]) == {first}
	assert frappe.db.get_value("FB Conversation", second, "ticket_due") == 1
	assert bool(data.synced(host, second)) == bool(host.helpdesk)


def test_unblocking_one_unblocks_the_person(host: Host):
	first, second = two_pages(host)
	api.merge(first, second)
	api.block(first)
	data.message(second, "Hello?")
	data.synced(host, second)
	with host.as_user(AGENT):
		assert api.unblock(second) == {"blocked": False}
	assert contacts.blocked([first, second]) == set()
	assert frappe.db.get_value("FB Conversation", second, "ticket_due") == 1


def test_vip_labels_and_notes_are_shown_for_the_person(host: Host):
	first, second = two_pages(host)
	label("Press")
	label("Angry")
	frappe.db.set_value(CONTACT, first, "vip", 1)
	api.set_labels(CONTACT, first, ["Press"])
	api.set_labels(CONTACT, second, ["Angry"])
	api.add_note(first, "Likes tea")
	api.merge(first, second)
	found = api.overview(second)
	assert found["vip"] == 1
	assert [row["label"] for row in found["labels"]] == ["Angry", "Press"]
	assert [row["text"] for row in found["notes"]] == ["Likes tea"]
	assert {row["page"] for row in found["contacts"]} == {PAGE_ID, OTHER_PAGE}
	about = groups.about(second)
	assert (about.vip, about.blocked, about.labels) == (1, 0, ["Angry", "Press"])
	assert [row.label for row in frappe.get_doc(CONTACT, second).labels] == ["Angry"]


def test_figures_and_threads_are_those_of_the_person(host: Host):
	first, second = two_pages(host)
	data.message(first, "Hello")
	data.message(second, "Hello there", is_complaint=1)
	api.merge(first, second)
	found = api.counts(first)
	assert (found["messages_in"], found["complaints"]) == (2, 1)
	assert {row["name"] for row in api.overview(first)["threads"]} == {first, second}


# Who may


@pytest.fixture
def limited(host: Host) -> tuple[str, str]:
	"""A person on two pages, and an agent who is allowed the first page only."""
	first, second = two_pages(host)
	add_user_permission("FB Page", PAGE_ID, AGENT)
	frappe.db.commit()
	return first, second


def test_an_agent_of_one_page_joins_nothing_of_another(host: Host, limited: tuple[str, str]):
	first, second = limited
	with host.as_user(AGENT):
		for one, other in ((first, second), (second, first)):
			with pytest.raises(frappe.PermissionError):
				api.merge(one, other)
	assert groups.members(first) == [first]


def test_nor_joins_or_splits_a_person_that_has_contacts_elsewhere(host: Host, limited: tuple[str, str]):
	first, second = limited
	third = data.conversation("A. Lima", psid="8801")
	with host.as_user(MANAGER):
		api.merge(first, second)
	with host.as_user(AGENT):
		for change in (lambda: api.merge(third, first), lambda: api.split(first)):
			with pytest.raises(frappe.PermissionError, match="Ask a manager"):
				change()
	assert groups.members(first) == sorted([first, second])


def test_nor_sees_anything_of_it(host: Host, limited: tuple[str, str]):
	first, second = limited
	label("Press")
	data.message(first, "Hello")
	data.message(second, "A secret", is_complaint=1)
	api.set_labels(CONTACT, second, ["Press"])
	api.add_note(second, "Wants a discount")
	api.merge(first, second)
	frappe.db.commit()
	answer = host.request("GET", f"/api/method/fb_care.api.people.overview?contact={first}", user=AGENT)
	found = answer.json()["message"]
	assert [row["name"] for row in found["contacts"]] == [first]
	assert (found["labels"], found["notes"]) == ([], [])
	assert (found["counts"]["messages_in"], found["counts"]["complaints"]) == (1, 0)
	assert second not in answer.text and OTHER_PAGE not in answer.text and "discount" not in answer.text
	form = host.request("GET", f"/api/resource/FB%20Contact/{first}", user=AGENT)
	assert second not in form.text and OTHER_PAGE not in form.text


@pytest.mark.parametrize(
	"call",
	[
		lambda name: api.overview(name),
		lambda name: api.counts(name),
		lambda name: api.suggestions(name),
		lambda name: api.link(name, "Contact", "x"),
		lambda name: api.unlink(name, "Contact"),
		lambda name: api.block(name),
		lambda name: api.unblock(name),
		lambda name: api.split(name),
		lambda name: api.add_note(name, "x"),
		lambda name: api.remove_note(name, "x"),
		lambda name: api.set_labels(CONTACT, name, []),
		lambda name: api.set_labels("FB Conversation", name, []),
		lambda name: api.unlink_author(name, "x"),
		lambda name: api.ask_again(name),
	],
)
def test_nor_does_anything_with_a_contact_of_another_page(host: Host, limited: Any, call: Any):
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		call(limited[1])


def test_what_is_blocked_elsewhere_stays_so_for_an_agent_of_one_page(host: Host, limited: tuple[str, str]):
	first, second = limited
	api.merge(first, second)
	api.block(second, "Rude")
	with host.as_user(AGENT):
		assert api.unblock(first) == {"blocked": True}
	assert frappe.db.get_value(CONTACT, second, "blocked_reason") == "Rude"


# Comments under another id


def test_a_comment_author_is_linked_by_hand_for_now_and_later(host: Host):
	host.page()
	person = data.conversation()
	host.receive(delivery(comment(1, "How much?")))
	thread = frappe.get_all("FB Comment Thread", ["name", "contact", "author_id"])[0]
	assert not thread.contact
	with host.as_user(AGENT):
		assert api.link_author(thread.name, person) == {"threads": 1}
	host.receive(delivery(comment(2, "And in blue?", at=T0 + 1000)))
	host.receive(delivery(comment(1, "How much is it?", at=T0 + 2000, verb="edited")))
	assert set(frappe.get_all("FB Comment Thread", pluck="contact")) == {person}
	assert api.counts(person)["comments"] == 2
	[row] = frappe.get_doc(CONTACT, person).authors
	assert (row.author_id, row.author_name, row.linked_by) == (thread.author_id, "Eva Brandt", AGENT)
	with host.as_user(AGENT):
		assert api.unlink_author(person, thread.author_id) == {"threads": 2}
	assert set(frappe.get_all("FB Comment Thread", pluck="contact")) == {None}
	assert api.counts(person)["comments"] == 0
	with pytest.raises(frappe.ValidationError, match="no such id"):
		api.unlink_author(person, thread.author_id)


def test_an_author_belongs_to_one_contact_of_the_same_page(host: Host):
	first, second = two_pages(host)
	thread = people_data.thread_by("77", tail="555")
	nobody = people_data.thread_by("", tail="556")
	frappe.db.commit()
	with pytest.raises(frappe.ValidationError, match="different pages"):
		api.link_author(thread, second)
	api.link_author(thread, first)
	with pytest.raises(frappe.ValidationError, match="already"):
		api.link_author(thread, first)
	with pytest.raises(frappe.ValidationError, match="does not say"):
		api.link_author(nobody, first)
