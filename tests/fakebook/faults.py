"""Trouble on demand: what should go wrong, with which call, how many times.

A test says `facebook.faults.add("GET profile", code=4)`; server.py asks `take` for each call. Calls are named
"METHOD name" (see graph.ROUTES); `*` matches anything ("GET *").
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from tests.fakebook.errors import GraphError


@dataclass
class Fault:
	"""One kind of trouble. With nothing but `delay_s` the call is only slow and then answers as usual."""

	call: str
	times: int = 1
	code: int | None = None
	subcode: int | None = None
	status: int = 400
	message: str = "(#0) made up for a test"
	transient: bool = False
	#: Close the connection without an answer.
	drop: bool = False
	#: Do what was asked first, then fail: the caller can't know. With `drop` or an error.
	after_send: bool = False
	#: Hold the answer for so long (a time-out, when the caller waits less).
	delay_s: float = 0
	headers: dict[str, str] = field(default_factory=dict)
	#: An answer that is not JSON, as a proxy in between gives; with `status`.
	raw_body: str | None = None

	def error(self) -> GraphError | None:
		"""The Graph answer of this fault, where it has one."""
		if self.code is None:
			return None
		return GraphError(self.message, self.code, self.subcode, status=self.status, transient=self.transient)


class Faults:
	"""The faults waiting for their call; the first that fits is used up first."""

	def __init__(self):
		self._lock = threading.Lock()
		self._waiting: list[Fault] = []

	def add(self, call: str, **what: object) -> Fault:
		"""`call` as in "GET profile"; the rest as in Fault."""
		fault = Fault(call, **what)
		with self._lock:
			self._waiting.append(fault)
		return fault

	def take(self, call: str) -> Fault | None:
		"""The fault for this call, counted down; None when all is well."""
		with self._lock:
			for fault in self._waiting:
				if fnmatchcase(call, fault.call):
					fault.times -= 1
					if fault.times <= 0:
						self._waiting.remove(fault)
					return fault
		return None

	def clear(self) -> None:
		with self._lock:
			self._waiting.clear()
