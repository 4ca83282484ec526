"""What happened in a conversation without words: opt-ins, orders, feedback, who owns the thread."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA, T0, delivery, item


def one(doctype: str, **filters: Any) -> Any:
	import frappe

	(row,) = frappe.get_all(doctype, filters=filters, fields=["*"])
	return row


@pytest.mark.parametrize(
	("fixture", "word"),
	[
		("optin__notification_messages", "optin"),
		("optout__stop_notifications", "optout"),
		("account_linking__linked", "account_linking"),
		("response_feedback__good", "response_feedback"),
		("order__cart", "order"),
		("customer_information__form", "customer_information"),
		("appointment__confirmed", "appointment"),
		("handover__take", "handover"),
	],
)
def test_facts_stand_in_the_timeline(host, fixture: str, word: str) -> None:
	host.page()
	host.receive(fixture)
	host.receive(json.dumps(host.fixture(fixture)).encode() + b" ")
	said = one("FB Message")
	assert said.kind == "System" and said.text
	assert json.loads(said.details)["kind"] == word
	talk = one("FB Conversation")
	assert (talk.unread_count, talk.message_count, talk.ticket_due, talk.ticket) == (0, 0, 0, None)


def test_owner_of_the_thread_follows_the_newest_handover(host) -> None:
	host.page()
	taken = {"take_thread_control": {"previous_owner_app_id": None, "new_owner_app_id": "77", "metadata": ""}}
	passed = {
		"pass_thread_control": {"previous_owner_app_id": "77", "new_owner_app_id": "88", "metadata": ""}
	}
	host.receive(delivery(item(NORA, T0 + 5, **passed)))
	host.receive(delivery(item(NORA, T0, **taken)))
	assert one("FB Conversation", name=f"{PAGE_ID}-{NORA}").thread_owner_app == "88"
