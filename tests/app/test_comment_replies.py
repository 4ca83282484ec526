"""Public replies: queued first, written once under the right comment, and one entry in the ticket."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.inbound import contention
from fb_care.jobs import comment_jobs, send
from fb_care.outbound import answer, comments, private_replies
from fb_care.tickets import sync
from tests.app import tickets_data as data
from tests.app.comments_data import COMMENT_ID, commented, deliver_all
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.payloads import POST
from tests.app.test_comment_actions import refused
from tests.app.test_private_replies import received, rows, ticket
from tests.app.test_process_workers import side_by_side

THREAD = "FB Comment Thread"


@pytest.fixture
def comment(host: Host, facebook: Any) -> str:
	"""A comment of Eva's under the page's post, with its ticket."""
	return commented(host, facebook)


def queue(comment: str, text: str = "Two days", by: str = AGENT, **more: Any) -> answer.Answer:
	return contention.patiently(lambda: comments.reply(comment, text, by, **more))


def ours(facebook: Any) -> list[str]:
	"""What the page wrote under the post, as everybody sees it."""
	mine = [one for one in facebook.world.comments.values() if one.author_id == PAGE_ID and not one.removed]
	return [one.message for one in mine]


def reply_row() -> Any:
	[row] = rows("FB Comment", direction="Outgoing")
	return row


def entries(host: Host, text: str) -> int:
	"""How often the ticket's timeline has `text`."""
	return sum(text in (entry.content or "") for entry in data.timeline(ticket(host)))


def settled_once(host: Host, facebook: Any, text: str = "Two days") -> None:
	"""Exactly one comment at Facebook, one row, one entry in the ticket."""
	assert ours(facebook) == [text]
	row = reply_row()
	assert (row.send_state, bool(row.comment_id), row.text) == ("Sent", True, text)
	[written] = [one for one in facebook.world.comments.values() if one.author_id == PAGE_ID]
	assert row.comment_tail == written.comment_id.rpartition("_")[2]
	if host.helpdesk:
		sync.sync_due()
		assert entries(host, text) == 1


def test_a_reply_is_queued_written_and_reported_once(host: Host, facebook: Any, comment: str):
	queued = queue(comment)
	row = reply_row()
	assert (row.send_state, row.parent_comment, row.comment_id, row.sent_by) == (
		"Queued",
		comment,
		None,
		AGENT,
	)
	assert ours(facebook) == []
	host.run_jobs()
	row = reply_row()
	assert (row.send_state, row.name) == ("Sent", queued.rows[0])
	[written] = [one for one in facebook.world.comments.values() if one.author_id == PAGE_ID]
	assert written.parent_id == COMMENT_ID
	deliver_all(host, facebook)
	settled_once(host, facebook)
	assert frappe.db.get_value(THREAD, {}, ["comment_count", "last_text", "unread_count"]) == (
		2,
		"Two days",
		0,
	)
	assert frappe.db.get_value("FB Comment", comment, "unread") == 0


def test_the_report_comes_before_the_call_returns(host: Host, facebook: Any, comment: str, monkeypatch):
	from fb_care.facebook.graph import GraphClient

	queue(comment)
	host.drop_jobs()
	real = GraphClient.reply

	def slow(self: Any, *args: Any) -> str:
		found = real(self, *args)
		deliver_all(host, facebook)
		assert reply_row().send_state == "Sent"
		return found

	monkeypatch.setattr(GraphClient, "reply", slow)
	send.send_thread(THREAD, reply_row().thread)
	settled_once(host, facebook)


@pytest.mark.parametrize(
	"fault",
	[
		{"drop": True, "after_send": True},
		{"code": 1, "subcode": 1357046, "status": 500, "after_send": True},
		{"code": 2, "status": 503, "after_send": True},
	],
)
def test_no_clear_answer_after_it_was_written(host: Host, facebook: Any, comment: str, fault: dict[str, Any]):
	facebook.faults.add("POST comments", **fault)
	queue(comment)
	host.run_jobs()
	assert reply_row().send_state == "Unknown"
	send.sweep()
	host.run_jobs()
	assert len(facebook.asked("POST comments")) == 1, "it is never sent again by itself"
	deliver_all(host, facebook)
	settled_once(host, facebook)


