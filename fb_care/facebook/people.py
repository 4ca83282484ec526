"""Who a thread event is about: the person's id, whichever way the message went.

Used by the `parse_*` modules only. Pure; never raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fb_care.facebook.reading import ident, mapping


@dataclass(frozen=True)
class Person:
	"""`psid` is Facebook's id of the person for this page; `user_ref` stands in for it before they agreed."""

	psid: str
	user_ref: str = ""


def person(item: Mapping[str, Any], page_id: str, echo: bool = False) -> Person:
	"""The person of `item`: its sender (for an echo its recipient), or the other side if that is the page."""
	sender, recipient = item.get("sender"), item.get("recipient")
	sides = (recipient, sender) if echo else (sender, recipient)
	psid = next((found for side in sides if (found := ident(side)) and found != page_id), "")
	refs = (*sides, item.get("optin"))
	return Person(psid, next((found for side in refs if (found := ident(mapping(side).get("user_ref")))), ""))
