"""Handlers of what is said in public: comments, and the root of each other kind of thread.

`take_comment` is the handler; visitors' posts, mentions and ratings come through `keep` with a root of their
own (`public_events`). Changes of a comment are in `comment_changes`.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.facebook.event_base import believed_ms
from fb_care.facebook.events import Comment, FeedEvent
from fb_care.facebook.reading import tail
from fb_care.inbound import (
	ad_facts,
	attachments,
	comment_changes,
	comment_merge,
	comment_threads,
	pending,
	post_rows,
	readings,
	rows,
)
from fb_care.inbound.comment_threads import COMMENT, RANK, Root
from fb_care.inbound.outcome import DONE, IGNORED, Arrival, Outcome, TryAgain
from fb_care.outbound import comment_echo
from fb_care.times import site_datetime

KNOWN = (
	"name",
	"thread",
	"webhook_event",
	"author_id",
	"author_name",
	"text",
	"post",
	"parent_id",
	"permalink",
	"communication",
	"direction",
	"state",
)


def take_comment(event: Comment, arrival: Arrival) -> Outcome:
	"""COMMENT: somebody wrote under a post, or changed what they wrote."""
	if event.verb != "add":
		return comment_changes.take(event, arrival)
	post = post_rows.ensure(event.page_id, event.post_id, event.post, arrival)
	frappe.db.commit()
	return keep(event, event.comment_id, post, "Comment", arrival)


def keep(event: Any, thing_id: str, post: Any, kind: str, arrival: Arrival) -> Outcome:
	"""File a comment, visitor's post, mention or rating (`kind`) named `thing_id` in its thread."""
	root = _root(event, thing_id, post, kind)
	frappe.db.rollback()
	thread = comment_threads.open_locked(root)
	if not thread:
		raise TryAgain(f"the thread of {thing_id} was merged into another")
	if _root(event, thing_id, post, kind).filters() not in ({"name": thread.name}, root.filters()):
		comment_threads.drop_if_empty(thread.name)
		frappe.db.commit()
		raise TryAgain(f"the comment that {thing_id} hangs under came meanwhile")
	known = find(event.page_id, thing_id)
	if not known and comment_echo.settle(thread, event, thing_id, arrival):
		known = find(event.page_id, thing_id)
	if known:
		outcome = _again(known, thread, event, thing_id, post, kind, arrival)
	else:
		known = _insert(thread, event, thing_id, post, kind, arrival)
		outcome = Outcome(DONE)
	frappe.db.commit()
	comment_merge.gather(thread.name, known, arrival)
	return outcome


def find(page_id: str, thing_id: str) -> Any:
	"""The stored comment with this id, however its first half is spelled, or None."""
	return rows.get(COMMENT, {"page": page_id, "comment_tail": tail(thing_id)}, KNOWN)


def _root(event: Any, thing_id: str, post: Any, kind: str) -> Root:
	"""What `event` hangs under, by what is stored now."""
	page_id, parent_id = event.page_id, getattr(event, "parent_id", "")
	nearest = [thing_id]
	if kind == "Comment":
		nearest += [event.post_id, "" if event.top_level else parent_id]
	for thread in _threads_of(page_id, [tail(one) for one in nearest if one]):
		return Root(page_id, name=thread)
	values = {"post": post.name if post else None, "ad": _ad_of(post)}
	if kind == "Comment" and not event.top_level:
		return Root(page_id, parent_id, kind, values=values)
	return Root(page_id, getattr(event, "open_graph_story_id", "") or thing_id, kind, values=values)


def _threads_of(page_id: str, tails: list[str]) -> list[str]:
	"""Threads of the stored comments with these last parts, in the order of `tails`."""
	comment = frappe.qb.DocType(COMMENT)
	query = frappe.qb.from_(comment).select(comment.comment_tail, comment.thread)
	found = query.where((comment.page == page_id) & comment.comment_tail.isin(tails)).run()
	threads = {one: thread for one, thread in found}
	return [threads[one] for one in tails if one in threads]


def _ad_of(post: Any) -> str | None:
	return (post.ad or ad_facts.of_post(f"{post.page}_{post.post_tail}")) if post else None


