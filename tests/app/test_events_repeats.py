"""The same thing told again, under other circumstances or with another story."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA, OLE, T0, comment, delivery, echo, edit, message, unsend

TALK = f"{PAGE_ID}-{NORA}"


def one(doctype: str, **filters: Any) -> Any:
	import frappe

	(row,) = frappe.get_all(doctype, filters=filters, fields=["*"])
	return row


def outcomes() -> list[str]:
	import frappe

	rows = frappe.get_all("FB Webhook Event", fields=["outcomes"], order_by="received_ms")
	return [one["state"] for row in rows for one in json.loads(row.outcomes)]


def replay(host) -> None:
	import frappe

	from fb_care.inbound import process

	process.replay(frappe.get_all("FB Webhook Event", pluck="name"))
	frappe.db.commit()
	host.drain()


@pytest.fixture
def no_helpdesk(monkeypatch) -> Any:
	"""Call it when the site gets its tickets."""
	monkeypatch.setattr("fb_care.tickets.choose", lambda: ("", "none is installed"))
	return monkeypatch.undo


@pytest.mark.parametrize("what", ["message", "comment"])
def test_what_came_before_there_was_a_helpdesk_gets_its_ticket_when_replayed(host, no_helpdesk, what) -> None:
	import frappe

	item, doctype = {
		"message": (message("m_1", "Is it there?"), "FB Conversation"),
		"comment": (comment(801, "How long?"), "FB Comment Thread"),
	}[what]
	host.page(comment_tickets="Always")
	host.receive(delivery(item))
	thread = one(doctype)
	assert (thread.ticket or "", thread.ticket_due, thread.unread_count) == ("", 0, 1)
	frappe.db.set_value(doctype, thread.name, "state", "Done")
	no_helpdesk()
	replay(host)
	thread = one(doctype)
	assert bool(thread.ticket) == bool(host.helpdesk)
	assert (thread.state, thread.unread_count) == ("Done", 1)


def test_what_was_unsent_asks_for_no_ticket_when_replayed(host, no_helpdesk) -> None:
	host.page()
	host.receive(delivery(message("m_1", "Is it there?")))
	host.receive(delivery(unsend("m_1", T0 + 1000)))
	no_helpdesk()
	replay(host)
	assert not one("FB Conversation").ticket


def test_a_message_overheard_and_then_told_to_us_is_ours(host) -> None:
	import frappe

	host.page()
	host.receive(delivery(message("m_1", "Is it there?"), standby=True))
	assert (one("FB Message").standby, one("FB Conversation").unread_count) == (1, 0)
	frappe.db.set_value("FB Conversation", TALK, "state", "Done")
	host.receive(delivery(message("m_1", "Is it there?")))
	talk = one("FB Conversation")
	assert (one("FB Message").standby, talk.unread_count, talk.state) == (0, 1, "Open")
	assert talk.message_count == 1 and bool(talk.ticket) == bool(host.helpdesk)
	host.receive(delivery(message("m_1", "Is it there?"), standby=True, at=T0 + 1))
	assert (one("FB Message").standby, one("FB Conversation").unread_count) == (0, 1)


def test_a_parked_change_of_another_person_never_holds_up_the_message(host) -> None:
	host.page()
	host.receive(delivery(message("o_1", "Hello", psid=OLE)))
	host.receive(delivery(edit("m_1", "not Ole's", 1, T0 + 2000)))
	host.receive(delivery(edit("o_9", "parked too", 1, T0 + 2000, psid=OLE)))
	host.receive(delivery(message("m_1", "Ole's words", psid=OLE)))
	said = one("FB Message", mid="m_1")
	assert (said.text, said.conversation) == ("Ole's words", f"{PAGE_ID}-{OLE}")
	assert outcomes() == ["done", "waiting", "waiting", "done"]


def test_a_parked_change_that_can_not_be_is_dropped_and_logged(host, monkeypatch) -> None:
	import frappe

	from fb_care.facebook.events import EventKind
	from fb_care.inbound import pending
	from fb_care.inbound.outcome import CannotBe

	def contradict(event: Any, arrival: Any) -> None:
		raise CannotBe("it belongs elsewhere")

	host.page()
	host.receive(delivery(edit("m_1", "new", 1, T0 + 2000)))
	monkeypatch.setitem(pending.appliers, EventKind.MESSAGE_EDIT, contradict)
	before = frappe.db.count("Error Log")
	host.receive(delivery(message("m_1", "old")))
	assert one("FB Message").text == "old"
	assert frappe.db.count("FB Pending Change") == 0
	assert frappe.db.count("Error Log") == before + 1


def test_the_name_is_asked_for_only_after_the_person_wrote(host) -> None:
	host.page()
	host.receive(delivery(echo("m_1", "Your bike is ready")))
	assert one("FB Contact").profile_state == "Waiting"
	host.receive(delivery(message("m_2", "Thanks", at=T0 + 1000)))
	assert one("FB Contact").profile_state == "Pending"
