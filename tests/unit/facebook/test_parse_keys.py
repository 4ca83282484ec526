"""Keys: the same event always has the same one, two events never share one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from fb_care.facebook.constants import MAX_KEY_CHARS
from fb_care.facebook.parse import parse_delivery
from tests.unit.facebook.shown import FIXTURES, PAGE, read

NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))


def keys(body: Any) -> list[str]:
	return [event.key for event in parse_delivery(body)]


def changed(name: str, **value: Any) -> Any:
	"""The delivery of a feed fixture with parts of its value changed; None takes a part out."""
	body = copy.deepcopy(read(name))
	part = body["entry"][0]["changes"][0]["value"]
	part.update(value)
	for gone in [field for field, content in value.items() if content is None]:
		del part[gone]
	return body


def test_keys_of_all_fixtures_differ() -> None:
	once = [name for name in NAMES if name != "batch__same_event_twice"]
	found = [key for name in once for key in keys(read(name))]
	assert sorted(key for key in set(found) if found.count(key) > 1) == []


@pytest.mark.parametrize("name", NAMES)
def test_keys_fit_and_name_kind_and_page(name: str) -> None:
	for event in parse_delivery(read(name)):
		assert event.key.startswith(f"{event.kind.value}:{event.page_id}:")
		assert len(event.key) <= MAX_KEY_CHARS


def test_readable_keys_of_messages() -> None:
	message = read("message__text")["entry"][0]["messaging"][0]["message"]
	assert keys(read("message__text")) == [f"message:{PAGE}:{message['mid']}"]
	assert keys(read("message_edit__text")) == [f"message_edit:{PAGE}:{message['mid']}:1"]


def test_a_message_sent_again_with_another_notice_time_is_the_same() -> None:
	again = read("message__text")
	again["entry"][0]["time"] += 90_000
	assert keys(again) == keys(read("message__text"))


def test_a_comment_sent_again_with_another_notice_time_is_the_same() -> None:
	again = read("comment__add")
	again["entry"][0]["time"] += 90
	assert keys(again) == keys(read("comment__add"))


def test_hiding_twice_is_two_events_when_meta_says_so_at_two_times() -> None:
	again = read("comment__hide")
	again["entry"][0]["time"] += 90
	assert keys(again) != keys(read("comment__hide"))


def test_two_edits_in_one_second_are_two_events() -> None:
	assert keys(changed("comment__edited", message="Another text")) != keys(read("comment__edited"))


def test_a_post_announced_unpublished_and_then_published_is_two_events() -> None:
	assert keys(changed("post__unpublished", published=1)) != keys(read("post__unpublished"))


def test_a_referral_is_told_by_person_time_and_ad() -> None:
	other = read("referral__ad")
	other["entry"][0]["messaging"][0]["referral"]["ad_id"] = "120210000000000999"
	assert keys(other) != keys(read("referral__ad"))


def test_a_message_without_an_id_gets_the_same_made_id_each_time() -> None:
	(first,), (again,) = (parse_delivery(read("message__without_mid")) for _ in range(2))
	assert first.mid == again.mid
	other = read("message__without_mid")
	other["entry"][0]["messaging"][0]["timestamp"] += 1
	(later,) = parse_delivery(other)
	assert later.mid != first.mid


def test_a_very_long_id_is_no_id_and_no_key_grows_with_it() -> None:
	body = read("message__text")
	body["entry"][0]["messaging"][0]["message"]["mid"] = "m" * 250
	(event,) = parse_delivery(body)
	assert event.mid == "m" * 250 and len(event.key) <= MAX_KEY_CHARS
	body["entry"][0]["messaging"][0]["message"]["mid"] = "m" * 300
	(event,) = parse_delivery(body)
	assert event.mid.startswith("no-mid.")
