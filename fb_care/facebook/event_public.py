"""Events in public under a page: comments, posts, reactions, mentions, ratings. Import them from `events`.

Pure: never imports frappe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fb_care.facebook.event_base import Attachment, Event


@dataclass(frozen=True, kw_only=True)
class FeedEvent(Event):
	"""Something public under a page: who did it to what."""

	#: Meta's verb with its spellings folded: "add", "edit", "remove", "hide", "unhide", or Meta's own word.
	verb: str
	post_id: str = ""
	author_id: str = ""
	author_name: str = ""
	#: True when the page itself did it (author_id == page_id).
	by_page: bool = False
	text: str = ""
	attachments: tuple[Attachment, ...] = ()
	permalink: str = ""
	#: When the thing itself was made (`created_time`, UTC ms). For "add" it equals `at_ms`; for an edit, hide
	#: or removal `at_ms` is the time of that change.
	created_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Comment(FeedEvent):
	comment_id: str
	parent_id: str = ""
	#: True when it stands directly under the post (compared by the last part of the ids).
	top_level: bool = True
	#: `value.post` as received: type, status_type, permalink_url, promotion_status ...
	post: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Post(FeedEvent):
	"""A post of the page or of a visitor. `item` is Meta's word: status, photo, video, post ..."""

	item: str = ""
	title: str = ""
	published: bool | None = None
	recipient_id: str = ""
	#: True when somebody else wrote it on the page (`from` names another than the page).
	by_visitor: bool = False


@dataclass(frozen=True, kw_only=True)
class FeedReaction(FeedEvent):
	"""A like, love, ... on a post (`comment_id` empty) or on a comment."""

	reaction: str = ""
	comment_id: str = ""
	parent_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Mention(FeedEvent):
	"""The page was named elsewhere; often neither author nor text can be read."""

	item: str = ""
	comment_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Rating(FeedEvent):
	"""A recommendation of the page, or a comment or reaction on one (`item`)."""

	item: str = ""
	#: Names the recommendation; all events on it share it.
	open_graph_story_id: str = ""
	#: "POSITIVE", "NEGATIVE" or "".
	recommendation: str = ""
	#: Stars of the old kind, 0 when absent.
	stars: int = 0
	comment_id: str = ""
	parent_id: str = ""
	reaction: str = ""
