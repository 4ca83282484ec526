"""The one place that asks what time it is, so that tests can say it instead.

Times inside the app are UTC milliseconds since 1970-01-01 (`ms`), as Meta sends them. The host shows
Datetime fields in the site's time zone; `fb_care.times` makes those, for what people look at.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone

_frozen: ContextVar[int | None] = ContextVar("fb_care_frozen_ms", default=None)


def now_ms() -> int:
	"""Now, in UTC milliseconds since 1970-01-01."""
	held = _frozen.get()
	return int(time.time() * 1000) if held is None else held


def frozen() -> int | None:
	"""The time that `at` holds (UTC ms), None outside of it."""
	return _frozen.get()


@contextmanager
def at(ms: int) -> Iterator[None]:
	"""Make `now_ms` answer `ms` inside the block (for tests and for replaying a recorded day)."""
	token = _frozen.set(ms)
	try:
		yield
	finally:
		_frozen.reset(token)


def to_utc(ms: int) -> datetime:
	"""`ms` as an aware UTC datetime."""
	return datetime.fromtimestamp(ms / 1000, tz=timezone.utc)
