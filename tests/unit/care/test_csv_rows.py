"""CSV files: what comes in from spreadsheets, and what goes out without formulas."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fb_care.care import csv_rows
from fb_care.care.csv_rows import CsvError, Row


def rows(text: str) -> list[Row]:
	return list(csv_rows.read(text))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separators_of_spreadsheets(separator):
	text = f"\ufefftitle{separator}text\r\nA{separator}b\r\n"
	assert rows(text) == [Row(1, ("title", "text")), Row(2, ("A", "b"))]


def test_lines_are_those_of_the_file():
	text = 'title,text\n\nA,"one\ntwo"\n,\nB,b\n'
	assert [(row.line, row.cells[0]) for row in rows(text)] == [(1, "title"), (3, "A"), (6, "B")]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "|x", "%x", "'=1", "''=1"])
def test_no_cell_goes_out_as_a_formula(cell):
	written = csv_rows.write([["title", "text"], [cell, ""]])
	assert rows(written)[1].cells[0] == cell
	assert written.split("\r\n", 1)[1].lstrip('"').startswith("'")


@pytest.mark.parametrize(
	("text", "reason", "line"),
	[
		("", "empty", 1),
		("\ufeff \n", "empty", 1),
		("a,b\n\x00", "binary", 2),
		("PK\x03\x04\ufffd", "binary", 1),
		('a,b\nc,"d', "broken", 2),
		('a,b\nc,"d"e', "broken", 2),
		("a\n" * 5001, "rows", 5001),
		("x" * 4_000_001, "long", 1),
		('a\n"' + "x" * 200_000 + '"', "broken", 2),
	],
)
def test_what_is_no_csv_file(text, reason, line):
	with pytest.raises(CsvError) as refused:
		rows(text)
	assert (refused.value.reason, refused.value.line) == (reason, line)


CELLS = st.text(st.characters(exclude_characters="\0\ufffd\ufeff", codec="utf-8"), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
@example([["", "\n"]])
def test_what_goes_out_comes_in_again(table):
	table = [["title", "text"], *table]
	kept = [tuple(row) for row in table if any(cell.strip() for cell in row)]
	assert [row.cells for row in rows(csv_rows.write(table))] == kept


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
	try:
		assert all(row.line >= 1 for row in rows(text))
	except CsvError as refused:
		assert refused.reason in ("empty", "binary", "long", "rows", "broken")
