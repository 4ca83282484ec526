"""When the fake lets a page write, and what comes back as echo; comments; deliveries and their retries."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from tests.fakebook import GraphError
from tests.fakebook.deliver import headers
from tests.unit.fakebook.conftest import PAGE, PSID
from tests.unit.fakebook.test_graph import POST, code

SEND = f"/{PAGE}/messages"


@pytest.fixture
def open_window(facebook):
	facebook.person_writes(PAGE, PSID, "Hello?")
	facebook.webhooks.clear()


def send(ask, text="Hi", **more):
	return ask("POST", SEND, recipient={"id": PSID}, message={"text": text}, **more)


def queued(facebook):
	return [json.loads(delivery.body)["entry"][0] for delivery in facebook.webhooks.deliveries]


def test_a_send_is_received_and_echoed(ask, facebook, open_window):
	status, body = ask(
		"POST", SEND, recipient={"id": PSID}, message={"text": "Hi", "metadata": "fb_care:abc"}
	)
	assert (status, body["recipient_id"]) == (200, PSID)
	assert [message.text for message in facebook.received(PSID)] == ["Hi"]
	(entry,) = queued(facebook)
	echo = entry["messaging"][0]
	assert (echo["sender"]["id"], echo["recipient"]["id"]) == (PAGE, PSID)
	assert echo["message"]["metadata"] == "fb_care:abc"
	assert (echo["message"]["mid"], echo["message"]["app_id"]) == (body["message_id"], 4242)


def test_windows(ask, facebook, clock, open_window):
	clock.forward(hours=25)
	assert code(send(ask)) == (10, 2018278)
	assert send(ask, messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT")[0] == 200
	facebook.world.pages[PAGE].human_agent = False
	assert code(send(ask, messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT")) == (10, None)
	facebook.world.pages[PAGE].human_agent = True
	clock.forward(days=7)
	assert code(send(ask, messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT")) == (10, 2018278)


@pytest.mark.parametrize("tag", ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"])
def test_dead_tags(ask, open_window, tag):
	assert code(send(ask, messaging_type="MESSAGE_TAG", tag=tag)) == (100, None)


def test_what_a_message_may_hold(ask, facebook, open_window):
	assert code(send(ask, text="")) == (100, None)
	assert code(send(ask, text="x" * 2001)) == (100, None)
	both = {"text": "x", "attachment": {"type": "image", "payload": {"url": "http://x/p.png"}}}
	assert code(ask("POST", SEND, recipient={"id": PSID}, message=both)) == (100, None)
	foreign = {"attachment": {"type": "image", "payload": {"attachment_id": "1"}}}
	assert code(ask("POST", SEND, recipient={"id": PSID}, message=foreign)) == (100, 2018074)
	upload = {"attachment": {"type": "image", "payload": {"url": facebook.media_url("photo.png")}}}
	_, stored = ask("POST", f"/{PAGE}/message_attachments", message=upload)
	own = {"attachment": {"type": "image", "payload": {"attachment_id": stored["attachment_id"]}}}
	assert ask("POST", SEND, recipient={"id": PSID}, message=own)[0] == 200


def test_people_who_cannot_be_reached(ask, facebook, open_window):
	assert code(ask("POST", SEND, recipient={"id": "999"}, message={"text": "x"})) == (100, 2018001)
	facebook.world.people[(PAGE, PSID)].unavailable = True
	assert code(send(ask)) == (551, 1545041)
	facebook.world.people[(PAGE, PSID)].unavailable = False
	facebook.world.thread(PAGE, PSID).owner_app = "77"
	assert code(send(ask)) == (10, 2018300)


def test_typing_is_no_message(ask, facebook, open_window):
	assert ask("POST", SEND, recipient={"id": PSID}, sender_action="typing_on")[1] == {"recipient_id": PSID}
	mixed = ask("POST", SEND, recipient={"id": PSID}, sender_action="typing_on", message={"text": "x"})
	assert code(mixed) == (100, 2018014)
	assert facebook.received(PSID) == []


def test_an_error_after_the_message_went_out(ask, facebook, open_window):
	facebook.faults.add("POST messages", code=1, subcode=1357046, status=500, after_send=True)
	answer = send(ask)
	assert (answer[0], code(answer)) == (500, (1, 1357046))
	assert len(facebook.received(PSID)) == 1
	assert len(queued(facebook)) == 1


def test_private_reply_once_and_within_seven_days(ask, facebook, clock):
	facebook.add_post(POST, "New racks")
	for number in (1, 2):
		facebook.add_comment(f"300_{number}", POST, ("7555", "Noor Vidal"), "How much?")

	def private(comment_id):
		return ask("POST", SEND, recipient={"comment_id": comment_id}, message={"text": "40 euros"})

	assert private("300_1")[1]["recipient_id"] == "7555"
	assert code(private("300_1")) == (10900, None)
	assert code(ask("POST", SEND, recipient={"id": "7555"}, message={"text": "And?"})) == (10, 2018278)
	clock.forward(days=8)
	assert code(private("300_2")) == (10903, None)


def test_who_cannot_be_answered_privately(ask, facebook, clock):
	facebook.add_post(POST, "New racks")
	facebook.add_comment("300_1", POST, ("7555", "Noor Vidal"), "How much?", no_private_reply=True)
	facebook.add_comment("300_2", POST, (PAGE, "Page"), "Ours")
	for comment_id in ("300_1", "300_2"):
		assert ask("GET", f"/{comment_id}", fields="can_reply_privately")[1]["can_reply_privately"] is False
		recipient = {"comment_id": comment_id}
		assert code(ask("POST", SEND, recipient=recipient, message={"text": "x"})) == (10903, None)


def test_a_visitors_post_is_answered_privately_once(ask, facebook, clock):
	post = facebook.add_post(f"{PAGE}_31", "Open today?", author_id="7555")
	assert ask("GET", f"/{post.post_id}", fields="can_reply_privately")[1]["can_reply_privately"] is True
	recipient = {"post_id": post.post_id}
	assert ask("POST", SEND, recipient=recipient, message={"text": "Until six"})[1]["recipient_id"] == "7555"
	assert code(ask("POST", SEND, recipient=recipient, message={"text": "x"})) == (10900, None)
	assert code(ask("POST", SEND, recipient={"post_id": "1_2"}, message={"text": "x"})) == (100, 33)


def test_comments_are_answered_hidden_and_deleted(ask, facebook):
	facebook.add_post(POST, "New racks")
	facebook.add_comment("300_1", POST, ("7555", "Noor Vidal"), "How much?")
	_, first = ask("POST", "/300_1/comments", message="40 euros")
	_, second = ask("POST", f"/{first['id']}/comments", message="with lock")
	assert facebook.world.comments[second["id"]].parent_id == "300_1"
	assert code(ask("POST", "/300_1", message="not mine")) == (1705, None)
	ask("POST", f"/{first['id']}", message="45 euros")
	ask("POST", "/300_1", is_hidden="true")
	ask("DELETE", f"/{second['id']}")
	changes = [entry["changes"][0]["value"] for entry in queued(facebook)]
	assert [change["verb"] for change in changes] == ["add", "add", "edited", "hide", "remove"]
	assert changes[3]["from"]["id"] == PAGE
	assert "message" not in changes[4]
	listed = ask("GET", f"/{POST}/comments", filter="stream")[1]["data"]
	assert [row["message"] for row in listed] == ["How much?", "45 euros"]


def test_only_what_the_page_subscribed_to_is_delivered(facebook):
	facebook.person_reads(PAGE, PSID)
	assert facebook.webhooks.deliveries == []


def test_a_message_that_is_told_late_opens_its_window_from_when_it_was_written(ask, facebook, clock):
	facebook.person_writes(PAGE, PSID, "Hello?", clock.ms - 25 * 3_600_000)
	assert queued(facebook)[0]["messaging"][0]["timestamp"] == clock.ms - 25 * 3_600_000
	assert code(send(ask)) == (10, 2018278)


def test_a_phone_takes_what_the_page_sent(ask, facebook, open_window):
	facebook.world.pages[PAGE].subscribed = ["message_deliveries"]
	_status, sent = send(ask)
	facebook.person_gets(PAGE, PSID)
	(entry,) = queued(facebook)
	assert entry["messaging"][0]["delivery"]["mids"] == [sent["message_id"]]


def test_somebody_comments(facebook):
	facebook.add_post(POST, "New racks")
	comment = facebook.person_comments(POST, ("7700", "Eva Brandt"), "How much?")
	(entry,) = queued(facebook)
	told = entry["changes"][0]["value"]
	assert (told["comment_id"], told["from"]["name"]) == (comment.comment_id, "Eva Brandt")
	assert facebook.world.comment(comment.comment_id) is comment


def test_another_run_makes_other_ids(facebook):
	first = facebook.person_writes(PAGE, PSID, "Hello")
	facebook.world.serials_from(5_000)
	assert facebook.person_writes(PAGE, PSID, "Hello") not in (first, "m_CUST00000002")


def test_deliveries_are_signed_over_the_bytes_as_sent(facebook):
	facebook.person_writes(PAGE, PSID, "Où est ma clé ? 1/2")
	seen = []
	facebook.webhooks.post = lambda body, head: seen.append((body, head)) or 200
	assert facebook.webhooks.run_due() == 1
	body, head = seen[0]
	assert rb"O\u00f9 est ma cl\u00e9 ? 1\/2" in body
	assert (
		head["X-Hub-Signature-256"]
		== "sha256=" + hmac.new(b"test-app-secret", body, hashlib.sha256).hexdigest()
	)
	assert headers(body, "other")["X-Hub-Signature-256"] != head["X-Hub-Signature-256"]
	assert facebook.webhooks.deliveries[0].acknowledged


def test_refused_deliveries_come_again_until_accepted(facebook, clock):
	facebook.person_writes(PAGE, PSID, "Hello")
	answers = iter([503, 500, 503, 200])
	facebook.webhooks.post = lambda body, head: next(answers)
	assert facebook.webhooks.run_due() == 3
	assert facebook.webhooks.next_due_ms() == clock() + 15_000
	clock.forward(seconds=15)
	assert facebook.webhooks.run_due() == 1
	assert facebook.webhooks.deliveries[0].statuses == [503, 500, 503, 200]
	assert facebook.webhooks.next_due_ms() is None


def test_an_hour_of_failed_messages_unsubscribes_the_page(facebook, clock):
	facebook.person_writes(PAGE, PSID, "Hello")

	def refuse(_body, _head):
		raise ConnectionRefusedError

	facebook.webhooks.post = refuse
	while (due := facebook.webhooks.next_due_ms()) is not None:
		clock.ms = due
		facebook.webhooks.run_due()
	assert [kind for _at, kind, _page in facebook.webhooks.alerts] == ["alert", "disabled"]
	assert facebook.world.pages[PAGE].subscribed == []


def test_feed_changes_are_tried_for_36_hours(facebook, clock):
	facebook.add_post(POST)
	facebook.publish(PAGE, "feed", "changes", {"field": "feed", "value": {}})
	facebook.webhooks.post = lambda body, head: 500
	started = clock()
	while (due := facebook.webhooks.next_due_ms()) is not None:
		clock.ms = due
		facebook.webhooks.run_due()
	assert 30 <= (clock() - started) / 3_600_000 <= 36
	assert facebook.webhooks.alerts == []


def test_an_error_knows_its_body():
	body = GraphError("Too many calls", 4, transient=True).body()
	assert body["error"]["code"] == 4
	assert body["error"]["is_transient"] is True
