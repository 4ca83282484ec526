"""The Graph API of the fake: which path is which call, who may make it, and the calls that only read.

server.py gives it a `Call` and sends what `answer` returns or raises. What sends is in sending.py and
comments.py. Knows no sockets and sleeps never.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.fakebook import comments, errors, nodes, sending
from tests.fakebook.call import Call, listing, select
from tests.fakebook.world import SUBSCRIBABLE, Page

if TYPE_CHECKING:
	from tests.fakebook.facebook import Facebook

Handler = Callable[["Facebook", Call, str], dict[str, Any]]

#: The versions that still answer.
VERSIONS = frozenset(f"v{number}.0" for number in range(20, 27))
_VERSIONED = re.compile(r"^/(v\d+\.\d+)(/.*)$")


def answer(fb: Facebook, call: Call) -> dict[str, Any]:
	"""The JSON for a call; raises GraphError where Meta would refuse."""
	handler, object_id = find(fb, call)
	authorise(fb, call, object_id)
	if object_id == "me" and call.page is not None:
		object_id = call.page.page_id
	return handler(fb, call, object_id)


def find(fb: Facebook, call: Call) -> tuple[Handler, str]:
	"""The handler of a path and the object it names; sets `call.name`."""
	match = _VERSIONED.match(call.path)
	if match is None or match[1] not in VERSIONS:
		call.name = f"{call.method} unknown"
		raise errors.unknown_path(call.path)
	parts = match[2].strip("/").split("/")
	if parts == ["debug_token"]:
		call.name = "GET debug_token"
		return debug_token, ""
	if len(parts) == 1:
		kind = nodes.kind_of(fb, parts[0], call)
		call.name = f"{call.method} {kind}"
		handler = NODES.get(call.method)
	else:
		call.name = f"{call.method} {parts[1]}"
		handler = EDGES.get(call.name) if len(parts) == 2 else None
	if handler is None:
		raise errors.unknown_path(match[2])
	return handler, parts[0]


def authorise(fb: Facebook, call: Call, object_id: str) -> None:
	"""Who asks: fills `call.page`, or refuses. The proof is checked where one is given or demanded."""
	token = call.text("access_token")
	if not token:
		raise errors.token_missing()
	proof = call.text("appsecret_proof")
	if not proof and fb.require_proof:
		raise errors.proof_missing()
	expected = hmac.new(fb.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
	if proof and not hmac.compare_digest(proof, expected):
		raise errors.proof_wrong()
	if token == f"{fb.app_id}|{fb.app_secret}":
		if call.name != "GET debug_token":
			raise errors.permission("a page access token and the pages_messaging")
		return
	page = fb.world.page_of_token(token)
	if page is None:
		raise errors.GraphError("Invalid OAuth access token - Cannot parse access token", 190)
	if page.token_dead_subcode is not None and call.name != "GET debug_token":
		raise errors.token_dead(page.token_dead_subcode)
	call.page = page


def debug_token(fb: Facebook, call: Call, _object_id: str) -> dict[str, Any]:
	"""What a token is good for; a dead one is described, not refused."""
	token = call.text("input_token")
	page = fb.world.page_of_token(token)
	if page is None:
		return {"data": {"is_valid": False, "error": {"code": 190, "message": "Invalid OAuth access token."}}}
	data: dict[str, Any] = {
		"app_id": fb.app_id,
		"type": "PAGE",
		"application": "Customer care",
		"is_valid": page.token_dead_subcode is None,
		"expires_at": page.token_expires_s,
		"data_access_expires_at": fb.now_ms() // 1000 + 90 * 86_400,
		"issued_at": fb.now_ms() // 1000 - 86_400,
		"scopes": sorted(page.scopes),
		"profile_id": page.page_id,
		"user_id": "10150000000000001",
	}
	if page.token_dead_subcode is not None:
		data["error"] = {
			"code": 190,
			"subcode": page.token_dead_subcode,
			"message": "The session is no longer valid.",
		}
	return {"data": data}


def own_page(call: Call, page_id: str) -> Page:
	"""The page of the path, which must be the one of the token."""
	if call.page is None or call.page.page_id != page_id:
		raise errors.missing(page_id)
	return call.page


def subscribed_apps(fb: Facebook, call: Call, page_id: str) -> dict[str, Any]:
	page = own_page(call, page_id)
	if not page.subscribed:
		return {"data": []}
	app = {
		"category": "Business",
		"link": "https://www.example.com/",
		"name": "Customer care",
		"id": fb.app_id,
		"subscribed_fields": list(page.subscribed),
	}
	return {"data": [app]}


def subscribe(fb: Facebook, call: Call, page_id: str) -> dict[str, Any]:
	"""Replaces the page's list of fields, as Meta does."""
	page = own_page(call, page_id)
	nodes.need(page, "pages_manage_metadata")
	value = call.params.get("subscribed_fields") or ""
	wanted = [str(name).strip() for name in (value if isinstance(value, list) else str(value).split(","))]
	wanted = [name for name in wanted if name]
	for number, name in enumerate(wanted):
		if name not in SUBSCRIBABLE:
			known = ", ".join(sorted(SUBSCRIBABLE))
			raise errors.bad_param(f"Param subscribed_fields[{number}] must be one of {{{known}}}")
	if not wanted:
		raise errors.bad_param("The parameter subscribed_fields is required.")
	page.subscribed = wanted
	return {"success": True}


