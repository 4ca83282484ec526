"""Reads, deliveries, reactions, edits and unsends: right in any order, and twice is once."""

from __future__ import annotations

import json
from typing import Any

from tests.app.hosts import PAGE_ID
from tests.app.payloads import (
	NORA,
	OLE,
	T0,
	delivered,
	delivery,
	echo,
	edit,
	message,
	reaction,
	read,
	unreact,
	unsend,
)

CONVERSATION = f"{PAGE_ID}-{NORA}"
SECOND = 1000


def one(doctype: str, **filters: Any) -> Any:
	import frappe

	(row,) = frappe.get_all(doctype, filters=filters, fields=["*"])
	return row


def children(doctype: str, **filters: Any) -> list[Any]:
	import frappe

	return frappe.get_all(doctype, filters=filters, fields=["*"], order_by="idx")


def states() -> list[str]:
	import frappe

	rows = frappe.get_all("FB Webhook Event", fields=["outcomes"], order_by="received_ms")
	return [outcome["state"] for row in rows for outcome in json.loads(row.outcomes)]


def pending() -> int:
	import frappe

	return frappe.db.count("FB Pending Change")


def test_delivered_and_read_reach_every_message_up_to_the_watermark(host) -> None:
	host.page()
	host.receive(delivery(*(echo(f"m_{n}", "x", at=T0 + n * SECOND) for n in range(3))))
	host.receive(delivery(delivered(T0 + SECOND)))
	found = {row.mid: row.delivery_state for row in children("FB Message")}
	assert found == {"m_0": "Delivered", "m_1": "Delivered", "m_2": "Sent"}
	host.receive(delivery(read(T0)))
	found = {row.mid: row.delivery_state for row in children("FB Message")}
	assert found == {"m_0": "Read", "m_1": "Delivered", "m_2": "Sent"}
	talk = one("FB Conversation")
	assert (talk.delivered_ms, talk.read_ms) == (T0 + SECOND, T0)


def test_older_watermark_changes_nothing(host) -> None:
	host.page()
	host.receive(delivery(echo("m_1", "x"), read(T0 + SECOND), delivered(T0 + SECOND)))
	host.receive(delivery(read(T0 - SECOND), delivered(T0 - SECOND)))
	assert one("FB Conversation").read_ms == T0 + SECOND
	assert one("FB Message").delivery_state == "Read"


def test_watermark_holds_for_messages_that_come_after_it(host) -> None:
	host.page()
	host.receive(delivery(echo("m_2", "later", at=T0 + SECOND), read(T0 + SECOND)))
	host.receive(delivery(echo("m_1", "earlier", at=T0)))
	assert one("FB Message", mid="m_1").delivery_state == "Read"


def test_read_waits_for_the_conversation(host) -> None:
	import frappe

	host.page()
	host.receive(delivery(read(T0 + SECOND), delivered(T0 + SECOND)))
	assert states() == ["waiting", "waiting"]
	assert (pending(), frappe.db.count("FB Conversation")) == (2, 0)
	host.receive(delivery(message("m_1", "Hello"), echo("m_2", "Hi", at=T0 + 1)))
	talk = one("FB Conversation")
	assert (talk.read_ms, talk.delivered_ms, pending()) == (T0 + SECOND, T0 + SECOND, 0)
	assert one("FB Message", mid="m_2").delivery_state == "Read"
	assert not one("FB Message", mid="m_1").delivery_state, (
		"a mark of the person's says nothing of their own words"
	)


def test_reaction_of_the_person_opens_the_window(host) -> None:
	host.page()
	host.receive(delivery(echo("m_1", "Friday 2 pm?")))
	host.receive(delivery(reaction("m_1", T0 + SECOND)))
	(row,) = children("FB Reaction")
	assert (row.actor, row.reaction, row.emoji, row.at_ms) == (NORA, "like", "👍", T0 + SECOND)
	talk = one("FB Conversation")
	assert (talk.window_until_ms, talk.window_reason) == (T0 + SECOND + 24 * 3600 * SECOND, "reaction")


def test_newest_reaction_counts(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "Hello")))
	host.receive(delivery(reaction("m_1", T0 + 3, "❤", "love")))
	host.receive(delivery(reaction("m_1", T0 + 2, "👍", "like")))
	(row,) = children("FB Reaction")
	assert (row.reaction, row.emoji) == ("love", "❤")


