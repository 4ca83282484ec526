"""Made-up histories for the benchmarks of figures: seeded, streamed, never held as a whole.

A *history* is one conversation's messages as `care.openings.rebuild` takes them; *waits* are rows of figures.
Pure.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
START_MS = 1_500_000_000_000

CUSTOMER, PERSON, MACHINE = "Customer", "Page Inbox", "Automated"
#: Seven messages of one exchange and the minutes before each; after it nobody writes for more than a day.
EXCHANGE = (
	(26 * 60, CUSTOMER),
	(0.02, MACHINE),
	(4, PERSON),
	(2, CUSTOMER),
	(3, PERSON),
	(1, CUSTOMER),
	(30, PERSON),
)


def history(count: int, seed: int = 1, start_ms: int = START_MS) -> Iterator[tuple[int, str, str]]:
	"""`count` messages as (UTC ms, key, sender); every seventh one is an opening."""
	rng = random.Random(seed)
	at_ms = start_ms
	for number in range(count):
		minutes, by = EXCHANGE[number % len(EXCHANGE)]
		at_ms += int(minutes * MINUTE_MS) + rng.randrange(1, 900)
		yield at_ms, f"h{number:09d}", by


def waits(count: int, from_ms: int, to_ms: int, seed: int = 1) -> Iterator[tuple[int, int | None, str]]:
	"""`count` openings of these times as (UTC ms, wait in ms or None, why left out or "")."""
	rng = random.Random(seed)
	for _ in range(count):
		opened_ms = rng.randrange(from_ms, to_ms)
		wait_ms = int(rng.lognormvariate(11.5, 1.1)) if rng.random() < 0.93 else None
		yield opened_ms, wait_ms, "Done" if wait_ms is None and rng.random() < 0.2 else ""
