"""Notes among agents: the host's own comments, as plain text, those of the ticket too."""

from __future__ import annotations

import frappe
import pytest

from fb_care import team
from fb_care.api import inbox_thread
from tests.app import inbox_thread_data, payloads
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import OTHER_PAGE, PAGE

TEXT = "Call <b>her</b> back & say:\n\n<script>alert(1)</script> is fine"


def notes(host, name, doctype=TALK, user=AGENT):
	with host.as_user(user):
		return inbox_thread.thread(doctype, name)["notes"]


@pytest.mark.parametrize("doctype", [TALK, COMMENTS])
def test_a_note_is_text_as_it_was_written(host, doctype):
	name = inbox_thread_data.two_pages(host)[PAGE][doctype == COMMENTS]
	with host.as_user(AGENT):
		made = inbox_thread.add_note(doctype, name, TEXT)
	(found,) = notes(host, name, doctype)
	assert found == made
	assert found["text"] == TEXT
	assert (found["by"], found["by_name"], found["mine"]) == (AGENT, team.name_of(AGENT), True)
	assert abs(found["at_ms"] - frappe.utils.now_datetime().timestamp() * 1000) < 24 * 3600 * 1000
	content = frappe.db.get_value("Comment", found["name"], "content")
	assert "<script" not in content and "<b>" not in content


def test_what_was_written_in_the_form_is_shown_as_text(host):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	html = '<div class="ql-editor read-mode"><p>Line <strong>one</strong></p><p>two &lt;3</p></div>'
	frappe.get_doc(TALK, name).add_comment("Comment", html)
	(found,) = notes(host, name)
	assert found["text"] == "Line one\ntwo <3"
	assert not found["mine"]


def test_only_its_author_or_a_manager_takes_a_note_away(host):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	with host.as_user(MANAGER):
		made = inbox_thread.add_note(TALK, name, "Mine")
	assert not notes(host, name)[0]["removable"]
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		inbox_thread.remove_note(made["name"])
	with host.as_user(AGENT):
		own = inbox_thread.add_note(TALK, name, "Own")
	with host.as_user(MANAGER):
		inbox_thread.remove_note(own["name"])
		inbox_thread.remove_note(made["name"])
	assert notes(host, name) == []


def test_nobody_removes_what_is_no_note(host):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	line = frappe.get_doc(TALK, name).add_comment("Info", "set State to Done")
	elsewhere = frappe.get_doc("User", AGENT).add_comment("Comment", "about a user")
	for comment in (line, elsewhere):
		with host.as_user(MANAGER), pytest.raises(frappe.DoesNotExistError):
			inbox_thread.remove_note(comment.name)


def test_nor_of_another_page(host):
	names = inbox_thread_data.two_pages(host, AGENT)
	note = frappe.get_doc(TALK, names[OTHER_PAGE][0]).add_comment("Comment", "x", comment_email=AGENT)
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		inbox_thread.remove_note(note.name)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
def test_empty_and_endless_notes_are_refused(host, text):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	with host.as_user(AGENT), pytest.raises(frappe.ValidationError):
		inbox_thread.add_note(TALK, name, text)


def test_notes_on_the_ticket_are_shown_and_not_removable(host):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	host.page()
	host.receive(payloads.delivery(payloads.message("m_1", "Hello")))
	talk = f"{PAGE_ID}-{payloads.NORA}"
	doctype, ticket = frappe.db.get_value(TALK, talk, ["ticket_doctype", "ticket"])
	note = frappe.get_doc(doctype, ticket).add_comment("Comment", "<p>Seen by <b>support</b></p>")
	(found,) = notes(host, talk, user=MANAGER)
	assert (found["name"], found["text"], found["on"]) == (str(note.name), "Seen by support", doctype)
	assert not found["removable"]
	with host.as_user(MANAGER), pytest.raises(frappe.DoesNotExistError):
		inbox_thread.remove_note(note.name)
