"""FB Post: what comments are about, as events tell it. A job fetches the rest.

Texts and states follow Meta's time, not the time of arrival. Handlers of posts are in `public_events`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fb_care.facebook.event_base import believed_ms
from fb_care.facebook.events import Post
from fb_care.facebook.reading import tail
from fb_care.inbound import ad_facts, rows
from fb_care.inbound.outcome import Arrival
from fb_care.times import site_datetime

DOCTYPE = "FB Post"
TITLE_CHARS = 100
STATES = {"remove": "Removed", "hide": "Hidden", "unhide": "Live"}
_FIELDS = (
	"name",
	"page",
	"post_tail",
	"ad",
	"author",
	"kind",
	"permalink",
	"promotion_status",
	"state",
	"created_ms",
	"text_ms",
	"state_ms",
)
#: Field -> key of `value.post`, which comes with comments.
_TOLD = {"kind": "status_type", "permalink": "permalink_url", "promotion_status": "promotion_status"}


def ensure(page_id: str, post_id: str, told: Mapping[str, Any], arrival: Arrival) -> Any:
	"""The page's FB Post with this id, made if it isn't here; None without an id. `told` is `value.post`.

	What is known already is not overwritten. Returns its row. Its name begins with our page whatever Meta
	says: the same post may be told to two pages.
	"""
	if not post_id:
		return None
	facts = {name: value for name, source in _TOLD.items() if isinstance(value := told.get(source), str)}
	known = find(page_id, post_id)
	if not known:
		rows.insert(DOCTYPE, {**_new(page_id, post_id), **facts}, name=name_of(page_id, post_id))
		arrival.batch.fetch = True
		return find(page_id, post_id)
	more = {name: value for name, value in facts.items() if value and not known[name]}
	if more:
		rows.update(DOCTYPE, known.name, more)
	return known


def name_of(page_id: str, post_id: str) -> str:
	"""What the FB Post of a page is called."""
	return f"{page_id}_{tail(post_id)}"


def find(page_id: str, post_id: str) -> Any:
	"""The stored post with this id, however its first half is spelled, or None."""
	return rows.get(DOCTYPE, {"page": page_id, "post_tail": tail(post_id)}, _FIELDS)


def update(post: Any, event: Post, arrival: Arrival) -> None:
	"""What `event` says about the post, unless something newer is known."""
	at_ms = event.happened_ms(arrival.received_ms)
	changes: dict[str, Any] = {}
	if event.verb == "add":
		changes |= _added(post, event, arrival.received_ms)
	if event.verb in STATES and at_ms >= (post.state_ms or 0):
		changes |= {"state": STATES[event.verb], "state_ms": at_ms}
	if event.verb in ("add", "edit") and at_ms >= (post.text_ms or 0):
		changes |= {"message": event.text, "title": _title(event), "text_ms": at_ms}
	state = changes.get("state") or post.state
	author = changes.get("author") or post.author
	if state == "Removed" and author == "Visitor":
		changes |= {"message": "", "title": ""}
	if changes:
		rows.update(DOCTYPE, post.name, changes)


def _new(page_id: str, post_id: str) -> dict[str, Any]:
	return {
		"post_id": post_id,
		"post_tail": tail(post_id),
		"page": page_id,
		"author": "Unknown",
		"published": 1,
		"state": "Live",
		"ad": ad_facts.of_post(name_of(page_id, post_id)),
		"details_state": "Pending",
	}


def _added(post: Any, event: Post, received_ms: int) -> dict[str, Any]:
	first = not post.created_ms
	created_ms = believed_ms(received_ms, event.created_ms, event.at_ms, event.notified_ms)
	told: dict[str, Any] = {
		"author": "Visitor" if event.by_visitor else "Page" if event.by_page else post.author,
		"kind": event.item,
		"permalink": event.permalink or post.permalink,
		"created_ms": created_ms,
		"created_at": site_datetime(created_ms),
		"picture_url": next((one.url for one in event.attachments if one.kind == "image"), ""),
		"video_url": next((one.url for one in event.attachments if one.kind == "video"), ""),
		"details_state": "Known",
	}
	if event.published or (first and event.published is False):
		told["published"] = int(event.published)
	return told


def _title(event: Post) -> str:
	words = event.text.strip() or event.title
	return words.splitlines()[0][:TITLE_CHARS] if words else event.item
