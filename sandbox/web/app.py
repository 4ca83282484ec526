"""One HTTP request from start to end, in the order in which Frappe does it.

`make_application` gives the WSGI application to `python -m sandbox serve` and to the tests. Each request has
a thread-local `frappe` and a database connection of its own, which are gone when it ends. A write that went
well is committed, everything else rolled back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import frappe
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Request, Response

from sandbox.web import desk, errors, files, rpc, sessions

WRITING = ("POST", "PUT", "DELETE", "PATCH")
MAX_BODY = 25 * 1024 * 1024


def make_application(site: str, sites_path: str) -> Callable[..., Iterable[bytes]]:
	"""The WSGI application of this site."""

	@Request.application
	def application(request: Request) -> Response:
		try:
			return answer(request, site, sites_path)
		finally:
			frappe.destroy()

	return application


def answer(request: Request, site: str, sites_path: str) -> Response:
	"""Answer one request; never raises."""
	committed = False
	try:
		start(request, site, sites_path)
		response = route(request)
		committed = finish(request)
	except HTTPException as e:
		response = e.get_response(request.environ)
	except Exception as e:
		frappe.db.rollback()
		response = errors.respond(request, e)
		committed = True
	if not committed:
		frappe.db.rollback()
	sessions.set_cookies(response)
	return response


def start(request: Request, site: str, sites_path: str) -> None:
	"""Connect, read the arguments, find out who asks, check the CSRF token."""
	frappe.init(site=site, sites_path=sites_path, force=True)
	frappe.connect(set_admin_as_user=False)
	frappe.set_user("Guest")
	frappe.local.request = request
	frappe.local.request_ip = request.remote_addr or "127.0.0.1"
	sessions.begin()
	request.max_content_length = MAX_BODY
	logs_in = request.path == "/api/method/login"
	if not logs_in:
		sessions.resume(request)  # before a body that is too big ends the request, not the session
	arguments = read_arguments(request)
	if logs_in:
		sessions.login(arguments.get("usr"), arguments.get("pwd"))
	frappe.local.form_dict = arguments  # after the user is set, which empties it
	if request.method in WRITING and not logs_in:
		sessions.check_csrf(request)
	frappe.local.lang = language(request)


def language(request: Request) -> str:
	"""The language of this request: asked for by `_lang`, or the user's own, or the site's."""
	asked = request.args.get("_lang") or request.cookies.get("preferred_language")
	own = frappe.db.get_value("User", frappe.session.user, "language")
	return next((lang for lang in (asked, own) if lang and lang.isidentifier()), frappe.local.lang)


def read_arguments(request: Request) -> Any:
	"""The arguments of the request as Frappe reads them: of a JSON body alone, else of query and form."""
	body = request.get_data(as_text=True)
	if body and request.is_json:
		arguments = json.loads(body)
	else:
		arguments = {**request.args.to_dict(), **request.form.to_dict()}
	if isinstance(arguments, list):
		return frappe._dict(data=arguments)
	if not isinstance(arguments, dict):
		frappe.throw("Invalid request arguments")
	arguments.pop("_", None)
	return frappe._dict(arguments)


def route(request: Request) -> Response:
	"""Hand the request to whoever answers its path."""
	path = request.path
	if request.method == "OPTIONS":
		return Response()
	if path.startswith("/api/"):
		return rpc.respond(path)
	if path.startswith("/private/files/"):
		return files.private(request)
	if request.method not in ("GET", "HEAD", "POST"):
		raise NotFound
	if path.startswith(("/assets/", "/files/")):
		return files.public(request)
	return desk.respond(request)


def finish(request: Request) -> bool:
	"""Commit a write; whether anything was committed."""
	if request.method in WRITING or frappe.local.flags.commit:
		frappe.db.commit()
		return True
	return False
