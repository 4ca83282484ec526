"""Parts that messages, postbacks, comments and posts have in common: attachments and referrals.

Used by the `parse_*` modules only. Pure; never raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fb_care.facebook.constants import MAX_LABEL_CHARS, MAX_MID_CHARS
from fb_care.facebook.events import Attachment, Referral
from fb_care.facebook.reading import ident, items, link, mapping, text

_KNOWN_PAYLOAD = frozenset({"url", "title"})
_ID_NAMES = ("sticker_id", "reel_video_id", "attachment_id", "id")
_KIND_CHARS = 60


def attachments(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
	"""The attachments of a message, each sticker once."""
	found = [_attachment(entry) for entry in items(message.get("attachments")) if isinstance(entry, Mapping)]
	sticker = ident(message.get("sticker_id"))
	if sticker and not any(one.meta_id == sticker for one in found):
		found.append(Attachment(kind="sticker", meta_id=sticker))
	# Until 30 Aug 2026 Meta sent a sticker twice, as "sticker" and as "image".
	stickers = {one.meta_id for one in found if one.kind == "sticker" and one.url}
	return tuple(
		one for one in found if one.kind != "image" or not one.meta_id or one.meta_id not in stickers
	)


def _attachment(entry: Mapping[str, Any]) -> Attachment:
	payload = mapping(entry.get("payload"))
	meta_id = next((found for name in _ID_NAMES if (found := ident(payload.get(name), MAX_MID_CHARS))), "")
	return Attachment(
		kind=text(entry.get("type")).strip().lower()[:_KIND_CHARS] or "unknown",
		# Old events and echoes put title and url beside an empty payload.
		url=link(payload.get("url")) or link(entry.get("url")),
		title=(text(payload.get("title")) or text(entry.get("title")))[:MAX_LABEL_CHARS],
		meta_id=meta_id,
		details={name: value for name, value in payload.items() if name not in _KNOWN_PAYLOAD},
	)


def referral(value: object, *siblings: Mapping[str, Any]) -> Referral | None:
	"""Where the person came from, or None. `siblings` are objects that may hold the `lead` of it."""
	if not isinstance(value, Mapping) or not value:
		return None
	ad = mapping(value.get("ads_context_data"))
	return Referral(
		source=text(value.get("source"))[:_KIND_CHARS],
		type=text(value.get("type"))[:_KIND_CHARS],
		ref=text(value.get("ref")),
		ad_id=ident(value.get("ad_id")),
		ad_title=text(ad.get("ad_title"))[:MAX_LABEL_CHARS],
		photo_url=link(ad.get("photo_url")),
		video_url=link(ad.get("video_url")),
		post_id=ident(ad.get("post_id")),
		product_id=ident(ad.get("product_id")) or ident(value.get("product")),
		flow_id=ident(ad.get("flow_id")),
		referer_uri=link(value.get("referer_uri")),
		lead=_lead(value, *siblings),
		raw=value,
	)


def _lead(*holders: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
	for holder in holders:
		answers = [mapping(entry) for entry in items(mapping(holder.get("lead")).get("data"))]
		if answers:
			return tuple((text(one.get("question")), text(one.get("answer"))) for one in answers if one)
	return ()
