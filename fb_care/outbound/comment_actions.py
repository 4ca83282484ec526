"""Like, hide, show and delete comments: at once, in the request, and once however often it is asked for.

Called by `api.comments` and by the job of triage's rule. The wish is written down first, then Facebook is
asked without an open transaction, then what it did is written down; Facebook's own report of it makes no
second line in the history (`inbound.own_actions`). Permission is the caller's business, except who may
delete what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

import frappe
from frappe import _

from fb_care import clock, settings, team
from fb_care.facebook import errors
from fb_care.facebook.graph import GraphClient
from fb_care.facebook.graph_comments import Standing
from fb_care.footprint import MANAGERS
from fb_care.inbound import comment_changes, comment_threads, contention, history, own_actions, rows
from fb_care.inbound.comment_threads import COMMENT
from fb_care.outbound import comment_problems, comment_standing
from fb_care.tickets import comment_notes, sync


@dataclass(frozen=True)
class Action:
	"""One thing the page can do to a comment: the call, and how to see that it is done."""

	kind: str
	call: Callable[[GraphClient, str], None]
	is_done: Callable[[Standing], bool]
	#: What the row says when it is done.
	field: str
	value: Any


HIDE = Action("Hide", lambda c, i: c.set_hidden(i, True), lambda s: s.hidden, "state", "Hidden")
UNHIDE = Action("Unhide", lambda c, i: c.set_hidden(i, False), lambda s: not s.hidden, "state", "Visible")
DELETE = Action("Remove", lambda c, i: c.delete_comment(i), lambda s: False, "state", "Removed")
LIKE = Action("Like", lambda c, i: c.set_liked(i, True), lambda s: s.liked, "liked", 1)
UNLIKE = Action("Unlike", lambda c, i: c.set_liked(i, False), lambda s: not s.liked, "liked", 0)


def like(comment: str, by: str) -> dict[str, Any]:
	"""Like it as the page; how the comment stands then. Raises `Refusal`."""
	return _do(LIKE, comment, by)


def unlike(comment: str, by: str) -> dict[str, Any]:
	"""Take the page's like back."""
	return _do(UNLIKE, comment, by)


def hide(comment: str, by: str = "Administrator") -> dict[str, Any]:
	"""Hide it from everybody but its author and their friends."""
	return _do(HIDE, comment, by)


def unhide(comment: str, by: str) -> dict[str, Any]:
	"""Show it to everybody again."""
	return _do(UNHIDE, comment, by)


def delete(comment: str, by: str) -> dict[str, Any]:
	"""Delete it for good: the page's own, or, with the role or by the setting, somebody else's."""
	row = comment_standing.load(comment)
	if row.direction == "Incoming" and not may_delete_others(by):
		comment_problems.stop(comment_problems.NOT_OWN)
	return _do(DELETE, comment, by)


def may_delete_others(user: str) -> bool:
	"""Managers may delete other people's comments, agents where the settings say so."""
	roles = {*MANAGERS, "Administrator"}
	return bool(settings.get().agents_delete_comments) or bool(roles & set(frappe.get_roles(user)))


def look_again(comment: str) -> dict[str, Any]:
	"""Ask Facebook how the comment stands and write that down; the answer to "it is not known"."""
	row = comment_standing.load(comment)
	try:
		found = comment_standing.look(row)
	except errors.ObjectMissing:
		return _written(DELETE, row, row.action_by if row.action == "Remove" else "")
	except errors.GraphError as error:
		comment_standing.refuse_for(error)
	shown = HIDE if found.hidden else UNHIDE
	return _written(shown, row, row.action_by if row.action == shown.kind else "")


def _do(action: Action, comment: str, by: str) -> dict[str, Any]:
	row = comment_standing.load(comment)
	if row.state == "Removed":
		if action is DELETE:
			return standing_of(comment)
		comment_problems.stop(comment_problems.GONE)
	if row.direction == "Outgoing" and action in (HIDE, UNHIDE):
		comment_problems.stop(comment_problems.OWN)
	began_ms = clock.now_ms()
	if action.field == "state":
		_in_own_transaction(partial(_intend, row, action.kind, by, began_ms))
	try:
		_ask(action, row)
	except errors.ObjectMissing as error:
		if action is not DELETE:
			_failed(row, error)
	except (errors.Unclear, errors.Temporary) as error:
		_look_whether_done(action, row, error)
	except errors.GraphError as error:
		_failed(row, error)
	return _written(action, row, by, began_ms)


