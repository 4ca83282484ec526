"""Subjects that people understand, whatever Facebook and its users send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.tickets import subject


def test_a_message_names_the_person_and_what_they_wrote():
	assert subject.message("Ana Lima", "Is the blue one still there?") == (
		"Ana Lima: Is the blue one still there?"
	)


def test_a_message_from_an_ad_names_the_ad():
	assert subject.message("Ana Lima", "How much?", ad_title="Summer sale") == (
		'Ana Lima, from the ad "Summer sale": How much?'
	)


def test_an_ad_without_title_is_still_said():
	assert subject.message("Ana Lima", "How much?", from_ad=True) == "Ana Lima, from an ad: How much?"


def test_a_comment_names_the_post():
	assert subject.comment("Ana Lima", "Open on Sunday?", post_title="New opening hours") == (
		'Ana Lima commented on "New opening hours": Open on Sunday?'
	)
	assert subject.comment("Ana Lima", "Open on Sunday?") == "Ana Lima commented: Open on Sunday?"


@pytest.mark.parametrize(
	("name", "psid", "expected"),
	[
		("Ana Lima", "7301445566", "Ana Lima"),
		("", "7301445566", "Facebook user …5566"),
		("  ", "7301445566", "Facebook user …5566"),
		("", "", "Somebody on Facebook"),
	],
)
def test_an_unknown_name_is_never_invented(name: str, psid: str, expected: str):
	assert subject.person(name, psid) == expected


def test_other_kinds_of_thread():
	assert subject.visitor_post("Ben Ode", "Thanks!") == "Ben Ode posted on the page: Thanks!"
	assert subject.mention("Somebody on Facebook", "") == "Somebody on Facebook mentioned the page"
	assert subject.rating("Ben Ode", "Great", "POSITIVE") == "Ben Ode recommends the page: Great"
	assert subject.rating("Ben Ode", "", "NEGATIVE") == "Ben Ode does not recommend the page"
	assert subject.rating("Ben Ode", "", "", 4) == "Ben Ode gave the page 4 of 5 stars"
	assert subject.rating("Ben Ode", "") == "Ben Ode rated the page"


def test_a_long_text_is_cut_between_words():
	line = subject.message("Ana Lima", "bicycle " * 40)
	assert len(line) <= subject.LIMIT
	assert line.endswith("bicycle…")


def test_direction_marks_and_line_breaks_go():
	assert subject.message("Ana\u202e Lima", "two\nlines\x00 and\ta tab") == "Ana Lima: two lines and a tab"


def test_emoji_made_of_several_characters_stay_whole():
	family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
	assert subject.message("Ana Lima", family) == f"Ana Lima: {family}"


def test_braces_in_what_people_write_are_harmless():
	assert subject.message("{0}", "{1} {x}", ad_title="{2}") == '{0}, from the ad "{2}": {1} {x}'


@given(st.text(), st.text(), st.text())
def test_any_text_gives_one_short_line(who: str, text: str, title: str):
	for line in (subject.message(who, text, title), subject.comment(who, text, title)):
		assert len(line) <= subject.LIMIT
		assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
	("text", "expected"),
	[
		("<b>How</b> much?", "‹b›How‹/b› much?"),
		("<img src=x onerror=alert(1)> a > b", "‹img src=x onerror=alert(1)› a > b"),
		("<img src=x onerror=alert(1)", "‹img src=x onerror=alert(1)"),
		("5 < 6, I <3 it -> yes", "5 < 6, I <3 it -> yes"),
	],
)
def test_what_looks_like_a_tag_reads_the_same_where_a_page_shows_html(text: str, expected: str):
	assert subject.message("Ana Lima", text) == f"Ana Lima: {expected}"
