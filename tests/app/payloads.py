"""Deliveries as Facebook sends them, in few words for the tests of this folder. Invented people only."""

from __future__ import annotations

from typing import Any

from tests.app.hosts import PAGE_ID

NORA = "24680135790001"
OLE = "24680135790002"
#: 2026-11-20 10:00:00 UTC.
T0 = 1_795_168_800_000
POST = f"{PAGE_ID}_122100000000000501"

Item = dict[str, Any]


def delivery(*items: Item, page: str = PAGE_ID, at: int = T0, standby: bool = False) -> Item:
	"""One delivery of items of the thread (`messaging`), or of changes."""
	changes = [item for item in items if "field" in item]
	told = [item for item in items if "field" not in item]
	entry: Item = {"id": page, "time": at // 1000 if changes else at}
	if told:
		entry["standby" if standby else "messaging"] = told
	if changes:
		entry["changes"] = changes
	return {"object": "page", "entry": [entry]}


def item(psid: str = NORA, at: int = T0, page: str = PAGE_ID, **what: Any) -> Item:
	"""Something of the person's in the thread."""
	return {"sender": {"id": psid}, "recipient": {"id": page}, "timestamp": at, **what}


def message(
	mid: str, text: str = "", at: int = T0, psid: str = NORA, page: str = PAGE_ID, **more: Any
) -> Item:
	"""The person writes."""
	words = {"text": text} if text else {}
	return item(psid, at, page, message={"mid": mid, **words, **more})


def echo(
	mid: str, text: str = "", at: int = T0, psid: str = NORA, app_id: int | None = 26390203743090, **more: Any
) -> Item:
	"""The page wrote."""
	said = {"mid": mid, "text": text, "is_echo": True, **({"app_id": app_id} if app_id else {}), **more}
	return {"sender": {"id": PAGE_ID}, "recipient": {"id": psid}, "timestamp": at, "message": said}


def postback(mid: str, title: str = "Get started", at: int = T0, psid: str = NORA, **more: Any) -> Item:
	return item(psid, at, postback={"mid": mid, "title": title, "payload": "START", **more})


def edit(mid: str, text: str, number: int, at: int, psid: str = NORA) -> Item:
	return item(psid, at, message_edit={"mid": mid, "text": text, "num_edit": number})


def unsend(mid: str, at: int, psid: str = NORA) -> Item:
	return item(psid, at, message={"mid": mid, "is_deleted": True})


def reaction(mid: str, at: int, emoji: str = "👍", kind: str = "like", psid: str = NORA) -> Item:
	return item(psid, at, reaction={"mid": mid, "action": "react", "reaction": kind, "emoji": emoji})


def unreact(mid: str, at: int, psid: str = NORA) -> Item:
	return item(psid, at, reaction={"mid": mid, "action": "unreact"})


def read(watermark: int, psid: str = NORA) -> Item:
	return item(psid, watermark + 5, read={"watermark": watermark})


def delivered(watermark: int, psid: str = NORA) -> Item:
	return item(psid, watermark + 5, delivery={"watermark": watermark})


def from_ad(
	ad_id: str = "120200000000001", title: str = "Winter tyres", post: str = "122100000000000777"
) -> Item:
	"""The referral of a click on an ad."""
	context = {"ad_title": title, "post_id": post, "photo_url": "https://scontent.fbcdn.net/tyres.jpg"}
	return {
		"ref": "winter",
		"ad_id": ad_id,
		"source": "ADS",
		"type": "OPEN_THREAD",
		"ads_context_data": context,
	}


def feed(
	verb: str, thing: str, at: int, author: str = "7700000000001", name: str = "Eva Brandt", **more: Any
) -> Item:
	"""Something public; `thing` is Meta's `item`."""
	who = {"id": author, "name": name} if author else None
	return {
		"field": "feed",
		"value": {"item": thing, "verb": verb, "created_time": at // 1000, "from": who, **more},
	}


def comment(
	number: int,
	text: str = "",
	at: int = T0,
	parent: str = "",
	verb: str = "add",
	post: str = POST,
	**more: Any,
) -> Item:
	"""A comment with the last part `number`; `parent` is the number of the comment it answers."""
	tail = post.rpartition("_")[2]
	return feed(
		verb,
		"comment",
		at,
		post_id=post,
		comment_id=f"{tail}_{number}",
		parent_id=f"{tail}_{parent}" if parent else post,
		**({"message": text} if text else {}),
		**more,
	)
