"""Openings and answers: the published rule, and that bringing up to date agrees with reading anew."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care import openings
from fb_care.care.openings import COUNTS, HOUR_MS, Opening, Said

PEOPLE = COUNTS["People"]
H = HOUR_MS


def talk(*said: tuple[float, str]) -> list[Said]:
	"""Messages by hour and a letter: c customer, p this app, i inbox, o other app, a automated."""
	by = {"c": "Customer", "p": "This App", "i": "Page Inbox", "o": "Other App", "a": "Automated"}
	rows = [Said(round(hour * H), f"m{number:03}", by[who]) for number, (hour, who) in enumerate(said)]
	return sorted(rows, key=openings.order)


def found(*said: tuple[float, str], counts: str = "People") -> list[tuple[float, float | None]]:
	"""(hour of the opening, hours until its answer)."""
	rows = openings.rebuild(talk(*said), COUNTS[counts])
	return [(row.opened_ms / H, None if row.wait_ms is None else row.wait_ms / H) for row in rows]


def test_nothing_said_opens_nothing() -> None:
	assert found() == []


def test_a_page_that_talks_to_itself_opens_nothing() -> None:
	assert found((0, "p"), (50, "i")) == []


def test_one_message_is_an_opening_without_an_answer() -> None:
	assert found((3, "c")) == [(3, None)]


def test_the_first_answer_counts_and_what_follows_does_not() -> None:
	assert found((0, "c"), (1, "c"), (2, "i"), (3, "p"), (4, "c")) == [(0, 2)]


@pytest.mark.parametrize(("hours", "opens"), [(23.99, False), (24, True), (30, True)])
def test_a_day_of_silence_makes_the_next_message_an_opening(hours: float, opens: bool) -> None:
	expected = [(0, None), (hours, None)] if opens else [(0, None)]
	assert found((0, "c"), (hours, "c")) == expected


def test_the_page_breaks_the_silence_too() -> None:
	assert found((0, "c"), (20, "p"), (43, "c")) == [(0, 20)]


def test_an_answer_after_days_is_still_the_answer() -> None:
	assert found((0, "c"), (72, "p"), (80, "c")) == [(0, 72)]


def test_the_next_opening_ends_the_wait() -> None:
	assert found((0, "c"), (30, "c"), (31, "p")) == [(0, None), (30, 1)]


def test_the_first_message_is_an_opening_even_if_the_page_wrote_before() -> None:
	assert found((0, "p"), (1, "c"), (2, "p")) == [(1, 1)]


@pytest.mark.parametrize("who", ["a", "o"])
def test_what_is_automated_neither_answers_nor_breaks_the_silence(who: str) -> None:
	assert found((0, "c"), (0.01, who), (12, who), (24.5, "c"), (25, "p")) == [(0, None), (24.5, 0.5)]


def test_who_counts_is_a_choice() -> None:
	said = ((0, "c"), (0.5, "a"), (1, "o"), (2, "p"))
	assert [found(*said, counts=counts)[0][1] for counts in COUNTS] == [2, 1, 0.5]


def test_at_the_same_moment_the_page_answers_the_customer() -> None:
	assert found((1, "p"), (1, "c")) == [(1, 0)]


class Known:
	"""A conversation in memory, with what is known of its openings."""

	def __init__(self) -> None:
		self.said: list[Said] = []
		self.rows: dict[str, Opening] = {}

	def _first(self, wanted: list[Said]) -> Said | None:
		return wanted[0] if wanted else None

	def customer_at(self, at_ms: int) -> Said | None:
		return self._first([one for one in self.said if one.at_ms == at_ms and one.by == "Customer"])

	def next_said(self, after_ms: int) -> Said | None:
		return self._first(self.said[bisect_right(self.said, after_ms, key=lambda one: one.at_ms) :])

	def next_by_customer(self, after_ms: int) -> Said | None:
		return self._first([one for one in self.said if one.at_ms > after_ms and one.by == "Customer"])

	def said_before(self, said: Said) -> Said | None:
		at = bisect_left(self.said, openings.order(said), key=openings.order)
		return self.said[at - 1] if at else None

	def customer_wrote_before(self, said: Said) -> bool:
		return any(openings.order(one) < openings.order(said) and one.by == "Customer" for one in self.said)

	def answer_after(self, opening: Said, before: Said | None) -> Said | None:
		later = [one for one in self.said if openings.order(one) > openings.order(opening)]
		mine = [one for one in later if before is None or openings.order(one) < openings.order(before)]
		return self._first([one for one in mine if one.by != "Customer"])

	def openings_at(self, at_ms: int) -> list[str]:
		return [row.key for row in self.rows.values() if row.opened_ms == at_ms]

	def _openings(self) -> list[Said]:
		rows = sorted(self.rows.values(), key=lambda row: row.opened_ms)
		return [Said(row.opened_ms, row.key, "Customer") for row in rows]

	def opening_before(self, at_ms: int) -> Said | None:
		return self._first([one for one in reversed(self._openings()) if one.at_ms < at_ms])

	def opening_after(self, at_ms: int) -> Said | None:
		return self._first([one for one in self._openings() if one.at_ms > at_ms])

	def settle(self, at_ms: int) -> None:
		gone, kept = openings.changes_at(self, at_ms)
		for key in gone:
			del self.rows[key]
		self.rows.update({row.key: row for row in kept})

	def add(self, said: Said) -> None:
		insort(self.said, said, key=openings.order)
		self.settle(said.at_ms)

	def take(self, said: Said) -> None:
		self.said.remove(said)
		self.settle(said.at_ms)

	def move(self, said: Said, at_ms: int) -> None:
		self.said.remove(said)
		insort(self.said, said._replace(at_ms=at_ms), key=openings.order)
		self.settle(said.at_ms)
		self.settle(at_ms)

	def check(self) -> None:
		assert sorted(self.rows.values()) == list(openings.rebuild(self.said, PEOPLE))


#: Few times, many of them a day or nearly a day apart, so that every edge is met.
TIMES = st.one_of(
	st.integers(0, 12).map(lambda half_days: half_days * 12 * H),
	st.integers(0, 12).map(lambda half_days: half_days * 12 * H + 1),
	st.integers(0, 150).map(lambda hours: hours * H),
)
SAID = st.tuples(TIMES, st.sampled_from(["Customer", "This App", "Page Inbox"]))


def named(said: list[tuple[int, str]]) -> list[Said]:
	return [Said(at_ms, f"m{number:03}", by) for number, (at_ms, by) in enumerate(said)]


@given(st.lists(SAID, max_size=14))
def test_any_order_of_arrival_gives_what_reading_anew_gives(said: list[tuple[int, str]]) -> None:
	known = Known()
	for one in named(said):
		known.add(one)
		known.check()


@given(st.lists(SAID, min_size=1, max_size=12), st.data())
def test_what_goes_or_moves_is_followed(said: list[tuple[int, str]], data: st.DataObject) -> None:
	known = Known()
	for one in named(said):
		known.add(one)
	for _change in range(data.draw(st.integers(1, 6))):
		if not known.said:
			break
		one = data.draw(st.sampled_from(known.said))
		if data.draw(st.booleans()):
			known.take(one)
		else:
			known.move(one, data.draw(TIMES))
		known.check()


@given(st.lists(SAID, max_size=30))
def test_every_opening_is_the_customers_and_every_answer_the_pages(said: list[tuple[int, str]]) -> None:
	rows = sorted(named(said), key=openings.order)
	by = {one.key: one.by for one in rows}
	for row in openings.rebuild(rows, PEOPLE):
		assert by[row.key] == "Customer"
		assert not row.answer or (by[row.answer] in PEOPLE and row.wait_ms is not None and row.wait_ms >= 0)
