"""What will become of the badge: if nothing changes, by which answers it stays, what wins it back. Pure.

"If nothing changes" means that no further message comes and no further answer goes out: openings grow older
and leave the window one after the other. All of it follows from `responsiveness`, for windows that end now.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

from fb_care.care.responsiveness import Policy, Row, earns, how_many, needed

#: How long an answer that is given at once is taken to last, in "so many quick answers win it back" (ms).
QUICK_MS = 60_000
#: In a window of more openings than these not every moment is looked at, only so many.
EVERY, STEPS = 500, 28


@dataclass(frozen=True, kw_only=True)
class Waiting:
	"""An opening that still waits."""

	opened_ms: int
	#: Whether the badge is lost, or stays lost, because this one and others like it are not answered.
	costs: bool
	#: By when an answer to this one alone still helps: before the badge is lost, and early enough for the
	#: response time (UTC ms). 0: none can any more, however early. None: whenever it comes.
	by_ms: int | None


@dataclass(frozen=True, kw_only=True)
class Forecast:
	"""What will become of a page's badge."""

	earned: bool
	#: When that changes if nothing else does (UTC ms); None: it stays while anything is in the window.
	changes_ms: int | None
	#: Answers missing for the response rate: now, or at `changes_ms` where the badge is earned now.
	missing: int
	#: The fewest answers that win the badge now: those that wait answered now, newest first, and then so many
	#: new openings answered within a minute. (0, 0) while it is earned.
	to_win: tuple[int, int]
	#: Oldest first.
	waiting: list[Waiting]


def forecast(rows: Iterable[Row], policy: Policy, now_ms: int) -> Forecast:
	"""The forecast as of `now_ms`; `rows` as for `figures`. ValueError for a window that doesn't end now."""
	if not policy.foretells:
		raise ValueError("A forecast needs a window that ends now.")
	looked_at = sorted(
		(row for row in rows if now_ms - policy.window_ms < row[0] <= now_ms), key=lambda row: row[0]
	)
	track, standing = _Track(looked_at, policy), _Standing([row[1] for row in looked_at], policy)
	open_ones = [row[0] for row in looked_at if row[1] is None]
	earned = standing.earned()
	changes_ms = track.changes_ms(earned)
	lost_ms = changes_ms if earned else now_ms
	missing = track.missing_at(lost_ms) if lost_ms else 0
	return Forecast(
		earned=earned,
		changes_ms=changes_ms,
		missing=missing,
		to_win=(0, 0) if earned else _to_win(standing, open_ones, now_ms),
		waiting=_waiting(open_ones, standing, lost_ms if missing else None, earned),
	)


def _waiting(
	open_ones: Sequence[int], standing: _Standing, lost_ms: int | None, earned: bool
) -> list[Waiting]:
	"""`lost_ms`: when too few are answered, now or later; None: never. `earned`: the badge is, now."""
	longest = standing.longest()
	found = []
	for opened_ms in open_ones:
		costs = lost_ms is not None and opened_ms + standing.policy.window_ms > lost_ms
		ends = [lost_ms] if costs and earned else []
		if longest is not None:
			ends.append(opened_ms + longest if longest >= 0 else 0)
		found.append(Waiting(opened_ms=opened_ms, costs=costs, by_ms=min(ends, default=None)))
	return found


class _Further:
	"""Further answers by how long they took: to the `old` newest who wait, and quick ones to `new` openings.

	`delays`: how long all who wait have waited, sorted; `sums`: of the first 0, 1, 2 ... of them.
	"""

	def __init__(self, delays: Sequence[int], sums: Sequence[int], old: int = 0, new: int = 0) -> None:
		self.delays, self.sums, self.old, self.new = delays, sums, old, new
		self.place = bisect_right(delays, QUICK_MS, 0, old)

	def __len__(self) -> int:
		return self.old + self.new

	def wait(self, index: int) -> int:
		"""The wait at this place in their order."""
		if index < self.place:
			return self.delays[index]
		return QUICK_MS if index < self.place + self.new else self.delays[index - self.new]

	def sum(self, count: int) -> int:
		"""The sum of the `count` shortest."""
		quick = min(max(count - self.place, 0), self.new)
		return self.sums[count - quick] + QUICK_MS * quick


