"""The statements that the index of labels (`label_index`) looks at its rows with, and writes them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce
from pypika.terms import NullValue, ValueWrapper

from fb_care.inbox.indexes import LABELLED, OF_ONE, REPEATED
from fb_care.prepared import family, given

INDEX, LABELS, CONTACT = LABELLED, "FB Label Row", "FB Contact"
#: What a row says. Its name comes of the first three.
FIELDS = ("label", "thread_doctype", "thread", *REPEATED)
#: What is never NULL.
_FLAGS = frozenset({"has_unread", "from_ad", "follow_up"})


@family
def look(kinds: tuple[str, ...]) -> Any:
	"""The rows of threads of these DocTypes by name (`key`: names) as they are (1) and must be (0)."""
	# First the index: there each column has a type.
	parts = [part for doctype in kinds for part in (_index(doctype), *_truth(doctype))]
	return reduce(lambda one, other: one.union_all(other), parts)


def _truth(doctype: str) -> Iterator[Any]:
	"""The labels of threads, and those of their persons."""
	for number, holder in enumerate((doctype, CONTACT)):
		thread = frappe.qb.DocType(doctype).as_("t")
		label = frappe.qb.DocType(LABELS).as_("l")
		carries = (label.parenttype == holder) & (label.parent == (thread.contact if number else thread.name))
		query = frappe.qb.from_(thread).join(label).on(carries)
		query = query.select(ValueWrapper(0).as_("is_here"), label.label, ValueWrapper(doctype).as_("kind"))
		repeated = (thread[field] if _has(doctype, field) else NullValue() for field in REPEATED)
		query = query.select(thread.name, *repeated)
		yield query.where(thread.name.isin(given(key(doctype))))


def _index(doctype: str) -> Any:
	row = frappe.qb.DocType(INDEX)
	query = frappe.qb.from_(row).select(ValueWrapper(1), *(row[field] for field in FIELDS))
	return query.where(row.thread.isin(given(key(doctype))) & (row.thread_doctype == doctype))


def _has(doctype: str, field: str) -> bool:
	"""Whether such threads have this field; it stays empty in the rows of others."""
	return OF_ONE.get(field, doctype) == doctype


@family
def repeat(doctype: str) -> Any:
	"""Writes into rows by name (`names`) what threads of this DocType are."""
	row = frappe.qb.DocType(INDEX)
	return _repeating(doctype, row).where(row.name.isin(given("names")))


@family
def repeat_all(doctype: str) -> Any:
	"""The same into all rows of threads (`names`), whether they can be seen or not: a write finds each."""
	row = frappe.qb.DocType(INDEX)
	mine = row.thread.isin(given("names")) & (row.thread_doctype == doctype)
	return _repeating(doctype, row).where(mine)


def _repeating(doctype: str, row: Any) -> Any:
	query, thread = frappe.qb.update(row), frappe.qb.DocType(doctype).as_("t")
	for field in REPEATED:
		value = frappe.qb.from_(thread).select(thread[field]).where(thread.name == row.thread)
		# The thread may be gone by now: without a state it is in no list.
		now = Coalesce(value, 0 if field in _FLAGS else None)
		query = query.set(row[field], now if _has(doctype, field) else None)
	return query


def key(doctype: str) -> str:
	"""What the names of such threads are given as."""
	return frappe.scrub(doctype)
