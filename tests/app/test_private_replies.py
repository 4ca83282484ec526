"""The one private reply to a comment: what it does, and that the person gets it once whatever happens."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.api import answers
from fb_care.jobs import comment_jobs
from fb_care.outbound import private_replies
from tests.app import tickets_data as data
from tests.app.comments_data import COMMENT_ID, EVA, commented, deliver_all
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.test_comment_actions import refused, who

DAY = 24 * 3600 * 1000
LINK = "https://www.facebook.com/"


@pytest.fixture
def comment(host: Host, facebook: Any) -> str:
	"""A comment of Eva's under the page's post, with its ticket."""
	return commented(host, facebook)


def ledger() -> Any:
	[row] = frappe.get_all("FB Private Reply", fields=["*"])
	return row


def reply(host: Host, comment: str, text: str = "Two days.", by: str = AGENT, **more: Any) -> Any:
	"""Answer privately and let the job run; the ledger's row."""
	private_replies.send(comment, text, by, **more)
	host.run_jobs()
	return ledger()


def received(facebook: Any) -> list[str]:
	"""What Eva got."""
	return [message.text for message in facebook.received(EVA[0])]


def rows(doctype: str, **filters: Any) -> list[Any]:
	return frappe.get_all(doctype, filters=filters, fields=["*"], order_by="creation asc")


def ticket(host: Host) -> Any:
	[thread] = rows("FB Comment Thread")
	return frappe.get_doc(host.helpdesk, thread.ticket)


def test_it_is_sent_with_the_link_and_joins_the_ticket(host: Host, facebook: Any, comment: str):
	found = reply(host, comment)
	[text] = received(facebook)
	assert text.startswith("Two days.\n\nhttps://www.facebook.com/") and "comment_id=801" in text
	assert (found.state, found.sent_by, found.psid) == ("Sent", AGENT, EVA[0])
	[message], [conversation], [thread] = (
		rows("FB Message"),
		rows("FB Conversation"),
		rows("FB Comment Thread"),
	)
	assert (message.direction, message.send_state, message.sent_by) == ("Outgoing", "Sent", AGENT)
	assert (message.private_reply, message.text, message.mid) == (found.name, text, found.mid)
	assert (found.conversation, found.message) == (conversation.name, message.name)
	assert thread.private_reply == frappe.db.get_value("FB Comment", comment, "private_reply") == found.name
	assert (thread.contact, conversation.title) == (conversation.contact, "Eva Brandt")
	assert (conversation.window_until_ms or 0) == 0, "a private reply opens no window"
	window = answers.window("FB Conversation", conversation.name)
	assert (window["may"], window["problem"], window["until_ms"]) == (False, "never_wrote", 0)
	deliver_all(host, facebook)
	assert len(rows("FB Message")) == 1 and len(rows("FB Private Reply")) == 1


def test_the_ticket_shows_it_once_and_the_talk_goes_on_there(host: Host, facebook: Any, comment: str):
	if not host.helpdesk:
		pytest.skip("needs a helpdesk")
	reply(host, comment)
	deliver_all(host, facebook)
	before = ticket(host)
	[conversation] = rows("FB Conversation")
	assert (before.fb_conversation, before.fb_contact) == (conversation.name, conversation.contact)
	assert conversation.ticket == str(before.name)
	note = f"{who(AGENT)} answered the comment of Eva Brandt privately."
	assert [one for one in data.notes(before) if one.startswith(note)] == data.notes(before)[-1:]
	assert len(data.notes(before)) == 1
	said = data.timeline(before)
	assert [entry.sent_or_received for entry in said][-1] == "Sent"
	assert sum("Two days." in (entry.content or "") for entry in said) == 1
	content = "".join([before.description or "", *[entry.content or "" for entry in said]])
	assert "Answered privately by" in content and "A private reply is possible until" not in content
	facebook.person_writes(PAGE_ID, EVA[0], "Thank you!")
	deliver_all(host, facebook)
	assert frappe.db.count(host.helpdesk, {"fb_page": PAGE_ID}) == 1
	assert sum("Thank you!" in (entry.content or "") for entry in data.timeline(ticket(host))) == 1
	assert rows("FB Conversation")[0].window_until_ms


def test_the_ticket_says_until_when_it_is_possible(host: Host, facebook: Any, comment: str):
	if not host.helpdesk:
		pytest.skip("needs a helpdesk")
	content = "".join([ticket(host).description or "", *[one.content for one in data.timeline(ticket(host))]])
	assert content.count("A private reply is possible until") >= 1


def test_a_second_one_is_refused_with_who_was_first(host: Host, facebook: Any, comment: str):
	reply(host, comment)
	with pytest.raises(frappe.ValidationError, match=who(AGENT)):
		private_replies.send(comment, "Three days", MANAGER)
	state = private_replies.state(comment)
	assert (state["may"], state["problem"], state["by"]) == (False, "already_replied", AGENT)
	assert who(AGENT) in state["reason"]
	host.run_jobs()
	assert len(received(facebook)) == 1


def test_state_says_whether_and_until_when(host: Host, facebook: Any, comment: str):
	state = private_replies.state(comment)
	written = facebook.world.comments[COMMENT_ID].created_ms // 1000 * 1000
	assert (state["may"], state["until_ms"], state["state"]) == (True, written + 7 * DAY, "")
	assert (state["link"][:25], state["limit"], state["asked_ms"]) == (LINK, 2000, 0)
	assert private_replies.state(comment, look=True)["asked_ms"] > 0
	assert len(facebook.asked("GET comment")) == 1


