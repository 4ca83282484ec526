"""Local times of a zone as moments, with summer time and every other change of the clock.

Called by `schedule` and by who reads times that people type. Pure: never imports frappe. A local time that
exists twice has two moments. One that doesn't exist, because clocks were put forward over it, stands for the
moment of that change.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

import pytz

_EPOCH = datetime(1970, 1, 1)
_DAY_S = 24 * 3600


def is_zone(name: str) -> bool:
	"""Whether there is a time zone of this name, such as Europe/Paris."""
	try:
		pytz.timezone(name)
	except (pytz.UnknownTimeZoneError, UnicodeError):
		return False
	return bool(name)


def day_of(zone: str, at_ms: int) -> date:
	"""The calendar day that it is in `zone` at a moment (UTC ms)."""
	return datetime.fromtimestamp(at_ms // 1000, pytz.timezone(zone)).date()


def first_ms(zone: str, day: date, second: int = 0) -> int:
	"""The moment (UTC ms) of the local time `second` seconds after midnight of `day`.

	The first one of a time that is twice. `second` may be a day's or more.
	"""
	return moments(zone, _wall(day, second))[0] * 1000


def last_ms(zone: str, day: date, second: int = 0) -> int:
	"""As `first_ms`; the second moment of a local time that is twice."""
	return moments(zone, _wall(day, second))[-1] * 1000


@lru_cache(maxsize=4096)
def moments(zone: str, wall: datetime) -> tuple[int, ...]:
	"""When the clocks of `zone` show `wall` (naive): UTC seconds, sorted, one or two."""
	naive = int((wall - _EPOCH).total_seconds())
	before, after = _offset(zone, naive - _DAY_S), _offset(zone, naive + _DAY_S)
	found = {naive - offset for offset in (before, after) if _offset(zone, naive - offset) == offset}
	return tuple(sorted(found)) or (_change(zone, naive - after, naive - before),)


def _wall(day: date, second: int) -> datetime:
	return datetime(day.year, day.month, day.day) + timedelta(seconds=second)


def _offset(zone: str, at: int) -> int:
	"""By how many seconds the clocks of `zone` are ahead of UTC at `at` (UTC seconds)."""
	there = pytz.utc.localize(_EPOCH + timedelta(seconds=at)).astimezone(pytz.timezone(zone))
	return int((there.utcoffset() or timedelta()).total_seconds())


def _change(zone: str, low: int, high: int) -> int:
	"""The moment between two (UTC seconds) at which the clocks were put forward."""
	old = _offset(zone, low)
	while high - low > 1:
		middle = (low + high) // 2
		low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
	return high
