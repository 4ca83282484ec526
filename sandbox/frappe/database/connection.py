"""One SQLite connection of one thread: statements, transactions, savepoints, and whose errors are whose.

Used only by `Database`. Reads outside a transaction see what was last committed; the first write or
`for_update` begins an immediate transaction, which is the one write lock of the whole site. So two workers
never interleave their writes, and what waits longer than BUSY_SECONDS is a `QueryTimeoutError`.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from frappe.database import values as sql_values
from frappe.dicts import _dict
from frappe.exceptions import QueryTimeoutError
from frappe.missing import missing

BUSY_SECONDS = 20
_READS = re.compile(r"\s*(select|pragma|with|explain)\b", re.I)
_PLACE = re.compile(r"%\((\w+)\)s")
_SAVEPOINT = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")

sql_values.register()


class Callbacks:
	"""Functions to be called once, in order, at the end of a transaction."""

	def __init__(self) -> None:
		self._functions: deque[Callable[[], Any]] = deque()

	def add(self, function: Callable[[], Any]) -> None:
		self._functions.append(function)

	def run(self) -> None:
		while self._functions:
			self._functions.popleft()()

	def reset(self) -> None:
		self._functions.clear()


class Connection:
	"""Statements and transactions. Errors of the database are sqlite3's, save for lock waits."""

	db_type = "sqlite"
	OperationalError = sqlite3.OperationalError
	IntegrityError = sqlite3.IntegrityError
	DataError = sqlite3.DataError
	InternalError = sqlite3.InternalError
	ProgrammingError = sqlite3.ProgrammingError

	def __init__(self, path: str) -> None:
		self._conn = sqlite3.connect(
			path, timeout=BUSY_SECONDS, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES
		)
		# SQLite's own gives a float, where it has one.
		self._conn.create_function("MOD", 2, lambda a, b: int(math.fmod(a, b)), deterministic=True)
		self._conn.execute("PRAGMA journal_mode=WAL")
		self._conn.execute("PRAGMA synchronous=NORMAL")
		self.value_cache: dict = {}
		self.before_commit, self.after_commit = Callbacks(), Callbacks()
		self.before_rollback, self.after_rollback = Callbacks(), Callbacks()

	def execute(
		self,
		query: str,
		values: Sequence[Any] | Mapping[str, Any] = (),
		*,
		as_dict: bool = False,
		as_list: bool = False,
		pluck: bool = False,
		lock: bool = False,
		readers: Mapping[int, Callable[[Any], Any]] | None = None,
	) -> Any:
		"""Runs one statement. Rows come as tuples in a tuple, or as asked. `lock`: first the write lock.

		`readers` turn the values of columns, by their place, into what they mean.
		"""
		if lock or not _READS.match(query):
			self.begin()
		try:
			cursor = self._conn.execute(query, _bind(values))
			rows = cursor.fetchall()
		except sqlite3.Error as error:
			_raise(error)
		if readers:
			rows = [_read(row, readers) for row in rows]
		if pluck:
			return [row[0] for row in rows]
		if as_dict:
			keys = [column[0] for column in cursor.description or ()]
			return [_dict(zip(keys, row, strict=True)) for row in rows]
		return [list(row) for row in rows] if as_list else tuple(rows)

	def sql(self, query: str, values: Mapping[str, Any] | None = None, *, as_dict: bool = False) -> Any:
		"""Runs a statement that `frappe.qb` made, with its values by name ("%(name)s"); no other SQL."""
		if not isinstance(values, Mapping):
			missing("frappe.db.sql without values by name")
		query, bound = _by_name(query, values)
		return self.execute(query, bound, as_dict=as_dict)

	def begin(self) -> None:
		"""Begins a transaction that may write, unless one is open."""
		if self._conn.in_transaction:
			return
		try:
			self._conn.execute("BEGIN IMMEDIATE")
		except sqlite3.Error as error:
			_raise(error)

	def commit(self) -> None:
		"""Keeps what was written, then runs the after_commit callbacks; their errors go to the caller."""
		self.before_rollback.reset()
		self.after_rollback.reset()
		self.before_commit.run()
		if self._conn.in_transaction:
			self._conn.execute("COMMIT")
		self.after_commit.run()

	def rollback(self, *, save_point: str | None = None) -> None:
		"""Undoes everything since the last commit, or since a savepoint (which runs no callbacks)."""
		self.forget()
		if save_point:
			self._conn.execute(f"ROLLBACK TO SAVEPOINT {_checked(save_point)}")
			return
		self.before_commit.reset()
		self.after_commit.reset()
		self.before_rollback.run()
		if self._conn.in_transaction:
			self._conn.execute("ROLLBACK")
		self.after_rollback.run()

	def savepoint(self, save_point: str) -> None:
		self.begin()
		self._conn.execute(f"SAVEPOINT {_checked(save_point)}")

	def release_savepoint(self, save_point: str) -> None:
		self._conn.execute(f"RELEASE SAVEPOINT {_checked(save_point)}")

	def forget(self) -> None:
		"""Drops what was cached of the data; `Database` has something to drop."""

	def data_version(self) -> int:
		"""A number that changes when another connection has committed."""
		return self._conn.execute("PRAGMA data_version").fetchone()[0]

	def close(self) -> None:
		self._conn.close()

	@staticmethod
	def is_duplicate_entry(e: BaseException) -> bool:
		return isinstance(e, sqlite3.IntegrityError) and "UNIQUE constraint failed" in str(e)

	@classmethod
	def is_primary_key_violation(cls, e: BaseException) -> bool:
		return cls.is_duplicate_entry(e) and bool(re.search(r"failed: [^,]*\.name$", str(e)))

	@classmethod
	def is_unique_key_violation(cls, e: BaseException) -> bool:
		"""As on a real site, a clash of the primary key counts too."""
		return cls.is_duplicate_entry(e)

	@staticmethod
	def is_deadlocked(e: BaseException) -> bool:
		"""Never: the one write lock of a site can't deadlock, it can only time out."""
		return False

	@staticmethod
	def is_timedout(e: BaseException) -> bool:
		return isinstance(e, sqlite3.OperationalError) and "locked" in str(e)


def _read(row: tuple, readers: Mapping[int, Callable[[Any], Any]]) -> tuple:
	return tuple(
		readers[i](value) if i in readers and value is not None else value for i, value in enumerate(row)
	)


def _by_name(query: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
	"""SQLite's way of writing the values' places: each of a tuple has its own."""
	bound = {name: value for name, value in values.items() if not isinstance(value, tuple)}

	def place(found: re.Match[str]) -> str:
		name = found[1]
		if name in bound:
			return f":{name}"
		some = {f"{name}_{number}": value for number, value in enumerate(values[name])}
		bound.update(some)
		return f"({','.join(f':{one}' for one in some)})"

	return _PLACE.sub(place, query).replace("%%", "%"), bound


def _bind(values: Sequence[Any] | Mapping[str, Any]) -> Any:
	if isinstance(values, Mapping):
		return {key: sql_values.to_sql(value) for key, value in values.items()}
	return [sql_values.to_sql(value) for value in values]


def _checked(save_point: str) -> str:
	if not _SAVEPOINT.match(save_point):
		raise ValueError(f"Not a name for a savepoint: {save_point}")
	return save_point


def _raise(error: sqlite3.Error) -> NoReturn:
	if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
		raise QueryTimeoutError(error) from error
	if isinstance(error, sqlite3.IntegrityError) and "CHECK constraint" in str(error):
		raise sqlite3.DataError(f"Data too long or of a wrong type for a column: {error}") from error
	raise error
