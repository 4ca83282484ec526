"""A page with automatic replies, its absences, and a person who writes to it. Invented people only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe

from fb_care import clock
from fb_care.away import availability
from fb_care.facebook.constants import SUBSCRIBED_FIELDS
from tests.app.answers_data import CONVERSATION, DAY, T0, TALK, arrive, moment, run
from tests.app.hosts import MANAGER, PAGE_ID, Host
from tests.app.payloads import NORA

AWAY, INSTANT, OFF = "Away message", "Instant reply", "Messages off"
TEXTS = {
	"away_message_on": 1,
	"away_message": "We are away.",
	"instant_reply_on": 1,
	"instant_reply": "Thanks, we answer soon.",
	"messages_off_text": "We take no messages at present.",
}


def page(host: Host, facebook: Any, **fields: Any) -> Any:
	"""The test page with all its texts, changed by `fields`; Nora is known to the fake Facebook."""
	if not facebook.world.people.get((PAGE_ID, NORA)):
		facebook.add_person(PAGE_ID, NORA, "Nora", "Lindqvist")
	facebook.world.pages[PAGE_ID].subscribed = list(SUBSCRIBED_FIELDS)
	with clock.at(T0 - 5 * DAY):  # its availability is known from then on
		return host.page(**{**TEXTS, "time_zone": "Europe/Paris", **fields})


def writes(host: Host, facebook: Any, text: str = "Hello?", at: int = T0, late: int = 0) -> None:
	"""Nora writes at `at`; it reaches the site, and is answered, `late` ms after."""
	with moment(host, at):
		facebook.person_writes(PAGE_ID, NORA, text)
	comes(host, facebook, at + late)


def comes(host: Host, facebook: Any, at: int) -> None:
	"""What Facebook has to tell arrives at `at`; what is due then is sent, and its echo arrives."""
	with moment(host, at):
		arrive(host, facebook)
	run(host, at)
	with moment(host, at):
		arrive(host, facebook)


def inbox(host: Host, facebook: Any, text: str, at: int) -> None:
	"""Somebody, or something, writes to Nora in Facebook's inbox at `at`; told at once."""
	with moment(host, at):
		facebook.page_answers_elsewhere(PAGE_ID, NORA, text)
		arrive(host, facebook)


def _change(host: Host, at: int, change: Callable[..., Any], *args: Any) -> None:
	with clock.at(at):
		change(PAGE_ID, *args, MANAGER)
		frappe.db.commit()
	host.fresh()


def away(host: Host, at: int, until: int = 0) -> None:
	"""The page is set away by hand at `at`."""
	_change(host, at, availability.set_away, until or at + 12 * 3_600_000, "")


def back(host: Host, at: int) -> None:
	_change(host, at, availability.set_back)


def messages(host: Host, at: int, on: bool) -> None:
	"""The page's messages are switched at `at`."""
	_change(host, at, availability.set_messages, on)


def rows(**filters: Any) -> list[Any]:
	"""The automatic replies there are, oldest first."""
	fields = [
		"name",
		"automatic",
		"send_state",
		"send_problem",
		"send_error",
		"text",
		"sender_kind",
		"sent_by",
	]
	mine = {"conversation": TALK, "automatic": ["is", "set"], **filters}
	return frappe.get_all("FB Message", mine, fields, order_by="queued_ms asc")


def kinds() -> list[tuple[str, str]]:
	"""Each automatic reply with what became of it."""
	return [(row.automatic, row.send_state) for row in rows()]


def talk(*fields: str) -> Any:
	return frappe.db.get_value(CONVERSATION, TALK, list(fields), as_dict=True)
