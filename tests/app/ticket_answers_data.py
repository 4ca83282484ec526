"""Answers for tests of tickets, as the outbox leaves them in its tables."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.inbound import rows
from fb_care.tickets import answers
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, PAGE_ID, Host
from tests.app.tickets_data import MINUTE, T0

_count = iter(range(1, 1_000_000))


def asked(host: Host, text: str = "Is it still there?", name: str = "Ana Lima") -> tuple[str, Any]:
	"""A conversation with a message of the person's, and its ticket."""
	thread = data.conversation(name)
	data.message(thread, text, T0)
	return thread, data.synced(host, thread)


def answered(thread: str, *texts: str, by: str = AGENT, at: int = T0 + MINUTE, **values: Any) -> str:
	"""An answer of these parts, queued; its entry in the ticket."""
	answer = f"answer{next(_count)}"
	communication = answers.write("FB Conversation", thread, answer, "\n".join(texts), (), by)
	for part, text in enumerate(texts, start=1):
		row(thread, text, answer=answer, part=part, communication=communication, by=by, at=at, **values)
	frappe.db.commit()
	return communication


def row(thread: str, text: str, *, by: str = AGENT, at: int = T0 + MINUTE, **values: Any) -> str:
	"""One message of the outbox."""
	fields = {
		"conversation": thread,
		"contact": thread,
		"page": PAGE_ID,
		"direction": "Outgoing",
		"sender_kind": "This App",
		"kind": "Message",
		"text": text,
		"sent_ms": at,
		"queued_ms": at,
		"send_state": "Queued",
		"sent_by": by,
		**values,
	}
	return rows.insert("FB Message", fields)


def parts(communication: str) -> list[str]:
	return frappe.get_all(
		"FB Message", filters={"communication": communication}, pluck="name", order_by="part asc"
	)


def become(communication: str, number: int = 1, **values: Any) -> None:
	"""Part `number` of the answer changes, and its entry shows it."""
	frappe.db.set_value("FB Message", parts(communication)[number - 1], values)
	answers.show(communication)
	frappe.db.commit()


def entry(communication: str) -> Any:
	return frappe.get_doc("Communication", communication)
