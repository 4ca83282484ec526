"""Conversations that the fake Facebook knows too, for tests of answering. Invented people only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe

from fb_care import clock
from fb_care.api import answers
from fb_care.facebook.constants import SUBSCRIBED_FIELDS
from tests.app.hosts import AGENT, PAGE_ID, Host
from tests.app.payloads import NORA

MINUTE, HOUR, DAY = 60_000, 3_600_000, 24 * 3_600_000
#: 2026-11-20 10:00:00 UTC, a Friday.
T0 = 1_795_168_800_000
CONVERSATION = "FB Conversation"
TALK = f"{PAGE_ID}-{NORA}"


@contextmanager
def moment(host: Host, ms: int) -> Iterator[None]:
	"""It is `ms` (UTC ms) for the app and for the fake Facebook, whose server has threads of its own."""
	before = host.facebook.now_ms
	host.facebook.now_ms = lambda: ms
	try:
		with clock.at(ms):
			yield
	finally:
		host.facebook.now_ms = before


def begin(host: Host, facebook: Any, text: str = "Is the blue one still there?", at: int = T0) -> str:
	"""Nora writes to the page, and the conversation is here; its name."""
	if not facebook.world.people.get((PAGE_ID, NORA)):
		facebook.add_person(PAGE_ID, NORA, "Nora", "Lindqvist")
	facebook.world.pages[PAGE_ID].subscribed = list(SUBSCRIBED_FIELDS)
	with moment(host, at):
		facebook.person_writes(PAGE_ID, NORA, text)
		arrive(host, facebook)
	return TALK


def arrive(host: Host, facebook: Any) -> None:
	"""Everything that Facebook has to tell reaches the site and is processed."""
	facebook.webhooks.post = lambda body, headers: host.deliver(body, sign=False, headers=headers).status
	facebook.webhooks.run_due()
	host.drain()


def answer(
	host: Host, text: str = "Yes, it is.", *, user: str = AGENT, at: int = T0 + MINUTE, **more: Any
) -> Any:
	"""An agent answers at `at`; nothing is sent before `run`."""
	with moment(host, at), host.as_user(user):
		found = answers.send(CONVERSATION, TALK, text, **more)
	frappe.db.commit()
	return frappe._dict(found)


def run(host: Host, at: int = T0 + MINUTE) -> None:
	"""The jobs that wait run at `at`."""
	with moment(host, at):
		while "fb_care.jobs.send.send_thread" in host.queued_jobs():
			host.drop_jobs()
			frappe.get_attr("fb_care.jobs.send.send_thread")(CONVERSATION, TALK)
			frappe.db.commit()
			frappe.set_user("Administrator")
	host.fresh()


def sweep(host: Host, at: int) -> None:
	"""The minute's sweep at `at`, and what it starts."""
	with moment(host, at):
		frappe.get_attr("fb_care.jobs.send.sweep")()
	run(host, at)


def texts(facebook: Any, psid: str = NORA) -> list[str]:
	"""What the person received, in order."""
	return [message.text for message in facebook.received(psid)]


def row(name: str) -> Any:
	return frappe.get_doc("FB Message", name)


def state(name: str) -> str:
	return frappe.db.get_value("FB Message", name, "send_state")
