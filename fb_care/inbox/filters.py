"""What an agent asks of the inbox's list, and the place where a page of it begins. Pure: asks no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fb_care.facebook.reading import clean_text
from fb_care.footprint import THREAD_DOCTYPES

CONVERSATION, THREAD = THREAD_DOCTYPES
MESSAGES = "Message"
KINDS = (MESSAGES, "Comment", "Visitor Post", "Mention", "Rating")
TABS = ("Open", "Follow-up", "Done", "Spam", "Archived", "All")
SORTS = ("newest", "oldest")
#: Of `assignee`: the user who asks, and nobody.
ME, NOBODY = "me", "none"
#: Characters of a value, and values of a list, at most.
MOST_CHARS, MOST_VALUES = 200, 200


class Unknown(ValueError):
	"""A filter that there is not (`value` ""), or a value that it can't have. `key`: the filter."""

	def __init__(self, key: str, value: str = "") -> None:
		super().__init__(f"{key}: {value}")
		self.key, self.value = clean_text(key), clean_text(value)


@dataclass(frozen=True)
class Filters:
	"""What is looked for. Empty values look for nothing in particular."""

	pages: tuple[str, ...] = ()
	kinds: tuple[str, ...] = ()
	tab: str = "Open"
	#: A user, ME, NOBODY or "".
	assignee: str = ""
	label: str = ""
	unread: bool = False
	from_ad: bool = False
	#: The window to answer ends within three hours.
	window_soon: bool = False
	priority: str = ""
	query: str = ""
	sort: str = "newest"

	@property
	def newest(self) -> bool:
		return self.sort != "oldest"

	@property
	def thread_kinds(self) -> tuple[str, ...]:
		"""The kinds of comment threads that are asked for; () for all, or for none (see `wants`)."""
		return tuple(kind for kind in self.kinds if kind != MESSAGES)

	def wants(self, doctype: str) -> bool:
		"""Whether threads of this DocType can be among what is asked for."""
		if self.kinds and not (MESSAGES in self.kinds if doctype == CONVERSATION else self.thread_kinds):
			return False
		return not (self.window_soon and doctype == THREAD)


@dataclass(frozen=True)
class Place:
	"""A row's place in the list: its time (UTC ms), the number of its DocType, its name."""

	last_ms: int
	number: int
	name: str

	def __str__(self) -> str:
		return f"{self.last_ms}:{self.number}:{self.name}"


def place(cursor: str) -> Place | None:
	"""The place that a cursor names; a cursor that isn't one is none."""
	at, _colon, rest = clean_text(str(cursor or "")).partition(":")
	number, _colon, name = rest.partition(":")
	if not (_is_number(at) and len(at) < 16 and number in ("0", "1") and name):
		return None
	return Place(int(at), int(number), name[:140])


def parse(given: str | Mapping[str, Any] | None) -> Filters:
	"""The filters out of a JSON object or a dict. Raises `Unknown`."""
	asked = _object(given)
	values: dict[str, Any] = {}
	for key, value in asked.items():
		read = _READERS.get(key)
		if read is None:
			raise Unknown(str(key)[:MOST_CHARS])
		values[key] = read(key, value)
	return Filters(**values)


def _object(given: str | Mapping[str, Any] | None) -> Mapping[str, Any]:
	if isinstance(given, str):
		try:
			given = json.loads(given) if given.strip() else {}
		except (ValueError, RecursionError):
			raise Unknown("filters", given[:MOST_CHARS]) from None
	if given is None:
		return {}
	if not isinstance(given, Mapping):
		raise Unknown("filters", str(given)[:MOST_CHARS])
	return given


def _is_number(text: str) -> bool:
	return text.isascii() and text.isdigit()


def _text(key: str, value: Any) -> str:
	if value is None:
		return ""
	if not isinstance(value, str) or len(value) > MOST_CHARS:
		raise Unknown(key, str(value)[:MOST_CHARS])
	return clean_text(value).strip()


def _flag(key: str, value: Any) -> bool:
	if value in (None, "", 0, "0", False):
		return False
	if value in (1, "1", True):
		return True
	raise Unknown(key, str(value)[:MOST_CHARS])


def _texts(key: str, value: Any) -> tuple[str, ...]:
	if value in (None, ""):
		return ()
	if not isinstance(value, list | tuple) or len(value) > MOST_VALUES:
		raise Unknown(key, str(value)[:MOST_CHARS])
	return tuple(dict.fromkeys(text for one in value if (text := _text(key, one))))


def _kinds(key: str, value: Any) -> tuple[str, ...]:
	found = _texts(key, value)
	for kind in found:
		if kind not in KINDS:
			raise Unknown(key, kind)
	return found


def _one_of(*known: str) -> Any:
	def read(key: str, value: Any) -> str:
		found = _text(key, value) or known[0]
		if found not in known:
			raise Unknown(key, found)
		return found

	return read


_READERS: dict[str, Any] = {
	"pages": _texts,
	"kinds": _kinds,
	"tab": _one_of(*TABS),
	"assignee": _text,
	"label": _text,
	"unread": _flag,
	"from_ad": _flag,
	"window_soon": _flag,
	"priority": _text,
	"query": _text,
	"sort": _one_of(*SORTS),
}
