"""Which threads carry a label, each beside all that lists are made by: what a label's list is read from.

FB Thread Label has a row for each label of a thread or of its person. `live` hears of every thread that
changes; before the transaction is committed the rows of these threads are looked at, in one statement, and
what differs is written. Whoever changes a thread holds the lock of its row; who only labels the person takes
it here, so that a row says what the thread is now and whoever comes next sees the label. What two do at one
moment to a label of a thread and of its person, or to a person's labels and a thread that becomes theirs, may
stay wrong until the thread changes again, or until the daily look at all of them (`label_rebuild`).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import frappe

from fb_care import live
from fb_care.inbox import label_queries
from fb_care.inbox.label_queries import FIELDS, INDEX
from fb_care.live import THREADS, Thread

_FIELDS = ("name", *FIELDS)

#: Label, DocType and name of a thread.
Row = tuple[str, str, str]
#: Rows with what they repeat of their threads.
Rows = dict[Row, tuple[Any, ...]]


def refresh(
	threads: Iterable[Thread],
	labels: Iterable[str] = (),
	written: Iterable[Thread] = (),
	late: Iterable[Thread] = (),
) -> None:
	"""Make the rows of these threads what they must be; the caller commits. Those of `labels`, and of threads
	that were `written`, are so in any case: who may have waited for somebody else sees what was before.
	`late`: those that others may have labelled meanwhile: such rows can't be seen here, but written."""
	threads, written, late = set(threads), set(written), set(late)
	wanted, here = _look(threads)
	sure = {(label, *thread) for label in labels for thread in threads}
	differ = sure | {row for row, _values in wanted.items() ^ here.items()}
	differ |= {row for row in wanted if row[1:] in written}
	_lock({row[1:] for row in differ} | late)
	if differ:
		_write(differ, sure, wanted, here)
	for doctype in THREADS:
		if names := [name for kind, name in late if kind == doctype]:
			label_queries.repeat_all(doctype)(names=names)


def person_changed(contact: str) -> None:
	"""The labels of a person change now: all threads with them show that."""
	for doctype in THREADS:
		for name, page in frappe.get_all(doctype, {"contact": contact}, ["name", "page"], as_list=True):
			live.changed(doctype, name, page)


def renamed(label: str) -> None:
	"""What carried this label carries another now."""
	for thread in frappe.get_all(INDEX, {"label": label}, ["thread_doctype", "thread"], as_list=True):
		live.changed(*thread)


def user_renamed(doc: Any, method: str, old: str, new: str, merge: bool = False) -> None:
	"""The host has put a user's new name where the old one was linked."""
	frappe.db.set_value(INDEX, {"assigned_to": old}, "assigned_to", new, update_modified=False)


def _look(threads: set[Thread]) -> tuple[Rows, Rows]:
	"""The rows that must be, and those that are."""
	names = {doctype: [name for kind, name in threads if kind == doctype] for doctype in THREADS}
	kinds = tuple(doctype for doctype in THREADS if names[doctype])
	values = {label_queries.key(doctype): names[doctype] for doctype in kinds}
	wanted: Rows = {}
	here: Rows = {}
	for is_here, label, doctype, thread, *repeated in label_queries.look(kinds)(**values) if kinds else ():
		(here if is_here else wanted)[label, doctype, thread] = tuple(repeated)
	return wanted, here


def _write(differ: set[Row], sure: set[Row], wanted: Rows, here: Rows) -> None:
	kept = differ & wanted.keys()
	if gone := sorted(map(_name, differ - kept)):
		frappe.db.delete(INDEX, {"name": ["in", gone]})
	if new := [(_name(row), *row, *wanted[row]) for row in sorted(kept) if row in sure or row not in here]:
		frappe.db.bulk_insert(INDEX, _FIELDS, new, ignore_duplicates=True)
	_repeat(kept)


def _name(row: Row) -> str:
	"""The name of a row: one for each thread and label."""
	return blake2b("\0".join(row).encode(), digest_size=16).hexdigest()


def _lock(threads: set[Thread]) -> None:
	"""By writing what is there: PostgreSQL, too, then lets nobody go on with what he saw before.

	Always before the rows of the index, so that no two wait for each other.
	"""
	for doctype in THREADS:
		names = [name for kind, name in threads if kind == doctype]
		if names:
			table = frappe.qb.DocType(doctype)
			frappe.qb.update(table).set(table.last_ms, table.last_ms).where(table.name.isin(names)).run()


def _repeat(kept: set[Row]) -> None:
	"""Write into these rows what their threads are, as that is now for everybody."""
	for doctype in {row[1] for row in kept}:
		label_queries.repeat(doctype)(names=[_name(row) for row in kept if row[1] == doctype])