def test_no_answer_before_it_was_written(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST comments", drop=True)
	queue(comment)
	host.run_jobs()
	deliver_all(host, facebook)
	send.sweep()
	host.run_jobs()
	assert (reply_row().send_state, ours(facebook)) == ("Unknown", [])


def test_limits_are_waited_for(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST comments", code=4, status=429, times=2)
	start = clock.now_ms()
	queue(comment)
	host.run_jobs()
	assert reply_row().send_state == "Queued"
	for minute in range(1, 20):
		with clock.at(start + minute * 60_000):
			send.send_thread(THREAD, reply_row().thread)
	deliver_all(host, facebook)
	settled_once(host, facebook)
	assert len(facebook.asked("POST comments")) == 3


def test_a_comment_deleted_meanwhile(host: Host, facebook: Any, comment: str):
	queue(comment)
	facebook.world.comments[COMMENT_ID].removed = True
	host.run_jobs()
	assert (reply_row().send_state, reply_row().send_problem) == ("Failed", "gone")
	assert ours(facebook) == []
	frappe.db.set_value("FB Comment", comment, "state", "Removed")
	assert refused(lambda: queue(comment, "Again", confirm=True)) == "comment_gone"


def test_two_workers_write_it_once_and_in_order(host: Host, facebook: Any, comment: str):
	for text in ("One", "Two", "Three"):
		queue(comment, text)
	host.drop_jobs()
	thread = frappe.db.get_value("FB Comment", comment, "thread")
	side_by_side(host, 2, lambda: send.send_thread(THREAD, thread))
	send.send_thread(THREAD, thread)
	deliver_all(host, facebook)
	assert ours(facebook) == ["One", "Two", "Three"]
	assert [row.send_state for row in rows("FB Comment", direction="Outgoing")] == ["Sent"] * 3


def test_the_same_words_twice_are_two_comments(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST comments", drop=True, after_send=True)
	queue(comment, "Thanks")
	host.run_jobs()
	deliver_all(host, facebook)
	queue(comment, "Thanks")
	host.run_jobs()
	deliver_all(host, facebook)
	assert ours(facebook) == ["Thanks", "Thanks"]
	found = rows("FB Comment", direction="Outgoing")
	assert [row.send_state for row in found] == ["Sent", "Sent"]
	assert len({row.comment_tail for row in found}) == 2


def test_what_the_page_writes_elsewhere_is_no_answer_of_ours(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST comments", drop=True)
	queue(comment)
	host.run_jobs()
	other = facebook.add_comment("501_77", POST, (PAGE_ID, "Lakeside Bikes"), "Three", parent_id=COMMENT_ID)
	commented(host, facebook, other)
	states = {row.text: row.send_state or "" for row in rows("FB Comment", direction="Outgoing")}
	assert states == {"Two days": "Unknown", "Three": ""}


def test_a_reply_to_the_thread_answers_who_wrote_last(host: Host, facebook: Any, comment: str):
	other = facebook.add_comment(
		"122100000000000501_802", POST, ("7700000000002", "Jonas Weil"), "Me too", parent_id=COMMENT_ID
	)
	second = commented(host, facebook, other)
	thread = frappe.db.get_value("FB Comment", comment, "thread")
	contention.patiently(lambda: answer.send(THREAD, thread, text="Two days", by=AGENT))
	assert reply_row().parent_comment == second
	host.run_jobs()
	deliver_all(host, facebook)
	settled_once(host, facebook)


def test_the_second_agent_is_warned(host: Host, facebook: Any, comment: str):
	queue(comment)
	assert refused(lambda: queue(comment, "Three days", MANAGER)) == "answered_meanwhile"
	queue(comment, "Three days", MANAGER, confirm=True)
	host.run_jobs()
	assert ours(facebook) == ["Two days", "Three days"]


def test_words_that_look_like_code_are_written_as_they_are(host: Host, facebook: Any, comment: str):
	queue(comment, "1 < 2 & <b>bold</b>")
	host.run_jobs()
	deliver_all(host, facebook)
	assert ours(facebook) == ["1 < 2 & <b>bold</b>"]
	assert len(rows("FB Comment", direction="Outgoing")) == 1


@pytest.mark.parametrize("fault", [{}, {"drop": True, "after_send": True}])
def test_the_note_under_a_comment_answered_privately(
	host: Host, facebook: Any, comment: str, fault: dict[str, Any]
):
	frappe.db.set_value("FB Page", PAGE_ID, "private_reply_note", "We sent you a message.")
	host.fresh()
	if fault:
		facebook.faults.add("POST messages", **fault)
	private_replies.send(comment, "Two days", AGENT)
	host.run_jobs()
	deliver_all(host, facebook)
	for _again in range(2):
		comment_jobs.sweep()
		host.run_jobs()
		deliver_all(host, facebook)
	settled_once(host, facebook, "We sent you a message.")
	assert len(received(facebook)) == 1
	assert rows("FB Private Reply")[0].note_comment == reply_row().name


def test_no_note_where_the_agent_wants_none_or_the_reply_failed(host: Host, facebook: Any, comment: str):
	frappe.db.set_value("FB Page", PAGE_ID, "private_reply_note", "We sent you a message.")
	host.fresh()
	facebook.faults.add("POST messages", code=100)
	private_replies.send(comment, "Two days", AGENT)
	host.run_jobs()
	comment_jobs.sweep()
	host.run_jobs()
	assert ours(facebook) == []
	private_replies.send(comment, "Two days", AGENT, note=False)
	host.run_jobs()
	comment_jobs.sweep()
	host.run_jobs()
	assert (ours(facebook), len(received(facebook))) == ([], 1)
