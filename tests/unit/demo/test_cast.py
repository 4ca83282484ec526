"""The people and words of the demo fit the recorded day and what Facebook takes."""

from __future__ import annotations

from sandbox import demo_cast as cast
from tests.fakebook import day
from tests.fakebook.day_script import DATA, psid_of


def test_nobody_of_the_day_writes_again_under_another_name():
	for page_id in day.PAGES:
		known = {psid_of(page_id, number) for number in range(len(DATA[page_id]["people"]))}
		new = {psid_of(page_id, number) for number in range(99, 100 + len(cast.GUESTS))}
		assert not known & new
	assert len({psid_of(page_id, 120) for page_id in day.PAGES}) == len(day.PAGES)


def test_everybody_has_what_their_part_needs():
	keys = [guest.key for guest in cast.GUESTS]
	assert len(set(keys)) == len(keys)
	assert set(cast.ANSWERS) | set(cast.LOOK_AT) <= set(keys)
	for guest in cast.GUESTS:
		assert guest.page_id in cast.AGENT_OF
		assert guest.post < len(DATA[guest.page_id]["posts"])


def test_the_long_answer_is_longer_than_one_message():
	assert 2000 < len(cast.LONG) < 6000


def test_saved_replies_speak_both_languages():
	for reply in cast.saved_replies():
		assert reply["text_language"] == "en"
		assert [one["text_language"] for one in reply["variants"]] == ["fr"]
