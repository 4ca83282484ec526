"""What the benchmarks of figures measure on is what they say it is."""

from __future__ import annotations

from benchmarks import histories
from fb_care.care import openings


def test_every_seventh_message_of_a_history_is_an_opening_that_is_answered():
	said = list(histories.history(700))
	assert said == sorted(said)
	found = list(openings.rebuild(said, openings.COUNTS["People"]))
	assert len(found) == 100
	assert all(opening.answered_by == histories.PERSON for opening in found)


def test_the_same_seed_makes_the_same_rows():
	rows = list(histories.waits(500, 1_000, 90_000))
	assert rows == list(histories.waits(500, 1_000, 90_000))
	assert rows != list(histories.waits(500, 1_000, 90_000, seed=2))
	assert all(1_000 <= opened_ms < 90_000 for opened_ms, _wait, _why in rows)
	assert {why for _opened, wait, why in rows if wait is not None} == {""}
	assert any(wait is None for _opened, wait, _why in rows)
