"""Rows of CSV files as people's spreadsheets write them, and files that are harmless in spreadsheets.

A cell that a spreadsheet would take for a formula gets a "'" in front on the way out, which is taken off
again on the way in. Called by `fb_care.outbound.reply_csv`. Pure.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MAX_CHARS = 4_000_000
MAX_ROWS = 5000
DELIMITERS = ",;\t"
_BINARY = re.compile("[\0\ufffd]")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n|%]")


class CsvError(ValueError):
	"""The file can't be read from `line` (from 1) on. `reason`: empty, binary, long, rows or broken."""

	def __init__(self, reason: str, line: int = 1) -> None:
		super().__init__(f"{line}: {reason}")
		self.reason, self.line = reason, line


@dataclass(frozen=True)
class Row:
	"""One row: the line (from 1) on which it begins in the file, and its cells."""

	line: int
	cells: tuple[str, ...]


def write(rows: Iterable[Sequence[str]]) -> str:
	"""The rows as a CSV file with a mark of its encoding, so that spreadsheets read accents."""
	out = io.StringIO()
	writer = csv.writer(out, lineterminator="\r\n")
	for row in rows:
		writer.writerow([guard(cell) for cell in row])
	return "\ufeff" + out.getvalue()


def read(text: str) -> Iterator[Row]:
	"""The rows that hold anything, separated by commas, semicolons or tabs as the first line shows.

	Raises `CsvError`, possibly after rows that can be read.
	"""
	text = text.lstrip("\ufeff")
	if not text.strip():
		raise CsvError("empty")
	if len(text) > MAX_CHARS:
		raise CsvError("long")
	if strange := _BINARY.search(text):
		raise CsvError("binary", text.count("\n", 0, strange.start()) + 1)
	return _rows(text)


def _rows(text: str) -> Iterator[Row]:
	reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
	count, line = 0, 1
	while True:
		try:
			cells = next(reader, None)
		except csv.Error:
			raise CsvError("broken", line) from None
		if cells is None:
			return
		if any(unguard(cell).strip() for cell in cells):
			count += 1
			if count > MAX_ROWS:
				raise CsvError("rows", line)
			yield Row(line, tuple(unguard(cell) for cell in cells))
		line = reader.line_num + 1


def _delimiter(text: str) -> str:
	first = text.split("\n", 1)[0]
	return max(DELIMITERS, key=first.count)


def guard(cell: str) -> str:
	"""The cell so that no spreadsheet runs it."""
	return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
	"""The cell as it was before `guard`."""
	return cell[1:] if _GUARDED.match(cell) else cell
