"""`/api/method/<dotted name>`: calls a whitelisted function; its answer goes into Frappe's JSON envelope."""

from __future__ import annotations

import json
from typing import Any

import frappe
from werkzeug.wrappers import Response

from sandbox.web import resource, sessions, uploads

PREFIX = "/api/method/"


def ping() -> str:
	"""The cheapest answer there is."""
	return "pong"


def logged_user() -> str:
	"""Who asks; a guest is refused."""
	if frappe.session.user == "Guest":
		frappe.throw("You are not permitted to access this resource.", frappe.PermissionError)
	return frappe.session.user


#: What the host itself answers. Everything else must be a function of an installed app.
OWN = {
	"ping": ping,
	"logout": sessions.logout,
	"upload_file": uploads.upload_file,
	"frappe.auth.get_logged_user": logged_user,
}


def respond(path: str) -> Response:
	"""Answer a path below /api."""
	if path.startswith(resource.PREFIX):
		frappe.local.response.update(resource.respond(path))
		return envelope()
	if not path.startswith(PREFIX) or path == PREFIX:
		frappe.throw("Not found", frappe.DoesNotExistError)
	method = path[len(PREFIX) :].split("/")[0]
	if method != "login":
		data = call(method)
		if isinstance(data, Response):
			return data
		if data is not None:
			frappe.local.response["message"] = data
	return envelope()


def call(method: str) -> Any:
	"""Call the function if this user may call it with this HTTP method."""
	for override in reversed(frappe.get_hooks("override_whitelisted_methods", {}).get(method, [])):
		method = override  # of the app that was installed last
		break
	if method in OWN:
		return OWN[method]()
	try:
		function = frappe.get_attr(method)
	except Exception as e:
		frappe.throw(f"Failed to get method for command {method} with {e}")
	frappe.is_whitelisted(function)
	if frappe.local.request.method not in frappe.allowed_http_methods_for_whitelisted_func[function]:
		frappe.throw("Not permitted", frappe.PermissionError)
	return frappe.call(function, **frappe.local.form_dict)


def envelope(status: int | None = None) -> Response:
	"""`frappe.local.response` as JSON, with what was said by frappe.msgprint and frappe.throw."""
	content = frappe.local.response
	if not content.get("docs"):
		content.pop("docs", None)
	status = status or content.pop("http_status_code", None) or 200
	if frappe.local.message_log:
		content["_server_messages"] = json.dumps([json.dumps(one) for one in frappe.local.message_log])
	body = frappe.as_json(content, indent=None)
	return Response(body, status=status, mimetype="application/json")
