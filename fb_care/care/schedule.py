"""When a page is available by its hours: spans of the week, holidays and special days, in local time.

Called by `away` and by who shows hours. Pure: never imports frappe. The rules, which docs/away.md has with
examples:

* A span begins on its weekday. Where its end is not later than its beginning it goes on over midnight into
  the next day; from 00:00 to 00:00 is the whole day. Spans that overlap or meet are one.
* A holiday is away all day. A special day has spans of its own, or none. Either replaces what holds on its
  whole calendar day, from midnight to midnight of the page: a span of the evening before ends at that
  midnight. What begins on a special day goes on over midnight like any other. A special day beats a holiday.
* A local time that clocks leave out is the moment of the change. Of one that exists twice, a span begins at
  the first and ends at the second.

Moments are UTC milliseconds, spans half open: available from the first, no more at the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from fb_care.care import local_time

DAY_S = 24 * 3600
#: How far ahead the next change is looked for.
LOOK_AHEAD_DAYS = 400
LOOK_AHEAD_MS = LOOK_AHEAD_DAYS * DAY_S * 1000


@dataclass(frozen=True, order=True)
class Span:
	"""Available from `start_s` to `end_s`, seconds after midnight on the wall's clock (0 to 86,399)."""

	start_s: int
	end_s: int

	@property
	def stop_s(self) -> int:
		"""The end, counted on past midnight where it is on the next day."""
		return self.end_s if self.end_s > self.start_s else self.end_s + DAY_S


@dataclass(frozen=True)
class Schedule:
	"""The hours of a page.

	`zone` is a name such as Europe/Paris; `week` the spans of Monday (0) to Sunday (6); `special` the days
	that have spans of their own, none for closed; `holidays` the days that are away as a whole.
	"""

	zone: str
	week: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
	special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
	holidays: frozenset[date] = frozenset()

	def spans(self, from_ms: int, to_ms: int) -> list[tuple[int, int]]:
		"""When the page is available between two moments: merged, in order, cut to the two."""
		found = []
		for start, end in self._merged(from_ms, to_ms):
			start, end = max(start, from_ms), min(end, to_ms)
			if start < end:
				found.append((start, end))
		return found

	def is_open(self, at_ms: int) -> bool:
		"""Whether the page is available at a moment."""
		return bool(self.spans(at_ms, at_ms + 1))

	def next_change(self, at_ms: int) -> int | None:
		"""The first moment after `at_ms` at which the page opens or closes; None within 400 days."""
		limit = at_ms + LOOK_AHEAD_MS
		for start, end in self._merged(at_ms, limit):
			if end > at_ms:
				change = start if start > at_ms else end
				return change if change <= limit else None
		return None

	def _merged(self, from_ms: int, to_ms: int) -> Iterator[tuple[int, int]]:
		"""The spans of all days that reach into these times, merged, in order; none is cut."""
		# A span of two days ago may reach over midnight, and the calendar day may be one behind it.
		day = local_time.day_of(self.zone, from_ms) - timedelta(days=2)
		last = local_time.day_of(self.zone, to_ms) + timedelta(days=1)
		days = (day + timedelta(days=count) for count in range((last - day).days + 1))
		return merged(span for one in days for span in self._of_day(one))

	def _of_day(self, day: date) -> Iterator[tuple[int, int]]:
		"""What begins on `day`, as moments."""
		for span in sorted(self._rules(day)):
			start = local_time.first_ms(self.zone, day, span.start_s)
			end = local_time.last_ms(self.zone, day, span.stop_s)
			if span.stop_s >= DAY_S and self._is_replaced(day + timedelta(days=1)):
				end = min(end, local_time.first_ms(self.zone, day, DAY_S))
			if start < end:
				yield start, end

	def _rules(self, day: date) -> tuple[Span, ...]:
		if day in self.special:
			return self.special[day]
		return () if day in self.holidays else self.week.get(day.weekday(), ())

	def _is_replaced(self, day: date) -> bool:
		return day in self.special or day in self.holidays


def merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
	"""Spans that overlap or meet as one. They come, and go, in the order of their beginnings."""
	current: tuple[int, int] | None = None
	for start, end in spans:
		if current and start <= current[1]:
			current = (current[0], max(current[1], end))
			continue
		if current:
			yield current
		current = (start, end)
	if current:
		yield current
