"""One line of the doctor's report, and times in it as people say them."""

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


def duration(ms: int) -> str:
	"""Milliseconds in words: "0.4 s", "12 s", "5 min 3 s", "17 h 12 min", "3 d 4 h"."""
	if ms < 10_000:
		return f"{max(ms, 0) / 1000:.1f} s".replace(".0 s", " s")
	rest = ms // 1000
	parts = []
	for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
		count, rest = divmod(rest, size)
		if count or parts:
			parts.append((count, unit))
	return " ".join(f"{count} {unit}" for count, unit in parts[:2] if count)
