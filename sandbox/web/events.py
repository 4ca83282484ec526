"""News for open pages: a stream of Server-Sent Events for each, and the rooms it asks for."""

from __future__ import annotations

import json
from collections.abc import Iterator

import frappe
from frappe.sandbox import realtime
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Request, Response

#: A line of nothing so often, by which a page that has gone is noticed.
SILENCE_S = 15.0
#: After a break the browser asks again this soon.
RETRY_MS = 1000
#: What a page says of the room it means.
CHOICE = ("connection", "action", "doctype", "docname")


def respond(request: Request, parts: list[str]) -> Response:
	"""Answer a path below /sandbox."""
	if parts == ["events"] and request.method == "GET":
		return stream()
	if parts == ["rooms"] and request.method == "POST":
		return choose(**{key: str(frappe.local.form_dict.get(key) or "") for key in CHOICE})
	raise NotFound


def stream() -> Response:
	"""The stream of the user's page. It holds no database connection."""
	user, site = frappe.session.user, frappe.local.site
	is_of_desk = frappe.db.get_value("User", user, "user_type") == "System User"
	listener = realtime.open_listener(user, site, is_of_desk)
	response = Response(lines(listener), mimetype="text/event-stream")
	response.headers.update({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
	return response


def lines(listener: realtime.Listener) -> Iterator[str]:
	"""The stream's text: the connection's name first, then each event as it comes."""
	hello = json.dumps({"connection": listener.id})
	yield f"retry: {RETRY_MS}\nevent: hello\ndata: {hello}\n\n"
	for text in realtime.heard(listener, SILENCE_S):
		yield ": nothing new\n\n" if text is None else f"data: {text}\n\n"


def choose(connection: str, action: str, doctype: str, docname: str) -> Response:
	"""Enter or leave a room; entering needs the permission to read. Raises NotFound and Forbidden."""
	listener = realtime.listener_of(connection, frappe.session.user, frappe.local.site)
	if not listener or not doctype or action not in ("join", "leave"):
		raise NotFound
	room = ("doc", doctype, docname) if docname else ("doctype", doctype)
	if action == "leave":
		listener.rooms.discard(room)
	elif may_hear(doctype, docname):
		listener.rooms.add(room)
	else:
		raise Forbidden
	return Response(status=204)


def may_hear(doctype: str, docname: str) -> bool:
	"""Whether the user may read the document, or the DocType where no document is named."""
	try:
		return frappe.has_permission(doctype, "read", doc=docname or None)
	except frappe.DoesNotExistError:
		return False
