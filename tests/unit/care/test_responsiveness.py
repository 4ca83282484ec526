"""The published formula: rate, trimmed time, badge, label, windows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care import responsiveness
from fb_care.care.responsiveness import BADGE, DAY_MS, MINUTE_MS, RATE_AND_TIME, Label, Policy, figures

NOW = 1_800_000_000_000
M = MINUTE_MS


def ago(days: float, wait_minutes: float | None) -> tuple[int, int | None]:
	return (NOW - round(days * DAY_MS), None if wait_minutes is None else round(wait_minutes * M))


def test_without_openings_there_is_no_rate_no_time_and_no_badge() -> None:
	found = figures([], BADGE, NOW)
	assert (found.rate, found.mean_ms, found.earned, found.label) == (None, None, False, None)


def test_nine_of_ten_within_five_minutes_earn_the_badge() -> None:
	rows = [ago(1 + number / 10, 5) for number in range(9)] + [ago(2, None)]
	found = figures(rows, BADGE, NOW)
	assert (found.rate, found.mean_ms, found.earned) == (90, 5 * M, True)


def test_eight_of_nine_do_not() -> None:
	assert not figures([ago(1, 1)] * 8 + [ago(1, None)], BADGE, NOW).earned


def test_a_hair_over_five_minutes_does_not() -> None:
	assert not figures([(NOW - DAY_MS, 5 * M), (NOW - DAY_MS, 5 * M + 1)], BADGE, NOW).earned


@pytest.mark.parametrize(
	("answers", "counted"), [(1, 1), (2, 2), (9, 9), (10, 9), (11, 10), (20, 18), (21, 19)]
)
def test_the_fastest_nine_tenths_rounded_up_make_the_time(answers: int, counted: int) -> None:
	rows = [ago(1, minute) for minute in range(1, answers + 1)]
	found = figures(rows, BADGE, NOW)
	assert found.counted == counted
	assert found.mean_ms == round(sum(range(1, counted + 1)) * M / counted)
	assert found.slowest_counted_ms == counted * M


def test_the_window_of_the_badge_ends_now_and_is_open_at_its_beginning() -> None:
	rows = [ago(7, 1), ago(6.999, 1), ago(0, None), ago(-0.1, 1)]
	assert figures(rows, BADGE, NOW).openings == 2


def test_the_other_window_ends_with_the_newest_opening() -> None:
	rows = [ago(100 + days, 2) for days in range(0, 40)]
	found = figures(rows, RATE_AND_TIME, NOW)
	assert (found.openings, found.to_ms) == (30, NOW - 100 * DAY_MS)


def test_with_fewer_than_ten_the_last_ten_count() -> None:
	rows = [ago(days, 2) for days in (1, 2, 3)] + [ago(days, 9) for days in range(50, 90)]
	found = figures(rows, RATE_AND_TIME, NOW)
	assert (found.openings, found.from_ms) == (10, rows[9][0] - 1)


def test_all_where_there_are_not_even_ten() -> None:
	assert figures([ago(1, 2), ago(400, None)], RATE_AND_TIME, NOW).openings == 2


@pytest.mark.parametrize(
	("minutes", "label"),
	[
		(0, Label.MINUTES),
		(15, Label.MINUTES),
		(16, Label.HOUR),
		(61, Label.HOURS),
		(361, Label.DAY),
		(1441, None),
	],
)
def test_the_label_follows_the_time(minutes: float, label: Label | None) -> None:
	assert figures([ago(1, minutes)], BADGE, NOW).label == label


def test_what_was_answered_later_still_waited() -> None:
	assert responsiveness.as_of(NOW - 10, 11, NOW) == (NOW - 10, None)
	assert responsiveness.as_of(NOW - 10, 10, NOW) == (NOW - 10, 10)


WAITS = st.lists(st.one_of(st.none(), st.integers(0, 20 * M)), max_size=60)
POLICY = st.builds(
	Policy,
	window_ms=st.just(7 * DAY_MS),
	rate_percent=st.integers(0, 100),
	time_ms=st.integers(0, 20 * M),
	trim_percent=st.integers(1, 100),
)


@given(WAITS, POLICY)
def test_figures_hold_together(waits: list[int | None], policy: Policy) -> None:
	found = responsiveness.of_waits(waits, policy, 0, 1)
	answered = [wait for wait in waits if wait is not None]
	assert (found.openings, found.answered) == (len(waits), len(answered))
	assert found.counted <= found.answered and (found.counted > 0) == bool(answered)
	if found.mean_ms is not None:
		assert min(answered) <= found.mean_ms <= sum(answered) / len(answered) + 1
	if found.earned:
		assert found.rate is not None and found.rate >= policy.rate_percent - 1e-9
		assert found.mean_ms is not None and found.mean_ms <= policy.time_ms


@given(WAITS, POLICY)
def test_answering_at_once_never_costs_the_badge(waits: list[int | None], policy: Policy) -> None:
	if responsiveness.of_waits(waits, policy, 0, 1).earned:
		assert responsiveness.of_waits([*waits, 0], policy, 0, 1).earned


@given(WAITS)
def test_the_order_of_the_rows_is_of_no_account(waits: list[int | None]) -> None:
	rows = [(NOW - number * 1000, wait) for number, wait in enumerate(waits)]
	assert figures(rows, RATE_AND_TIME, NOW) == figures(rows[::-1], RATE_AND_TIME, NOW)
