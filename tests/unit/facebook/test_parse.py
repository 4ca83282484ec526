"""What each fixture must read as, and how events are told apart.

The fixtures are bodies as Meta sends them, `<event>__<case>.json`; `expected/` holds the events that each of
them must yield, under the same name (see `shown`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fb_care.facebook.event_base import believed_ms
from fb_care.facebook.events import Event, EventKind, Message, PlainEvent
from fb_care.facebook.parse import parse_delivery
from tests.unit.facebook.shown import FIXTURES, PAGE, PERSON, SECOND_PAGE, fixture, read, shown

EXPECTED = Path(__file__).parent / "expected"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))
GROUPS = {kind.value for kind in EventKind} | {"batch", "standby"}


def only(name: str) -> Event:
	(event,) = parse_delivery(fixture(name))
	return event


@pytest.mark.parametrize("name", NAMES)
def test_fixture_reads_as_expected(name: str) -> None:
	expected = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
	assert [json.loads(json.dumps(shown(event))) for event in parse_delivery(fixture(name))] == expected


def test_every_fixture_is_used_and_every_expectation_has_one() -> None:
	assert {path.stem for path in EXPECTED.glob("*.json")} == set(NAMES)


def test_every_kind_of_event_has_a_fixture_of_its_name() -> None:
	assert {name.partition("__")[0] for name in NAMES} == GROUPS


@pytest.mark.parametrize(
	"name", [name for name in NAMES if name.partition("__")[0] not in ("batch", "standby")]
)
def test_a_fixture_holds_the_event_it_is_named_after(name: str) -> None:
	assert only(name).kind.value == name.partition("__")[0]


@pytest.mark.parametrize("name", NAMES)
def test_bytes_text_and_object_read_the_same(name: str) -> None:
	body = fixture(name)
	assert parse_delivery(body) == parse_delivery(body.decode()) == parse_delivery(json.loads(body))


@pytest.mark.parametrize("name", NAMES)
def test_an_event_says_where_it_stood_and_keeps_that_part(name: str) -> None:
	delivery = parse_delivery(fixture(name))
	clean = [event for event in delivery if "nul_" not in name and "surrogate" not in name]
	for event in clean:
		assert _at(read(name), event.path) in (event.raw, event.raw.get("value"))


def _at(body: Any, path: str) -> Any:
	for step in filter(None, path.replace("]", "").replace("[", ".").split(".")):
		index = int(step) if step.isdigit() else step
		body = body if isinstance(body, dict) and index == 0 else body[index]
	return body


def test_ads_are_found_in_all_three_places() -> None:
	for name in ("message__from_ad", "postback__from_ad", "referral__ad"):
		referral = only(name).referral
		assert (referral.ad_id, referral.source, referral.ref) == (
			"120210000000000101",
			"ADS",
			"winter_campaign",
		)
		assert referral.ad_title == "Winter bikes, ready to ride"
		assert referral.raw["ads_context_data"]["post_id"] == referral.post_id


def test_two_pages_in_one_delivery_keep_their_events() -> None:
	pages = [event.page_id for event in parse_delivery(fixture("batch__two_pages"))]
	assert pages == [PAGE, PAGE, SECOND_PAGE, PAGE, PAGE, SECOND_PAGE]


def test_what_is_bad_in_the_middle_takes_nobody_along() -> None:
	events = parse_delivery(fixture("batch__bad_in_the_middle"))
	texts = [event.text for event in events if isinstance(event, Message)]
	assert texts == ["Before the bad one", "After the bad one", "Encore là"]
	assert [event.path for event in events if event.kind is EventKind.UNKNOWN] == [
		"entry[0].messaging[1]",
		"entry[0].messaging[2]",
		"entry[1]",
	]


def test_the_same_event_has_the_same_key_wherever_it_stands() -> None:
	first, second = parse_delivery(fixture("batch__same_event_twice"))
	assert first.key == second.key and first.path != second.path


def test_nothing_for_the_database_to_choke_on() -> None:
	message = only("message__nul_characters")
	assert "\0" not in message.text + json.dumps(message.raw, ensure_ascii=False)
	half = only("message__lone_surrogate")
	assert half.text.encode() and json.dumps(half.raw, ensure_ascii=False).encode()


def test_no_address_but_http_leaves_the_parser() -> None:
	assert only("message__script_in_text").attachments[0].url == ""


@pytest.mark.parametrize(
	("name", "secret"),
	[
		("optin__notification_messages", "3687000000000000000"),
		("account_linking__linked", "PASS-77"),
	],
)
def test_details_of_facts_hold_no_codes(name: str, secret: str) -> None:
	assert secret not in json.dumps(only(name).details)


def test_time_falls_back_to_the_notice_and_then_to_the_arrival() -> None:
	untimed = only("message__without_timestamp")
	assert untimed.at_ms is None
	assert untimed.happened_ms(received_ms=untimed.notified_ms + 9) == untimed.notified_ms
	timed = only("message__text")
	assert timed.happened_ms(received_ms=timed.at_ms + 9) == timed.at_ms
	assert only("unknown__no_entry").happened_ms(received_ms=7) == 7


def test_a_time_further_ahead_than_clocks_differ_is_not_believed() -> None:
	received, slack = 1_795_168_800_000, 5 * 60 * 1000
	assert believed_ms(received, received + slack) == received + slack
	assert believed_ms(received, received + slack + 1, received - 5) == received - 5
	assert believed_ms(received, None, received + slack + 1) == received
	assert believed_ms(received) == received


def test_an_edit_hide_or_removal_happened_when_meta_said_so_not_when_the_comment_was_written() -> None:
	for name in ("comment__edited", "comment__hide"):
		event = only(name)
		assert event.at_ms == event.notified_ms > event.created_ms


@pytest.mark.parametrize(
	("body", "what", "reason"),
	[
		(b"", "the body", "it is not JSON"),
		(b"\xff\xfe\x00", "the body", "it is not JSON"),
		(b"[]", "the body", "it is not an object"),
		(b"null", "the body", "it is not an object"),
		(b"[" * 100_000, "the body", "it is nested too deeply"),
		(b'{"object":"page","entry":[]}', "the body", "it has no entry"),
		(b'{"object":"page","entry":["x"]}', "an entry", "it is not an object"),
		(
			b'{"object":"page","entry":[{"id":"1","messaging":[]}]}',
			"entry keys: none",
			"there is nothing known in it",
		),
	],
)
def test_a_body_that_says_nothing_is_one_unknown_event(body: bytes, what: str, reason: str) -> None:
	(event,) = parse_delivery(body)
	assert isinstance(event, PlainEvent)
	assert (event.kind, event.what, event.reason) == (EventKind.UNKNOWN, what, reason)


def test_a_byte_order_mark_and_broken_utf8_do_not_hide_the_message() -> None:
	body = b"\xef\xbb\xbf" + fixture("message__quick_reply").replace(b'"Size M"', b'"Size \xc3("')
	(event,) = parse_delivery(body)
	assert event.text == "Size \ufffd("


def test_numbers_of_thousands_of_digits_do_not_hide_the_message() -> None:
	body = fixture("message__quick_reply").replace(b'"SIZE_M"', b"9" * 6000)
	(event,) = parse_delivery(body)
	assert event.text == "Size M"


def test_of_duplicate_keys_the_last_counts() -> None:
	body = fixture("message__quick_reply").replace(b'"text":', b'"text": "first", "text":')
	(event,) = parse_delivery(body)
	assert event.text == "Size M"


def test_a_mistake_of_ours_in_one_reader_takes_nobody_along(monkeypatch: pytest.MonkeyPatch) -> None:
	def broken(item: Any, spot: Any) -> Event:
		raise ZeroDivisionError("a mistake")

	monkeypatch.setattr("fb_care.facebook.parse.parse_change", broken)
	events = parse_delivery(fixture("batch__two_pages"))
	assert [event.kind.value for event in events].count("message") == 4
	assert {event.reason for event in events if event.kind is EventKind.UNKNOWN} == {
		"reading it failed: ZeroDivisionError"
	}


def test_an_echo_is_about_its_recipient_even_where_the_page_is_not_said() -> None:
	body = read("message_echo__page_inbox")
	del body["entry"][0]["id"]
	(event,) = parse_delivery(body)
	assert (event.page_id, event.psid) == ("", PERSON)
