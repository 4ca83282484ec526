"""Taking back what was done to many threads, within the hour, as far as they are still as that left them.

Called by `bulk_job` and `api.inbox_bulk`. What the threads were like is kept in the cache, in pieces, for the
user who did it: losing it costs nothing but the way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe import _

from fb_care.inbox import bulk
from fb_care.inbox.bulk_actions import ACTIONS, Action

LIFE_S = 3600
#: Pieces outlast the work that adds to them; without the token nobody finds them.
_PIECE_LIFE_S = 24 * 3600
#: Threads in one piece.
PIECE = 500


class Gone(frappe.ValidationError):
	"""There is nothing any more that could be taken back."""


def begin(task: bulk.Task) -> str:
	"""The token under which `keep` keeps; "" where the action can't be taken back."""
	if ACTIONS[task.action].undo is None:
		return ""
	token = frappe.generate_hash(length=20)
	head = {
		"user": frappe.session.user,
		"action": task.action,
		"value": task.value,
		"pieces": 0,
		"threads": 0,
	}
	_put(token, head)
	return token


def keep(token: str, before: Sequence[Any]) -> None:
	"""Remember these threads (DocType, name, what they were like) under the token."""
	head = _head(token)
	if not head:
		return
	for start in range(0, len(before), PIECE):
		piece = list(before[start : start + PIECE])
		_put(f"{token}:{head['pieces']}", piece, _PIECE_LIFE_S)
		head["pieces"] += 1
		head["threads"] += len(piece)
	_put(token, head)


def take(token: str) -> dict[str, Any]:
	"""What is to be taken back; no second time. Raises `Gone`, also for somebody else's."""
	head = _head(token)
	if not head or head["user"] != frappe.session.user or not head["threads"]:
		frappe.throw(_("This can't be undone any more."), Gone)
	frappe.cache.delete_value(_key(token))
	return head


def pieces(token: str, count: int, first: int = 0) -> Iterator[list[Any]]:
	"""The remembered threads, piece by piece, from the `first` on."""
	for number in range(first, count):
		yield frappe.cache.get_value(_key(f"{token}:{number}"), expires=True) or []


def undo(task: bulk.Task, before: Sequence[Any]) -> bulk.Outcome:
	"""Put these threads back. Commits."""
	return bulk.each(task, before, lambda doc, action, was: _back(task, doc, action, was))


def _back(task: bulk.Task, doc: Any, action: Action, was: Any) -> Any:
	if action.undo is None or not action.undo(doc, task.value, was):
		raise bulk.Newer(_("It was changed meanwhile and stays as it is."))
	return {}


def _head(token: str) -> dict[str, Any] | None:
	return frappe.cache.get_value(_key(token), expires=True) if token else None


def _put(token: str, value: Any, life_s: int = LIFE_S) -> None:
	frappe.cache.set_value(_key(token), value, expires_in_sec=life_s)


def _key(token: str) -> str:
	return f"fb_care:bulk_undo:{token}"
