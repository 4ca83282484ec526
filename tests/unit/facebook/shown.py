"""Events as plain dicts, short enough to be written out in a test.

Fields at their default are left out, so that a test names exactly what an event says. Times are offsets in
milliseconds from the fixtures' first moment; page and person are left out where they are the usual ones.
"""

from __future__ import annotations

import dataclasses
import json
from enum import Enum
from pathlib import Path
from typing import Any

from fb_care.facebook.events import Event

FIXTURES = Path(__file__).parents[2] / "fixtures" / "webhook"
#: 2026-11-20 10:00 UTC, the beginning of the fixtures' story.
START_MS = 1_795_168_800_000
PAGE, SECOND_PAGE, PERSON = "100200300400500", "100200300400501", "24680135790001"

_USUAL = {"page_id": PAGE, "psid": PERSON}
_LEFT_OUT = frozenset({"raw", "path", "key"})
_TIMES = {"at_ms": "at", "notified_ms": "notified", "watermark_ms": "watermark", "created_ms": "created"}


def fixture(name: str) -> bytes:
	"""The body of a delivery as Meta sends it."""
	return (FIXTURES / f"{name}.json").read_bytes()


def read(name: str) -> Any:
	"""The same, read from JSON."""
	return json.loads(fixture(name))


def shown(value: object) -> Any:
	"""`value` as plain data without what is at its default."""
	if isinstance(value, tuple):
		return [shown(part) for part in value]
	if isinstance(value, Enum):
		return value.value
	if not dataclasses.is_dataclass(value):
		return value
	plain = {"is": type(value).__name__} if isinstance(value, Event) else {}
	for field in dataclasses.fields(value):
		content = getattr(value, field.name)
		if field.name not in _LEFT_OUT and not _is_usual(field, content):
			plain[_TIMES.get(field.name, field.name)] = _offset(field.name, shown(content))
	return plain


def _is_usual(field: dataclasses.Field[Any], content: object) -> bool:
	if field.default_factory is not dataclasses.MISSING:
		return content == field.default_factory()
	return content == _USUAL.get(field.name, field.default)


def _offset(name: str, content: object) -> object:
	return content - START_MS if name in _TIMES and isinstance(content, int) else content