def unsubscribe(fb: Facebook, call: Call, page_id: str) -> dict[str, Any]:
	own_page(call, page_id).subscribed = []
	return {"success": True}


def conversations(fb: Facebook, call: Call, page_id: str) -> dict[str, Any]:
	"""The page's threads, newest first, as the Conversations API lists them."""
	page = own_page(call, page_id)
	nodes.need(page, "pages_messaging")
	people = {m.psid for m in fb.world.messages.values() if m.page_id == page_id}
	if call.text("user_id"):
		people &= {call.text("user_id")}
	rows = [nodes.conversation(fb, page_id, psid) for psid in people]
	rows.sort(key=lambda row: row["updated_time"], reverse=True)
	rows = [select(row, call.text("fields"), "id,updated_time,link") for row in rows]
	return listing(call, rows, lambda params: _address(fb, call, params))


def post_comments(fb: Facebook, call: Call, post_id: str) -> dict[str, Any]:
	"""The comments of a post, or the replies of a comment; `filter=stream` gives all levels."""
	found = [c for c in fb.world.comments.values() if not c.removed]
	if fb.world.comment(post_id):
		found = [c for c in found if c.parent_id and nodes.tail(c.parent_id) == nodes.tail(post_id)]
	else:
		found = [c for c in found if nodes.tail(c.post_id) == nodes.tail(post_id)]
		if call.text("filter") != "stream":
			found = [c for c in found if not c.parent_id]
	found.sort(key=lambda c: c.created_ms, reverse=call.text("order") == "reverse_chronological")
	rows = [select(nodes.comment(fb, c), call.text("fields"), "id,message,from,created_time") for c in found]
	return listing(call, rows, lambda params: _address(fb, call, params))


def _address(fb: Facebook, call: Call, params: dict[str, Any]) -> str:
	return f"{fb.graph_url}{call.path}?{urlencode(params)}"


NODES: dict[str, Handler] = {"GET": nodes.read, "POST": comments.change, "DELETE": comments.delete}

EDGES: dict[str, Handler] = {
	"GET subscribed_apps": subscribed_apps,
	"POST subscribed_apps": subscribe,
	"DELETE subscribed_apps": unsubscribe,
	"GET conversations": conversations,
	"GET comments": post_comments,
	"POST comments": comments.reply,
	"POST likes": comments.like,
	"DELETE likes": comments.unlike,
	"POST messages": sending.messages,
	"POST message_attachments": sending.upload,
}
