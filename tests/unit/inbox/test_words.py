"""What is looked for in texts, and how it is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.inbox import words
from fb_care.inbox.words import Words


@pytest.mark.parametrize(
	("query", "expected"),
	[
		("Blue bike", Words(("blue", "bike"))),
		(" +blue -bike* ", Words(("blue", "bike"))),
		('"blue@bike"', Words(("blue", "bike"))),
		("blue blue", Words(("blue",))),
		("😀", Words(literal="😀")),
		("+-*", Words(literal="+-*")),
		("", Words()),
	],
)
def test_words_of_a_query(query, expected):
	assert words.parse(query) == expected


@pytest.mark.parametrize(
	("query", "text", "at"),
	[
		("bike", "A blue bike", 7),
		("bik", "A blue BIKE", 7),
		("blu bike", "A blue bike", None),
		("bike blu", "A blue bike", 2),
		("ike", "A blue bike", None),
		("zurich", "In Zürich", 3),
		("zürich", "In ZURICH", 3),
		("strasse", "Straße 3", 0),
		("😀", "so nice 😀", 8),
		("", "anything", None),
	],
)
def test_found_in_a_text(query, text, at):
	assert words.parse(query).find(text) == at


@given(st.text(), st.text())
def test_anything_in_anything(query, text):
	found = words.parse(query).find(text)
	assert found is None or 0 <= found < max(1, len(text))
	assert len(words.snippet(text, found or 0)) <= words.AROUND + 2


WRITTEN = st.text(alphabet=st.sampled_from("aAbBéÉß _-.ͺİ\n"), max_size=30)


@given(WRITTEN, WRITTEN)
def test_what_is_kept_of_a_text_is_found_like_the_text(query, text):
	sought = words.parse(query)
	if sought.words:
		is_like = all(pattern.strip("%") in words.kept(text) for pattern in words.patterns(sought))
		is_there = sought.find(text) is not None
		# "ͺ" is a letter that begins with a blank when it is folded: it may be taken for more than it is.
		assert is_like == is_there or (is_like and "ͺ" in text)


def test_each_word_is_kept_once_and_many_are_not():
	assert words.kept("Zürich, zurich & ROME") == " zurich rome "
	assert (words.kept(""), words.kept(None), words.kept("😀 …")) == ("", "", "")
	assert words.kept(" ".join(f"word{number}" for number in range(99))) == words.LONGER
	assert len(words.kept("a" * 298)) == words.MOST_KEPT


def test_snippets_begin_near_what_was_found():
	text = "word " * 100 + "needle " + "word " * 100
	part = words.snippet(text, text.index("needle"))
	assert "needle" in part and part.startswith("…") and part.endswith("…")
	assert words.snippet("a\n b", 0) == "a b"
