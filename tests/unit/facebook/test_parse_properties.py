"""What holds for every body, found by trying many: no exception, neighbours kept, times and keys in shape."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fb_care.facebook.constants import MAX_ID_CHARS, MAX_KEY_CHARS, MAX_MID_CHARS, MAX_TIME_MS, MIN_TIME_MS
from fb_care.facebook.events import Event, EventKind
from fb_care.facebook.parse import parse_delivery
from tests.unit.facebook.shown import FIXTURES, PAGE, read

BODIES = {path.stem: read(path.stem) for path in sorted(FIXTURES.glob("*.json"))}
MARKER = read("message__text")["entry"][0]["messaging"][0]
TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=20)
NUMBERS = st.integers() | st.floats() | st.integers(min_value=-(10**30), max_value=10**30)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXT
WORDS = TEXT | st.sampled_from(
	"object page entry id time messaging changes standby field value message mid text attachments payload"
	" sender recipient item verb comment_id feed 0".split()
)
JSON = st.recursive(
	SCALARS | WORDS,
	lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
	max_leaves=30,
)


def check(events: list[Event]) -> None:
	"""What every list of events fulfils."""
	assert events
	for event in events:
		assert isinstance(event, Event)
		assert isinstance(event.key, str) and 0 < len(event.key) <= MAX_KEY_CHARS
		assert not getattr(event, "reason", "").startswith("reading it failed")
		hash(event)
		_check_times(event)
		_check_ids(event)
		assert json.dumps(event.raw, allow_nan=False, ensure_ascii=False).encode()
		assert not any("\0" in text for text in texts(dataclasses.asdict(event)))
		with pytest.raises(dataclasses.FrozenInstanceError):
			event.key = ""


def texts(node: Any) -> list[str]:
	"""Every text in a tree of plain data."""
	if isinstance(node, dict):
		return [found for pair in node.items() for part in pair for found in texts(part)]
	if isinstance(node, (list, tuple)):
		return [found for part in node for found in texts(part)]
	return [node] if isinstance(node, str) else []


def _check_times(event: Event) -> None:
	for name in ("at_ms", "notified_ms", "watermark_ms", "created_ms"):
		moment = getattr(event, name, None)
		assert moment is None or (type(moment) is int and MIN_TIME_MS <= moment < MAX_TIME_MS)


def _check_ids(event: Event) -> None:
	for field in dataclasses.fields(event):
		content = getattr(event, field.name)
		if field.name == "mid":
			assert isinstance(content, str) and len(content) <= MAX_MID_CHARS
		elif field.name.endswith("_id") or field.name == "psid":
			assert isinstance(content, str) and len(content) <= MAX_ID_CHARS


@given(JSON)
def test_any_json_object_is_read(body: Any) -> None:
	check(parse_delivery(body))


@given(st.binary(max_size=200) | TEXT)
def test_any_bytes_and_any_text_are_read(body: bytes | str) -> None:
	check(parse_delivery(body))


@given(JSON)
def test_any_json_text_is_read(body: Any) -> None:
	check(parse_delivery(json.dumps(body)))


@given(JSON)
def test_any_item_is_read_and_its_neighbours_are_kept(item: Any) -> None:
	lists = {"messaging": [MARKER, item, MARKER], "standby": [item], "changes": [item]}
	events = parse_delivery({"object": "page", "entry": [item, {"id": PAGE, "time": 1, **lists}, item]})
	check(events)
	kept = [
		event for event in events if event.kind is EventKind.MESSAGE and event.mid == MARKER["message"]["mid"]
	]
	assert len(kept) >= 2


@given(st.sampled_from(sorted(MARKER)), st.dictionaries(WORDS, JSON, max_size=6))
def test_any_content_of_a_known_event_is_read(_name: str, content: Any) -> None:
	names = ("message", "postback", "referral", "reaction", "read", "delivery", "optin", "order", "app_roles")
	items = [{**MARKER, "message": None, name: content} for name in names]
	items = [{key: part for key, part in item.items() if part is not None} for item in items]
	changes = [
		{"field": field, "value": {**content, "item": item, "verb": "add"}}
		for field in ("feed", "mention", "ratings")
		for item in ("comment", "post", "reaction", "like", "rating")
	]
	check(parse_delivery({"object": "page", "entry": [{"id": PAGE, "messaging": items, "changes": changes}]}))


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
	"""The path of every part of a body."""
	inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
	return [path] * bool(path) + [found for key, part in inner for found in places(part, (*path, key))]


def replaced(node: Any, path: tuple[Any, ...], new: Any) -> Any:
	"""A copy of a body with the part at `path` replaced, or taken out when `new` is Ellipsis."""
	key, rest = path[0], path[1:]
	copy = dict(node) if isinstance(node, dict) else list(node)
	if rest:
		copy[key] = replaced(node[key], rest, new)
	elif new is ...:
		del copy[key]
	else:
		copy[key] = new
	return copy


def with_neighbour(body: Any) -> Any:
	"""The body with an entry of its own beside it, if it still has a list of entries."""
	if isinstance(body.get("entry"), list):
		return {**body, "entry": [*body["entry"], {"id": PAGE, "time": 1795168800456, "messaging": [MARKER]}]}
	return body


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("new", [..., None, "x", 0, True, [], {}, "\0", 10**400])
def test_each_part_of_each_fixture_can_be_missing_or_strange(name: str, new: Any) -> None:
	for path in places(BODIES[name]):
		body = with_neighbour(replaced(BODIES[name], path, new))
		events = parse_delivery(body)
		check(events)
		if isinstance(body.get("entry"), list) and path != ("object",):
			assert events[-1].kind in (EventKind.MESSAGE, EventKind.UNKNOWN)
			assert getattr(events[-1], "mid", "") == MARKER["message"]["mid"] or name == "unknown__instagram"


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_several_mutations_at_once_are_read(data: st.DataObject) -> None:
	body = BODIES[data.draw(st.sampled_from(sorted(BODIES)))]
	for _number in range(data.draw(st.integers(1, 4))):
		found = places(body)
		if found:
			body = replaced(body, data.draw(st.sampled_from(found)), data.draw(JSON | st.just(...)))
	first, again = parse_delivery(body), parse_delivery(body)
	check(first)
	assert [event.key for event in first] == [event.key for event in again]


@given(st.integers(0, 200))
def test_deep_nesting_is_cut_and_neighbours_are_kept(depth: int) -> None:
	deep: Any = "bottom"
	for _level in range(depth):
		deep = {"message": [deep]}
	events = parse_delivery({"object": "page", "entry": [{"id": PAGE, "messaging": [deep, MARKER]}]})
	check(events)
	assert events[-1].kind is EventKind.MESSAGE
