"""What agents did with a comment thread that goes, carried over to the one that takes its place.

Called by `comment_merge` with both threads locked, after the comments have moved; the caller commits.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import live
from fb_care.inbound import rows
from fb_care.inbound.comment_threads import DOCTYPE

LABELS, TODO = "FB Label Row", "ToDo"
#: The host's records about a document -> the fields that name it: notes and the timeline, files, assignments.
_ABOUT = {
	"Comment": ("reference_doctype", "reference_name"),
	"File": ("attached_to_doctype", "attached_to_name"),
	TODO: ("reference_type", "reference_name"),
}
_FIELDS = ("follow_up", "last_answer_by", "last_answer_ms", "_assign")


def carry(source: str, target: str) -> dict[str, Any]:
	"""Labels, notes, files and assignments go along; the fields of `target` that change by that."""
	before, now = (rows.get(DOCTYPE, {"name": name}, _FIELDS) for name in (source, target))
	changes: dict[str, Any] = {"follow_up": 1} if before.follow_up and not now.follow_up else {}
	if (before.last_answer_ms or 0) > (now.last_answer_ms or 0):
		changes |= {"last_answer_by": before.last_answer_by, "last_answer_ms": before.last_answer_ms}
	_labels(source, target)
	if _open_tasks(target):
		# Somebody works on what stays; the other's task would be about the same thing.
		_drop_tasks(source)
	elif _open_tasks(source):
		changes["_assign"] = before._assign
	for doctype, fields in _ABOUT.items():
		_point(doctype, fields, source, target)
	return changes


def _labels(source: str, target: str) -> None:
	"""Each once, after those that are there; what is left under the old name would keep labels in use."""
	place = {"parenttype": DOCTYPE, "parentfield": "labels"}
	theirs = frappe.get_all(LABELS, {**place, "parent": source}, pluck="label", order_by="idx asc")
	if not theirs:
		return
	known = frappe.get_all(LABELS, {**place, "parent": target}, pluck="label")
	new = [label for label in dict.fromkeys(theirs) if label not in known]
	frappe.db.delete(LABELS, {**place, "parent": source})
	for idx, label in enumerate(new, start=len(known) + 1):
		rows.insert(LABELS, {**place, "parent": target, "idx": idx, "label": label})
	live.relabelled(new)


def _open_tasks(thread: str) -> bool:
	mine = {"reference_type": DOCTYPE, "reference_name": thread, "status": "Open"}
	return bool(frappe.db.exists(TODO, {**mine, "allocated_to": ["is", "set"]}))


def _drop_tasks(thread: str) -> None:
	mine = {"reference_type": DOCTYPE, "reference_name": thread, "status": "Open"}
	frappe.db.set_value(TODO, mine, "status", "Cancelled")


def _point(doctype: str, fields: tuple[str, str], source: str, target: str) -> None:
	table, (kind, name) = frappe.qb.DocType(doctype), fields
	mine = (table[kind] == DOCTYPE) & (table[name] == source)
	frappe.qb.update(table).set(table[name], target).where(mine).run()
