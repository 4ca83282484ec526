"""Times in the doctor's report."""

from __future__ import annotations

import pytest

from fb_care.lines import duration


@pytest.mark.parametrize(
	("ms", "words"),
	[
		(-5, "0 s"),
		(0, "0 s"),
		(420, "0.4 s"),
		(12_345, "12 s"),
		(303_000, "5 min 3 s"),
		(3_600_000, "1 h"),
		(61_977_893, "17 h 12 min"),
		(273_600_000, "3 d 4 h"),
	],
)
def test_duration(ms: int, words: str) -> None:
	assert duration(ms) == words
