"""The tolerant readers, one trouble at a time."""

from __future__ import annotations

import math
from typing import Any

import pytest

from fb_care.facebook.reading import (
	clean,
	digest,
	flag,
	ident,
	items,
	link,
	mapping,
	tail,
	text,
	time_ms,
	whole,
)

NOON_MS = 1_795_176_000_000


@pytest.mark.parametrize(
	("value", "expected"),
	[
		("123", "123"),
		(" 123 ", "123"),
		(123, "123"),
		(123.0, "123"),
		(10**30, "1" + "0" * 30),
		({"id": 5}, "5"),
		({"name": "no id"}, ""),
		(True, ""),
		(1.5, ""),
		(math.nan, ""),
		(math.inf, ""),
		(None, ""),
		([1], ""),
		("two words", ""),
		("<b>", ""),
		("x" * 141, ""),
	],
)
def test_ident(value: Any, expected: str) -> None:
	assert ident(value) == expected


@pytest.mark.parametrize(
	("value", "expected"),
	[
		(NOON_MS, NOON_MS),
		(NOON_MS // 1000, NOON_MS),
		(NOON_MS / 1000 + 0.25, NOON_MS + 250),
		(str(NOON_MS), NOON_MS),
		(f" {NOON_MS // 1000} ", NOON_MS),
		("2026-11-20T12:00:00+0000", NOON_MS),
		("2026-11-20T13:00:00+01:00", NOON_MS),
		("2026-11-20T12:00:00.500Z", NOON_MS + 500),
		("2026-11-20T12:00:00", None),
		("soon", None),
		("9" * 30, None),
		(0, None),
		(-NOON_MS, None),
		(12341, None),
		(10**18, None),
		(True, None),
		(math.nan, None),
		(None, None),
		({}, None),
	],
)
def test_time(value: Any, expected: int | None) -> None:
	assert time_ms(value) == expected


@pytest.mark.parametrize(
	("value", "expected"),
	[
		("https://a.example/x?y=1", "https://a.example/x?y=1"),
		(" HTTP://a.example ", "HTTP://a.example"),
		("javascript:alert(1)", ""),
		("data:text/html,x", ""),
		("//a.example", ""),
		('https://a.example/"onload="x', ""),
		("https://a.example/\nx", ""),
		("https://a.example/" + "x" * 9000, ""),
		(7, ""),
	],
)
def test_link(value: Any, expected: str) -> None:
	assert link(value) == expected


def test_texts_numbers_flags_and_lists() -> None:
	assert (text("a"), text(3), text(True), text(None), text([])) == ("a", "3", "", "", "")
	assert (whole("7"), whole(2.9), whole("x"), whole(2**40), whole(True), whole(None)) == (7, 2, 0, 0, 0, 0)
	assert [flag(value) for value in (True, 1, "true", "1", False, 0, "false", None, [])] == [True] * 4 + [
		False
	] * 5
	assert (items([1]), items({"a": 1}), items("x"), items(None)) == ([1], [{"a": 1}], [], [])
	assert (mapping({"a": 1}), mapping([1])) == ({"a": 1}, {})


def test_ids_compare_by_their_last_part() -> None:
	assert tail("100_200") == tail("999_200") == tail("200") == "200"
	assert tail("") == ""


def test_clean_makes_plain_json_that_every_database_takes() -> None:
	dirty = {
		"a\0": "x\0y",
		"half": "\ud83d",
		"n": math.nan,
		"i": math.inf,
		"big": 10**60,
		"t": (1,),
		"o": object(),
		3: 1,
	}
	assert clean(dirty) == {
		"a": "xy",
		"half": "\ufffd",
		"n": "nan",
		"i": "inf",
		"big": "(number too large)",
		"t": [1],
		"o": "(object)",
		"3": 1,
	}


def test_clean_joins_the_halves_of_a_pair_and_cuts_what_is_too_deep() -> None:
	assert clean("\ud83d\ude00") == "\U0001f600"
	deep: Any = "bottom"
	for _level in range(100):
		deep = [deep]
	assert "(nested too deeply)" in repr(clean(deep))


def test_a_digest_is_of_the_content_not_of_its_order() -> None:
	assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1}) != digest({"a": 1, "b": [3]})
