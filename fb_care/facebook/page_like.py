"""Who liked the page, as far as a `feed` change of item "like" tells. Used by `inbound.page_events`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fb_care.facebook.reading import ident, mapping, text

#: Verbs by which somebody no longer likes the page.
_TAKEN_BACK = frozenset({"remove", "delete", "unlike"})


def liked_by(change: Mapping[str, Any]) -> tuple[str, bool]:
	"""The person's id, "" where Meta withholds it, and whether they like the page now (or no longer)."""
	value = mapping(change.get("value"))
	found = (ident(value.get(name)) for name in ("from", "sender_id", "user_id"))
	return next(filter(None, found), ""), text(value.get("verb")).strip().lower() not in _TAKEN_BACK
