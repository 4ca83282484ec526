"""Who or what sent a message of the page."""

from __future__ import annotations

from typing import Any

import pytest

from fb_care.facebook.events import Message
from fb_care.facebook.parse import parse_delivery
from fb_care.facebook.senders import SenderKind, classify_echo, is_automatic_text
from tests.unit.facebook.shown import START_MS, fixture

INSTANT = "Thanks for writing to Blue Bicycle! We answer within an hour."


def classify(name: str, **facts: Any) -> SenderKind:
	(echo,) = parse_delivery(fixture(name))
	assert isinstance(echo, Message)
	return classify_echo(
		app_id=echo.app_id, metadata=echo.metadata, text=echo.text, sent_ms=echo.at_ms, **facts
	)


@pytest.mark.parametrize(
	("name", "expected"),
	[
		("message_echo__this_app", SenderKind.THIS_APP),
		("message_echo__page_inbox", SenderKind.PAGE_INBOX),
		("message_echo__page_inbox_other_spelling", SenderKind.PAGE_INBOX),
		("message_echo__without_app_id", SenderKind.PAGE_INBOX),
		("message_echo__other_app", SenderKind.OTHER_APP),
		("standby__echo", SenderKind.OTHER_APP),
	],
)
def test_by_what_meta_says(name: str, expected: SenderKind) -> None:
	assert classify(name) is expected


def test_ours_by_message_id_or_app_id_though_the_metadata_is_lost() -> None:
	assert classify("message_echo__other_app", known_mid=True) is SenderKind.THIS_APP
	assert classify("message_echo__other_app", own_app_id="1517776481860111") is SenderKind.THIS_APP


def test_ours_stays_ours_however_fast_it_was() -> None:
	facts = {"automatic_within_s": 600, "last_incoming_ms": START_MS + 125_000}
	assert classify("message_echo__this_app", **facts) is SenderKind.THIS_APP


def test_automatic_by_its_text() -> None:
	assert classify("message_echo__instant_reply") is SenderKind.PAGE_INBOX
	assert classify("message_echo__instant_reply", automatic_texts=["", INSTANT]) is SenderKind.AUTOMATED


@pytest.mark.parametrize(
	("seconds_before", "expected"),
	[
		(0, SenderKind.AUTOMATED),
		(5, SenderKind.AUTOMATED),
		(6, SenderKind.PAGE_INBOX),
		(-1, SenderKind.PAGE_INBOX),
	],
)
def test_automatic_by_how_soon_it_came(seconds_before: int, expected: SenderKind) -> None:
	sent = START_MS + 120_123
	facts = {"automatic_within_s": 5, "last_incoming_ms": sent - seconds_before * 1000}
	assert classify("message_echo__page_inbox", **facts) is expected


def test_how_soon_it_came_tells_nothing_when_turned_off_or_unknown() -> None:
	sent = START_MS + 120_123
	assert classify("message_echo__page_inbox", last_incoming_ms=sent) is SenderKind.PAGE_INBOX
	assert classify("message_echo__page_inbox", automatic_within_s=5) is SenderKind.PAGE_INBOX


def test_another_app_is_never_taken_for_the_inbox_automation() -> None:
	assert (
		classify("message_echo__other_app", automatic_texts=["Your order 2041 was shipped."])
		is SenderKind.OTHER_APP
	)


@pytest.mark.parametrize(
	("said", "known", "same"),
	[
		("Hello  there", "hello there\n", True),
		("Hi Nora, we are away.", "Hi {{user_first_name}}, we are away.", True),
		("Hi Nora Quist, we are away.", "Hi {user_full_name}, we are away.", True),
		("Hi Nora, we are here.", "Hi {{user_first_name}}, we are away.", False),
		("", "", False),
		("anything", "", False),
		("a.c", "abc", False),
		("abc", "a.c", False),
	],
)
def test_automatic_texts_are_compared_but_for_case_space_and_names(said: str, known: str, same: bool) -> None:
	assert is_automatic_text(said, [known]) is same
