"""`frappe.get_all` and `frappe.get_list`: fields, filters, permissions, order and limit in one query."""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import permissions
from frappe.database import conditions
from frappe.missing import missing
from frappe.model import OPTIONAL_FIELDS
from frappe.model.meta import site_descriptions
from pypika import Order
from pypika.functions import Avg, Count, Max, Min, Sum
from pypika.queries import Table
from pypika.terms import Criterion, LiteralValue, Term

KEEP_DEFAULT = "KEEP_DEFAULT_ORDERING"
_FUNCTIONS = {"count": Count, "sum": Sum, "min": Min, "max": Max, "avg": Avg}
_FUNCTION = re.compile(r"^(\w+)\(\s*(distinct\s+)?([`\w. ]+|\*)\s*\)(?:\s+as\s+`?(\w+)`?)?$", re.I)
_COLUMN = re.compile(r"^(?:`tab([^`]+)`\.)?`?(\w+|\*)`?(?:\s+as\s+`?(\w+)`?)?$", re.I)
_ORDER = re.compile(r"^(?:`tab[^`]+`\.)?`?(\w+)`?(?:\s+(asc|desc))?$", re.I)


def select_term(table: Table, doctype: str, field: str) -> Term:
	"""One selected field: a column, `*`, or an aggregate such as "count(name) as n"."""
	if match := _FUNCTION.match(field.strip()):
		name, distinct, column, alias = match.groups()
		if name.lower() not in _FUNCTIONS:
			missing(f"the SQL function in the field {field!r}")
		term = _FUNCTIONS[name.lower()](column if column == "*" else _column(table, doctype, column))
		term = term.distinct() if distinct else term
		return term.as_(alias or re.sub(r"\s+as\s.*", "", field.strip()))
	if not (match := _COLUMN.match(field.strip())) or match[1] not in (None, doctype):
		missing(f"the field {field!r} in a list of {doctype}")
	if match[2] == "*":
		return table.star
	column = _column(table, doctype, match[2])
	return column.as_(match[3]) if match[3] else column


def _column(table: Table, doctype: str, name: str) -> Term:
	name = name.strip().replace(f"`tab{doctype}`.", "").strip("`")
	if name not in frappe.get_meta(doctype).columns():
		raise frappe.db.OperationalError(f"Unknown column {name!r} of {doctype!r}")
	return table[name]


def listing(
	doctype: str,
	fields: Any = None,
	filters: Any = None,
	or_filters: Any = None,
	*,
	group_by: str | None = None,
	order_by: str | None = KEEP_DEFAULT,
	limit_start: int | None = None,
	limit_page_length: int | None = None,
	as_list: bool = False,
	debug: bool = False,
	ignore_permissions: bool = False,
	user: str | None = None,
	distinct: bool = False,
	start: int | None = None,
	page_length: int | None = None,
	limit: int | None = None,
	pluck: str | None = None,
	parent_doctype: str | None = None,
	**refused: Any,
) -> Any:
	"""Rows of a DocType. Raises PermissionError where the user may not read it at all."""
	if refused:
		missing(f"frappe.get_list({next(iter(refused))}=...)")
	if doctype not in site_descriptions():
		raise frappe.db.ProgrammingError(f"Table 'tab{doctype}' doesn't exist")
	names, filters = _fields_and_filters(fields, filters, pluck)
	_refuse_dropped(doctype, names)
	if not ignore_permissions:
		frappe.has_permission(doctype, "read", user=user, throw=True, parent_doctype=parent_doctype)
		names = _readable(doctype, names, user)
	if not names:
		return []
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(select_term(table, doctype, name) for name in names))
	query = query.where(Criterion.all(_criteria(table, doctype, filters)))
	query = query.where(Criterion.any(_criteria(table, doctype, or_filters)))
	if not ignore_permissions:
		for condition in permissions.match_conditions(doctype, user):
			query = query.where(LiteralValue(f"({condition})") if isinstance(condition, str) else condition)
	query = _grouped(query, table, doctype, group_by)
	query = query.distinct() if distinct else _ordered(query, doctype, names, group_by, order_by)
	if length := limit or page_length or limit_page_length:
		query = query.limit(int(length)).offset(int(start or limit_start or 0))
	return [row[pluck] for row in query.run(as_dict=True)] if pluck else query.run(as_dict=not as_list)


def _fields_and_filters(fields: Any, filters: Any, pluck: str | None) -> tuple[list[str], Any]:
	"""The names of the fields, and the filters; the two may be given in each other's place."""
	if isinstance(fields, dict) or (isinstance(fields, list) and fields and isinstance(fields[0], list)):
		fields, filters = filters, fields
	if isinstance(fields, str):
		fields = [part.strip() for part in fields.split(",")]
	fields = [field for field in fields or [] if field] or [pluck or "name"]
	if not all(isinstance(field, str) for field in fields):
		missing("fields that are no texts in a list")
	return list(fields), filters


def _refuse_dropped(doctype: str, names: list[str]) -> None:
	"""A real site leaves out, in silence, columns that have such a part in their name."""
	lacking = {*OPTIONAL_FIELDS, "_seen"} - frappe.get_meta(doctype).columns()
	for name in names:
		if any(part in name for part in lacking):
			missing(f"the field {name!r} in a list, which a real site drops")


def _readable(doctype: str, names: list[str], user: str | None) -> list[str]:
	"""The fields without those whose level the user does not reach; they are left out, not refused."""
	reach = permissions.readable_columns(doctype, user)
	if hidden := frappe.get_meta(doctype).columns() - reach:
		names = [name for name in names if not hidden & set(re.findall(r"\w+", name))]
		if "*" in names:
			names[names.index("*") : names.index("*") + 1] = sorted(reach)
	return names


def _criteria(table: Table, doctype: str, filters: Any) -> list[Criterion]:
	if isinstance(filters, str):
		missing("filters as a text in frappe.get_list")
	criteria = []
	for owner, fieldname, op, value in conditions.filter_rows(doctype, filters):
		if owner == doctype:
			criteria.append(conditions.coalesced(table, doctype, fieldname, op, value))
			continue
		child = frappe.qb.DocType(owner)
		rows = frappe.qb.from_(child).select(child.parent).where(child.parenttype == doctype)
		criteria.append(table.name.isin(rows.where(conditions.coalesced(child, owner, fieldname, op, value))))
	return criteria


def _grouped(query: Any, table: Table, doctype: str, group_by: str | None) -> Any:
	for name in (group_by or "").split(","):
		if name.strip():
			query = query.groupby(_column(table, doctype, name))
	return query


def _ordered(query: Any, doctype: str, names: list[str], group_by: str | None, order_by: str | None) -> Any:
	if order_by == KEEP_DEFAULT:
		if len(names) == 1 and _FUNCTION.match(names[0]) and not group_by:
			return query
		meta = frappe.get_meta(doctype)
		order_by = f"{meta.sort_field or 'modified'} {meta.sort_order or 'desc'}"
	for part in (order_by or "").split(","):
		if not part.strip():
			continue
		if not (match := _ORDER.match(part.strip())):
			missing(f"order_by={order_by!r}")
		known = frappe.get_meta(doctype).columns() | {name.rpartition(" as ")[2] for name in names}
		if match[1] not in known:
			raise frappe.db.OperationalError(f"Unknown column {match[1]!r} in the order of {doctype!r}")
		direction = Order.desc if (match[2] or "asc").lower() == "desc" else Order.asc
		query = query.orderby(LiteralValue(f"`{match[1]}`"), order=direction)
	return query
