"""Deleting threads for good: who may, what goes with them, and what only lets go."""

from __future__ import annotations

import json

import frappe
import pytest

from fb_care.api import inbox_bulk
from tests.app import inbox_thread_data, payloads
from tests.app.comments_data import commented
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import PAGE


def delete(host, key, user=MANAGER, value="DELETE"):
	with host.as_user(user):
		return inbox_bulk.do("delete", json.dumps([key]), value=value)


def test_managers_only_and_only_in_words(host):
	key = [TALK, inbox_thread_data.two_pages(host)[PAGE][0]]
	with pytest.raises(frappe.PermissionError):
		delete(host, key, AGENT)
	with pytest.raises(frappe.ValidationError, match="DELETE"):
		delete(host, key, value="")
	assert frappe.db.exists(*key)


def test_a_conversation_goes_with_all_that_was_said(host):
	host.page()
	host.receive(
		payloads.delivery(
			payloads.message("m_1", "Hello"), payloads.message("m_2", "There?", at=payloads.T0 + 1)
		)
	)
	host.receive(payloads.delivery(payloads.edit("m_1", "Hello!", 1, payloads.T0 + 2)))
	key = [TALK, f"{PAGE_ID}-{payloads.NORA}"]
	message = frappe.db.get_value("FB Message", {"mid": "m_1"}, "name")
	place = {"attached_to_doctype": "FB Message", "attached_to_name": message}
	frappe.get_doc(
		{"doctype": "File", "file_name": "a.txt", "content": "x", "is_private": 1, **place}
	).insert()
	doctype, ticket = frappe.db.get_value(*key, ["ticket_doctype", "ticket"])
	found = delete(host, key)
	assert (found["done"], found["refused"], found["undo"]) == (1, [], "")
	for gone in (TALK, "FB Message", "FB Change", "FB Response"):
		assert frappe.get_all(gone) == [], gone
	assert not frappe.db.exists("File", place)
	assert frappe.db.exists("FB Contact", key[1])
	if ticket:
		assert frappe.db.exists(doctype, ticket)
		assert not frappe.db.get_value(doctype, ticket, "fb_conversation")
	host.receive(payloads.delivery(payloads.message("m_3", "Again", at=payloads.T0 + 9)))
	assert frappe.db.exists(*key)


def test_a_comment_thread_goes_with_its_comments_and_private_replies(host, facebook):
	comment = commented(host, facebook)
	thread = frappe.db.get_value("FB Comment", comment, "thread")
	values = {"comment": comment, "comment_key": "k", "page": PAGE_ID, "thread": thread, "state": "Sent"}
	frappe.get_doc({"doctype": "FB Private Reply", **values}).insert(ignore_permissions=True)
	doctype, ticket = frappe.db.get_value(COMMENTS, thread, ["ticket_doctype", "ticket"])
	assert delete(host, [COMMENTS, thread])["done"] == 1
	for gone in (COMMENTS, "FB Comment", "FB Private Reply"):
		assert frappe.get_all(gone) == [], gone
	if ticket:
		assert not frappe.db.get_value(doctype, ticket, "fb_comment_thread")


def test_a_private_reply_stays_known_when_its_conversation_goes(host, facebook):
	comment = commented(host, facebook)
	thread = frappe.db.get_value("FB Comment", comment, "thread")
	host.receive(payloads.delivery(payloads.message("m_1", "Hello")))
	talk = f"{PAGE_ID}-{payloads.NORA}"
	message = frappe.db.get_value("FB Message", {"mid": "m_1"}, "name")
	values = {"comment": comment, "comment_key": "k", "page": PAGE_ID, "thread": thread, "state": "Sent"}
	values |= {"conversation": talk, "message": message}
	ledger = frappe.get_doc({"doctype": "FB Private Reply", **values}).insert(ignore_permissions=True)
	assert delete(host, [TALK, talk])["done"] == 1
	left = frappe.db.get_value("FB Private Reply", ledger.name, ["state", "conversation", "message"])
	assert left == ("Sent", None, None)


def test_open_inboxes_hear_that_it_is_gone(host, monkeypatch):
	name = inbox_thread_data.two_pages(host)[PAGE][0]
	told = inbox_thread_data.listen(monkeypatch, "fb_care_inbox")
	delete(host, [TALK, name])
	assert [news for _event, news, _to in told] == [
		{"page": PAGE, "doctype": TALK, "name": name, "what": "gone"}
	]
