"""One call to the Graph API as the fake sees it, and small helpers for answers: fields, paging.

Made by server.py from an HTTP request (or by a unit test by hand); the calls in graph.py, sending.py and
comments.py read it. Knows no sockets.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakebook import errors
from tests.fakebook.world import Page


@dataclass
class Call:
	"""A request, its parameters from query, form and JSON body in one; values may be JSON strings."""

	method: str
	path: str
	params: dict[str, Any] = field(default_factory=dict)
	#: Names of the uploaded files (multipart `filedata`).
	files: dict[str, bytes] = field(default_factory=dict)
	#: "METHOD name" of the route, filled in by the router; faults and tests go by it.
	name: str = ""
	#: The page whose token was used; None for the app's own token.
	page: Page | None = None

	def text(self, key: str) -> str:
		value = self.params.get(key)
		return "" if value is None else str(value)

	def object(self, key: str) -> dict[str, Any]:
		"""A parameter that is an object: JSON in a JSON body, or a JSON string in a form."""
		value = self.params.get(key)
		if isinstance(value, str):
			try:
				value = json.loads(value)
			except ValueError:
				raise errors.bad_param(f"Param {key} must be a JSON object") from None
		return value if isinstance(value, dict) else {}

	def flag(self, key: str) -> bool:
		return self.text(key).lower() in ("1", "true")


def split_fields(fields: str) -> dict[str, str]:
	"""`"id,campaign{id,name}"` as `{"id": "", "campaign": "id,name"}`."""
	found: dict[str, str] = {}
	name, depth, inner = "", 0, ""
	for char in fields + ",":
		if char == "," and depth == 0:
			if name:
				found[name.split(".")[0].strip()] = inner
			name, inner = "", ""
			continue
		if char == "}":
			depth -= 1
		if depth:
			inner += char
		elif char not in "{}":
			name += char
		if char == "{":
			depth += 1
	return found


def select(known: dict[str, Any], fields: str, default: str = "id,name") -> dict[str, Any]:
	"""What Meta gives of `known` for `fields=`: only what was asked for and exists, and always the id."""
	answer = {}
	for name, inner in split_fields(fields or default).items():
		if name not in known:
			raise GraphFieldError(name)
		value = known[name]
		if value in (None, "", [], {}):
			continue
		answer[name] = select(value, inner, inner) if inner and isinstance(value, dict) else value
	if "id" in known:
		answer["id"] = known["id"]
	return answer


class GraphFieldError(errors.GraphError):
	"""Asking for a field that the node does not have."""

	def __init__(self, name: str):
		super().__init__(f"(#100) Tried accessing nonexisting field ({name})", 100)


def listing(
	call: Call, rows: list[dict[str, Any]], address: Callable[[dict[str, Any]], str]
) -> dict[str, Any]:
	"""A part of a list, with cursors, and `next` while there is more (with the token in it, as Meta's)."""
	limit = min(int(call.text("limit") or 25), 100)
	start = _offset(call.text("after"))
	part = rows[start : start + limit]
	if not part:
		return {"data": []}
	paging: dict[str, Any] = {"cursors": {"before": _cursor(start), "after": _cursor(start + len(part))}}
	if start + limit < len(rows):
		paging["next"] = address({**call.params, "after": _cursor(start + limit)})
	return {"data": part, "paging": paging}


def _cursor(offset: int) -> str:
	return base64.urlsafe_b64encode(f"row{offset}".encode()).decode()


def _offset(cursor: str) -> int:
	if not cursor:
		return 0
	try:
		return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("row"))
	except ValueError:
		raise errors.bad_param("Invalid cursors values") from None
