"""Which openings made a figure, and how: so that every number opens into exactly the rows behind it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from fb_care.care.responsiveness import Figures, how_many


class How(str, Enum):
	"""How an opening is in the figures."""

	COUNTED = "Counted"
	#: Answered, but slower than the share of answers that makes the response time.
	SLOW = "Not among the fastest"
	WAITING = "Waiting"
	LEFT_OUT = "Left out"
	OUTSIDE = "Outside the window"


#: An opening: when (UTC ms), how long the customer waited (ms; None: still waits), why left out ("": no).
Row = tuple[int, "int | None", str]


def how(rows: Sequence[Row], found: Figures) -> list[How]:
	"""How each opening is in these figures. `rows`: all of the window in any order, others may be among them.

	Of openings answered equally fast at the edge, the earlier ones count.
	"""
	inside = [found.from_ms < row[0] <= found.to_ms for row in rows]
	answered = [
		(wait_ms, opened_ms, place)
		for place, (opened_ms, wait_ms, why) in enumerate(rows)
		if inside[place] and not why and wait_ms is not None
	]
	fastest = {place for *_key, place in sorted(answered)[: found.counted]}
	return [_how(row, inside[place], place in fastest) for place, row in enumerate(rows)]


def _how(row: Row, inside: bool, fast: bool) -> How:
	_opened_ms, wait_ms, why = row
	if not inside:
		return How.OUTSIDE
	if why:
		return How.LEFT_OUT
	if wait_ms is None:
		return How.WAITING
	return How.COUNTED if fast else How.SLOW


class Sums(NamedTuple):
	"""Openings that count, taken together, of whatever choice of rows."""

	openings: int = 0
	answered: int = 0
	#: So many answers, the fastest ones, make the response time, and they took so long together (ms).
	counted: int = 0
	counted_ms: int = 0
	#: All answers together (ms).
	waited_ms: int = 0

	@property
	def rate(self) -> float | None:
		"""Answered openings of all, 0 to 100; None of none."""
		return 100 * self.answered / self.openings if self.openings else None

	@property
	def mean_ms(self) -> int | None:
		"""The response time: the mean wait of the fastest answers."""
		return round(self.counted_ms / self.counted) if self.counted else None

	@property
	def plain_mean_ms(self) -> int | None:
		"""The mean wait of all answers."""
		return round(self.waited_ms / self.answered) if self.answered else None

	def plus(self, other: Sums) -> Sums:
		"""Both together, such as of two pages: each keeps its own fastest answers."""
		return Sums(*(one + more for one, more in zip(self, other, strict=True)))


def sums(waits: Sequence[int | None], trim_percent: int) -> Sums:
	"""The sums of openings that waited so long (ms; None: not answered)."""
	answered = sorted(wait for wait in waits if wait is not None)
	fastest = answered[: how_many(len(answered), trim_percent)]
	return Sums(len(waits), len(answered), len(fastest), sum(fastest), sum(answered))
