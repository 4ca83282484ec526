"""Looking for words in the database: where MariaDB, PostgreSQL and SQLite differ, and their indexes.

MariaDB: FULLTEXT in boolean mode; words that its index leaves out (too short, too common) are looked for by
LIKE besides. PostgreSQL: GIN over to_tsvector('simple', ...). SQLite, in the sandbox: LIKE. Words hold
letters, digits and "_" only (`inbox.words`), so that nothing in them is an operator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from pypika import Criterion, terms

from fb_care.inbox.words import Words, patterns
from fb_care.prepared import given

#: InnoDB's index has no shorter words, and none of these.
SHORTEST = 3
_LEFT_OUT = frozenset(
	"a about an are as at be by com de en for from how i in is it la of on or that the this to was what when"
	" where who will with und the www".split()
)


@dataclass(frozen=True)
class Form:
	"""What a statement that looks for words depends on; the words themselves are `given` (`values`)."""

	engine: str
	#: So many words, of which the index does not know these, by number.
	words: int
	unknown: tuple[int, ...]
	#: Signs alone, which are looked for as if they were one word that no index knows.
	is_literal: bool = False

	@property
	def is_indexed(self) -> bool:
		"""Whether an index knows any of them; else all rows had to be read."""
		return len(self.unknown) < self.words


def form(words: Words) -> Form:
	"""The form of the statements that look for these words in this site's database."""
	several = words.words
	if not several:
		return Form(frappe.db.db_type, 1, (0,), is_literal=True)
	return Form(frappe.db.db_type, len(several), tuple(_unknown(several)))


def values(words: Words) -> dict[str, str]:
	"""What `condition`, `like` and `kept` are given."""
	pieces = words.words or (words.literal.replace("\\", "").replace("%", ""),)
	found = {f"piece_{number}": f"%{piece}%" for number, piece in enumerate(pieces)}
	if words.words:
		found |= {f"word_{number}": pattern for number, pattern in enumerate(patterns(words))}
	return {**found, "indexed": _indexed(words.words) if words.words else ""}


def _unknown(words: Sequence[str]) -> list[int]:
	"""Which words the index leaves out. Of the last, which may be the beginning of others, it has those."""
	if frappe.db.db_type != "mariadb":
		return []
	last = len(words) - 1
	return [
		number
		for number, word in enumerate(words)
		if len(word) < SHORTEST or (number != last and word in _LEFT_OUT)
	]


def _indexed(words: Sequence[str]) -> str:
	"""The words that the index knows, as its database wants them written."""
	*whole, last = words
	if frappe.db.db_type == "postgres":
		return " & ".join([*whole, f"{last}:*"])
	unknown = _unknown(words)
	return " ".join(f"+{word}" for number, word in enumerate([*whole, f"{last}*"]) if number not in unknown)


class _Search(terms.Criterion):
	"""The condition that these columns of a table hold the words, by the index that `index` made."""

	def __init__(self, columns: Sequence[Any], engine: str) -> None:
		super().__init__()
		self.columns, self.engine = list(columns), engine

	def nodes_(self) -> Iterator[Any]:
		yield self
		for column in self.columns:
			yield from column.nodes_()

	def get_sql(self, **kwargs: Any) -> str:
		kwargs.pop("with_alias", None)
		columns, words = [column.get_sql(**kwargs) for column in self.columns], given("indexed").get_sql()
		if self.engine == "postgres":
			return f"{_vector(columns)} @@ to_tsquery('simple'::regconfig, {words})"
		return f"MATCH({','.join(columns)}) AGAINST ({words} IN BOOLEAN MODE)"


def condition(columns: Sequence[Any], form: Form) -> Any:
	"""That these columns hold the words, by an index that knows at least one (`Form.is_indexed`)."""
	if form.engine == "sqlite":
		return like(columns, form)
	found = _Search(columns, form.engine)
	return found & _like_all(columns, form.unknown) if form.unknown else found


def like(columns: Sequence[Any], form: Form) -> Any:
	"""That one of these columns holds all the words, wherever in it; reads every row it is asked about."""
	return _like_all(columns, range(form.words))


def _like_all(columns: Sequence[Any], numbers: Sequence[int]) -> Any:
	return Criterion.any(
		Criterion.all(_like(column, given(f"piece_{number}")) for number in numbers) for column in columns
	)


def kept(column: Any, form: Form) -> Any:
	"""That this column, in which words are kept (`words.kept`), has all of them."""
	return Criterion.all(column.like(given(f"word_{number}")) for number in range(form.words))


def index(doctype: str, name: str, columns: Sequence[str]) -> None:
	"""Make the index that `condition` needs, unless it is there. Commits."""
	table = f"tab{doctype}"
	if frappe.db.db_type == "postgres":
		vector = _vector([f'"{column}"' for column in columns])
		frappe.db.sql_ddl(f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" USING gin ({vector})')
	elif frappe.db.db_type == "mariadb" and not frappe.db.has_index(table, name):
		named = ", ".join(f"`{column}`" for column in columns)
		frappe.db.sql_ddl(f"ALTER TABLE `{table}` ADD FULLTEXT INDEX `{name}` ({named})")


def _like(column: Any, pattern: Any) -> Any:
	return column.ilike(pattern) if frappe.db.db_type == "postgres" else column.like(pattern)


def _vector(columns: Sequence[str]) -> str:
	joined = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
	return f"to_tsvector('simple'::regconfig, {joined})"
