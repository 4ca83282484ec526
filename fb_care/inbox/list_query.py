"""The statement of a page of the inbox's list, for each shape of what is asked. Called by `listing`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

import frappe
from pypika import Case, Field
from pypika.terms import ValueWrapper

from fb_care.inbound import rows
from fb_care.inbox import indexes
from fb_care.inbox.filters import Filters
from fb_care.inbox.indexes import LABELLED
from fb_care.inbox.list_conditions import Branch, Condition, after, equal, others
from fb_care.prepared import family, given, hinted

#: What a place in the list is, and its order.
PLACE = ("last_ms", "number", "name")


@dataclass(frozen=True)
class Shape:
	"""All that a statement depends on but the values it is run with."""

	branches: tuple[Branch, ...]
	#: Without values: only what is looked for at all.
	wanted: Filters
	#: The number of the DocType at the place after which the page begins; None for the first page.
	after: int | None


def read(shape: Shape, mark: Condition | None = None, **values: Any) -> Any:
	"""Time, number of the DocType, and name of up to `size` threads in the list's order; with `mark`, what it
	says of each."""
	query = hinted(marked, shape, mark) if mark else hinted(of, shape)
	return query(**values)


@family
def of(shape: Shape, is_told: bool) -> Any:
	"""The statement of a page."""
	return _list(shape, is_told)


@family
def marked(shape: Shape, mark: Condition, is_told: bool) -> Any:
	"""The statement that marks what is on the page."""
	place = _list(shape, is_told).as_("place")
	query, said = rows.quick(frappe.qb.from_(place)), rows.quick(Case())
	query.select(*(place[column] for column in PLACE))
	for number, doctype in dict.fromkeys((branch.number, branch.doctype) for branch in shape.branches):
		table = frappe.qb.DocType(doctype).as_(f"t{number}")
		query.left_join(table).on((place.number == number) & (table.name == place.name))
		said.when(place.number == number, mark(doctype, table))
	query.select(said)
	for column in PLACE:
		query.orderby(place[column], order=_way(shape.wanted))
	return query


def _list(shape: Shape, is_told: bool) -> Any:
	"""The branches together, cut once more; one that stands alone is the list already."""
	parts = [_part(branch, shape, is_told) for branch in shape.branches]
	if len(parts) == 1:
		return parts[0]
	# What meets several conditions is in several parts.
	join = "union" if len({branch.besides for branch in shape.branches}) > 1 else "union_all"
	found = reduce(lambda one, other: getattr(one, join)(other), map(_joinable, parts))
	for column in PLACE:
		found = found.orderby(Field(column), order=_way(shape.wanted))
	return found.limit(given("size"))


def _joinable(part: Any) -> Any:
	"""A query with an order and a limit as a part of a union: SQLite wants it to be a table; elsewhere each
	table would have to be made first."""
	if frappe.db.db_type != "sqlite":
		part.wrap_set_operation_queries = True
		return part
	table = part.as_("part")
	return frappe.qb.from_(table).select(*(table[column] for column in PLACE))


def _way(wanted: Filters) -> Any:
	return frappe.qb.desc if wanted.newest else frappe.qb.asc


def _part(branch: Branch, shape: Shape, is_told: bool) -> Any:
	"""The first `size` threads of a branch."""
	wanted, thread = shape.wanted, frappe.qb.DocType(branch.doctype).as_("t")
	query, listed, name = _listed(branch, wanted, thread)
	if is_told and not branch.besides:
		_name_indexes(query, LABELLED if wanted.label else branch.doctype, branch, wanted)
	at = listed.last_ms
	query.select(at.as_("last_ms"), ValueWrapper(branch.number).as_("number"), name.as_("name"))
	for column, value in equal(branch, wanted).items():
		query.where(listed[column].isnull() if value is None else listed[column] == value)
	for condition in others(branch, wanted, listed):
		query.where(condition)
	if branch.besides:
		query.where(branch.besides(branch.doctype, thread))
	query.where(after(at, name, branch.number, shape.after, wanted.newest))
	# Few windows end soon: their own index finds these, where in another's order very many would be walked.
	for column in (at + 0 if wanted.window_soon else at, name):
		query.orderby(column, order=_way(wanted))
	return query.limit(given("size"))


def _listed(branch: Branch, wanted: Filters, thread: Any) -> tuple[Any, Any, Any]:
	"""A query of the threads, the table that it lists, and their names there.

	With a label that is the index of labels, which knows all that is listed by; the threads join it where
	something else is asked of them.
	"""
	if not wanted.label:
		return rows.quick(frappe.qb.from_(thread)), thread, thread.name
	labelled = frappe.qb.DocType(LABELLED).as_("i")
	query = rows.quick(frappe.qb.from_(labelled))
	if branch.besides:
		query.join(thread).on(thread.name == labelled.thread)
	query.where((labelled.label == given("label")) & (labelled.thread_doctype == branch.doctype))
	return query, labelled, labelled.thread


def _name_indexes(query: Any, doctype: str, branch: Branch, wanted: Filters) -> None:
	"""Left to itself MariaDB walks very many entries of another index."""
	names = indexes.for_list(doctype, equal(branch, wanted), wanted.window_soon)
	if names and frappe.db.db_type == "mariadb":
		query.use_index(*names)
