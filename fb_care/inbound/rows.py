"""Writing rows fast, just as Frappe itself would write them.

The handlers write thousands of rows a minute that nobody edits by hand, so they skip the Document life
cycle. What that would have done stands here: names, owner and times, cutting to the column's length, and
making text harmless. The desk shows text fields as HTML, so a row must never be written around this module.

Frappe's own cleaning is not for text of strangers: it lets JSON and tags without an end pass, and drops
words. Here a "<" that could begin a tag becomes "&lt;", which the desk shows as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe.utils import now
from pypika import Case

from fb_care import clock, live
from fb_care.inbox import words

#: Characters a `text` column surely takes (65,535 bytes, four bytes to a character at most).
SMALL_TEXT_CHARS = 16_000
#: Shown as code, never as HTML, and kept exactly.
_EXACT = frozenset({"Code", "JSON"})
_VARCHAR = frozenset({"Data", "Link", "Dynamic Link", "Select", "Autocomplete", "Read Only"})
_TEXT = frozenset({"Small Text", "Text"})

#: What a browser takes for the beginning of a tag, a comment or the like.
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_MADE_HARMLESS = re.compile(r"&lt;(?=[a-zA-Z/!?])")

_limits: dict[tuple[str, str], dict[str, int | None]] = {}


def insert(doctype: str, values: Mapping[str, Any], name: str = "") -> str:
	"""Insert one row and return its name (see `name_of`, unless given). A unique key that is taken raises."""
	name = name or name_of(doctype, values)
	known = {field: value for field, value in clean(doctype, values).items() if value is not None}
	row = {**_standard(name), **known}
	query = quick(frappe.qb.into(frappe.qb.DocType(doctype)))
	query.columns(*row).insert(*row.values()).run()
	live.written(doctype, name, values)
	return name


def name_of(doctype: str, values: Mapping[str, Any]) -> str:
	"""A random name. That of a message or comment begins with its time, so that in a table that is stored in
	the order of names (MariaDB's) new ones come last and what is of one time lies side by side."""
	if not live.holder_of(doctype):
		return frappe.generate_hash(length=16)
	return f"{int(values.get('sent_ms') or clock.now_ms()):011x}{frappe.generate_hash(length=9)}"


def insert_children(
	doctype: str, parent: tuple[str, str, str], children: Sequence[Mapping[str, Any]]
) -> None:
	"""Insert child rows of `parent` (DocType, name, field of the table), numbered from 1."""
	parenttype, name, field = parent
	for idx, values in enumerate(children, start=1):
		place = {"parenttype": parenttype, "parent": name, "parentfield": field, "idx": idx}
		insert(doctype, {**values, **place})


def update(doctype: str, name: str, values: Mapping[str, Any]) -> None:
	"""Change one row, `modified` with it, so that an open form can't overwrite the change unseen."""
	table = frappe.qb.DocType(doctype)
	query = quick(frappe.qb.update(table)).where(table.name == name)
	for field, value in {**clean(doctype, values), **_touched()}.items():
		query.set(field, value)
	query.run()
	live.written(doctype, name, values)


def update_many(doctype: str, changes: Mapping[str, Mapping[str, Any]], **where: Any) -> None:
	"""Change many rows in one statement: name -> values, the same fields for each.

	Only rows whose fields are as `where` says are changed.
	"""
	if not changes:
		return
	table = frappe.qb.DocType(doctype)
	query = quick(frappe.qb.update(table)).where(table.name.isin(list(changes)))
	for field, value in where.items():
		query.where(table[field] == value)
	cleaned = {name: clean(doctype, values) for name, values in changes.items()}
	for field, value in {**_by_field(table, cleaned), **_touched()}.items():
		query.set(field, value)
	query.run()
	for name, values in changes.items():
		live.written(doctype, name, values)


def _by_field(table: Any, changes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
	"""For each field its one value, or a CASE over the names where the values differ."""
	found: dict[str, Any] = {}
	for field in next(iter(changes.values())):
		values = [one[field] for one in changes.values()]
		if all(value == values[0] for value in values):
			found[field] = values[0]
			continue
		# The column itself tells PostgreSQL which type the values are.
		case = quick(Case()).else_(table[field])
		for name, value in zip(changes, values, strict=True):
			case.when(table.name == name, value)
		found[field] = case
	return found


def quick(query: Any) -> Any:
	"""A query that is changed in place: pypika's copies at every step take longer than all the rest."""
	query.immutable = False
	return query


def get(doctype: str, filters: Mapping[str, Any], fields: Sequence[str], lock: bool = False) -> Any:
	"""The first row where every field of `filters` equals its value, or None.

	With `lock` the row stays locked until commit. MariaDB fixes what a transaction sees at its first plain
	read, so the lock must be the first statement; only what is read after it is the truth.
	"""
	table = frappe.qb.DocType(doctype)
	query = quick(frappe.qb.from_(table)).select(*fields)
	for field, value in filters.items():
		query.where(table[field] == value)
	if lock:
		query.for_update()
	else:
		query.limit(1)
	found = query.run(as_dict=True)
	if lock and found:
		live.locked(doctype, filters.get("name") or found[0].get("name"), found[0].get("page"))
	return found[0] if found else None


def clean(doctype: str, values: Mapping[str, Any]) -> dict[str, Any]:
	"""`values` as they may be stored: cut to the column's length, no text that a browser would run; beside
	what was said in a thread its words, which searches read."""
	limits = _column_limits(doctype)
	cleaned = {
		field: _clean_text(value, limits[field]) if isinstance(value, str) and field in limits else value
		for field, value in values.items()
	}
	if "text" in cleaned and live.holder_of(doctype):
		cleaned["words"] = words.kept(as_written(cleaned["text"]))
	return cleaned


def as_written(text: str | None) -> str:
	"""Stored text as its author wrote it, for places that don't show it as HTML, or escape it themselves."""
	return _MADE_HARMLESS.sub("<", text or "")


def harmless(text: str) -> str:
	"""Text of a host's record, such as a user's name, for a place of the desk that shows it as HTML."""
	return _TAG.sub("&lt;", text)


def _clean_text(value: str, limit: int | None) -> str:
	value = harmless(value)
	return value if limit is None else value[:limit]


def _column_limits(doctype: str) -> dict[str, int | None]:
	"""Fields that are shown as text, with the characters that fit (None: any number)."""
	key = (frappe.local.site, doctype)
	if key not in _limits:
		fields = [field for field in frappe.get_meta(doctype).fields if field.fieldtype not in _EXACT]
		_limits[key] = {field.fieldname: _limit(field) for field in fields}
	return _limits[key]


def _limit(field: Any) -> int | None:
	if field.fieldtype in _VARCHAR:
		return int(field.length or 140)
	return SMALL_TEXT_CHARS if field.fieldtype in _TEXT else None


def _standard(name: str) -> dict[str, Any]:
	at, user = now(), frappe.session.user
	return {
		"name": name,
		"owner": user,
		"creation": at,
		"modified": at,
		"modified_by": user,
		"docstatus": 0,
		"idx": 0,
	}


def _touched() -> dict[str, Any]:
	return {"modified": now(), "modified_by": frappe.session.user}
