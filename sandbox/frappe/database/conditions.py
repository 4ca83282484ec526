"""Filters of `frappe.get_all` and of `frappe.db.*` as pypika conditions.

The two differ on a real site, and so here: `frappe.db.get_value(..., {"x": ["!=", "a"]})` compares plainly,
so that an empty column matches nothing; `frappe.get_all` takes an empty column for '' or 0 first.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe.database.values import column_value
from frappe.missing import missing
from frappe.model import STANDARD_FIELDTYPES
from frappe.utils import cstr, flt, get_datetime, getdate
from pypika.functions import Coalesce
from pypika.queries import Table
from pypika.terms import Criterion, Field

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
	"=": operator.eq,
	"!=": operator.ne,
	"<": operator.lt,
	">": operator.gt,
	"<=": operator.le,
	">=": operator.ge,
	"like": lambda field, value: field.like(value),
	"not like": lambda field, value: field.not_like(value),
	"in": lambda field, value: field.isin(value),
	"not in": lambda field, value: field.notin(value),
	"between": lambda field, value: field[value[0] : value[1]],
}
_NUMBERS = ("Check", "Float", "Int", "Currency", "Percent")
_EMPTY_DATE = {"Date": "0001-01-01", "Datetime": "0001-01-01 00:00:00.000000"}


def filter_rows(doctype: str, filters: Any) -> Iterable[tuple[str, str, str, Any]]:
	"""Filters of any accepted shape, as (doctype, fieldname, operator, value)."""
	if isinstance(filters, dict):
		filters = [
			[key, *(value if isinstance(value, list | tuple) else ("=", value))]
			for key, value in filters.items()
		]
	for row in filters or []:
		if isinstance(row, dict):
			yield from filter_rows(doctype, row)
		elif isinstance(row, list | tuple) and len(row) == 3:
			yield doctype, row[0], row[1] or "=", row[2]
		elif isinstance(row, list | tuple) and len(row) == 4:
			yield row[0] or doctype, row[1], row[2] or "=", row[3]
		else:
			frappe.throw(f"Filter must have 4 values (doctype, fieldname, operator, value): {row}")


def check(doctype: str, fieldname: str, op: str) -> str | None:
	"""The field's type. Refuses what is an error on a real site too, and what the sandbox can't do."""
	if op.lower() not in (*_COMPARE, "is"):
		if op.lower() in ("timespan", "previous", "next") or "of" in op.lower().split():
			missing(f"the filter operator {op!r}")
		frappe.throw(f"Operator must be one of {', '.join((*_COMPARE, 'is'))}, not {op!r}")
	if doctype.startswith("__"):
		return "Data"
	meta = frappe.get_meta(doctype)
	if fieldname in STANDARD_FIELDTYPES and fieldname in meta.columns():
		return STANDARD_FIELDTYPES[fieldname]
	if fieldname not in meta.columns():
		raise frappe.db.OperationalError(f"Unknown column {fieldname!r} in the filters of {doctype!r}")
	return meta.get_field(fieldname).fieldtype


def plain(table: Table, doctype: str, filters: Any) -> list[Criterion]:
	"""Conditions as `frappe.db.get_value` and its kin mean them."""
	if isinstance(filters, str | int):
		filters = {"name": str(filters)}
	elif isinstance(filters, list | tuple) and filters and all(isinstance(d, str | int) for d in filters):
		filters = {"name": ("in", filters)}
	return [_plain(table, *row) for row in filter_rows(doctype, filters)]


def _plain(table: Table, doctype: str, fieldname: str, op: str, value: Any) -> Criterion:
	if table.get_table_name() not in (doctype, f"tab{doctype}"):
		missing(f"a filter on {doctype} inside another DocType's frappe.db call")
	fieldtype, op, field = check(doctype, fieldname, op), op.lower(), table[fieldname]
	if op == "is":
		return field.isnotnull() if str(value).lower() == "set" else field.isnull()
	if value is None:
		return field.isnull()
	if isinstance(value, list | tuple | set):
		return _COMPARE[op](field, [column_value(fieldtype, v) for v in value] or [""])
	if op in ("in", "not in"):
		return _COMPARE[op](field, str(value).split(","))
	return _COMPARE[op](field, column_value(fieldtype, value))


def coalesced(table: Table, doctype: str, fieldname: str, op: str, value: Any) -> Criterion:
	"""One condition as `frappe.get_all` and `frappe.get_list` mean it."""
	fieldtype, op, field = check(doctype, fieldname, op), op.lower(), table[fieldname]
	if value is None:
		missing(f'frappe.get_all with {{"{fieldname}": None}}, which matches nothing on a real site')
	nullable = fieldname not in ("name", "modified", "creation") and fieldtype not in _NUMBERS
	if op == "is":
		if value == "set":
			return field != ""
		return Coalesce(field, "") == "" if fieldname != "name" else field == ""
	if op in ("in", "not in"):
		return _among(field, op, value)
	return _compare(field, fieldtype, op, value, nullable)


def _among(field: Field, op: str, value: Any) -> Criterion:
	"""In, or not in, where an empty column counts as ''."""
	items = value.split(",") if isinstance(value, str) else list(value or [])
	texts = [cstr(v).strip() for v in items] or [""]
	found = _COMPARE[op](field, texts)
	empty_counts = ("" in texts) == (op == "in")
	return (found | field.isnull()) if empty_counts else found


def _compare(field: Field, fieldtype: str | None, op: str, value: Any, nullable: bool) -> Criterion:
	value, fallback = _operand(fieldtype, op, value)
	if fieldtype in _EMPTY_DATE and op in (">", ">=", "between"):
		nullable = False
	if nullable and not (value and op in ("=", "like")):
		return _COMPARE[op](Coalesce(field, fallback), value)
	return _COMPARE[op](field, value)


def _operand(fieldtype: str | None, op: str, value: Any) -> tuple[Any, Any]:
	"""The value to compare with, and what an empty column counts as."""
	if op == "between":
		if fieldtype not in _EMPTY_DATE:
			missing("frappe.get_all with 'between' on a field that holds no date")
		return _range(fieldtype, value), _EMPTY_DATE.get(fieldtype or "", "")
	if fieldtype in _EMPTY_DATE:
		empty = _EMPTY_DATE[fieldtype]
		if not value:
			return empty, empty
		return column_value(fieldtype, getdate(value) if fieldtype == "Date" else get_datetime(value)), empty
	if op in ("like", "not like") or (isinstance(value, str) and fieldtype not in _NUMBERS):
		return "" if value is None else value, ""
	if op == "=" and fieldtype in ("Link", "Data", "name"):
		return value or "", ""
	if value and fieldtype not in (*_NUMBERS, "Long Int"):
		missing(f"frappe.get_all comparing a {fieldtype} with a number")
	return flt(value), 0


def _range(fieldtype: str | None, value: Any) -> tuple[Any, Any]:
	"""Both ends; a date alone as the end of a Datetime range means the end of that day."""
	if not isinstance(value, list | tuple) or len(value) != 2:
		missing("a 'between' filter without two values")
	if fieldtype == "Date":
		return tuple(column_value("Date", getdate(v)) for v in value)
	start, end = get_datetime(value[0]), get_datetime(value[1])
	if len(str(value[1])) <= 10:
		end = end.replace(hour=23, minute=59, second=59, microsecond=999999)
	return column_value("Datetime", start), column_value("Datetime", end)
