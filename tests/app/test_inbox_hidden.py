"""Threads of other pages: which there are can't be learnt from how a request is refused."""

from __future__ import annotations

import json

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care.api import inbox, inbox_thread
from tests.app import inbox_thread_data
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_data import T0, commented
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import OTHER_PAGE, PAGE

METHODS = {
	"inbox_thread.thread": {},
	"inbox_thread.person": {},
	"inbox_thread.mark_unread": {},
	"inbox_thread.add_note": {"text": "x"},
	"inbox_thread.assign": {"user": AGENT},
	"inbox_thread.present": {},
	"inbox.mark_read": {},
	"inbox.set_state": {"state": "Done"},
	"inbox.set_follow_up": {"value": 1},
	"answers.send": {"text": "x"},
	"answers.window": {},
}


@pytest.fixture
def hidden(host):
	return inbox_thread_data.two_pages(host, AGENT)[OTHER_PAGE]


def _traces(body):
	"""What the answer shows of errors, beside ids of their own."""
	return body.get("exc"), body.get("_error_message"), body.get("exception")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("doctype", [TALK, COMMENTS])
def test_what_is_hidden_answers_like_what_is_gone(host, hidden, method, doctype):
	told = []
	for name in (hidden[doctype == COMMENTS], f"{OTHER_PAGE}-999"):
		names = {"names": name} if "set_" in method else {"name": name}
		data = {"doctype": doctype, **names, **METHODS[method]}
		answer = host.request("POST", f"/api/method/fb_care.api.{method}", data, user=AGENT)
		body = answer.json()
		words = [json.loads(one)["message"] for one in json.loads(body.get("_server_messages") or "[]")]
		told.append((answer.status, body.get("exc_type"), words, _traces(body)))
	assert told[0] == told[1]
	assert told[0][0] == 403 and told[0][2] == ["You may not do this here, or it is gone."]


def test_notes_of_other_pages_are_not_there(host, hidden):
	with host.as_user(MANAGER):
		note = inbox_thread.add_note(TALK, hidden[0], "Secret")
	with host.as_user(AGENT), pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
		inbox_thread.remove_note(note["name"])
	assert frappe.db.exists("Comment", note["name"])


def test_the_person_beside_a_thread_shows_nothing_of_comments_that_are_hidden(host, hidden):
	mine = frappe.db.get_value(COMMENTS, {"page": PAGE}, "name")
	frappe.db.set_value(COMMENTS, mine, "author_id", "77")
	commented(mine, T0, author_id="77")
	with host.as_user(AGENT):
		assert len(inbox_thread.person(COMMENTS, mine)["public"]) == 1
	frappe.db.delete("User Permission", {"user": AGENT})
	add_user_permission("FB Page", OTHER_PAGE, AGENT, applicable_for="FB Comment")
	frappe.clear_cache(user=AGENT)
	with host.as_user(AGENT):
		assert inbox_thread.person(COMMENTS, mine)["public"] == []


@pytest.mark.parametrize("field", ["assigned_to", "last_answer_by"])
@pytest.mark.parametrize("doctype", [TALK, COMMENTS])
def test_who_works_on_it_hides_no_thread(host, hidden, doctype, field):
	"""People whom User Permissions limit to themselves (as users) open what is listed."""
	add_user_permission("User", AGENT, AGENT)
	name = frappe.db.get_value(doctype, {"page": PAGE}, "name")
	frappe.db.set_value(doctype, name, {field: MANAGER, "last_ms": T0})
	frappe.db.commit()
	with host.as_user(AGENT):
		assert name in [row["name"] for row in inbox.rows(json.dumps({"tab": "All"}))["items"]]
		assert inbox_thread.thread(doctype, name)["row"]["name"] == name
