"""Working beside other workers: running a transaction again when one of them was in its way.

Also the name of the error by which the host ends a job that takes too long.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

import frappe
from rq.timeouts import JobTimeoutException

from fb_care.inbound.outcome import TryAgain
from fb_care.inbound.store import is_taken

#: The time of the job is up. It comes once, anywhere; who swallows it leaves the job without a limit, so
#: `except TimeUp: raise` stands before every `except Exception` that goes on.
TimeUp = JobTimeoutException

#: How often a transaction runs when others are in its way.
TRIES = 12
#: PostgreSQL: serialization failure, deadlock, lock not available. MariaDB: record changed since last read.
_MOVED_ON = frozenset({"40001", "40P01", "55P03", 1020})
#: Longest wait before the second try, in seconds; it grows with each, and is random to let others pass.
_WAIT_S = 0.01

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
			if tries == TRIES or not is_passing(error):
				raise
			time.sleep(random.random() * _WAIT_S * (tries - 1))  # noqa: S311 - chance, not a secret
	raise AssertionError("unreachable")


def is_passing(error: Exception) -> bool:
	"""Whether running it again can help: another worker was in the way."""
	if isinstance(error, (TryAgain, frappe.QueryDeadlockError, frappe.QueryTimeoutError)):
		return True
	code = getattr(error, "pgcode", None) or next(iter(error.args), None)
	return (isinstance(code, (str, int)) and code in _MOVED_ON) or is_taken(error)
