"""What the tests came to: counts read from pytest's JUnit file, and the table at the end.

Used by tests/run.py. Nothing here runs anything.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

#: pytest's own: nothing was collected. Not a failure of ours, as a folder may be empty.
NOTHING_COLLECTED = 5


@dataclass
class Result:
	"""One run of pytest on one host; `problem` is why it could not run, or ended without a report."""

	host: str
	versions: str = ""
	database: str = ""
	passed: int = 0
	failed: int = 0
	skipped: int = 0
	seconds: float = 0
	problem: str = ""

	@property
	def good(self) -> bool:
		return not self.failed and not self.problem


def count(result: Result, junit: Path, exit_code: int) -> Result:
	"""Fill in the counts of a run; an exit code that they don't explain becomes the problem."""
	if not junit.exists():
		result.problem = f"pytest ended with code {exit_code} before any test ran"
		return result
	suite = ElementTree.parse(junit).getroot().find("testsuite")  # noqa: S314 (our own file)
	numbers = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
	result.failed = numbers["failures"] + numbers["errors"]
	result.skipped = numbers["skipped"]
	result.passed = numbers["tests"] - result.failed - result.skipped
	if exit_code not in (0, NOTHING_COLLECTED) and not result.failed:
		result.problem = f"pytest ended with code {exit_code}"
	return result


def table(results: Iterable[Result]) -> str:
	"""Plain columns, one line per host."""
	head = ["host", "versions", "database", "passed", "failed", "skipped", "seconds"]
	rows = [head]
	for r in results:
		numbers = [str(r.passed), str(r.failed), str(r.skipped), f"{r.seconds:.0f}"]
		rows.append([r.host, r.versions or "-", r.database or "-", *numbers])
	widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
	lines = []
	for row in rows:
		cells = [
			cell.rjust(width) if column > 2 else cell.ljust(width)
			for column, (cell, width) in enumerate(zip(row, widths, strict=True))
		]
		lines.append("  ".join(cells).rstrip())
	return "\n".join(lines)


def total(results: Iterable[Result]) -> str:
	"""The last line of `make test`, for machines. A run that could not be made counts as one failure."""
	rows = list(results)
	failed = sum(r.failed + bool(r.problem) for r in rows)
	return f"{sum(r.passed for r in rows)} passed, {failed} failed, {sum(r.skipped for r in rows)} skipped"
