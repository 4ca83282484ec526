"""From the body of one webhook delivery to the events in it.

`parse_delivery` is the way in, for the inbound job and for replays. It walks every entry and every item of
it; what it does not understand becomes an UNKNOWN event with the raw part and the reason, and never holds
back its neighbours. It decides nothing and stores nothing.

Pure: never imports frappe. The shapes are Meta's, see `events`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fb_care.facebook.constants import MESSAGING_FIELDS, TEST_PAGE_ID
from fb_care.facebook.events import Event, EventKind
from fb_care.facebook.item import NotUnderstood, Spot, plain
from fb_care.facebook.parse_feed import parse_change
from fb_care.facebook.parse_messaging import parse_messaging
from fb_care.facebook.reading import clean, clean_text, ident, items, mapping, text, time_ms

#: What an entry may hold besides its lists of items.
_ENTRY_FACTS = frozenset({"id", "time", "uid", "hop_context"})
_LISTS = ("messaging", "standby", "changes")
_RAW_TEXT_CHARS = 2000
_NOWHERE = Spot(page_id="", notified_ms=None, path="")


def parse_delivery(body: bytes | str | object) -> list[Event]:
	"""Every event of one delivery, in the order it stands there. Never raises.

	`body` is the raw body, or the object that was read from it. A body that holds nothing to read is one
	UNKNOWN event, so that a delivery never yields nothing.
	"""
	try:
		delivery = clean(_load(body) if isinstance(body, (bytes, bytearray, str)) else body)
	except (ValueError, RecursionError) as error:
		reason = "it is nested too deeply" if isinstance(error, RecursionError) else "it is not JSON"
		return [_unknown(_NOWHERE, _as_text(body), "the body", reason)]
	if not isinstance(delivery, Mapping):
		return [_unknown(_NOWHERE, delivery, "the body", "it is not an object")]
	return list(_events(delivery))


def _load(body: bytes | bytearray | str) -> object:
	"""Read JSON as Meta's sender could have meant it: bad UTF-8 is replaced, a byte order mark ignored."""
	if not isinstance(body, str):
		body = bytes(body).decode("utf-8", "replace")
	body = body.removeprefix("\ufeff")
	try:
		return json.loads(body)
	except json.JSONDecodeError:
		raise
	except ValueError:
		# Python refuses to read a number of thousands of digits; as an id it could only be wrong anyhow.
		return json.loads(body, parse_int=lambda digits: int(digits) if len(digits) < 40 else digits[:40])


def _as_text(body: object) -> str:
	content = bytes(body).decode("utf-8", "replace") if isinstance(body, (bytes, bytearray)) else body
	return clean_text(content[:_RAW_TEXT_CHARS]) if isinstance(content, str) else ""


def _events(delivery: Mapping[str, Any]) -> Iterator[Event]:
	entries = items(delivery.get("entry"))
	if not entries:
		yield _unknown(_NOWHERE, delivery, "the body", "it has no entry")
	subject = text(delivery.get("object")) or "page"
	for index, entry in enumerate(entries):
		spot = Spot(ident(mapping(entry).get("id")), time_ms(mapping(entry).get("time")), f"entry[{index}]")
		if not isinstance(entry, Mapping):
			yield _unknown(spot, entry, "an entry", "it is not an object")
		elif subject.lower() != "page":
			yield _unknown(spot, entry, f"object {subject}", "only events of pages are read")
		else:
			yield from _entry_events(entry, spot)


def _entry_events(entry: Mapping[str, Any], spot: Spot) -> Iterator[Event]:
	found = False
	for name in _LISTS:
		for index, item in enumerate(items(entry.get(name))):
			found = True
			path = f"{spot.path}.{name}[{index}]"
			yield _item_event(item, name, Spot(spot.page_id, spot.notified_ms, path, name == "standby"))
	if entry.get("changed_fields"):
		found = True
		yield _changed_fields(entry, spot)
	strange = sorted(set(entry) - _ENTRY_FACTS - {*_LISTS, "changed_fields"})
	if strange or not found:
		what = f"entry keys: {', '.join(strange) or 'none'}"
		yield _unknown(spot, entry, what, "there is nothing known in it")


def _item_event(item: object, name: str, spot: Spot) -> Event:
	"""The event of one item; this is where every failure ends."""
	if not isinstance(item, Mapping):
		return _unknown(spot, item, f"{name} item", "it is not an object")
	if name == "changes" and _is_test(item, spot):
		return plain(spot, EventKind.TEST, item, f"field {text(item.get('field')) or 'unnamed'}")
	if spot.page_id == TEST_PAGE_ID:
		return plain(spot, EventKind.TEST, item, f"{name} keys: {_keys(item)}")
	read: Callable[[Mapping[str, Any], Spot], Event] = parse_change if name == "changes" else parse_messaging
	try:
		return read(item, spot)
	except NotUnderstood as error:
		return _unknown(spot, item, _what(item, name), str(error))
	except Exception as error:
		# A mistake of ours must not hold back the neighbours; the event can be replayed once it is mended.
		return _unknown(spot, item, _what(item, name), f"reading it failed: {type(error).__name__}")


def _is_test(item: Mapping[str, Any], spot: Spot) -> bool:
	"""Whether the dashboard's "Test" button made this change."""
	return spot.page_id == TEST_PAGE_ID or text(item.get("field")) in MESSAGING_FIELDS


def _changed_fields(entry: Mapping[str, Any], spot: Spot) -> Event:
	fields = entry["changed_fields"]
	names = fields if isinstance(fields, list) else [fields]
	what = "changed_fields: " + ", ".join(filter(None, map(text, names)))
	return plain(spot, EventKind.CHANGED_FIELDS, entry, what, at_ms=spot.notified_ms)


def _what(item: Mapping[str, Any], name: str) -> str:
	if name == "changes":
		return f"field {text(item.get('field')) or 'unnamed'}"
	return f"{name} keys: {_keys(item)}"


def _keys(item: Mapping[str, Any]) -> str:
	return ", ".join(sorted(set(item) - {"sender", "recipient", "timestamp"})[:5]) or "none"


def _unknown(spot: Spot, raw: object, what: str, reason: str) -> Event:
	whole = raw if isinstance(raw, Mapping) else {"value": raw}
	return plain(spot, EventKind.UNKNOWN, whole, what, reason)
