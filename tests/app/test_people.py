"""What agents see and do about one person: block, notes, labels, figures."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.api import people as api
from fb_care.inbox import people_changes
from tests.app import people_data
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.people_data import info, label
from tests.app.tickets_data import PSID, T0

CONTACT = "FB Contact"


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	return host.page()


def field(name: str, *fields: str) -> Any:
	return frappe.db.get_value(CONTACT, name, list(fields))


def test_a_block_says_who_when_and_why(host: Host):
	person = data.conversation()
	with host.as_user(AGENT), clock.at(T0):
		api.block(person, " Insults <everybody> ")
	blocked, by, on, reason = field(person, "blocked", "blocked_by", "blocked_on", "blocked_reason")
	assert (blocked, by, str(on)) == (1, AGENT, str(people_changes.site_datetime(T0)))
	assert reason == "Insults &lt;everybody>"
	assert any("blocked this person: Insults &lt;everybody&gt;" in said for said in info(CONTACT, person))


def test_a_blocked_person_is_heard_and_makes_no_ticket(host: Host):
	person = data.conversation()
	with host.as_user(AGENT):
		api.block(person)
	message = data.message(person, "Hello?")
	assert data.synced(host, person) is None
	assert frappe.db.get_value("FB Message", message, "text") == "Hello?"
	with host.as_user(AGENT):
		assert api.unblock(person) == {"blocked": False}
	assert field(person, "blocked", "blocked_by", "blocked_reason") == (0, None, None)
	assert frappe.db.get_value("FB Conversation", person, "ticket_due") == 1
	assert bool(data.synced(host, person)) == bool(host.helpdesk)


def test_the_checkbox_of_the_form_says_who_too(host: Host):
	person = data.conversation()
	with host.as_user(AGENT):
		doc = frappe.get_doc(CONTACT, person)
		doc.update({"blocked": 1, "blocked_by": MANAGER})
		doc.save()
	assert field(person, "blocked", "blocked_by") == (1, AGENT)


def test_notes_have_a_date_and_an_author_that_nobody_forges(host: Host):
	person = data.conversation()
	with host.as_user(AGENT), clock.at(T0):
		note = api.add_note(person, "  Prefers e-mail\nand <b>mornings</b> ")
		doc = frappe.get_doc(CONTACT, person)
		doc.dated_notes[0].author = MANAGER
		doc.append("dated_notes", {"text": "forged", "author": MANAGER, "at": "2020-01-01 00:00:00"})
		doc.save()
	[row] = frappe.get_all("FB Contact Note", {"parent": person}, ["name", "author", "at", "text"])
	assert (row.name, row.author, str(row.at)) == (note, AGENT, str(people_changes.site_datetime(T0)))
	[shown] = api.overview(person)["notes"]
	assert shown["text"] == "Prefers e-mail\nand <b>mornings</b>"
	assert (shown["at"], shown["at_ms"]) == (str(row.at), T0)


def test_notes_keep_their_order_and_go_by_their_author_or_a_manager(host: Host):
	person = data.conversation()
	with host.as_user(AGENT), clock.at(T0):
		first = api.add_note(person, "first")
	with host.as_user(MANAGER), clock.at(T0):
		second = api.add_note(person, "second")
	assert [note["text"] for note in api.overview(person)["notes"]] == ["second", "first"]
	with host.as_user(AGENT):
		with pytest.raises(frappe.PermissionError):
			api.remove_note(person, second)
		api.remove_note(person, first)
	with host.as_user(MANAGER):
		api.remove_note(person, second)
	assert api.overview(person)["notes"] == []
	with pytest.raises(frappe.ValidationError, match="no such note"):
		api.remove_note(person, second)


@pytest.mark.parametrize("text", ["", "  \n", "x" * (people_changes.NOTE_CHARS + 1)])
def test_a_note_says_something_and_is_no_book(host: Host, text: str):
	person = data.conversation()
	with pytest.raises(frappe.ValidationError):
		api.add_note(person, text)
	assert not frappe.db.count("FB Contact Note", {"parent": person})


def test_the_old_text_becomes_the_first_note(host: Host):
	from fb_care.patches import notes_with_dates

	person = data.conversation()
	text = "Likes tea.\n<i>Twice</i> a day. " + "x" * 20_000
	old = {"notes": text, "modified": "2026-05-01 10:00:00", "modified_by": AGENT}
	frappe.db.set_value(CONTACT, person, old, update_modified=False)
	notes_with_dates.execute()
	notes_with_dates.execute()
	[row] = frappe.get_all("FB Contact Note", {"parent": person}, ["at", "author", "text", "idx"])
	assert (str(row.at), row.author, row.text, row.idx) == ("2026-05-01 10:00:00", AGENT, text, 1)
	assert not field(person, "notes")
	assert frappe.get_doc(CONTACT, person).dated_notes[0].text == text


@pytest.mark.parametrize("doctype", ["FB Contact", "FB Conversation", "FB Comment Thread"])
def test_agents_put_labels_on_people_and_threads(host: Host, doctype: str):
	label("Press")
	label("Angry")
	person = data.conversation()
	name = person if doctype != "FB Comment Thread" else people_data.thread_by("77")
	with host.as_user(AGENT):
		assert api.set_labels(doctype, name, '["Press", "Angry", "Press"]') == ["Angry", "Press"]
		assert api.set_labels(doctype, name, ["Angry"]) == ["Angry"]
	assert [row.label for row in frappe.get_doc(doctype, name).labels] == ["Angry"]
	assert any("Angry" in said for said in info(doctype, name))
	if doctype == CONTACT:
		assert field(name, "label_words") == "Angry"
		assert api.overview(name)["labels"] == [{"label": "Angry", "color": "#ff0000"}]
	with host.as_user(AGENT):
		assert api.set_labels(doctype, name, []) == []


def test_agents_use_labels_and_managers_make_them(host: Host):
	person = data.conversation()
	frappe.db.commit()
	with host.as_user(AGENT):
		with pytest.raises(frappe.ValidationError, match="A manager makes labels"):
			api.set_labels(CONTACT, person, ["Made up"])
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": "FB Label", "label": "Made up"}).insert()
		assert frappe.has_permission("FB Label", "read")
	with host.as_user(MANAGER):
		frappe.get_doc({"doctype": "FB Label", "label": "Made up"}).insert()
	with host.as_user(AGENT):
		assert api.set_labels(CONTACT, person, ["Made up"]) == ["Made up"]


def test_labels_set_in_the_form_are_shown_in_the_list_too(host: Host):
	label("Press")
	person = data.conversation()
	with host.as_user(AGENT):
		doc = frappe.get_doc(CONTACT, person)
		doc.append("labels", {"label": "Press"})
		doc.save()
	assert field(person, "label_words") == "Press"


@pytest.mark.parametrize("labels", ['"Press"', "{}", "[["])
def test_labels_are_a_list(host: Host, labels: str):
	label("Press")
	person = data.conversation()
	with pytest.raises((frappe.ValidationError, ValueError)):
		api.set_labels(CONTACT, person, labels)
	with pytest.raises(frappe.ValidationError):
		api.set_labels("FB Page", PAGE_ID, "[]")


def test_the_figures_of_a_person(host: Host):
	person = data.conversation()
	data.message(person, "My bike is broken", is_complaint=1)
	data.message(person, "", kind="Referral")
	data.message(person, "We will see", incoming=False)
	people_data.thread_by(PSID, contact=person)
	data.comment(
		frappe.db.get_value("FB Comment Thread", {"contact": person}), "Again!", tail="556", is_complaint=1
	)
	stranger = data.conversation("Bo Berg", psid="8801")
	data.message(stranger, "Hello", is_complaint=1)
	ticket = data.synced(host, person)
	found = api.counts(person)
	said = {key: found[key] for key in ("messages_in", "messages_out", "comments", "complaints")}
	assert said == {"messages_in": 1, "messages_out": 1, "comments": 2, "complaints": 2}
	assert (found["tickets"], found["open_tickets"]) == ((1, 1) if host.helpdesk else (None, None))
	assert found["orders"] is None
	if ticket:
		data.close(ticket, "2026-06-01 12:00:00")
		assert (api.counts(person)["tickets"], api.counts(person)["open_tickets"]) == (1, 0)


def test_figures_take_the_same_number_of_queries_however_much_was_said(host: Host, monkeypatch):
	person = data.conversation()

	def asked() -> int:
		count = 0
		call = "sql" if host.name == "bench" else "execute"
		really = getattr(frappe.db, call)

		def counted(*args: Any, **kwargs: Any) -> Any:
			nonlocal count
			count += 1
			return really(*args, **kwargs)

		with monkeypatch.context() as patched:
			patched.setattr(frappe.db, call, counted)
			api.counts(person)
		return count

	asked()
	before = asked()
	for number in range(20):
		data.message(person, f"m{number}")
	assert asked() == before


def test_the_overview_lists_threads_and_tickets(host: Host):
	person = data.conversation()
	data.message(person, "Hello")
	comments = people_data.thread_by(PSID, contact=person)
	ticket = data.synced(host, person)
	found = api.overview(person)
	assert {(row["doctype"], row["name"]) for row in found["threads"]} == {
		("FB Conversation", person),
		("FB Comment Thread", comments),
	}
	assert [row["name"] for row in found["tickets"]] == ([ticket.name] if ticket else [])
	assert [row["name"] for row in found["contacts"]] == [person]
	assert (found["vip"], found["blocked"]) == (0, 0)


def test_changes_are_made_by_post_only(host: Host):
	person = data.conversation()
	path = f"/api/method/fb_care.api.people.block?contact={person}"
	assert host.request("GET", path, user=AGENT).status in (403, 405)
	assert not field(person, "blocked")
	answer = host.request("POST", "/api/method/fb_care.api.people.block", {"contact": person}, user=AGENT)
	assert answer.status == 200
	host.fresh()
	assert field(person, "blocked") == 1
	looked = host.request(
		"GET", f"/api/method/fb_care.api.people.overview?contact={person}", user=AGENT
	).json()
	assert looked["message"]["blocked"] == 1
