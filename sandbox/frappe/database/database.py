"""`frappe.db`: values of documents straight from and to their tables, past all document life cycle.

What each call means, also where it surprises, is Frappe's: `get_value` orders by `modified` descending, an
`order_by` without a direction descends, `exists` on a single always answers its name.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import frappe
from frappe.database import conditions
from frappe.database.connection import Connection
from frappe.database.listing import select_term
from frappe.database.singles import Singles
from frappe.database.values import column_value
from frappe.dicts import _dict
from frappe.missing import missing
from frappe.model import STANDARD_FIELDTYPES
from frappe.utils import now, now_datetime
from pypika import Order
from pypika.functions import Count
from pypika.terms import Term

KEEP_DEFAULT = "KEEP_DEFAULT_ORDERING"


class Database(Singles, Connection):
	"""One per thread, as `frappe.db`."""

	OperationalError = sqlite3.OperationalError

	def __getattr__(self, name: str) -> Any:
		if name.startswith("__"):
			raise AttributeError(name)
		missing(f"frappe.db.{name}")

	def forget(self) -> None:
		frappe.local.document_cache.clear()

	def get_value(
		self,
		doctype: str,
		filters: Any = None,
		fieldname: Any = "name",
		ignore: Any = None,
		as_dict: bool = False,
		debug: bool = False,
		order_by: str | None = KEEP_DEFAULT,
		cache: bool = False,
		for_update: bool = False,
		*,
		pluck: bool = False,
		distinct: bool = False,
		skip_locked: bool = False,
		wait: bool = True,
	) -> Any:
		"""The value, tuple of values or dict of the first row that matches; None where none does."""
		rows = self.get_values(
			doctype, filters, fieldname, ignore, as_dict, debug, order_by,
			for_update=for_update, pluck=pluck, distinct=distinct, limit=1,
		)  # fmt: skip
		if not rows:
			return None
		row = rows[0]
		return row if pluck or as_dict or len(row) > 1 else row[0]

	def get_values(
		self,
		doctype: str,
		filters: Any = None,
		fieldname: Any = "name",
		ignore: Any = None,
		as_dict: bool = False,
		debug: bool = False,
		order_by: str | None = KEEP_DEFAULT,
		update: dict | None = None,
		cache: bool = False,
		for_update: bool = False,
		*,
		pluck: bool = False,
		distinct: bool = False,
		limit: int | None = None,
		skip_locked: bool = False,
		wait: bool = True,
	) -> Any:
		"""All rows that match. `for_update` takes the write lock before it looks."""
		if ignore and not self.table_exists(doctype):
			return None
		if (
			filters is None
			or (filters == doctype and doctype != "DocType")
			or frappe.get_meta(doctype).issingle
		):
			return self.single_values(doctype, fieldname, filters, as_dict)
		if isinstance(filters, list) and not (filters := [name for name in filters if name]):
			return {}
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.from_(table).select(*self._terms(table, doctype, fieldname))
		for criterion in conditions.plain(table, doctype, filters):
			query = query.where(criterion)
		query = self._ordered(query, doctype, None if distinct else order_by).limit(limit)
		query = query.distinct() if distinct else query
		query = query.for_update() if for_update else query
		return query.run(as_dict=as_dict or fieldname == "*", pluck=pluck)

	def _terms(self, table: Any, doctype: str, fieldname: Any) -> list[Term]:
		if isinstance(fieldname, str) and "," in fieldname:
			fieldname = [part.strip() for part in fieldname.split(",")]
		names = fieldname if isinstance(fieldname, list | tuple) else [fieldname]
		return [select_term(table, doctype, name) if isinstance(name, str) else name for name in names]

	def _ordered(self, query: Any, doctype: str, order_by: str | None) -> Any:
		if not order_by:
			return query
		for part in ("modified" if order_by == KEEP_DEFAULT else order_by).split(","):
			name, _, direction = part.strip().partition(" ")
			if name not in frappe.get_meta(doctype).columns() or direction.lower() not in ("", "asc", "desc"):
				missing(f"order_by={order_by!r} in frappe.db")
			query = query.orderby(name, order=Order.asc if direction.lower() == "asc" else Order.desc)
		return query

	def exists(self, dt: Any, dn: Any = None, cache: bool = False) -> Any:
		"""The name of a matching document, or None; a table that is not there has none."""
		if dt != "DocType" and dt == dn:
			return dn
		if isinstance(dt, dict):
			dt = dict(dt)
			dt, dn = dt.pop("doctype"), dt
		return self.get_value(dt, dn, ignore=True, order_by=None)

	def count(
		self, dt: str, filters: Any = None, debug: bool = False, cache: bool = False, distinct: bool = True
	) -> int:
		table = frappe.qb.DocType(dt)
		query = frappe.qb.from_(table).select(Count("*"))
		for criterion in conditions.plain(table, dt, filters):
			query = query.where(criterion)
		return query.run()[0][0]

	def set_value(
		self,
		dt: str,
		dn: Any,
		field: Any,
		val: Any = None,
		modified: Any = None,
		modified_by: str | None = None,
		update_modified: bool = True,
		debug: bool = False,
	) -> None:
		"""Sets columns of one document, or of all that match; no life cycle, but `modified` unless told."""
		if dn is None or dt == dn:
			if frappe.get_meta(dt).issingle:
				self.set_single_value(
					dt,
					field,
					val,
					modified=modified,
					modified_by=modified_by,
					update_modified=update_modified,
				)
			return
		changes = dict(field) if isinstance(field, dict) else {field: val}
		if update_modified:
			changes |= {"modified": modified or now(), "modified_by": modified_by or frappe.session.user}
		table = frappe.qb.DocType(dt)
		query = frappe.qb.update(table)
		for criterion in conditions.plain(table, dt, dn):
			query = query.where(criterion)
		for column, value in changes.items():
			query = query.set(table[column], column_value(self._fieldtype(dt, column), value))
		query.run()
		frappe.clear_document_cache(dt, dn if isinstance(dn, str) else None)

	def _fieldtype(self, doctype: str, column: str) -> str | None:
		meta = frappe.get_meta(doctype)
		if column not in meta.columns():
			raise self.OperationalError(f"Unknown column {column!r} of {doctype!r}")
		df = meta.get_field(column)
		return df.fieldtype if df else STANDARD_FIELDTYPES.get(column)

	def insert_row(self, doctype: str, row: dict) -> None:
		"""Inserts one row as it is (sandbox only)."""
		row = {column: column_value(self._fieldtype(doctype, column), value) for column, value in row.items()}
		table = frappe.qb.DocType(doctype)
		frappe.qb.into(table).columns(*row).insert(*row.values()).run()

	def bulk_insert(
		self,
		doctype: str,
		fields: Sequence[str],
		values: Iterable[Sequence[Any]],
		ignore_duplicates: bool = False,
		*,
		chunk_size: int = 10_000,
	) -> None:
		"""Inserts many rows as they are; `ignore_duplicates` leaves out those that clash with a key."""
		columns = ", ".join(f"`{name}`" for name in fields)
		fieldtypes = [self._fieldtype(doctype, name) for name in fields]
		verb = "INSERT OR IGNORE" if ignore_duplicates else "INSERT"
		statement = f"{verb} INTO `tab{doctype}` ({columns}) VALUES ({', '.join('?' * len(fieldtypes))})"
		for row in values:
			self.execute(statement, [column_value(t, v) for t, v in zip(fieldtypes, row, strict=True)])

	def delete(self, doctype: str, filters: Any = None, debug: bool = False, **kwargs: Any) -> Any:
		"""Deletes rows as they are: no permission check, no life cycle, no child rows."""
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.from_(table).delete()
		for criterion in conditions.plain(table, doctype, filters or kwargs.get("conditions")):
			query = query.where(criterion)
		return query.run()

	def truncate(self, doctype: str) -> None:
		self.commit()
		self.execute(f"DELETE FROM `tab{doctype}`")
		self.commit()

	def get_all(self, *args: Any, **kwargs: Any) -> Any:
		return frappe.get_all(*args, **kwargs)

	def get_list(self, *args: Any, **kwargs: Any) -> Any:
		return frappe.get_list(*args, **kwargs)

	def get_creation_count(self, doctype: str, minutes: int) -> int:
		"""How many documents were made in the last minutes."""
		table = frappe.qb.DocType(doctype)
		since = now_datetime() - timedelta(minutes=minutes)
		return frappe.qb.from_(table).select(Count(table.name)).where(table.creation >= since).run()[0][0]

	def table_exists(self, doctype: str, cached: bool = True) -> bool:
		return f"tab{doctype}" in self.tables()

	def tables(self) -> list[str]:
		"""The names of all tables (sandbox only)."""
		return self.execute("SELECT name FROM sqlite_master WHERE type = 'table'", pluck=True)

	def get_table_columns(self, doctype: str) -> list[str]:
		return [row[1] for row in self.execute(f"PRAGMA table_info(`tab{doctype}`)")]

	def has_column(self, doctype: str, column: str) -> bool:
		return column in self.get_table_columns(doctype)

	def add_index(self, doctype: str, fields: Sequence[str], index_name: str | None = None) -> None:
		"""Adds an index unless it is there; `field(10)` indexes the whole field: SQLite has no prefixes."""
		self._index("INDEX", doctype, fields, index_name or f"{'_'.join(fields)}_index")

	def has_index(self, table_name: str, index_name: str) -> bool:
		name = f"{table_name.removeprefix('tab')}-{index_name}"
		return bool(self.execute("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", (name,)))

	def add_unique(self, doctype: str, fields: Any, constraint_name: str | None = None) -> None:
		fields = [fields] if isinstance(fields, str) else fields
		self._index("UNIQUE INDEX", doctype, fields, constraint_name or f"unique_{'_'.join(fields)}")

	def _index(self, kind: str, doctype: str, fields: Sequence[str], name: str) -> None:
		plain = [re.sub(r"\s*\(\d+\)$", "", field) for field in fields]
		columns = ", ".join(f"`{field}`" for field in plain)
		name = re.sub(r"\(\d+\)", "", name)
		self.commit()
		self.execute(f"CREATE {kind} IF NOT EXISTS `{doctype}-{name}` ON `tab{doctype}` ({columns})")
		self.commit()


__all__ = ["Database", "_dict"]
