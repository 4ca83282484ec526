"""Queries of one shape that run again and again: their SQL is made once, then run with values.

pypika takes longer to put such a query together than the database to answer it. What is prepared is still a
query of `frappe.qb`, so that it is right on each kind of database; only its values come later.

    @prepared
    def _people() -> Any:
        contact = frappe.qb.DocType("FB Contact")
        return frappe.qb.from_(contact).select(contact.name).where(contact.person.isin(given("people")))

    _people(people=["p1", "p2"], as_dict=True)

    @family
    def _named(doctype: str) -> Any: ...

    _named("FB Page")(name="1")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from typing import Any

import frappe
from pypika.terms import Parameter

#: Of the statement itself, not of a value's place in it.
_A_PERCENT = re.compile(r"%(?!\(\w+\)s)")
#: What MariaDB says of an index that it is told and hasn't.
_NO_SUCH_INDEX = 1176
#: Of one family so many queries are kept: the longest, of thirty pages and three states each, has 60 kB.
MOST_KEPT = 200


class Prepared:
	"""A query that `build` makes, once for each kind of database. Its shape may depend on nothing else."""

	def __init__(self, build: Callable[[], Any]) -> None:
		self.build = build
		self._sql: dict[str, str] = {}
		self.__doc__ = build.__doc__

	@property
	def sql(self) -> str:
		"""The statement, with "%(name)s" for each value that is `given`."""
		kind = frappe.db.db_type
		if kind not in self._sql:
			self._sql[kind] = _A_PERCENT.sub("%%", self.build().get_sql())
		return self._sql[kind]

	def __call__(self, *, as_dict: bool = False, **values: Any) -> Any:
		"""The rows, as tuples or as dicts. A list stands for `IN (...)`; an empty one holds nothing."""
		return frappe.db.sql(self.sql, _bound(values), as_dict=as_dict)


def prepared(build: Callable[[], Any]) -> Prepared:
	"""Decorates a function without arguments that makes a query."""
	return Prepared(build)


def family(build: Callable[..., Any]) -> Callable[..., Prepared]:
	"""Decorates a function that makes a query of another shape for each arguments, and of nothing else."""

	@lru_cache(maxsize=MOST_KEPT)
	def of(*shape: Hashable) -> Prepared:
		return Prepared(partial(build, *shape))

	return of


def hinted(make: Callable[..., Prepared], *shape: Hashable) -> Callable[..., Any]:
	"""Runs a query of a family whose last argument says whether MariaDB is told which indexes to use: without
	that where one of these is missing, as before a migration."""

	def run(**values: Any) -> Any:
		try:
			return make(*shape, True)(**values)
		except frappe.db.OperationalError as error:
			if error.args[:1] != (_NO_SUCH_INDEX,):
				raise
			return make(*shape, False)(**values)

	return run


def given(name: str) -> Parameter:
	"""A value that the query is run with."""
	return Parameter(f"%({name})s")


def run(query: Any, *, as_dict: bool = False, **values: Any) -> Any:
	"""A query that runs once, where some of its values are `given`: many names as one, for pypika is slow."""
	sql, bound = query.walk()
	return frappe.db.sql(sql, {**bound, **_bound(values)}, as_dict=as_dict)


def _bound(values: dict[str, Any]) -> dict[str, Any]:
	several = {name: tuple(value) or (None,) for name, value in values.items() if _is_list(value)}
	return {**values, **several}


def _is_list(value: Any) -> bool:
	return isinstance(value, list | tuple | set)
