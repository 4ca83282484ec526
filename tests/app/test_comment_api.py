"""Comments over HTTP: who may do what, lists and their filters, marking read, several at once."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import clock
from fb_care.api import comments as api
from fb_care.api import inbox, timeline
from fb_care.inbox import comment_list
from tests.app import tickets_data as data
from tests.app.comments_data import COMMENT_ID, EVA, commented, deliver_all
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.payloads import POST, delivery, feed
from tests.app.test_comment_actions import refused
from tests.app.test_private_replies import rows
from tests.app.test_tickets_timeline import counted

OTHER_PAGE = "100200300400501"
API = "/api/method/fb_care.api.comments."


@pytest.fixture
def comment(host: Host, facebook: Any) -> str:
	"""A comment of Eva's under the page's post, with its ticket."""
	return commented(host, facebook)


def more(host: Host, facebook: Any, count: int, parent: str = "") -> list[str]:
	"""Further comments by other people."""
	found = []
	for number in range(count):
		made = facebook.add_comment(
			f"122100000000000501_9{number:02d}",
			POST,
			(f"77000000001{number:02d}", f"Jonas {number}"),
			f"Number {number}",
			parent_id=parent,
			created_ms=clock.now_ms() + (number + 1) * 1000,
		)
		found.append(commented(host, facebook, made))
	return found


def listed(**filters: Any) -> list[str]:
	return [one["name"] for one in comment_list.comments("Administrator", filters)["items"]]


def post(host: Host, method: str, user: str, **form: Any) -> Any:
	return host.request("POST", API + method, form, user=user)


def test_over_http(host: Host, facebook: Any, comment: str):
	assert post(host, "like", AGENT, comment=comment).status == 200
	assert facebook.world.comments[COMMENT_ID].liked
	answer = post(host, "delete", AGENT, comment=comment)
	assert answer.status == 417 and "FB Care Managers" in answer.text
	assert post(host, "hide", MANAGER, comment=comment).status == 200
	assert host.request("GET", API + f"hide?comment={comment}", user=AGENT).status in (403, 405)
	answer = post(host, "reply", AGENT, comment=comment, text="Two days")
	assert answer.status == 200 and answer.json()["message"]["rows"]
	answer = post(host, "private_reply", AGENT, comment=comment, text="Two days")
	assert answer.status == 200 and answer.json()["message"]["state"] == "Reserved"
	host.run_jobs()
	answer = host.request("GET", API + f"private_reply_state?comment={comment}", user=AGENT)
	assert answer.json()["message"]["state"] == "Sent"
	assert len(facebook.received(EVA[0])) == 1
	[sent] = rows("FB Comment", direction="Outgoing")
	assert (sent.sent_by, sent.send_state) == (AGENT, "Sent")


@pytest.mark.parametrize(
	("method", "form"),
	[
		("reply", {"text": "x"}),
		("like", {}),
		("hide", {}),
		("delete", {}),
		("private_reply", {"text": "x"}),
		("private_reply_state", {}),
		("private_reply_look", {}),
		("look_again", {}),
		("mark_read", {}),
	],
)
def test_agents_of_another_page_do_nothing(
	host: Host, facebook: Any, comment: str, method: str, form: dict[str, str]
):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	add_user_permission("FB Page", OTHER_PAGE, AGENT)
	frappe.db.commit()
	before = len(facebook.calls)
	assert post(host, method, AGENT, comment=comment, **form).status == 403
	assert post(host, method, AGENT, comment=json.dumps([comment]), **form).status in (403, 404)
	assert len(facebook.calls) == before
	assert rows("FB Private Reply") == [] and rows("FB Comment", direction="Outgoing") == []


def test_guests_do_nothing(host: Host, facebook: Any, comment: str):
	assert host.request("POST", API + "hide", {"comment": comment}).status == 403


def test_several_at_once_each_for_itself(host: Host, facebook: Any, comment: str):
	others = more(host, facebook, 2)
	facebook.world.comments["122100000000000501_900"].removed = True
	with host.as_user(MANAGER):
		answer = api.hide([comment, *others])
	assert answer["done"] == [comment, others[1]] and answer["queued"] == 0
	[refusal] = answer["refused"]
	assert refusal["comment"] == others[0] and "no longer there" in refusal["reason"]


def test_what_takes_too_long_is_left_to_jobs(host: Host, facebook: Any, comment: str, monkeypatch):
	from fb_care.outbound import comment_bulk

	others = more(host, facebook, 2)
	monkeypatch.setattr(comment_bulk, "SECONDS", -1.0)
	with host.as_user(MANAGER):
		assert api.hide([comment, *others])["queued"] == 3
	host.run_jobs()
	assert {row.state for row in rows("FB Comment")} == {"Hidden"}
	assert {row.user for row in rows("FB Change")} == {MANAGER}


def test_incoming_comments_are_unread_until_the_thread_is_opened(host: Host, facebook: Any, comment: str):
	[second] = more(host, facebook, 1, parent=COMMENT_ID)
	thread = frappe.db.get_value("FB Comment", comment, "thread")

	def unread() -> tuple[int, list[int]]:
		one = [frappe.db.get_value("FB Comment", name, "unread") for name in (comment, second)]
		return frappe.db.get_value("FB Comment Thread", thread, "unread_count"), one

	assert unread() == (2, [1, 1])
	api.mark_read(comment)
	assert unread() == (1, [0, 1])
	api.mark_unread([comment])
	assert unread() == (2, [1, 1])
	inbox.mark_read("FB Comment Thread", thread)
	assert unread() == (0, [0, 0])
	api.mark_unread(json.dumps([comment, second]))
	inbox.set_state("FB Comment Thread", [thread], "Done")
	assert unread() == (0, [0, 0])
	own = facebook.add_comment("501_77", POST, (PAGE_ID, "Lakeside Bikes"), "Ours", parent_id=COMMENT_ID)
	name = commented(host, facebook, own)
	api.mark_unread(name)
	assert frappe.db.get_value("FB Comment", name, "unread") == 0 and unread()[0] == 0


def test_the_list_and_its_filters(host: Host, facebook: Any, comment: str):
	others = more(host, facebook, 3)
	assert listed() == [*reversed(others), comment]
	api.hide(others[0])
	assert listed(hidden=1) == [others[0]] and others[0] not in listed(hidden=0)
	api.mark_read(others[1])
	assert listed(unread=0) == [others[1]]
	frappe.db.set_value("FB Comment", comment, "is_question", 0)
	frappe.db.set_value("FB Comment", others[2], {"is_question": 1, "is_complaint": 1})
	assert listed(question=1) == listed(complaint=1) == [others[2]]
	assert listed(post="elsewhere") == [] and len(listed(post=POST, page=PAGE_ID)) == 4
	thread = frappe.db.get_value("FB Comment", others[2], "thread")
	frappe.db.set_value("FB Comment Thread", thread, "state", "Done")
	assert listed(thread_state="Done") == [others[2]] == listed(thread=thread)
	assert listed(query="number 1") in ([others[1]], []) and listed(query="Number 1") == [others[1]]
	assert listed(query="%") == listed()
	assert listed(direction="Outgoing") == [] and listed(kind="Rating") == []


def test_unanswered_and_answered_privately(host: Host, facebook: Any, comment: str):
	public, waits = more(host, facebook, 2)
	assert set(listed(unanswered=1)) == {comment, public, waits}
	with host.as_user(AGENT):
		api.reply(public, "Here you are")
		api.private_reply(comment, "In private")
	host.run_jobs()
	deliver_all(host, facebook)
	assert listed(unanswered=1) == [waits]
	assert listed(private=1) == [comment] and comment not in listed(private=0)
	facts = {one["name"]: one for one in comment_list.comments("Administrator", {})["items"]}
	assert (facts[comment]["answered"], facts[waits]["answered"]) == (True, False)
	private = facts[comment]["private"]
	assert (private["state"], private["by"], private["may"]) == ("Sent", AGENT, False)
	assert facts[waits]["private"]["may"] and facts[waits]["private"]["until_ms"] > clock.now_ms()


def test_pages_of_the_list_follow_each_other(host: Host, facebook: Any, comment: str):
	others = more(host, facebook, 4)
	found, before = [], ""
	while before is not None:
		page = api.list_comments("{}", before, 2)
		found += [one["name"] for one in page["items"]]
		before = page["older"]
	assert found == [*reversed(others), comment]
	assert api.list_comments("{}", "nonsense'", 1)["items"][0]["name"] == others[-1]


def test_agents_list_their_own_pages_only(host: Host, facebook: Any, comment: str):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	item = feed(
		"add", "comment", clock.now_ms(), *EVA, post_id=f"{OTHER_PAGE}_1", comment_id="1_2", message="Hi"
	)
	host.receive(delivery(item, page=OTHER_PAGE, at=clock.now_ms()))
	assert len(listed()) == 2
	add_user_permission("FB Page", OTHER_PAGE, AGENT)
	frappe.db.commit()
	answer = host.request("GET", API + "list_comments", user=AGENT)
	assert [one["page"] for one in answer.json()["message"]["items"]] == [OTHER_PAGE]
	answer = host.request("GET", API + f"list_shares?page={PAGE_ID}", user=AGENT)
	assert answer.json()["message"]["items"] == []


def test_a_list_takes_the_same_number_of_queries_however_long(host: Host, facebook: Any, comment: str):
	more(host, facebook, 1)

	def queries_taken() -> int:
		taken: list[str] = []
		with pytest.MonkeyPatch.context() as patch:
			for place, name in ((frappe, "get_all"), (frappe.db, "get_value")):
				patch.setattr(place, name, counted(getattr(place, name), taken))
			listed()
		return len(taken)

	few = queries_taken()
	for number in range(5):
		made = facebook.add_comment(f"501_7{number}", POST, EVA, f"More {number}")
		commented(host, facebook, made)
	assert len(listed()) == 7 and queries_taken() <= few


def test_shares_and_visitors_posts(host: Host, facebook: Any, comment: str):
	at = clock.now_ms()
	shared = feed(
		"add", "share", at, *EVA, post_id=f"{PAGE_ID}_31", message="Look", link="https://example.com/a"
	)
	wrote = feed("add", "post", at + 1000, *EVA, post_id=f"{PAGE_ID}_32", message="Open today?")
	own = feed("add", "status", at + 2000, PAGE_ID, "Lakeside Bikes", post_id=f"{PAGE_ID}_33", message="News")
	host.receive(delivery(shared, wrote, own, at=at))
	found = api.list_shares()["items"]
	assert [(one["kind"], one["text"]) for one in found] == [("post", "Open today?"), ("share", "Look")]
	assert all(one["thread"] for one in found)
	assert bool(found[0]["ticket"]) == bool(host.helpdesk)


def test_the_timeline_says_what_can_be_done(host: Host, facebook: Any, comment: str):
	thread = frappe.db.get_value("FB Comment", comment, "thread")
	[item] = timeline.comment_thread(thread)["items"]
	assert item["comment"]["private"]["may"] and item["comment"]["there"]
	assert any(note.startswith("private reply possible until") for note in item["notes"])
	with host.as_user(AGENT):
		api.like(comment)
		api.private_reply(comment, "In private")
	host.run_jobs()
	[item] = timeline.comment_thread(thread)["items"]
	assert "liked by the page" in item["notes"]
	assert any(note.startswith("answered privately by") for note in item["notes"])
	[talk] = rows("FB Conversation")
	[said] = timeline.conversation(talk.name)["items"]
	assert "private reply to a comment" in said["notes"]


def test_a_mention_cannot_be_answered_privately(host: Host, facebook: Any):
	host.page()
	item = {
		"field": "mention",
		"value": {"post_id": "999_1", "item": "post", "verb": "add", "message": "See them"},
	}
	host.receive(delivery(item, at=clock.now_ms()))
	[mention] = rows("FB Comment")
	assert refused(lambda: api.private_reply(mention.name, "Hello")) == "no_comment"
	assert facebook.calls == []


def test_hiding_by_rule(host: Host, facebook: Any, comment: str):
	frappe.enqueue("fb_care.jobs.comment_jobs.hide", comment=comment, enqueue_after_commit=True)
	host.run_jobs()
	assert facebook.world.comments[COMMENT_ID].hidden
	assert frappe.db.get_value("FB Comment", comment, "state") == "Hidden"
	facebook.world.comments[COMMENT_ID].hidden = False
	frappe.db.set_value("FB Comment", comment, "state", "Visible")
	facebook.faults.add("POST comment", code=200, status=403)
	frappe.enqueue("fb_care.jobs.comment_jobs.hide", comment=comment, enqueue_after_commit=True)
	host.run_jobs()
	thread = frappe.get_doc("FB Comment Thread", frappe.db.get_value("FB Comment", comment, "thread"))
	assert any("permission" in note for note in data.notes(thread))
