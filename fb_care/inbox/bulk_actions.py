"""What can be done to many threads at once, one thread at a time, and how each is taken back.

Called by `bulk` and `bulk_undo`, with the thread's row locked and the right checked. An action answers what
it changed from, as JSON can hold it, or None where there was nothing to change. A way back answers whether
the thread was still as the action had left it; else it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import frappe

from fb_care import live
from fb_care.inbound import unread
from fb_care.inbox import assignment, changes, people_changes, thread_delete

COMMENTS, COMMENT = changes.COMMENTS, "FB Comment"
#: Unread comments of one thread that are remembered.
MOST_COMMENTS = 200


@dataclass(frozen=True)
class Action:
	"""`do(doc, value)` and `undo(doc, value, before)`, as above; `right`: what the user must be allowed."""

	do: Callable[[Any, str], Any]
	undo: Callable[[Any, str, Any], bool] | None
	right: str = "write"


def _state(state: str) -> Action:
	def do(doc: Any, value: str) -> Any:
		before = {"state": doc.state, "last_ms": doc.last_ms, **_unread(doc)}
		return before if changes.set_state(doc, state) else None

	def undo(doc: Any, value: str, before: Any) -> bool:
		since = doc.last_ms != before.get("last_ms", doc.last_ms)
		if doc.state != state or (since and before["state"] != "Open"):
			return False  # what was said since is not put away with it
		changes.set_state(doc, before["state"])
		_put_unread(doc, before, doc.unread_count if since else 0)
		return True

	return Action(do, undo)


def _follow_up(flag: bool) -> Action:
	def do(doc: Any, value: str) -> Any:
		return {} if changes.set_follow_up(doc, flag) else None

	def undo(doc: Any, value: str, before: Any) -> bool:
		return bool(doc.follow_up) is flag and changes.set_follow_up(doc, not flag)

	return Action(do, undo)


def _read(doc: Any, value: str) -> Any:
	before = {**_unread(doc), "last_ms": doc.last_ms}
	return before if changes.mark_read(doc, tell=False) else None


def _unread_again(doc: Any, value: str, before: Any) -> bool:
	if doc.unread_count or doc.last_ms != before["last_ms"]:
		return False
	_put_unread(doc, before)
	return True


def _mark_unread(doc: Any, value: str) -> Any:
	return {"last_ms": doc.last_ms} if changes.mark_unread(doc) else None


def _read_again(doc: Any, value: str, before: Any) -> bool:
	if doc.unread_count != 1 or doc.last_ms != before["last_ms"]:
		return False
	return changes.mark_read(doc, tell=False)


def _assign(doc: Any, value: str) -> Any:
	before = assignment.of(doc.doctype, doc.name)
	return before if assignment.assign(doc, value) else None


def _assign_back(doc: Any, value: str, before: Any) -> bool:
	if assignment.of(doc.doctype, doc.name) != ([value] if value else []):
		return False
	return assignment.assign(doc, before[0] if before else "")


def _label(put: bool) -> Action:
	def do(doc: Any, value: str) -> Any:
		return {} if _set_label(doc, value, put) else None

	def undo(doc: Any, value: str, before: Any) -> bool:
		return _set_label(doc, value, not put)

	return Action(do, undo)


def _set_label(doc: Any, label: str, put: bool) -> bool:
	"""Put a label on or take it off; False where it was so already."""
	before = {row.label for row in doc.labels}
	if (label in before) is put:
		return False
	after = before | {label} if put else before - {label}
	people_changes.set_labels(doc.doctype, doc.name, sorted(after))
	return True


def _delete(doc: Any, value: str) -> Any:
	thread_delete.delete(doc)
	return {}


def _unread(doc: Any) -> dict[str, Any]:
	"""How much of the thread is unread, and of a comment thread which."""
	if not doc.unread_count:
		return {}
	if doc.doctype != COMMENTS:
		return {"unread": doc.unread_count}
	filters = {"thread": doc.name, "unread": 1}
	return {"unread": frappe.get_all(COMMENT, filters, pluck="name", limit=MOST_COMMENTS)}


def _put_unread(doc: Any, before: dict[str, Any], more: int = 0) -> None:
	"""Unread again is what was so `before`; besides, `more` messages that came since."""
	was = before.get("unread")
	if not was:
		return
	if doc.doctype == COMMENTS:
		unread.mark(doc.name, was, 1)
	else:
		values = unread.counted(was + more)
		frappe.db.set_value(doc.doctype, doc.name, values, update_modified=False)
		live.written(doc.doctype, doc.name, {"page": doc.page, **values}, late=True)


ACTIONS: dict[str, Action] = {
	"read": Action(_read, _unread_again, "read"),
	"unread": Action(_mark_unread, _read_again, "read"),
	"open": _state("Open"),
	"done": _state("Done"),
	"spam": _state("Spam"),
	"archive": _state("Archived"),
	"follow_up": _follow_up(True),
	"not_follow_up": _follow_up(False),
	"assign": Action(_assign, _assign_back),
	"label": _label(True),
	"unlabel": _label(False),
	"delete": Action(_delete, None, "delete"),
}
