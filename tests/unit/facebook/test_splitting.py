"""Long answers become several messages, cut where a reader would cut them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.facebook.splitting import split

WORDS = st.text(st.sampled_from("ab é\n.!😀👩\u200d🔧e\u0301"), max_size=400)


@given(WORDS, st.integers(min_value=8, max_value=60))
def test_nothing_but_white_space_at_the_cuts_is_lost(text: str, limit: int) -> None:
	pieces = split(text, limit)
	assert "".join("".join(pieces).split()) == "".join(text.split())
	assert all(0 < len(piece) <= limit for piece in pieces)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_makes_no_message(text: str) -> None:
	assert split(text) == []


def test_what_fits_is_one_message() -> None:
	assert split("x" * 2000) == ["x" * 2000]
	assert split(" Hello\n\nthere ") == ["Hello\n\nthere"]


def test_it_cuts_between_words_not_inside() -> None:
	pieces = split("word " * 900)
	assert len(pieces) == 3
	assert set(" ".join(pieces).split()) == {"word"}


def test_it_prefers_paragraphs_then_lines_then_sentences() -> None:
	assert split("aaaa bbbb\n\ncc dd", 14) == ["aaaa bbbb", "cc dd"]
	assert split("aaaa bbbb\ncc ddd", 14) == ["aaaa bbbb", "cc ddd"]
	assert split("Aaa bbb. Ccc ddd", 14) == ["Aaa bbb.", "Ccc ddd"]


def test_a_paragraph_far_from_the_end_is_no_place_to_cut() -> None:
	assert split("a\n\n" + "bb " * 10, 20) == ["a\n\nbb bb bb bb bb bb"[:20].rstrip(), "bb bb bb bb"]


def test_a_word_longer_than_a_message_is_cut_but_no_emoji_is() -> None:
	assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
	worker = "👩\u200d🔧"
	assert all(piece.count("👩") == piece.count("🔧") for piece in split(worker * 10, 8))
