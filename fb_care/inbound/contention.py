"""Working beside other workers: running a transaction again when one of them was in its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import frappe

from fb_care.inbound.outcome import TryAgain
from fb_care.inbound.store import is_taken

#: How often a transaction runs when others are in its way.
TRIES = 8
#: PostgreSQL: serialization failure. MariaDB: record changed since last read (snapshot isolation).
_MOVED_ON = frozenset({"40001", 1020})

T = TypeVar("T")


def patiently(work: Callable[[], T]) -> T:
	"""Run `work` and commit, again from the start when it met another worker; else roll back and raise."""
	for tries in range(1, TRIES + 1):
		try:
			result = work()
			frappe.db.commit()
			return result
		except Exception as error:
			frappe.db.rollback()
			if tries == TRIES or not _is_passing(error):
				raise
	raise AssertionError("unreachable")


def _is_passing(error: Exception) -> bool:
	"""Whether running it again can help."""
	if isinstance(error, (TryAgain, frappe.QueryDeadlockError, frappe.QueryTimeoutError)):
		return True
	code = getattr(error, "pgcode", None) or next(iter(error.args), None)
	return (isinstance(code, (str, int)) and code in _MOVED_ON) or is_taken(error)
