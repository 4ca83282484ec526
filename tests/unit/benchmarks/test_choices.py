"""What the benchmarks choose in the inbox's list."""

from __future__ import annotations

from benchmarks import choices
from fb_care.inbox.filters import TABS, parse


def test_all_of_it_can_be_asked():
	assert choices.TABS == TABS
	for asked in (*choices.CHOICES.values(), *choices.combinations(500)):
		parse(asked)


def test_combinations_are_the_same_each_time_and_of_all_kinds():
	found = list(choices.combinations(500))
	assert found == list(choices.combinations(500))
	assert {key for one in found for key in one} == {
		"tab", "pages", "assignee", "label", "unread", "from_ad", "window_soon", "priority", "sort",
	}  # fmt: skip
	assert {len(one) for one in found} >= {1, 2, 3, 4, 5, 6}
