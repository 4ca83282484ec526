"""One line of the doctor's report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
	"""`level` OK, WARN or FAIL; `what` was looked at; `found`; `action`: what to do, "" when nothing."""

	level: str
	what: str
	found: str
	action: str = ""

	def __str__(self) -> str:
		text = f"{self.level:<4}  {self.what}: {self.found}"
		return f"{text}\n      -> {self.action}" if self.action else text


def ok(what: str, found: str) -> Line:
	return Line("OK", what, found)


def warn(what: str, found: str, action: str) -> Line:
	return Line("WARN", what, found, action)


def fail(what: str, found: str, action: str) -> Line:
	return Line("FAIL", what, found, action)
