"""The hours of a week on a page's clock: when people write, and when the page is open. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone, tzinfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS_A_DAY = 24
#: Offsets of time zones are multiples of it (Nepal: 5 h 45 min), so it lies within one hour everywhere.
QUARTER_MS = 15 * 60_000
_HOUR_S = 3600
_WEEK_S = 7 * 24 * _HOUR_S

#: Weekday (0: Monday) and hour (0 to 23).
Hour = tuple[int, int]


def every_hour() -> Iterable[Hour]:
	"""All hours of the week in order."""
	return ((day, hour) for day in range(len(WEEKDAYS)) for hour in range(HOURS_A_DAY))


def hour_of(ms: int, zone: tzinfo) -> Hour:
	"""The hour of the week at this moment (UTC ms), on the clock of the zone: summer time or not."""
	local = datetime.fromtimestamp(ms / 1000, timezone.utc).astimezone(zone)
	return local.weekday(), local.hour


def open_minutes(spans: Iterable[tuple[int, int, int]]) -> dict[Hour, float]:
	"""How many minutes of each hour the page is open; hours that are closed are left out.

	`spans`: weekday (0: Monday), from and to in seconds of the day; a `to` not later than `from` is on the
	next day. Spans may overlap.
	"""
	found: dict[Hour, float] = {}
	for begin, end in _merged(spans):
		at = begin
		while at < end:
			step = min(end, (at // _HOUR_S + 1) * _HOUR_S)
			day, hour = divmod(at % _WEEK_S // _HOUR_S, HOURS_A_DAY)
			found[day, hour] = found.get((day, hour), 0) + (step - at) / 60
			at = step
	return found


def _merged(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
	"""The spans as seconds of the week, in order, none over another; what goes past Sunday begins it anew."""
	whole: list[tuple[int, int]] = []
	for day, from_s, to_s in spans:
		begin = day * 24 * _HOUR_S + from_s
		end = day * 24 * _HOUR_S + to_s + (0 if to_s > from_s else 24 * _HOUR_S)
		whole.append((begin, min(end, _WEEK_S)))
		if end > _WEEK_S:
			whole.append((0, end - _WEEK_S))
	merged: list[tuple[int, int]] = []
	for begin, end in sorted(whole):
		if merged and begin <= merged[-1][1]:
			merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
		else:
			merged.append((begin, end))
	return merged
