"""Handlers of what changes a comment, visitor's post, mention or rating: edits, hides, removals, reactions.

Each may come before what it changes and waits for it then. Words that were removed are kept nowhere.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import frappe

from fb_care.facebook.event_base import believed_ms
from fb_care.facebook.events import Comment, EventKind, FeedReaction, Mention, Rating
from fb_care.facebook.reading import tail
from fb_care.inbound import attachments, comment_threads, history, own_actions, pending, readings, rows
from fb_care.inbound.comment_threads import COMMENT
from fb_care.inbound.outcome import DONE, IGNORED, Arrival, Outcome, TryAgain

_VERBS = {"edit": "Edit", "remove": "Remove", "hide": "Hide", "unhide": "Unhide"}
_SHOWN = {"Hide": "Hidden", "Unhide": "Visible"}
#: What a change needs to know of the comment.
FIELDS = (
	"name", "thread", "text", "state", "edit_count", "communication", "details", "action", "action_by",
	"action_ms", "direction",
)  # fmt: skip


def thing_id(event: Any) -> str:
	"""The id of what a public event is about."""
	if isinstance(event, Comment | FeedReaction):
		return event.comment_id
	if isinstance(event, Mention):
		return event.comment_id or event.post_id
	if isinstance(event, Rating):
		about = event.comment_id if event.item == "comment" else event.open_graph_story_id
		return about or event.comment_id
	return event.post_id


def take(event: Any, arrival: Arrival) -> Outcome:
	"""Do or park a change that is not "add"."""
	if event.kind is not EventKind.FEED_REACTION and event.verb not in _VERBS:
		return Outcome(IGNORED, f'"{event.verb}" changes nothing that is kept here')
	comment = _find(event)
	if comment:
		# The lock must come first in a transaction, and only the comment says which thread to lock.
		frappe.db.rollback()
		comment_threads.lock({"name": comment.thread})
		_must_be_in(event, comment.thread)
		apply(event, arrival)
		return Outcome(DONE)
	frappe.db.rollback()
	target = comment_threads.key(event.page_id, thing_id(event))
	if pending.park(event, target, arrival, partial(_find, event)):
		return pending.waiting(thing_id(event))
	return take(event, arrival)


def apply(event: Any, arrival: Arrival) -> None:
	"""Change the stored comment; the caller holds its thread's lock."""
	if event.kind is EventKind.FEED_REACTION:
		_react(event, arrival)
		return
	comment = _find(event)
	verb = _VERBS[event.verb]
	at_ms = event.happened_ms(arrival.received_ms)
	change = history.Change(verb, at_ms, actor=event.author_name or event.author_id, text=event.text)
	change = own_actions.claimed(comment, change)
	changed = made(comment, change)
	if isinstance(event, Rating) and "is_complaint" in changed and verb == "Edit":
		changed["is_complaint"] |= int(readings.is_negative(event.recommendation, event.stars))
	if changed:
		rows.update(COMMENT, comment.name, changed)
		_tell_thread(comment, event, "text" in changed, arrival)


def made(comment: Any, change: history.Change) -> dict[str, Any]:
	"""Put `change` into the history of the comment; what it changes of the row, {} if it is known already."""
	return {"Edit": _edit, "Remove": _remove}.get(change.kind, _show)(comment, change)


def _edit(comment: Any, change: history.Change) -> dict[str, Any]:
	gone = comment.state == "Removed"
	changes = history.add_edit((COMMENT, comment.name), comment.text or "", gone, change)
	if "text" in changes and comment.direction == "Incoming":
		changes |= readings.flags(changes["text"])
	return changes


def _remove(comment: Any, change: history.Change) -> dict[str, Any]:
	if comment.state == "Removed":
		return {}
	history.add((COMMENT, comment.name), change)
	history.forget_texts((COMMENT, comment.name))
	attachments.forget(comment.name, "removed")
	return {"state": "Removed", "text": "", "is_question": 0, "is_complaint": 0}


def _show(comment: Any, change: history.Change) -> dict[str, Any]:
	"""Hide or unhide: the newest of them counts."""
	past = [row for row in history.of((COMMENT, comment.name)) if row.kind in _SHOWN]
	if any((row.kind, row.at_ms) == (change.kind, change.at_ms) for row in past):
		return {}
	if change.confirmed and own_actions.confirm(past, change):
		return {}
	history.add((COMMENT, comment.name), change)
	latest = max([*past, change], key=lambda one: (one.at_ms, one.kind))
	return {"state": comment.state if comment.state == "Removed" else _SHOWN[latest.kind]}


def _react(event: FeedReaction, arrival: Arrival) -> None:
	"""One person's newest reaction counts; withdrawn ones stay, with no word, so that none returns."""
	comment = _find(event)
	details = json.loads(comment.details or "{}")
	given = details.setdefault("reactions", {})
	at_ms = believed_ms(arrival.received_ms, event.notified_ms, event.at_ms)
	mark = [at_ms, "" if event.verb == "remove" else event.reaction]
	who = event.author_id or event.key
	if who in given and given[who] >= mark:
		return
	given[who] = mark
	count = sum(1 for _at, word in given.values() if word)
	changes = {"reaction_count": count, "details": json.dumps(details, sort_keys=True)}
	if event.by_page:
		changes["liked"] = int(bool(mark[1]))
	rows.update(COMMENT, comment.name, changes)


def _tell_thread(comment: Any, event: Any, newest: bool, arrival: Arrival) -> None:
	thread = comment_threads.lock({"name": comment.thread})
	changes: dict[str, Any] = {}
	if comment.communication:
		changes |= comment_threads.note_for_ticket(thread, arrival)
	elif newest and comment.direction == "Incoming" and arrival.page.comment_tickets == "By rules":
		# It was left alone for what it said before.
		changes |= comment_threads.note_wanted(thread, arrival)
	is_rating = isinstance(event, Rating) and event.item == "rating" and event.verb == "edit"
	if is_rating and newest and event.recommendation:
		changes |= {"recommendation": event.recommendation, "rating": event.stars}
	comment_threads.save(thread, changes)


def _find(event: Any) -> Any:
	return rows.get(COMMENT, {"page": event.page_id, "comment_tail": tail(thing_id(event))}, FIELDS)


def _must_be_in(event: Any, thread: str) -> None:
	comment = _find(event)
	if not comment or comment.thread != thread:
		raise TryAgain(f"comment {thing_id(event)} was just moved to another thread")
