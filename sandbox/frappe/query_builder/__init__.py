"""`frappe.qb`: real pypika, in SQLite's dialect, with `.run()` on every query as the host adds it.

Values never stand in the statement's text; they are bound. Names stand in backticks, because SQLite takes an
unknown name in double quotes for a text.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import frappe
from frappe.database.values import to_sql
from frappe.missing import missing
from frappe.model import STANDARD_FIELDTYPES
from pypika import Case, Criterion, Field, Order, terms
from pypika.enums import Dialects
from pypika.functions import Coalesce, Max, Min, Sum
from pypika.queries import Query, QueryBuilder, Table, _SetOperation
from pypika.terms import ValueWrapper
from pypika.utils import builder, format_alias_sql

__all__ = ["Case", "Criterion", "DocType", "Field", "Order", "Table", "qb"]


class BoundValues(dict):
	"""Values of one statement, by the names they have in its text."""

	def add(self, value: Any) -> str:
		name = f"p{len(self) + 1}"
		self[name] = value
		return f":{name}"


class BoundValueWrapper(ValueWrapper):
	"""pypika's constant, bound where the whole way down passes `bound`, else written out."""

	def get_sql(self, quote_char: str | None = None, **kwargs: Any) -> str:
		bound, value = kwargs.pop("bound", None), self.value
		kwargs.setdefault("secondary_quote_char", "'")  # pypika forgets it inside functions
		if bound is not None and not isinstance(value, terms.Term) and value is not None:
			sql = bound.add(value.value if hasattr(value, "value") else value)
		else:
			plain = value if value is None or isinstance(value, terms.Term | bool) else to_sql(value)
			sql = self.get_formatted_value(plain, quote_char=quote_char, **kwargs)
		return format_alias_sql(sql, self.alias, quote_char=quote_char, **kwargs)


class SandboxQueryBuilder(QueryBuilder):
	"""A query that can be run, and asked for the rows' lock."""

	QUOTE_CHAR = "`"

	def __init__(self, **kwargs: Any) -> None:
		# SQLite takes no parentheses around the parts of a UNION.
		more = {"wrap_set_operation_queries": False, **kwargs}
		super().__init__(dialect=Dialects.SQLLITE, wrapper_cls=BoundValueWrapper, **more)
		self._locks = False

	@builder
	def for_update(self, nowait: bool = False, skip_locked: bool = False, of: tuple[str, ...] = ()) -> None:
		"""Takes the site's write lock first. Nothing is ever skipped: whoever has the lock has all rows."""
		self._locks = True

	def walk(self) -> tuple[str, dict[str, Any]]:
		return _walk(self)

	def run(
		self, *, as_dict: bool = False, as_list: bool = False, pluck: bool = False, debug: bool = False
	) -> Any:
		"""Runs it: tuple of tuples, or list of dicts, of lists, or of the first column's values."""
		readers = {i: reader for i, term in enumerate(self._selects) if (reader := _reader(term))}
		if readers and any(isinstance(term, terms.Star) for term in self._selects):
			missing("a query that selects * beside a sum, or the first or last of dates")
		return frappe.db.execute(
			*_walk(self), as_dict=as_dict, as_list=as_list, pluck=pluck, lock=self._locks, readers=readers
		)


def _reader(term: Any) -> Callable[[Any], Any] | None:
	"""What reads a computed column: SQLite tells the types of a table's own columns only."""
	if isinstance(term, Sum):
		return float
	field = term.args[0] if isinstance(term, Max | Min | Coalesce) else None
	if not isinstance(field, Field) or not field.table:
		return None
	doctype = field.table.get_table_name()[3:]
	df = frappe.get_meta(doctype).get_field(field.name)
	fieldtype = df.fieldtype if df else STANDARD_FIELDTYPES.get(field.name)
	return {"Datetime": datetime.datetime.fromisoformat, "Date": datetime.date.fromisoformat}.get(fieldtype)


def _walk(query: Any) -> tuple[str, dict[str, Any]]:
	bound = BoundValues()
	return query.get_sql(bound=bound), dict(bound)


def _run_set_operation(query: _SetOperation, **kwargs: Any) -> Any:
	return frappe.db.execute(*_walk(query), **kwargs)


terms.ValueWrapper = BoundValueWrapper
_SetOperation.run = _run_set_operation


class _Refusing(type):
	def __getattr__(cls, name: str) -> Any:
		missing(f"frappe.qb.{name}")


class qb(Query, metaclass=_Refusing):
	"""Starts queries. `DocType("FB Page")` is its table."""

	Table, Field, desc, asc = Table, Field, Order.desc, Order.asc

	@classmethod
	def _builder(cls, **kwargs: Any) -> SandboxQueryBuilder:
		return SandboxQueryBuilder(**kwargs)

	@staticmethod
	def DocType(name: str, **kwargs: Any) -> Table:
		return Table(name if name.startswith("__") else f"tab{name}", **kwargs)

	@classmethod
	def from_(cls, table: Any, *args: Any, **kwargs: Any) -> QueryBuilder:
		return super().from_(cls._table(table), *args, **kwargs)

	@classmethod
	def into(cls, table: Any, *args: Any, **kwargs: Any) -> QueryBuilder:
		return super().into(cls._table(table), *args, **kwargs)

	@classmethod
	def update(cls, table: Any, *args: Any, **kwargs: Any) -> QueryBuilder:
		return super().update(cls._table(table), *args, **kwargs)

	@classmethod
	def _table(cls, table: Any) -> Any:
		return cls.DocType(table) if isinstance(table, str) else table


def DocType(name: str, **kwargs: Any) -> Table:
	"""The table of a DocType."""
	return qb.DocType(name, **kwargs)
