"""Each opening knows how it is in the figures, and what is listed adds up to the figure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fb_care.care.counted import How, Sums, how, sums
from fb_care.care.responsiveness import BADGE, DAY_MS, MINUTE_MS, RATE_AND_TIME, Policy, figures

NOW = 1_800_000_000_000


def ways(rows, policy: Policy = BADGE) -> list[How]:
	found = figures([(at, wait) for at, wait, why in rows if not why], policy, NOW)
	return how(rows, found)


def test_one_of_each() -> None:
	fast = [(NOW - n * MINUTE_MS, MINUTE_MS, "") for n in range(1, 10)]
	others = [
		(NOW - DAY_MS, 9 * MINUTE_MS, ""),
		(NOW - DAY_MS, None, ""),
		(NOW - DAY_MS, MINUTE_MS, "Spam"),
		(NOW - 7 * DAY_MS, MINUTE_MS, ""),
		(NOW + 1, MINUTE_MS, ""),
	]
	assert ways([*fast, *others]) == [
		*[How.COUNTED] * 9,
		How.SLOW,
		How.WAITING,
		How.LEFT_OUT,
		How.OUTSIDE,
		How.OUTSIDE,
	]


def test_what_is_left_out_outside_the_window_is_outside() -> None:
	assert ways([(NOW - 8 * DAY_MS, None, "Away")]) == [How.OUTSIDE]


def test_at_the_edge_the_earlier_of_equals_counts() -> None:
	rows = [(NOW - n * MINUTE_MS, MINUTE_MS, "") for n in range(10)]
	assert ways(rows) == [How.SLOW, *[How.COUNTED] * 9]


OPENINGS = st.lists(
	st.tuples(
		st.integers(NOW - 60 * DAY_MS, NOW),
		st.one_of(st.none(), st.integers(0, 3 * MINUTE_MS)),
		st.sampled_from(["", "", "", "Spam", "Away", "Done"]),
	),
	max_size=40,
)


@given(OPENINGS, st.sampled_from([BADGE, RATE_AND_TIME, Policy(window_ms=30 * DAY_MS, trim_percent=50)]))
def test_the_rows_add_up_to_the_figures(rows, policy) -> None:
	found = figures([(at, wait) for at, wait, why in rows if not why], policy, NOW)
	listed = list(zip(rows, how(rows, found), strict=True))
	in_it = [row for row, way in listed if way in (How.COUNTED, How.SLOW, How.WAITING)]
	fastest = [wait for (_at, wait, _why), way in listed if way == How.COUNTED]
	assert len(in_it) == found.openings
	assert sum(wait is not None for _at, wait, _why in in_it) == found.answered
	assert len(fastest) == found.counted
	assert (round(sum(fastest) / len(fastest)) if fastest else None) == found.mean_ms
	total = sums([wait for _at, wait, _why in in_it], policy.trim_percent)
	assert (total.rate, total.mean_ms, total.counted) == (found.rate, found.mean_ms, found.counted)


def test_two_pages_together_keep_their_own_fastest() -> None:
	one = sums([1000] * 9 + [99_000], 90)
	other = sums([2000, None], 90)
	both = one.plus(other)
	assert (both.openings, both.answered, both.counted) == (12, 11, 10)
	assert (both.mean_ms, both.plain_mean_ms) == (1100, 10_000)


def test_of_nothing_there_is_nothing() -> None:
	assert (Sums().rate, Sums().mean_ms, Sums().plain_mean_ms) == (None, None, None)
