"""What agents do to comments from here, and how it meets Facebook's report of the same.

Facebook reports in its own name that a comment was hidden, shown or deleted, before or after the call
returns, or after a call that timed out. So the wish is written to the comment first (`intend`); whichever
comes first, the report or the end of the call, writes the one line of history with the person's name in it,
and the other finds it. Called by `comment_changes` and `outbound.comment_actions`, with the thread locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fb_care import team
from fb_care.inbound import history, rows
from fb_care.inbound.comment_threads import COMMENT

#: A report within so long of what was done here is a report of that (ms). Facebook's times are in seconds.
SAME_MS = 10 * 60_000
NOTHING = {"action": None, "action_by": None, "action_ms": None}


def intend(comment: str, kind: str, user: str, at_ms: int) -> None:
	"""Write down that `user` is about to do `kind` (Hide, Unhide, Remove)."""
	rows.update(COMMENT, comment, {"action": kind, "action_by": user, "action_ms": at_ms})


def claimed(comment: Any, change: history.Change) -> history.Change:
	"""`change` as reported, with the person's name when somebody here wished it; the wish is fulfilled."""
	near = abs(change.at_ms - (comment.action_ms or 0)) <= SAME_MS
	if comment.action != change.kind or not near:
		return change
	rows.update(COMMENT, comment.name, NOTHING)
	actor = team.name_of(comment.action_by) or change.actor
	return replace(change, user=comment.action_by or "", actor=actor)


def confirm(past: Sequence[Any], change: history.Change) -> bool:
	"""Whether `change`, as reported, is one in `past` that was done from here; that one is confirmed then."""
	own = [row for row in past if row.user and not row.confirmed and row.kind == change.kind]
	same = next((row for row in own if abs(row.at_ms - change.at_ms) <= SAME_MS), None)
	if same:
		rows.update(history.DOCTYPE, same.name, {"confirmed": 1})
	return bool(same)


def is_reported(comment: str, kind: str, user: str, since_ms: int) -> bool:
	"""Whether Facebook's report of what `user` began at `since_ms` is in the history already."""
	return any(
		row.kind == kind and row.user == user and row.confirmed and row.at_ms >= since_ms - SAME_MS
		for row in history.of((COMMENT, comment))
	)
