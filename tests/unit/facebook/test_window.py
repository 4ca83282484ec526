"""Reply windows: what opens them, for how long, and why."""

from __future__ import annotations

import pytest

from fb_care.facebook import window
from fb_care.facebook.events import EventKind
from fb_care.facebook.parse import parse_delivery
from fb_care.facebook.window import HOUR_MS, Permit, Window, after, longer, opened_by, permit
from tests.unit.facebook.shown import START_MS as AT
from tests.unit.facebook.shown import fixture

WROTE, DAY = AT, 24 * HOUR_MS


@pytest.mark.parametrize(
	("name", "reason"),
	[
		("message__text", "message"),
		("message__from_ad", "message from an ad"),
		("postback__get_started", "button"),
		("message_reaction__react", "reaction"),
		("referral__link", "link"),
		("message_reaction__unreact", None),
		("message_reaction__by_page", None),
		("referral__ad", None),
		("message_echo__page_inbox", None),
		("comment__add", None),
		("message_read__watermark", None),
		("unknown__leadgen", None),
	],
)
def test_what_opens_a_window(name: str, reason: str | None) -> None:
	(event,) = parse_delivery(fixture(name))
	expected = None if reason is None else Window(AT + 24 * HOUR_MS, reason)
	assert opened_by(event, AT) == expected


def test_a_longer_window_from_an_ad_only_where_it_is_known() -> None:
	assert after(EventKind.MESSAGE, AT, from_ad=True).until_ms == AT + 24 * HOUR_MS
	assert after(EventKind.MESSAGE, AT, from_ad=True, ad_hours=72).until_ms == AT + 72 * HOUR_MS
	assert after(EventKind.MESSAGE, AT, from_ad=True, ad_hours=1).until_ms == AT + 24 * HOUR_MS
	assert after(EventKind.MESSAGE, AT, ad_hours=72).until_ms == AT + 24 * HOUR_MS


def test_a_clock_that_is_ahead_opens_nothing_extra() -> None:
	assert after(EventKind.MESSAGE, AT + HOUR_MS, AT) == after(EventKind.MESSAGE, AT, AT)


def test_open_until_the_last_moment() -> None:
	opened = Window(AT, "message")
	assert opened.is_open(AT - 1) and not opened.is_open(AT)


def test_the_longer_of_two_counts() -> None:
	short, long = Window(AT, "message"), Window(AT + 1, "reaction")
	assert longer(short, long) == longer(long, short) == long
	assert longer(None, short) == longer(short, None) == short
	assert longer(None, None) is None


def test_people_and_private_replies_have_seven_days() -> None:
	assert window.human_agent_until(AT) == window.private_reply_until(AT) == AT + 7 * 24 * HOUR_MS


@pytest.mark.parametrize(
	("now", "human_agent", "by_person", "expected"),
	[
		(WROTE, False, True, Permit(True, "", WROTE + DAY)),
		(WROTE + DAY - 1, True, True, Permit(True, "", WROTE + DAY)),
		(WROTE + DAY, False, True, Permit(False, "", WROTE + DAY)),
		(WROTE + DAY, True, False, Permit(False, "", WROTE + DAY)),
		(WROTE + DAY, True, True, Permit(True, "HUMAN_AGENT", WROTE + 7 * DAY)),
		(WROTE + 7 * DAY - 1, True, True, Permit(True, "HUMAN_AGENT", WROTE + 7 * DAY)),
		(WROTE + 7 * DAY, True, True, Permit(False, "HUMAN_AGENT", WROTE + 7 * DAY)),
	],
)
def test_how_the_page_may_write(now: int, human_agent: bool, by_person: bool, expected: Permit) -> None:
	assert permit(now, WROTE + DAY, WROTE, human_agent=human_agent, by_person=by_person) == expected


def test_who_never_wrote_can_not_be_written_to() -> None:
	assert permit(WROTE, 0, 0, human_agent=True, by_person=True) == Permit(False, "", 0)


def test_a_longer_window_of_an_ad_needs_no_tag() -> None:
	found = permit(WROTE + 2 * DAY, WROTE + 3 * DAY, WROTE, human_agent=True, by_person=True)
	assert found == Permit(True, "", WROTE + 3 * DAY)
