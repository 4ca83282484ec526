"""Making the index of labels anew (`label_index`): for what was here before it, or to put it right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe

from fb_care.inbox.label_index import refresh
from fb_care.inbox.label_queries import CONTACT, INDEX, LABELS
from fb_care.live import THREADS, Thread
from fb_care.prepared import Prepared, given, prepared

#: Rows that are read at once.
BATCH = 1000


def rebuild() -> None:
	"""Look at every thread that carries a label, or is said to. May run beside others; commits."""
	for threads in _labelled():
		refresh(threads)
		frappe.db.commit()


def _labelled() -> Iterator[set[Thread]]:
	"""All threads that carry a label, by themselves or by their person, and all in the index, in batches."""
	for found in _walk(_rows_of_labels):
		yield {(kind, name) for _row, kind, name in found if kind in THREADS}
		people = [name for _row, kind, name in found if kind == CONTACT]
		for doctype in THREADS if people else ():
			mine = frappe.get_all(doctype, {"contact": ["in", people]}, pluck="name")
			yield {(doctype, name) for name in mine}
	for found in _walk(_rows_of_index):
		yield {(kind, name) for _row, kind, name in found}


def _walk(read: Prepared) -> Iterator[Any]:
	"""The rows of a table in the order of their names."""
	after = ""
	while found := read(after=after):
		yield found
		after = found[-1][0]


@prepared
def _rows_of_labels() -> Any:
	row = frappe.qb.DocType(LABELS)
	query = frappe.qb.from_(row).select(row.name, row.parenttype, row.parent)
	return query.where(row.name > given("after")).orderby(row.name).limit(BATCH)


@prepared
def _rows_of_index() -> Any:
	row = frappe.qb.DocType(INDEX)
	query = frappe.qb.from_(row).select(row.name, row.thread_doctype, row.thread)
	return query.where(row.name > given("after")).orderby(row.name).limit(BATCH)