def _ask(action: Action, row: Any) -> None:
	"""Have it done, unless Facebook says that it is done already."""
	if row[action.field] == action.value and action is not DELETE:
		if action.is_done(comment_standing.look(row)):
			return
	comment_standing.ask(row.page, lambda client: action.call(client, row.comment_id))


def _look_whether_done(action: Action, row: Any, error: errors.GraphError) -> None:
	"""After a call without an answer: returns if it was done, else refuses and says what is known."""
	try:
		done = action.is_done(comment_standing.look(row))
	except errors.ObjectMissing:
		done = action is DELETE
		if not done:
			_failed(row, error)
	except errors.GraphError:
		comment_problems.stop(comment_problems.NOT_KNOWN)
	if not done:
		_in_own_transaction(partial(_withdraw, row))
		comment_problems.stop(comment_problems.NOT_DONE)


def _failed(row: Any, error: errors.GraphError) -> NoReturn:
	_in_own_transaction(partial(_withdraw, row))
	comment_standing.refuse_for(error)
	raise AssertionError("unreachable")


def _intend(row: Any, kind: str, by: str, at_ms: int) -> None:
	comment_threads.lock({"name": row.thread})
	own_actions.intend(row.name, kind, by, at_ms)


def _withdraw(row: Any) -> None:
	comment_threads.lock({"name": row.thread})
	rows.update(COMMENT, row.name, own_actions.NOTHING)


def _written(action: Action, row: Any, by: str, began_ms: int = 0) -> dict[str, Any]:
	"""Write down what Facebook did, and bring it to the ticket; how the comment stands."""
	began_ms = began_ms or row.action_ms or clock.now_ms()
	if action.field == "state":
		_in_own_transaction(partial(_write_state, action, row, by, began_ms))
		sync.sync_thread(comment_threads.DOCTYPE, row.thread)
	elif _in_own_transaction(partial(_write_like, action, row)):
		said = (
			_("{0} liked a comment of {1} on Facebook.")
			if action is LIKE
			else _("{0} took back the like of a comment of {1} on Facebook.")
		)
		comment_notes.say(row.thread, said.format(team.name_of(by), row.author_name or _("Somebody")))
	return standing_of(row.name)


def _write_state(action: Action, row: Any, by: str, began_ms: int) -> None:
	thread = comment_threads.lock({"name": row.thread})
	comment = rows.get(COMMENT, {"name": row.name}, comment_changes.FIELDS)
	if not (thread and comment):
		return
	changed: dict[str, Any] = {}
	known = comment.state in (action.value, "Removed") or own_actions.is_reported(
		row.name, action.kind, by, began_ms
	)
	if not known:
		actor = team.name_of(by)
		change = history.Change(action.kind, began_ms, actor=actor, user=by, confirmed=False)
		changed = comment_changes.made(comment, change)
	rows.update(COMMENT, row.name, {**changed, **own_actions.NOTHING})
	if changed:
		due = {"ticket_due": 1} if thread.ticket and comment.communication else {}
		comment_threads.save(thread, due)


def _write_like(action: Action, row: Any) -> bool:
	"""True if it is news."""
	thread = comment_threads.lock({"name": row.thread})
	known = rows.get(COMMENT, {"name": row.name}, ["liked"])
	rows.update(COMMENT, row.name, {"liked": action.value})
	return bool(thread and known) and row.liked != action.value


def standing_of(comment: str) -> dict[str, Any]:
	"""How the comment stands here now."""
	row = rows.get(COMMENT, {"name": comment}, ["name", "state", "liked", "unread", "action"])
	return {**row, "known": not row.action}


def _in_own_transaction(work: Callable[[], Any]) -> Any:
	frappe.db.commit()
	return contention.patiently(work)
