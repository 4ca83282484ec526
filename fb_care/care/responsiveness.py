"""How responsive a page is: figures from openings and answers, by a published formula. Pure.

The formula and its sources stand in docs/responsiveness.md. It is this app's own; it never claims to be
Meta's. `openings` says what an opening and its answer are; `forecast` what the figures will become.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from heapq import nlargest

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS

#: An opening that counts: when (UTC ms), and how long the customer waited (ms); None: still waits.
Row = tuple[int, "int | None"]


class Label(str, Enum):
	"""What people are told about how fast a page answers; values of `FB Page.label_choice`."""

	MINUTES = "Within minutes"
	HOUR = "Within an hour"
	HOURS = "Within a few hours"
	DAY = "Within a day"


@dataclass(frozen=True, kw_only=True)
class Policy:
	"""A way to count. Times in ms, shares in whole percent."""

	#: Openings of so long before its end are looked at.
	window_ms: int
	#: The window ends with the newest opening, not now.
	until_newest: bool = False
	#: With fewer openings in the window, the last so many, however old.
	least: int = 0
	#: The badge needs this share of answers ...
	rate_percent: int = 90
	#: ... and this response time at most.
	time_ms: int = 5 * MINUTE_MS
	#: This share of the answers, the fastest ones, make the response time.
	trim_percent: int = 90
	#: Whose messages count as answers: a name of `openings.COUNTS`.
	counts: str = "People"
	#: Up to which response time each label is shown.
	labels: tuple[tuple[Label, int], ...] = (
		(Label.MINUTES, 15 * MINUTE_MS),
		(Label.HOUR, 60 * MINUTE_MS),
		(Label.HOURS, 6 * 60 * MINUTE_MS),
		(Label.DAY, DAY_MS),
	)

	@property
	def foretells(self) -> bool:
		"""Whether what becomes of the badge can be foretold: its window ends now, and only its days count."""
		return not self.until_newest and not self.least


#: The badge: 90 % answered within 5 minutes on average, over the last 7 days.
BADGE = Policy(window_ms=7 * DAY_MS)
#: Response rate and time: 30 days before the newest opening, at least the last 10 openings.
RATE_AND_TIME = Policy(window_ms=30 * DAY_MS, until_newest=True, least=10)


@dataclass(frozen=True, kw_only=True)
class Figures:
	"""What a policy says of a page at one moment."""

	#: The openings looked at are those after `from_ms`, up to and including `to_ms` (UTC ms).
	from_ms: int
	to_ms: int
	openings: int
	answered: int
	#: Mean wait of the fastest answers (ms); None without any answer.
	mean_ms: int | None
	#: So many answers made the mean, and the slowest of them took so long (ms).
	counted: int
	slowest_counted_ms: int
	earned: bool
	label: Label | None

	@property
	def rate(self) -> float | None:
		"""Answered openings of all, 0 to 100; None without any opening."""
		return 100 * self.answered / self.openings if self.openings else None


def figures(rows: Iterable[Row], policy: Policy, now_ms: int) -> Figures:
	"""The figures as of `now_ms`. `rows`: the openings that count, in any order, none left out among them."""
	past = [row for row in rows if row[0] <= now_ms]
	from_ms, to_ms = window(past, policy, now_ms)
	waits = [wait for opened_ms, wait in past if from_ms < opened_ms <= to_ms]
	return of_waits(waits, policy, from_ms, to_ms)


def of_waits(waits: Sequence[int | None], policy: Policy, from_ms: int, to_ms: int) -> Figures:
	"""The figures of a window whose openings waited so long (ms; None: not answered)."""
	answered = sorted(wait for wait in waits if wait is not None)
	counted = how_many(len(answered), policy.trim_percent)
	mean_ms = round(sum(answered[:counted]) / counted) if counted else None
	return Figures(
		from_ms=from_ms,
		to_ms=to_ms,
		openings=len(waits),
		answered=len(answered),
		mean_ms=mean_ms,
		counted=counted,
		slowest_counted_ms=answered[counted - 1] if counted else 0,
		earned=earns(len(waits), len(answered), sum(answered[:counted]), policy),
		label=label(mean_ms, policy),
	)


def as_of(opened_ms: int, wait_ms: int | None, now_ms: int) -> Row:
	"""The opening as it was at `now_ms`: what was answered later still waited."""
	return (opened_ms, wait_ms if wait_ms is not None and opened_ms + wait_ms <= now_ms else None)


def all_as_of(rows: Iterable[Row], now_ms: int) -> list[Row]:
	"""`as_of` for very many."""
	return [
		(opened_ms, wait_ms if wait_ms is not None and opened_ms + wait_ms <= now_ms else None)
		for opened_ms, wait_ms in rows
	]


def window(rows: Sequence[Row], policy: Policy, now_ms: int) -> tuple[int, int]:
	"""After when, and up to when, openings are looked at (UTC ms); none of `rows` is later than `now_ms`."""
	if policy.foretells:
		return now_ms - policy.window_ms, now_ms
	times = [row[0] for row in rows]
	to_ms = max(times) if policy.until_newest and times else now_ms
	from_ms = to_ms - policy.window_ms
	last = nlargest(policy.least, times)
	if last and sum(time > from_ms for time in last) < policy.least:
		from_ms = min(from_ms, last[-1] - 1)
	return from_ms, to_ms


def how_many(answers: int, percent: int) -> int:
	"""How many of the answers make the response time: `percent` of them, rounded up."""
	return -(-answers * percent // 100)


def needed(openings: int, policy: Policy) -> int:
	"""How many of so many openings must be answered for the badge."""
	return -(-openings * policy.rate_percent // 100)


def earns(openings: int, answered: int, fastest_sum_ms: int, policy: Policy) -> bool:
	"""Whether these earn the badge; `fastest_sum_ms`: the waits that count, together. Exact, in integers."""
	counted = how_many(answered, policy.trim_percent)
	quick = fastest_sum_ms <= policy.time_ms * counted
	return bool(counted) and answered >= needed(openings, policy) and quick


def label(mean_ms: int | None, policy: Policy) -> Label | None:
	"""What people are told of a response time; None where it is longer than any label says."""
	if mean_ms is None:
		return None
	return next((name for name, upto_ms in policy.labels if mean_ms <= upto_ms), None)
