"""The same done to many threads: a few at once, or all that match by a job (`bulk_job`).

Called by `api.inbox_bulk`. Threads are worked on in chunks, each a transaction of its own, which is run again
where another worker was in the way. What is refused for one thread is said, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care.footprint import MANAGERS
from fb_care.inbound import contention
from fb_care.inbox.bulk_actions import ACTIONS, Action

#: Threads of one request, and of one transaction.
AT_ONCE, CHUNK = 200, 20
#: What has to be typed to delete for good.
SURE = "DELETE"
_POINT = "fb_care_bulk"

Key = tuple[str, str]
Work = Callable[[Any, Action], Any]


@dataclass(frozen=True)
class Task:
	"""What is to be done. `until_ms`: only to threads in which nothing newer was said (UTC ms; 0: to all)."""

	action: str
	value: str = ""
	until_ms: int = 0


@dataclass
class Outcome:
	"""How many threads were changed, what was refused and why, and what they were like before."""

	done: int = 0
	refused: list[dict[str, str]] = field(default_factory=list)
	#: (DocType, name, what it changed from), of what can be taken back.
	before: list[list[Any]] = field(default_factory=list)

	def add(self, other: Outcome) -> None:
		self.done += other.done
		self.refused += other.refused
		self.before += other.before


def check(task: Task) -> None:
	"""Refuse what nobody can do, or this user not. ValidationError, PermissionError."""
	if task.action not in ACTIONS:
		frappe.throw(_("There is no action {0}.").format(escape_html(task.action)))
	if task.action == "delete":
		frappe.only_for(MANAGERS)
		if task.value != SURE:
			frappe.throw(_("To delete for good, type {0}.").format(SURE))
	if task.action in ("label", "unlabel") and not frappe.db.exists("FB Label", task.value):
		words = _("There is no label {0}. A manager makes labels in the list FB Label.")
		frappe.throw(words.format(escape_html(task.value)))
	if task.action == "assign" and task.value and not frappe.db.get_value("User", task.value, "enabled"):
		frappe.throw(_("There is no user {0}.").format(escape_html(task.value)))


def do(task: Task, keys: Sequence[Key]) -> Outcome:
	"""Do it to these threads, as the session's user. Commits."""
	return each(task, keys, lambda doc, action: _one(task, doc, action))


def each(task: Task, keys: Sequence[Any], work: Callable[..., Any]) -> Outcome:
	"""`work(doc, action)` for each thread, chunk by chunk; commits. A key may hold more, given to `work`."""
	outcome = Outcome()
	frappe.db.commit()
	for start in range(0, len(keys), CHUNK):
		outcome.add(_transaction(task, keys[start : start + CHUNK], work))
	return outcome


def _transaction(task: Task, keys: Sequence[Any], work: Callable[..., Any]) -> Outcome:
	"""A chunk; where it can't be committed as a whole, thread by thread."""
	try:
		return contention.patiently(partial(_chunk, task, keys, work))
	except contention.TimeUp:
		raise
	except Exception as error:
		if len(keys) == 1:
			return Outcome(refused=[_refused(keys[0], error)])
	outcome = Outcome()
	for key in keys:
		outcome.add(_transaction(task, [key], work))
	return outcome


def _chunk(task: Task, keys: Sequence[Any], work: Callable[..., Any]) -> Outcome:
	outcome = Outcome()
	for key in keys:
		doctype, name, *more = key
		frappe.db.savepoint(_POINT)
		try:
			before = work(_locked(task, doctype, name), ACTIONS[task.action], *more)
		except contention.TimeUp:
			raise
		except Exception as error:
			if contention.is_passing(error):
				raise
			frappe.db.rollback(save_point=_POINT)
			outcome.refused.append(_refused(key, error))
			continue
		if before is not None:
			outcome.done += 1
			outcome.before.append([doctype, name, before])
	return outcome


def _locked(task: Task, doctype: str, name: str) -> Any:
	"""The thread as it is now, locked; raises where the user may not do this with it."""
	doc = frappe.get_doc(doctype, name, for_update=True)
	doc.check_permission(ACTIONS[task.action].right)
	return doc


class Newer(frappe.ValidationError):
	"""Something was said in the thread after the moment that was asked for."""


def _one(task: Task, doc: Any, action: Action) -> Any:
	if task.until_ms and (doc.last_ms or 0) > task.until_ms:
		raise Newer(_("Something new was said meanwhile."))
	return action.do(doc, task.value)


def _refused(key: Sequence[Any], error: Exception) -> dict[str, str]:
	return {"doctype": key[0], "name": key[1], "reason": _reason(error)}


def _reason(error: Exception) -> str:
	"""Why not, in words. Whether a thread is gone or of another page is not told apart."""
	frappe.clear_messages()
	if isinstance(error, (frappe.PermissionError, frappe.DoesNotExistError)):
		return _("You may not do this here, or it is gone.")
	if isinstance(error, frappe.ValidationError):
		return str(error)
	frappe.log_error(
		title="fb_care: one of many threads could not be changed", message=frappe.get_traceback()
	)
	return _("It did not work; the Error Log says more.")
