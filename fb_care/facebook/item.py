"""What the parsers share: where an item stood, and how to say that it can't be understood.

Used by `parse` and the `parse_*` modules only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fb_care.facebook.events import EventKind, PlainEvent
from fb_care.facebook.reading import digest, make_key

#: What the common fields of an event are called and hold; spread into its constructor.
Common = dict[str, Any]


class NotUnderstood(Exception):
	"""The item is none of the events this app knows; the text says why, in plain words."""


@dataclass(frozen=True)
class Spot:
	"""Where an item stood in the delivery."""

	page_id: str
	notified_ms: int | None
	path: str
	standby: bool = False

	def common(self, kind: EventKind, at_ms: int | None, key: str, raw: Mapping[str, Any]) -> Common:
		"""The fields every event has."""
		return {
			"kind": kind,
			"page_id": self.page_id,
			"at_ms": at_ms,
			"notified_ms": self.notified_ms,
			"path": self.path,
			"key": key,
			"raw": raw,
			"standby": self.standby,
		}


def plain(
	spot: Spot,
	kind: EventKind,
	raw: Mapping[str, Any],
	what: str,
	reason: str = "",
	*,
	at_ms: int | None = None,
	key: str = "",
) -> PlainEvent:
	"""An event that is counted and kept raw. Without `key` it is named by its content."""
	key = key or make_key(kind.value, spot.page_id, spot.notified_ms, digest(raw))
	return PlainEvent(**spot.common(kind, at_ms, key, raw), what=what[:140], reason=reason)