def test_reaction_taken_back_stays_taken_back(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "Hello")))
	host.receive(delivery(unreact("m_1", T0 + 5)))
	host.receive(delivery(reaction("m_1", T0 + 2)))
	(row,) = children("FB Reaction")
	assert (row.reaction or "", row.emoji or "") == ("", "")


def test_reaction_edit_and_unsend_wait_for_their_message(host) -> None:
	host.page()
	host.receive(delivery(message("m_0", "Earlier", at=T0 - SECOND)))
	host.receive(delivery(edit("m_1", "Hello there", 1, T0 + 2), reaction("m_1", T0 + 3)))
	assert states()[1:] == ["waiting", "waiting"]
	assert pending() == 2
	host.receive(delivery(message("m_1", "Helo there")))
	said = one("FB Message", mid="m_1")
	assert (said.text, said.edit_count, pending()) == ("Hello there", 1, 0)
	assert [row.old_text for row in children("FB Change", parent=said.name)] == ["Helo there"]
	assert len(children("FB Reaction", parent=said.name)) == 1
	assert one("FB Conversation").last_text == "Hello there"


def test_edits_keep_what_stood_before(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "one")))
	host.receive(delivery(edit("m_1", "three", 2, T0 + 20)))
	host.receive(delivery(edit("m_1", "two", 1, T0 + 10)))
	said = one("FB Message")
	history = [(row.idx, row.num_edit, row.old_text) for row in children("FB Change")]
	assert (said.text, said.edit_count) == ("three", 2)
	assert history == [(1, 1, "one"), (2, 2, "two")]


def test_edit_twice_is_once(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "one"), edit("m_1", "two", 1, T0 + 10)))
	host.receive(delivery(edit("m_1", "two", 1, T0 + 10), at=T0 + 50))
	assert one("FB Message").edit_count == 1
	assert len(children("FB Change")) == 1


def test_unsent_message_leaves_no_words(host) -> None:
	host.page()
	picture = {"type": "image", "payload": {"url": "https://scontent.fbcdn.net/secret.jpg"}}
	host.receive(delivery(message("m_1", "my password is 1234", attachments=[picture])))
	host.receive(delivery(edit("m_1", "my password is 5678", 1, T0 + 10)))
	host.receive(delivery(unsend("m_1", T0 + 20)))
	said = one("FB Message")
	assert (said.unsent, said.text or "") == (1, "")
	assert [row.kind for row in children("FB Change")] == ["Edit", "Unsend"]
	assert not any(row.old_text for row in children("FB Change"))
	(attachment,) = children("FB Attachment")
	assert (attachment.url or "", attachment.state) == ("", "None")
	assert one("FB Conversation").last_text == "Message unsent"


def test_unsend_before_its_message_leaves_no_words(host) -> None:
	host.page()
	host.receive(delivery(message("m_0", "Earlier", at=T0 - SECOND), unsend("m_1", T0 + 20)))
	host.receive(delivery(message("m_1", "my password is 1234")))
	host.receive(delivery(edit("m_1", "my password is 5678", 1, T0 + 10)))
	said = one("FB Message", mid="m_1")
	assert (said.unsent, said.text or "") == (1, "")
	assert not any(row.old_text for row in children("FB Change"))


def test_nobody_changes_another_persons_message(host) -> None:
	host.page()
	host.receive(delivery(message("m_1", "Hello"), message("m_2", "Hello", psid=OLE)))
	host.receive(delivery(unsend("m_1", T0 + 5, psid=OLE)))
	row = one("FB Webhook Event", state="Failed")
	assert "belongs to another conversation" in row.reason
	assert one("FB Message", mid="m_1").text == "Hello"


def test_change_of_a_message_in_a_ticket_asks_for_the_ticket(host) -> None:
	import frappe

	if not host.helpdesk:
		return
	host.page()
	host.receive(delivery(message("m_1", "Hello")))
	said = one("FB Message")
	assert said.communication
	host.receive(delivery(unsend("m_1", T0 + 5)))
	content = frappe.db.get_value("Communication", said.communication, "content")
	assert "Hello" not in (content or "")