def test_answered_by_somebody_at_facebook(host: Host, facebook: Any, comment: str):
	facebook.world.comments[COMMENT_ID].private_reply_mid = "m_ELSEWHERE"
	assert refused(lambda: private_replies.send(comment, "Two days", AGENT)) == "already_replied"
	assert rows("FB Private Reply") == [] and received(facebook) == []


def test_facebook_says_only_when_asked_to_send_that_it_was_answered(host: Host, facebook: Any, comment: str):
	private_replies.send(comment, "Two days", AGENT)
	facebook.world.comments[COMMENT_ID].private_reply_mid = "m_ELSEWHERE"
	host.run_jobs()
	found = ledger()
	assert (found.state, found.problem, found.code) == ("Failed", "already_replied", "10900")
	assert received(facebook) == []
	assert frappe.db.get_value("FB Page", PAGE_ID, "health") != "Broken"
	assert refused(lambda: private_replies.send(comment, "Two days", MANAGER)) == "already_replied"
	assert frappe.db.count("Notification Log", {"for_user": AGENT}) == 1


def test_who_takes_no_messages(host: Host, facebook: Any, comment: str):
	facebook.world.comments[COMMENT_ID].no_private_reply = True
	assert refused(lambda: private_replies.send(comment, "Two days", AGENT)) == "not_allowed"
	facebook.world.comments[COMMENT_ID].no_private_reply = False
	with clock.at(clock.now_ms() + 90_000):
		private_replies.send(comment, "Two days", AGENT)
	assert len(rows("FB Private Reply")) == 1, "what Facebook said is asked again after a minute"


def test_after_seven_days(host: Host, facebook: Any, comment: str):
	with clock.at(clock.now_ms() + 7 * DAY + 1000):
		assert refused(lambda: private_replies.send(comment, "Two days", AGENT)) == "too_old"
		assert private_replies.state(comment)["problem"] == "too_old"
	assert facebook.asked("POST messages") == [] and facebook.asked("GET comment") == []


def test_the_pages_own_comment(host: Host, facebook: Any, comment: str):
	from tests.app.payloads import POST

	own = facebook.add_comment("501_900", POST, (PAGE_ID, "Lakeside Bikes"), "Two days", parent_id=COMMENT_ID)
	name = commented(host, facebook, own)
	assert refused(lambda: private_replies.send(name, "Hello", AGENT)) == "own_comment"


def test_one_message_is_all_there_is(host: Host, facebook: Any, comment: str):
	assert refused(lambda: private_replies.send(comment, " \n", AGENT)) == "empty"
	assert refused(lambda: private_replies.send(comment, "x" * 1980, AGENT)) == "too_long"
	assert rows("FB Private Reply") == []
	reply(host, comment, "x" * 2000, link=False)
	assert received(facebook) == ["x" * 2000]


def test_the_text_is_sent_as_it_was_written(host: Host, facebook: Any, comment: str):
	reply(host, comment, "1 < 2 & <b>bold</b> 😀", link=False)
	assert received(facebook) == ["1 < 2 & <b>bold</b> 😀"]
	assert "<b>" not in (rows("FB Message")[0].text or "")


def test_the_link_is_left_out_by_setting(host: Host, facebook: Any, comment: str):
	frappe.db.set_single_value("FB Care Settings", "private_reply_link", 0)
	host.fresh()
	reply(host, comment)
	assert received(facebook) == ["Two days."]


def test_a_visitors_post_is_answered_privately_too(host: Host, facebook: Any):
	from tests.app.payloads import delivery, feed

	host.page()
	post = facebook.add_post(f"{PAGE_ID}_700", "Is it open?", author_id=EVA[0])
	facebook.world.pages[PAGE_ID].subscribed = ["feed", "messages", "message_echoes"]
	item = feed("add", "post", post.created_ms, *EVA, post_id=post.post_id, message="Is it open?")
	host.receive(delivery(item, at=post.created_ms))
	[comment] = rows("FB Comment")
	assert reply(host, comment.name, "Until six.").state == "Sent"
	assert len(received(facebook)) == 1 and received(facebook)[0].startswith("Until six.")


def test_a_conversation_that_was_there_leaves_its_ticket_with_a_word(host: Host, facebook: Any, comment: str):
	if not host.helpdesk:
		pytest.skip("needs a helpdesk")
	facebook.add_person(PAGE_ID, EVA[0], "Eva", "Brandt")
	facebook.person_writes(PAGE_ID, EVA[0], "My bike squeaks")
	deliver_all(host, facebook)
	old = rows("FB Conversation")[0].ticket
	assert old and old != str(ticket(host).name)
	reply(host, comment)
	deliver_all(host, facebook)
	assert rows("FB Conversation")[0].ticket == str(ticket(host).name)
	assert any(str(ticket(host).name) in one for one in data.notes(frappe.get_doc(host.helpdesk, old)))


def test_a_lost_job_is_taken_up_by_the_sweep(host: Host, facebook: Any, comment: str):
	private_replies.send(comment, "Two days", AGENT)
	host.drop_jobs()
	comment_jobs.sweep()
	host.run_jobs()
	assert len(received(facebook)) == 1 and ledger().state == "Sent"
