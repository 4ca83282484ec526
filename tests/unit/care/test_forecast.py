"""The forecast, held against trying everything out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care import forecast as forecasting
from fb_care.care.forecast import QUICK_MS, forecast
from fb_care.care.responsiveness import BADGE, DAY_MS, MINUTE_MS, RATE_AND_TIME, figures

NOW = 1_800_000_000_000
M, H = MINUTE_MS, 60 * MINUTE_MS
Row = "tuple[int, int | None]"


def ago(hours: float, wait_minutes: float | None) -> tuple[int, int | None]:
	return (NOW - round(hours * H), None if wait_minutes is None else round(wait_minutes * M))


def earned(rows: list, at_ms: int = NOW) -> bool:
	return figures(rows, BADGE, at_ms).earned


def test_a_page_without_messages_has_nothing_to_lose() -> None:
	found = forecast([], BADGE, NOW)
	assert (found.earned, found.changes_ms, found.missing, found.waiting) == (False, None, 0, [])
	assert found.to_win == (0, 1)


def test_the_badge_goes_when_a_quick_answer_leaves_the_window() -> None:
	rows = [ago(167, 1), *[ago(10, 1)] * 8, ago(1, None)]
	found = forecast(rows, BADGE, NOW)
	assert found.earned and found.changes_ms == NOW + 1 * H and found.missing == 1
	assert [(one.opened_ms, one.costs) for one in found.waiting] == [(NOW - H, True)]


def test_what_costs_it_must_be_answered_before_it_is_lost() -> None:
	found = forecast([ago(167, 1), *[ago(10, 1)] * 8, ago(1, None)], BADGE, NOW)
	assert found.waiting[0].by_ms == NOW + 1 * H


def test_in_time_for_the_mean_where_that_ends_first() -> None:
	rows = [*[ago(20, 4)] * 4, ago(0.05, None)]
	found = forecast(rows, BADGE, NOW)
	assert not found.earned and found.missing == 1
	assert found.waiting[0].by_ms == NOW - round(0.05 * H) + 9 * M


def test_no_answer_helps_where_the_mean_is_spoilt() -> None:
	found = forecast([*[ago(20, 40)] * 3, ago(0.05, None)], BADGE, NOW)
	assert found.waiting[0].by_ms == 0


def test_it_comes_back_by_itself_when_the_slow_one_leaves() -> None:
	found = forecast([ago(160, None), *[ago(10, 1)] * 5], BADGE, NOW)
	assert not found.earned and found.changes_ms == NOW + 8 * H


def test_how_many_answers_win_it_back() -> None:
	assert forecast([ago(0.02, None), ago(1, 1)], BADGE, NOW).to_win == (1, 0)
	assert forecast([*[ago(20, 1)] * 8, ago(50, None)], BADGE, NOW).to_win == (0, 1)


def test_a_window_that_does_not_end_now_has_no_forecast() -> None:
	with pytest.raises(ValueError, match="ends now"):
		forecast([], RATE_AND_TIME, NOW)


ROWS = st.lists(
	st.tuples(st.integers(0, 400).map(lambda half: half / 2), st.one_of(st.none(), st.integers(0, 15))),
	max_size=25,
).map(lambda rows: [ago(hours, wait) for hours, wait in rows])


@given(ROWS)
def test_the_change_is_the_first_one(rows: list) -> None:
	found = forecast(rows, BADGE, NOW)
	moments = sorted({row[0] + BADGE.window_ms for row in rows if row[0] + BADGE.window_ms > NOW})
	first = next((at for at in moments if earned(rows, at) != earned(rows)), None)
	assert found.changes_ms == first


@given(ROWS)
def test_the_fewest_answers_win_it_and_one_fewer_does_not(rows: list) -> None:
	old, new = forecast(rows, BADGE, NOW).to_win

	def with_answers(old: int, new: int) -> bool:
		inside = [row for row in rows if row[0] > NOW - BADGE.window_ms]
		waiting = sorted(row[0] for row in inside if row[1] is None)
		done = [row for row in inside if row[1] is not None]
		late = [(at, NOW - at if place < old else None) for place, at in enumerate(reversed(waiting))]
		return earned([*done, *late, *[(NOW, QUICK_MS)] * new])

	waiting = sum(row[1] is None and row[0] > NOW - BADGE.window_ms for row in rows)
	assert with_answers(old, new)
	fewer = [(few, old + new - 1 - few) for few in range(0, old + new)]
	assert not any(with_answers(few, more) for few, more in fewer if few <= waiting)


@given(ROWS, st.integers(0, 30))
def test_in_time_is_in_time_and_later_is_not(rows: list, late: int) -> None:
	for one in forecast(rows, BADGE, NOW).waiting:
		index = next(place for place, row in enumerate(rows) if row == (one.opened_ms, None))

		def quick(wait: int, index: int = index) -> bool:
			changed = [(row[0], wait) if place == index else row for place, row in enumerate(rows)]
			found = figures(changed, BADGE, NOW)
			return found.mean_ms is not None and found.mean_ms <= BADGE.time_ms

		if one.by_ms is None:
			assert quick(late * DAY_MS)
		elif one.by_ms and not forecast(rows, BADGE, NOW).earned:
			assert quick(one.by_ms - one.opened_ms) and not quick(one.by_ms - one.opened_ms + M)


@given(ROWS)
def test_many_openings_are_looked_at_in_steps(rows: list) -> None:
	many = [(at - number, wait) for at, wait in rows for number in range(40)]
	found = forecast(many, BADGE, NOW)
	if found.changes_ms is not None:
		assert earned(many, found.changes_ms) != found.earned
		assert earned(many, found.changes_ms - 1) == found.earned
	assert forecasting.EVERY == 500
