"""Webhook bodies in Meta's shapes: items of `messaging` and `changes`, entries, and the bytes that go out.

Used by the fake for what follows from a call (echoes, the page's own comments), by the recorded day, and by
tests. The shapes follow Meta's reference and captured bodies, with Meta's own inconsistencies (see the day).
Times are UTC ms; what Meta sends in seconds is turned here.
"""

from __future__ import annotations

import json
from typing import Any

Item = dict[str, Any]


def to_bytes(body: Item) -> bytes:
	"""JSON as Meta writes it: non-ASCII as \\uXXXX, "/" as "\\/"."""
	return json.dumps(body, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def entry(page_id: str, at_ms: int, field: str, items: list[Item]) -> Item:
	"""One `entry`; its time is in seconds for `changes`, in milliseconds for `messaging` and `standby`."""
	return {"id": page_id, "time": at_ms // 1000 if field == "changes" else at_ms, field: items}


def delivery(*entries: Item) -> Item:
	return {"object": "page", "entry": list(entries)}


def _thread(page_id: str, psid: str, at_ms: int, key: str, value: Item, echo: bool = False) -> Item:
	sender, recipient = (page_id, psid) if echo else (psid, page_id)
	return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at_ms, key: value}


def message(page_id: str, psid: str, at_ms: int, mid: str, text: str = "", **more: Any) -> Item:
	"""What a person wrote; `more` are further keys of `message` (attachments, reply_to, referral ...)."""
	value = {"mid": mid, **({"text": text} if text else {}), **more}
	return _thread(page_id, psid, at_ms, "message", value)


def echo(page_id: str, psid: str, at_ms: int, mid: str, text: str = "", **more: Any) -> Item:
	"""What the page sent; `more`: app_id (Meta sends a number), metadata, attachments ..."""
	value = {"mid": mid, "is_echo": True, **({"text": text} if text else {}), **more}
	return _thread(page_id, psid, at_ms, "message", value, echo=True)


def postback(page_id: str, psid: str, at_ms: int, mid: str, title: str, payload: str, **more: Any) -> Item:
	value = {"mid": mid, "title": title, "payload": payload, **more}
	return _thread(page_id, psid, at_ms, "postback", value)


def referral(page_id: str, psid: str, at_ms: int, value: Item) -> Item:
	return _thread(page_id, psid, at_ms, "referral", value)


def read(page_id: str, psid: str, at_ms: int, watermark: int) -> Item:
	return _thread(page_id, psid, at_ms, "read", {"watermark": watermark})


def delivered(page_id: str, psid: str, at_ms: int, watermark: int, mids: list[str] | None = None) -> Item:
	value: Item = {"watermark": watermark}
	if mids:
		value["mids"] = mids
	return _thread(page_id, psid, at_ms, "delivery", value)


def reaction(
	page_id: str, psid: str, at_ms: int, mid: str, kind: str = "love", emoji: str = "❤", action: str = "react"
) -> Item:
	value: Item = {"mid": mid, "action": action}
	if action == "react":
		value.update(reaction=kind, emoji=emoji)
	return _thread(page_id, psid, at_ms, "reaction", value)


def edit(page_id: str, psid: str, at_ms: int, mid: str, text: str, num_edit: int = 1) -> Item:
	"""Meta types `num_edit` as a number and shows it quoted."""
	return _thread(
		page_id, psid, at_ms, "message_edit", {"mid": mid, "text": text, "num_edit": str(num_edit)}
	)


def unsend(page_id: str, psid: str, at_ms: int, mid: str) -> Item:
	return _thread(page_id, psid, at_ms, "message", {"mid": mid, "is_deleted": True})


def policy(page_id: str, at_ms: int, action: str, reason: str = "") -> Item:
	value = {"action": action, **({"reason": reason} if reason else {})}
	return {"recipient": {"id": page_id}, "timestamp": at_ms, "policy_enforcement": value}


def ad_referral(ad_id: str, title: str, post_id: str, ref: str = "", **more: Any) -> Item:
	"""What names the ad; the post's id has no page prefix here. `more`: photo_url, product_id ..."""
	context = {"ad_title": title, "post_id": post_id.rsplit("_", 1)[-1], **more}
	value: Item = {"source": "ADS", "type": "OPEN_THREAD", "ad_id": ad_id, "ads_context_data": context}
	if ref:
		value["ref"] = ref
	return value


def image(url: str) -> Item:
	return {"type": "image", "payload": {"url": url}}


def change(field: str, value: Item) -> Item:
	return {"field": field, "value": value}


def comment(
	author: tuple[str, str] | None,
	post: Item,
	comment_id: str,
	at_ms: int,
	text: str = "",
	*,
	parent_id: str = "",
	verb: str = "add",
	**more: Any,
) -> Item:
	"""A comment on a post (`post` as of post_info); without `parent_id` a top-level one."""
	value: Item = {
		"item": "comment",
		"verb": verb,
		"comment_id": comment_id,
		"post_id": post["id"],
		"parent_id": parent_id or post["id"],
		"created_time": at_ms // 1000,
	}
	if author:
		value["from"] = {"id": author[0], "name": author[1]}
	if text:
		value["message"] = text
	if verb in ("add", "edited"):
		value["post"] = post
	return change("feed", {**value, **more})


def comment_removed(
	author: tuple[str, str], post_id: str, comment_id: str, parent_id: str, at_ms: int
) -> Item:
	"""Meta tells neither the text nor when it was written."""
	value = {
		"from": {"id": author[0], "name": author[1]},
		"post_id": post_id,
		"comment_id": comment_id,
		"parent_id": parent_id,
		"created_time": at_ms // 1000,
		"item": "comment",
		"verb": "remove",
	}
	return change("feed", value)


def post_info(
	post_id: str, at_ms: int, permalink: str, promotion: str = "ineligible", kind: str = "photo"
) -> Item:
	"""The `post` part of a comment."""
	return {
		"status_type": f"added_{kind}s" if kind == "photo" else "mobile_status_update",
		"is_published": True,
		"updated_time": at_ms // 1000,
		"permalink_url": permalink,
		"promotion_status": promotion,
		"id": post_id,
	}
