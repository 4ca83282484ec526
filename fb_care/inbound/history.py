"""The history of a message or comment: what was changed when, in Meta's order whatever order it came in.

Works on the child tables `changes` and `reactions`; the caller holds the thread's lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe

from fb_care.inbound import rows
from fb_care.times import site_datetime

DOCTYPE = "FB Change"
_FIELDS = ("name", "kind", "at_ms", "num_edit", "old_text", "user", "confirmed")
Parent = tuple[str, str]


@dataclass(frozen=True)
class Change:
	"""One change. `order` is Meta's number of an edit, 0 where it gives none.

	`user`: who did it from here; `confirmed`: Facebook has reported it.
	"""

	kind: str
	at_ms: int
	order: int = 0
	actor: str = ""
	text: str = ""
	user: str = ""
	confirmed: bool = True


def of(parent: Parent) -> list[Any]:
	"""The history of `parent` (DocType, name), oldest first."""
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(table).select(*(table[field] for field in _FIELDS))
	found = query.where((table.parent == parent[1]) & (table.parenttype == parent[0])).run(as_dict=True)
	return sorted(found, key=_place)


def add(parent: Parent, change: Change, old_text: str = "") -> None:
	"""Add `change`; the rows are numbered in Meta's order."""
	values = {
		"kind": change.kind,
		"at_ms": change.at_ms,
		"at": site_datetime(change.at_ms),
		"actor": change.actor,
		"user": change.user or None,
		"confirmed": int(change.confirmed),
		"num_edit": change.order,
		"old_text": old_text,
	}
	append(DOCTYPE, (*parent, "changes"), values)
	for idx, row in enumerate(of(parent), start=1):
		frappe.db.set_value(DOCTYPE, row.name, "idx", idx, update_modified=False)


def add_edit(parent: Parent, text: str, gone: bool, change: Change) -> dict[str, Any]:
	"""Add an edit to a history. `text` is what is shown now, `gone` that it may be shown no more.

	Returns what changes in the message or comment; {} when the edit is in the history already. An edit that
	comes late takes its place between the others: each keeps the words that stood before it.
	"""
	edits = [row for row in of(parent) if row.kind == "Edit"]
	edits.sort(key=_edit_place)
	if any(_is_same(row, change) for row in edits):
		return {}
	later = next((row for row in edits if _edit_place(row) > _edit_place(change)), None)
	changes: dict[str, Any] = {
		"edit_count": max(len(edits) + 1, change.order, *(row.num_edit for row in edits))
	}
	if gone:
		add(parent, change)
		return changes
	if later is None:
		add(parent, change, text)
		return {**changes, "text": change.text}
	add(parent, change, later.old_text or "")
	rows.update(DOCTYPE, later.name, {"old_text": change.text})
	return changes


def forget_texts(parent: Parent) -> None:
	"""What was taken back leaves no words in its history either."""
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.update(table).set(table.old_text, "")
	query.where((table.parent == parent[1]) & (table.parenttype == parent[0])).run()


def append(doctype: str, parent: tuple[str, str, str], values: Mapping[str, Any]) -> None:
	"""Add one child row at the end of a table of `parent` (DocType, name, field)."""
	parenttype, name, field = parent
	place = {"parenttype": parenttype, "parent": name, "parentfield": field}
	rows.insert(doctype, {**values, **place, "idx": frappe.db.count(doctype, place) + 1})


def _place(change: Any) -> tuple[int, int, str]:
	"""Where a stored change stands among all."""
	return (change.at_ms or 0, change.num_edit or 0, change.kind)


def _edit_place(edit: Any) -> tuple[int, int]:
	"""Where an edit stands among the edits: by Meta's number where it gives one, else by time."""
	return (edit.order if isinstance(edit, Change) else edit.num_edit or 0, edit.at_ms or 0)


def _is_same(row: Any, change: Change) -> bool:
	if change.order:
		return row.num_edit == change.order
	return row.at_ms == change.at_ms
