"""One thread of the inbox: what is told of its messages and comments, and to whom."""

from __future__ import annotations

import frappe
import pytest

from fb_care import team
from fb_care.api import inbox_thread
from tests.app import answers_data, inbox_thread_data, payloads
from tests.app.comments_data import commented
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import OTHER_PAGE, PAGE
from tests.app.payloads import NORA, T0

MINUTE = 60_000


def receive(host, *items):
	host.receive(payloads.delivery(*items))


def thread(host, name, doctype=TALK, user=AGENT, **more):
	with host.as_user(user):
		return inbox_thread.thread(doctype, name, **more)


def test_a_thread_comes_with_all_that_stands_around_it(host):
	host.page()
	receive(host, payloads.message("m_1", "Is the <b>blue</b> one there?"))
	found = thread(host, f"{PAGE_ID}-{NORA}")
	assert {"row", "items", "older", "ad", "post", "window", "notes", "ticket", "presence", "can"} <= set(
		found
	)
	assert [item["text"] for item in found["items"]] == ["Is the <b>blue</b> one there?"]
	row = found["row"]
	assert (row["doctype"], row["name"], row["unread"]) == (TALK, f"{PAGE_ID}-{NORA}", 1)
	assert found["can"] == {"write": True, "delete": False, "manage": False}
	assert thread(host, f"{PAGE_ID}-{NORA}", user=MANAGER)["can"]["delete"]


def test_a_quotation_names_what_it_quotes(host):
	host.page()
	receive(host, payloads.message("m_1", "Do you have it in blue?"))
	receive(host, payloads.message("m_2", "I mean this", at=T0 + 1000, reply_to={"mid": "m_1"}))
	receive(host, payloads.message("m_3", "and that", at=T0 + 2000, reply_to={"mid": "m_elsewhere"}))
	first, second, third = thread(host, f"{PAGE_ID}-{NORA}")["items"]
	assert first["reply_to"] is None and third["reply_to"] is None
	assert second["reply_to"]["name"] == first["name"]
	assert second["reply_to"]["text"] == "Do you have it in blue?"
	assert second["reply_to"]["sender"] == first["sender"]


def test_a_quotation_of_another_conversation_is_not_told(host):
	host.page()
	receive(host, payloads.message("m_secret", "only for you", psid=payloads.OLE))
	receive(host, payloads.message("m_2", "this", reply_to={"mid": "m_secret"}))
	(item,) = thread(host, f"{PAGE_ID}-{NORA}")["items"]
	assert item["reply_to"] is None


def test_edits_keep_what_was_said_before(host):
	host.page()
	receive(host, payloads.message("m_1", "Two pleese"))
	receive(host, payloads.edit("m_1", "Two please", 1, T0 + 1000))
	(item,) = thread(host, f"{PAGE_ID}-{NORA}")["items"]
	assert item["text"] == "Two please" and item["edited"]
	assert [one["text"] for one in item["edits"]] == ["Two pleese"]


def test_who_answered_and_from_where(host, facebook, talk):
	answers_data.answer(host, "Yes, it is.")
	receive(host, payloads.echo("m_inbox", "In Facebook's inbox", at=T0 + 2 * MINUTE))
	receive(host, payloads.echo("m_other", "By a robot", at=T0 + 3 * MINUTE, app_id=999))
	items = thread(host, talk)["items"]
	assert items[0]["origin"] == ""
	assert [item["origin"] for item in items[1:]] == [team.name_of(AGENT), "Facebook's inbox", "another app"]
	assert [item["send_state"] for item in items] == ["", "Queued", "", ""]


def test_a_failed_answer_says_why_and_what_can_be_done(host, facebook, talk):
	name = answers_data.answer(host, "Yes, it is.").rows[0]
	values = {"send_state": "Failed", "send_error": "Facebook said no"}
	frappe.db.set_value("FB Message", name, values)
	item = thread(host, talk)["items"][-1]
	assert (item["error"], item["decisions"]) == ("Facebook said no", ["again", "discard"])


def test_reactions_say_whose_they_are(host):
	host.page()
	receive(host, payloads.message("m_1", "Thanks"))
	message = frappe.get_doc("FB Message", {"mid": "m_1"})
	for actor in (NORA, PAGE_ID):
		message.append("reactions", {"actor": actor, "emoji": "👍", "reaction": "like", "at_ms": T0})
	message.save(ignore_permissions=True)
	(item,) = thread(host, f"{PAGE_ID}-{NORA}")["items"]
	assert item["reactions"] == [{"emoji": "👍", "by": "person"}, {"emoji": "👍", "by": "page"}]


def test_older_items_come_alone(host, monkeypatch):
	from fb_care.inbox import timeline

	monkeypatch.setattr(timeline, "PAGE", 2)
	host.page()
	for number in range(3):
		receive(host, payloads.message(f"m_{number}", f"text {number}", at=T0 + number))
	first = thread(host, f"{PAGE_ID}-{NORA}")
	assert [item["text"] for item in first["items"]] == ["text 1", "text 2"]
	older = thread(host, f"{PAGE_ID}-{NORA}", before=first["older"])
	assert set(older) == {"items", "older"}
	assert [item["text"] for item in older["items"]] == ["text 0"]


def test_comments_come_as_a_tree_with_facts(host, facebook):
	comment = commented(host, facebook)
	name = frappe.db.get_value("FB Comment", comment, "thread")
	found = thread(host, name, COMMENTS)
	assert [(item["name"], item["parent"]) for item in found["items"]] == [(comment, "")]
	assert found["items"][0]["comment"]["private"]["may"]
	assert found["post"]["name"] == payloads.POST


def test_mark_unread_shows_it_again(host):
	host.page()
	receive(host, payloads.message("m_1", "Hello"))
	talk = f"{PAGE_ID}-{NORA}"
	frappe.db.set_value(TALK, talk, {"unread_count": 0, "has_unread": 0})
	with host.as_user(AGENT):
		inbox_thread.mark_unread(TALK, talk)
	assert frappe.db.get_value(TALK, talk, ["unread_count", "has_unread"]) == (1, 1)


def test_mark_unread_marks_the_newest_comment(host, facebook):
	comment = commented(host, facebook)
	name = frappe.db.get_value("FB Comment", comment, "thread")
	frappe.db.set_value("FB Comment", comment, "unread", 0)
	frappe.db.set_value(COMMENTS, name, "unread_count", 0)
	with host.as_user(AGENT):
		inbox_thread.mark_unread(COMMENTS, name)
	assert frappe.db.get_value("FB Comment", comment, "unread") == 1
	assert frappe.db.get_value(COMMENTS, name, "unread_count") == 1


CALLS = ("thread", "person", "mark_unread", "add_note", "assign", "present")


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("doctype", [TALK, COMMENTS])
def test_another_pages_threads_are_closed(host, method, doctype):
	names = inbox_thread_data.two_pages(host, AGENT)
	more = {"add_note": {"text": "x"}, "assign": {"user": AGENT}}.get(method, {})
	place = {"doctype": doctype, "name": names[OTHER_PAGE][doctype == COMMENTS]}
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		getattr(inbox_thread, method)(**place, **more)
	with host.as_user(AGENT):
		getattr(inbox_thread, method)(doctype=doctype, name=names[PAGE][doctype == COMMENTS], **more)


@pytest.mark.parametrize("method", CALLS)
def test_only_threads_of_the_app(host, method):
	more = {"add_note": {"text": "x"}}.get(method, {})
	with host.as_user(AGENT), pytest.raises(frappe.ValidationError):
		getattr(inbox_thread, method)(doctype="User", name="Administrator", **more)
