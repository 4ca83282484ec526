"""Readers that take what Meta sends in whatever shape it comes, and never raise.

Meta is not consistent: ids come as numbers, times as seconds, milliseconds or strings, lists as single
objects. The parsers read every value through one of these, so that each reader is the only place that
knows about its kind of trouble. They answer "" , None, {} or [] for what can't be used.

Pure: never imports frappe, never looks at what a value means.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fb_care.facebook.constants import MAX_ID_CHARS, MAX_KEY_CHARS, MAX_TIME_MS, MIN_TIME_MS, SECONDS_BELOW

#: Deeper than this is no delivery of Meta's.
MAX_DEPTH = 64
MAX_URL_CHARS = 8000
#: Integers with more digits are ids at most as strings; Python refuses to print those of thousands of digits.
MAX_INT = 10**40

_ID = re.compile(r"[^\s<>\"'\\\x00-\x1f\x7f]+")
_LINK = re.compile(r"https?://[^\s<>\"\\\x00-\x1f\x7f]+", re.IGNORECASE)
_TRUE = frozenset({"true", "1", "yes"})


def clean(value: object, depth: int = 0) -> Any:
	"""A copy of `value` as plain JSON that every database takes.

	NUL characters are dropped (PostgreSQL refuses them), halves of surrogate pairs become U+FFFD, NaN and
	infinite numbers become their names, and what is nested deeper than `MAX_DEPTH` a note.
	"""
	if isinstance(value, str):
		return clean_text(value)
	if value is None or isinstance(value, bool):
		return value
	if isinstance(value, (int, float)):
		return _clean_number(value)
	if isinstance(value, (dict, list, tuple)):
		return _clean_container(value, depth + 1) if depth < MAX_DEPTH else "(nested too deeply)"
	return f"({type(value).__name__})"


def _clean_container(value: dict[object, object] | list[object] | tuple[object, ...], depth: int) -> Any:
	if isinstance(value, dict):
		return {clean_text(str(key)): clean(inner, depth) for key, inner in value.items()}
	return [clean(inner, depth) for inner in value]


def _clean_number(value: int | float) -> int | float | str:
	if isinstance(value, float):
		return value if math.isfinite(value) else repr(value)
	return int(value) if -MAX_INT < value < MAX_INT else "(number too large)"


def clean_text(value: str) -> str:
	"""`value` without NUL characters and without halves of surrogate pairs."""
	if value.isascii():
		return value.replace("\0", "")
	return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")


def text(value: object) -> str:
	"""A text; numbers are written out, anything else is ""."""
	if isinstance(value, str):
		return value
	if isinstance(value, (int, float)) and not isinstance(value, bool):
		return str(value)
	return ""


def ident(value: object, limit: int = MAX_ID_CHARS) -> str:
	"""An id as a string: from a string, a whole number, or an object with `id`; "" if it can be none."""
	if value is None:
		return ""
	if isinstance(value, dict):
		value = value.get("id")
	if isinstance(value, float) and math.isfinite(value) and value.is_integer():
		value = int(value)
	if isinstance(value, int) and not isinstance(value, bool):
		value = str(value)
	if not isinstance(value, str):
		return ""
	value = value.strip()
	return value if len(value) <= limit and _ID.fullmatch(value) else ""


def link(value: object) -> str:
	"""An http(s) address; "" for anything else, so that no other scheme ever leaves this package."""
	if not isinstance(value, str):
		return ""
	value = value.strip()
	return value if len(value) <= MAX_URL_CHARS and _LINK.fullmatch(value) else ""


def mapping(value: object) -> Mapping[str, Any]:
	"""An object, else {}."""
	return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
	"""A list; a single object counts as a list of one, anything else is []."""
	if isinstance(value, (list, tuple)):
		return list(value)
	return [value] if isinstance(value, dict) else []


def flag(value: object) -> bool:
	"""True for true, 1, "true", "1"."""
	if isinstance(value, str):
		return value.strip().lower() in _TRUE
	return isinstance(value, (bool, int)) and value == 1


def whole(value: object) -> int:
	"""A whole number from a number or its digits; 0 if it is none or beyond 32 bits."""
	number = _number(value)
	return int(number) if number is not None and abs(number) < 2**31 else 0


def time_ms(value: object) -> int | None:
	"""UTC milliseconds from seconds, milliseconds, their digits, or an ISO 8601 text with its zone.

	None for what is no time between 2004 and 2100.
	"""
	number = _number(value)
	if number is None:
		return _iso_ms(value) if isinstance(value, str) else None
	ms = int(number * 1000 if abs(number) < SECONDS_BELOW else number)
	return ms if MIN_TIME_MS <= ms < MAX_TIME_MS else None


def _number(value: object) -> int | float | None:
	if isinstance(value, bool):
		return None
	if isinstance(value, str):
		return _number_in(value.strip())
	if isinstance(value, float) and not math.isfinite(value):
		return None
	return value if isinstance(value, (int, float)) else None


def _number_in(digits: str) -> int | float | None:
	if len(digits) > 24:
		return None
	for read in (int, float):
		try:
			number = read(digits)
		except ValueError:
			continue
		return number if math.isfinite(number) else None
	return None


def _iso_ms(value: str) -> int | None:
	for form in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"):
		try:
			ms = int(datetime.strptime(value.strip(), form).timestamp() * 1000)
		except (ValueError, OverflowError):
			continue
		return ms if MIN_TIME_MS <= ms < MAX_TIME_MS else None
	return None


def tail(identifier: str) -> str:
	"""The part after the last "_". Meta's prefixes disagree with each other; the last parts never do."""
	return identifier.rpartition("_")[2]


def digest(value: object) -> str:
	"""A short name for the content of `value` (plain JSON), the same for the same content."""
	canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
	return hashlib.sha256(canonical.encode()).hexdigest()[:40]


def make_key(kind: str, page_id: str, *parts: object) -> str:
	"""The key of an event: its parts readable where they fit in `MAX_KEY_CHARS`, else their digest."""
	key = ":".join([kind, page_id, *("" if part is None else str(part) for part in parts)])
	return key if len(key) <= MAX_KEY_CHARS else f"{kind}:{page_id}:{digest([str(part) for part in parts])}"