class _Standing:
	"""Answers of a window, sorted, for asking what further ones would do."""

	def __init__(self, waits: Iterable[int | None], policy: Policy) -> None:
		all_waits = list(waits)
		self.policy = policy
		self.openings = len(all_waits)
		self.waits = sorted(wait for wait in all_waits if wait is not None)
		self.sums = [0, *accumulate(self.waits)]

	def earned(self, extra: _Further | None = None) -> bool:
		"""Whether the badge is earned, with these further answers."""
		extra = extra or _Further([], [0])
		answered = len(self.waits) + len(extra)
		fastest = self._sum(extra, how_many(answered, self.policy.trim_percent))
		return earns(self.openings + extra.new, answered, fastest, self.policy)

	def _sum(self, extra: _Further, count: int) -> int:
		"""The sum of the `count` smallest of the known waits and `extra` together."""
		low, high = max(0, count - len(self.waits)), min(count, len(extra))
		while low < high:  # how many of `extra` are among them
			middle = (low + high) // 2
			if extra.wait(middle) < self.waits[count - middle - 1]:
				low = middle + 1
			else:
				high = middle
		return extra.sum(low) + self.sums[count - low]

	def longest(self) -> int | None:
		"""The longest wait of one more answer that keeps the time within its limit; None: any. -1: none."""
		count = how_many(len(self.waits) + 1, self.policy.trim_percent)
		limit = self.policy.time_ms * count
		if count <= len(self.waits) and self.sums[count] <= limit:
			return None
		left = limit - self.sums[count - 1]
		return left if left >= 0 else -1


def _to_win(standing: _Standing, waiting: Sequence[int], now_ms: int) -> tuple[int, int]:
	"""The fewest answers that win the badge: of those that wait, and of new ones."""
	best: tuple[int, int] | None = None
	delays = sorted(now_ms - opened_ms for opened_ms in waiting)
	sums = [0, *accumulate(delays)]
	for old in _steps(len(delays)):
		most = sum(best) - old if best else None
		if most is not None and most < 0:
			break
		new = _fewest_new(standing, partial(_Further, delays, sums, old), most)
		if new is not None and (best is None or old + new < sum(best)):
			best = (old, new)
	return best or (0, 0)


def _steps(count: int) -> Iterable[int]:
	"""Every number of old ones where they are few; a hundred of them, and all, where they are many."""
	return sorted({*range(0, count + 1, max(1, count // 100)), count})


def _fewest_new(standing: _Standing, further: Callable[[int], _Further], most: int | None) -> int | None:
	"""So many new openings answered quickly are needed besides; None where not even many help.

	`further`: the answers with so many new ones among them.
	"""
	low, high = 0, 1 if most is None else most
	while most is None and not standing.earned(further(high)):
		if high > 100 * (standing.openings + 10):
			return None
		high *= 2
	if not standing.earned(further(high)):
		return None
	while low < high:
		middle = (low + high) // 2
		if standing.earned(further(middle)):
			high = middle
		else:
			low = middle + 1
	return low


class _Track:
	"""The window as time goes on and nothing else happens. `rows`: sorted by time."""

	def __init__(self, rows: Sequence[Row], policy: Policy) -> None:
		self.rows, self.policy = rows, policy
		self.times = [row[0] for row in rows]
		# Sorted once: what has left the window is passed over, the order of the others stays. In arrays, as
		# going through objects in another order than they lie in memory takes many times as long.
		by_wait = sorted((row[1], index) for index, row in enumerate(rows) if row[1] is not None)
		self.waits = array("q", (wait for wait, _index in by_wait))
		self.indexes = array("q", (index for _wait, index in by_wait))

	def earned_at(self, at_ms: int) -> bool:
		first = self._first_left(at_ms)
		waits = [wait for wait, index in zip(self.waits, self.indexes, strict=True) if index >= first]
		fastest = sum(waits[: how_many(len(waits), self.policy.trim_percent)])
		return earns(len(self.times) - first, len(waits), fastest, self.policy)

	def missing_at(self, at_ms: int) -> int:
		"""How many answers are missing for the response rate at `at_ms`."""
		left = self.rows[self._first_left(at_ms) :]
		return max(0, needed(len(left), self.policy) - sum(wait is not None for _opened, wait in left))

	def _first_left(self, at_ms: int) -> int:
		"""The place of the first row that is in the window then."""
		return bisect_right(self.times, at_ms - self.policy.window_ms)

	def changes_ms(self, earned: bool) -> int | None:
		"""When the badge is first another one than now: at a moment when an opening leaves the window."""
		ends = [time + self.policy.window_ms for time in self.times]
		steps = len(ends) if len(ends) <= EVERY else STEPS
		before = 0
		for step in range(1, steps + 1):
			index = len(ends) * step // steps - 1
			if self.earned_at(ends[index]) != earned:
				return self._first(ends[before : index + 1], earned)
			before = index + 1
		return None

	def _first(self, ends: Sequence[int], earned: bool) -> int:
		low, high = 0, len(ends) - 1
		while low < high:
			middle = (low + high) // 2
			if self.earned_at(ends[middle]) != earned:
				high = middle
			else:
				low = middle + 1
		return ends[low]
