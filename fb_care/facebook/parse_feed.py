"""Items of `changes`: what happens in public under a page (fields `feed`, `mention`, `ratings`).

`parse.parse_delivery` calls `parse_change` for each item. Meta documents no field of these as always present,
spells verbs in two ways and gives the same comment different id prefixes; all of that ends here. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fb_care.facebook.constants import MAX_LABEL_CHARS
from fb_care.facebook.events import (
	Attachment,
	Comment,
	Event,
	EventKind,
	FeedReaction,
	Mention,
	Post,
	Rating,
)
from fb_care.facebook.item import Common, NotUnderstood, Spot, plain
from fb_care.facebook.reading import digest, ident, link, make_key, mapping, tail, text, time_ms, whole

Value = Mapping[str, Any]

_VERBS = {"edited": "edit", "update": "edit", "updated": "edit", "delete": "remove", "deleted": "remove"}
_WORD_CHARS = 40


def parse_change(item: Mapping[str, Any], spot: Spot) -> Event:
	"""The event of one change. Raises `NotUnderstood` with the reason when it holds none."""
	field, value = text(item.get("field")), item.get("value")
	if not field:
		raise NotUnderstood("it does not say which field changed")
	if value is None:
		what = f"field {field} without value"
		return plain(spot, EventKind.CHANGED_FIELDS, item, what, at_ms=spot.notified_ms)
	if not isinstance(value, Mapping) or not value:
		raise NotUnderstood("its value is empty or not an object")
	read = _FIELDS.get(field)
	if read is None:
		raise NotUnderstood("this app does not use the field")
	return read(item, value, spot)


def _word(value: object) -> str:
	return text(value).strip().lower()[:_WORD_CHARS]


def _verb(value: Value) -> str:
	verb = _word(value.get("verb"))
	if not verb:
		raise NotUnderstood("it does not say what was done (no verb)")
	return _VERBS.get(verb, verb)


def _common(item: Value, value: Value, spot: Spot, kind: EventKind, *named_by: object) -> Common:
	"""What every feed event has. `named_by` names the thing; the verb and what may change of it are added."""
	verb, made_ms = _verb(value), time_ms(value.get("created_time"))
	author_id, author_name = _author(value)
	key = make_key(kind.value, spot.page_id, verb, *named_by, *_change_of(value, verb, kind, spot))
	# For anything but "add" created_time is that of the thing, not of the change.
	changed_ms = time_ms(value.get("edited_time")) or spot.notified_ms or made_ms
	return {
		**spot.common(kind, (made_ms or spot.notified_ms) if _is_new(verb, kind) else changed_ms, key, item),
		"verb": verb,
		"created_ms": made_ms,
		"post_id": ident(value.get("post_id")) or ident(value.get("post")),
		"author_id": author_id,
		"author_name": author_name,
		"by_page": bool(author_id) and tail(author_id) == tail(spot.page_id),
		"text": text(value.get("message")),
	}


def _is_new(verb: str, kind: EventKind) -> bool:
	return verb == "add" or kind is EventKind.FEED_REACTION


def _change_of(value: Value, verb: str, kind: EventKind, spot: Spot) -> tuple[object, ...]:
	"""What tells one change of a thing from the next one of the same verb: a thing is added only once."""
	if verb == "add" and kind in {EventKind.COMMENT, EventKind.MENTION}:
		return ()
	if verb == "add" and kind is EventKind.POST:
		return (text(value.get("published")),)
	told_by = [value.get(name) for name in ("from", "sender_id", "message", "reaction_type", "review_text")]
	return (text(value.get("created_time")), spot.notified_ms, digest(told_by))


def _author(value: Value) -> tuple[str, str]:
	"""Id and name of who did it; Meta withholds either, and used to call them sender_id and sender_name."""
	who = value.get("from")
	author_id = ident(who) or ident(value.get("sender_id")) or ident(value.get("reviewer_id"))
	names = (mapping(who).get("name"), value.get("sender_name"), value.get("reviewer_name"))
	return author_id, next(filter(None, map(text, names)), "").strip()[:MAX_LABEL_CHARS]


def _feed(item: Value, value: Value, spot: Spot) -> Event:
	kind = _word(value.get("item"))
	read = _ITEMS.get(kind, _post)
	return read(item, value, spot)


def _comment(item: Value, value: Value, spot: Spot) -> Event:
	comment_id = ident(value.get("comment_id"))
	if not comment_id:
		raise NotUnderstood("the comment has no comment_id")
	common = _common(item, value, spot, EventKind.COMMENT, comment_id)
	parent_id, post = ident(value.get("parent_id")), mapping(value.get("post"))
	post_tail = tail(common["post_id"]) or comment_id.rpartition("_")[0]
	return Comment(
		**common,
		attachments=_media(value),
		permalink=_comment_link(value, post, common["post_id"], comment_id),
		comment_id=comment_id,
		parent_id=parent_id,
		top_level=not parent_id or tail(parent_id) in {tail(post_tail), tail(comment_id)},
		post=post,
	)


def _comment_link(value: Value, post: Value, post_id: str, comment_id: str) -> str:
	"""The comment's own address; Meta seldom gives it, but it follows from the post's."""
	own = link(value.get("permalink_url"))
	page = link(post.get("permalink_url")) or (f"https://www.facebook.com/{post_id}" if post_id else "")
	if own or not page:
		return own
	return f"{page}{'&' if '?' in page else '?'}comment_id={tail(comment_id)}"


def _post(item: Value, value: Value, spot: Spot) -> Event:
	kind = _word(value.get("item"))
	post_id = ident(value.get("post_id")) or ident(value.get("post"))
	if not post_id:
		raise NotUnderstood(f"{kind or 'the change'} has no post_id")
	common, post = _common(item, value, spot, EventKind.POST, post_id), mapping(value.get("post"))
	published = value.get("published", post.get("is_published"))
	permalink = link(value.get("permalink_url")) or link(post.get("permalink_url"))
	return Post(
		**common,
		attachments=_media(value),
		permalink=permalink or f"https://www.facebook.com/{post_id}",
		item=kind,
		title=(text(value.get("title")) or text(value.get("story")))[:MAX_LABEL_CHARS],
		published=None if published is None else whole(published) == 1 or published is True,
		recipient_id=ident(value.get("recipient_id")),
		# Meta withholds the author of pages' posts too, so an unknown one is no visitor.
		by_visitor=bool(common["author_id"]) and not common["by_page"],
	)


def _reaction(item: Value, value: Value, spot: Spot) -> Event:
	comment_id, parent_id = ident(value.get("comment_id")), ident(value.get("parent_id"))
	target = comment_id or ident(value.get("post_id")) or parent_id
	if not target:
		return _page_like(item, value, spot)
	return FeedReaction(
		**_common(item, value, spot, EventKind.FEED_REACTION, target),
		reaction=_word(value.get("reaction_type")) or "like",
		comment_id=comment_id,
		parent_id=parent_id,
	)


def _page_like(item: Value, value: Value, spot: Spot) -> Event:
	if _word(value.get("item")) != "like":
		raise NotUnderstood("the reaction does not say what it is on")
	at_ms = time_ms(value.get("created_time")) or spot.notified_ms
	return plain(spot, EventKind.PAGE_LIKE, item, f"page like: {_verb(value)}", at_ms=at_ms)


def _mention(item: Value, value: Value, spot: Spot) -> Event:
	comment_id, post_id = ident(value.get("comment_id")), ident(value.get("post_id"))
	if not (comment_id or post_id):
		raise NotUnderstood("the mention says neither which post nor which comment")
	common = _common(item, value, spot, EventKind.MENTION, comment_id or post_id)
	permalink = link(value.get("permalink_url"))
	return Mention(**common, permalink=permalink, item=_word(value.get("item")), comment_id=comment_id)


def _rating(item: Value, value: Value, spot: Spot) -> Event:
	comment_id, parent_id = ident(value.get("comment_id")), ident(value.get("parent_id"))
	story = ident(value.get("open_graph_story_id")) or tail(ident(value.get("post_id")) or parent_id)
	if not (story or comment_id):
		raise NotUnderstood("the rating does not say which recommendation it is about")
	common = _common(item, value, spot, EventKind.RATING, story, _word(value.get("item")), comment_id)
	return Rating(
		**{**common, "text": text(value.get("review_text")) or common["text"]},
		item=_word(value.get("item")) or "rating",
		open_graph_story_id=story,
		recommendation=text(value.get("recommendation_type")).strip().upper()[:_WORD_CHARS],
		stars=max(0, min(whole(value.get("rating")), 5)),
		comment_id=comment_id,
		parent_id=parent_id,
		reaction=_word(value.get("reaction_type")),
	)


def _media(value: Value) -> tuple[Attachment, ...]:
	"""Photos, video and link of a comment or post, called as in messages: a photo is an "image".

	A photo or video post gives its file as `link`.
	"""
	kind, shared = _word(value.get("item")), link(value.get("link"))
	found: list[Attachment] = []
	for name, word in (("photo", "image"), ("video", "video")):
		url = link(value.get(name)) or (shared if kind == name else "")
		meta_id = ident(value.get(f"{name}_id"))
		if url or (meta_id and kind in {name, "comment"}):
			found.append(Attachment(kind=word, url=url, meta_id=meta_id))
	photos = value.get("photos") if isinstance(value.get("photos"), list) else []
	known = {one.url for one in found}
	found += [Attachment(kind="image", url=url) for url in map(link, photos) if url and url not in known]
	if shared and shared not in {one.url for one in found}:
		found.append(Attachment(kind="link", url=shared))
	return tuple(found)


_Reader = Callable[[Value, Value, Spot], Event]
_FIELDS: dict[str, _Reader] = {"feed": _feed, "mention": _mention, "ratings": _rating}
#: `item` of the field feed -> reader; every other item is a post of its kind.
_ITEMS: dict[str, _Reader] = {"comment": _comment, "reaction": _reaction, "like": _reaction}
