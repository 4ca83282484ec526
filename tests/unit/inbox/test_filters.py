"""What may be asked of the inbox's list, and its cursors."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.inbox import filters
from fb_care.inbox.filters import KINDS, SORTS, TABS, Filters, Place, Unknown

ANYTHING = st.recursive(
	st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
	lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
	max_leaves=8,
)
KEYS = st.sampled_from([*Filters.__dataclass_fields__])


def test_nothing_asked_is_the_open_ones_newest_first():
	for nothing in ("", "{}", None, {}, " "):
		assert filters.parse(nothing) == Filters()


def test_all_of_it():
	asked = {
		"pages": ["1", "2", "1"],
		"kinds": ["Message", "Rating"],
		"tab": "Done",
		"assignee": "me",
		"label": "Repairs",
		"unread": 1,
		"from_ad": "1",
		"window_soon": True,
		"priority": "High",
		"query": " blue ",
		"sort": "oldest",
	}
	found = filters.parse(json.dumps(asked))
	assert found == Filters(
		pages=("1", "2"), kinds=("Message", "Rating"), tab="Done", assignee="me", label="Repairs",
		unread=True, from_ad=True, window_soon=True, priority="High", query="blue", sort="oldest",
	)  # fmt: skip
	assert found.wants("FB Conversation") and not found.wants("FB Comment Thread")


@pytest.mark.parametrize(
	"asked",
	[{"colour": 1}, {"tab": "open"}, {"kinds": ["Post"]}, {"kinds": "Message"}, {"unread": 2}, {"pages": 1},
	 {"pages": [1]}, {"sort": "name"}, {"label": ["a"]}, {"query": "a" * 201}, [], "[]", "{", "1", 7],
)  # fmt: skip
def test_what_there_is_not(asked):
	with pytest.raises(Unknown):
		filters.parse(asked)


@given(st.dictionaries(KEYS | st.text(), ANYTHING, max_size=4) | ANYTHING)
def test_anything_is_read_or_refused(asked):
	try:
		found = filters.parse(asked)
	except Unknown:
		return
	assert found.tab in TABS and found.sort in SORTS and set(found.kinds) <= set(KINDS)


@given(
	st.integers(0, 10**15 - 1),
	st.integers(0, 1),
	st.text(st.characters(exclude_characters="\x00", codec="utf-8"), min_size=1, max_size=140),
)
def test_a_cursor_names_the_place_it_was_made_of(at, number, name):
	place = Place(at, number, name)
	assert filters.place(str(place)) == place


@given(st.text())
def test_any_other_cursor_is_none(text):
	found = filters.place(text)
	assert found is None or str(found.last_ms).isdigit()