def _insert(thread: Any, event: FeedEvent, thing_id: str, post: Any, kind: str, arrival: Arrival) -> Any:
	row = _row(thread, event, thing_id, post, arrival)
	name = rows.insert(COMMENT, row)
	attachments.insert((COMMENT, name), event.attachments, arrival.batch)
	changes = _as_root(thread, thing_id, kind, event, post)
	if row["direction"] == "Incoming":
		changes |= comment_threads.note_asked(thread, arrival)
	else:
		changes |= comment_threads.note_for_ticket(thread, arrival)
	comment_threads.save(thread, changes)
	pending.apply(comment_threads.key(event.page_id, thing_id), arrival)
	return frappe._dict(row, name=name, kind=kind)


def _row(thread: Any, event: Any, thing_id: str, post: Any, arrival: Arrival) -> dict[str, Any]:
	at_ms = believed_ms(arrival.received_ms, event.created_ms, event.at_ms, event.notified_ms)
	parent_id = getattr(event, "parent_id", "")
	parent = find(event.page_id, parent_id) if parent_id and tail(parent_id) != tail(thing_id) else None
	return {
		"thread": thread.name,
		"page": event.page_id,
		"post": post.name if post else None,
		"comment_id": thing_id,
		"comment_tail": tail(thing_id),
		"comment_key": comment_threads.key(event.page_id, thing_id),
		"parent_comment": parent.name if parent and parent.thread == thread.name else None,
		"parent_id": parent_id or None,
		"direction": "Outgoing" if event.by_page else "Incoming",
		"author_id": event.author_id,
		"author_name": event.author_name,
		"sent_ms": at_ms,
		"sent_at": site_datetime(at_ms),
		"reached_ms": arrival.received_ms,
		"text": event.text,
		"state": "Visible",
		"unread": int(not event.by_page),
		"edit_count": 0,
		"reaction_count": 0,
		"permalink": event.permalink,
		"webhook_event": arrival.delivery,
		**({} if event.by_page else readings.flags(event.text, _against(event, parent_id))),
	}


def _against(event: Any, parent_id: str) -> bool:
	"""Whether it is a rating that speaks against the page."""
	if parent_id or not hasattr(event, "recommendation"):
		return False
	return readings.is_negative(event.recommendation, event.stars)


def _as_root(thread: Any, thing_id: str, kind: str, event: Any, post: Any) -> dict[str, Any]:
	"""What the thread's own root says about the thread; {} for a reply."""
	if comment_threads.key(event.page_id, thing_id) != thread.root_key:
		return {}
	changes: dict[str, Any] = {}
	if RANK[kind] > RANK.get(thread.kind, -1):
		changes["kind"] = kind
	if post and not thread.post:
		changes |= {"post": post.name, "ad": thread.ad or _ad_of(post)}
	if kind == "Rating":
		changes |= {"recommendation": event.recommendation, "rating": event.stars}
	return changes


def _again(
	known: Any, thread: Any, event: Any, thing_id: str, post: Any, kind: str, arrival: Arrival
) -> Outcome:
	"""It is here; another event about the same thing may know more about it."""
	told = {"author_id": event.author_id, "author_name": event.author_name, "permalink": event.permalink}
	told["post"] = post.name if post else None
	more = {name: value for name, value in told.items() if value and not known[name]}
	if more:
		rows.update(COMMENT, known.name, more)
	changes = {} if kind == "Rating" else _as_root(thread, thing_id, kind, event, post)
	changes |= _ticket_of_known(known, thread, arrival)
	if more or changes:
		comment_threads.save(thread, changes)
	known.update(more, page=event.page_id, comment_id=thing_id, kind=kind)
	if known.webhook_event == arrival.delivery:
		return Outcome(DONE, "was here already")
	return Outcome(IGNORED, f"is here already, from delivery {known.webhook_event}")


def _ticket_of_known(known: Any, thread: Any, arrival: Arrival) -> dict[str, Any]:
	"""What was kept while no ticket could be made asks for one again, as far as it still stands."""
	if thread.ticket_due:
		arrival.batch.touch(comment_threads.DOCTYPE, thread.name)
		return {}
	asks = known.direction == "Incoming" and not known.communication and known.state != "Removed"
	return comment_threads.note_wanted(thread, arrival) if asks else {}
