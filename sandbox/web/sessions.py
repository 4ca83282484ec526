"""Who asks: logins, session cookies and CSRF tokens, kept in the memory of the web process.

As on a bench, a session has no CSRF token, and its writes need none, until the desk was first loaded.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import quote

import frappe
from frappe.sandbox import realtime
from frappe.utils.password import check_password
from werkzeug.wrappers import Request, Response

LIFETIME_S = 170 * 3600


@dataclass
class Session:
	"""One login."""

	user: str
	site: str
	sid: str = field(default_factory=lambda: secrets.token_hex(28))
	csrf_token: str = ""
	ends: float = field(default_factory=lambda: time.monotonic() + LIFETIME_S)


_sessions: dict[str, Session] = {}
_lock = threading.Lock()


def begin() -> None:
	"""Nobody is known yet."""
	frappe.local.web_session = None


def current() -> Session | None:
	"""The session of this request; None for a guest."""
	return frappe.local.web_session


def resume(request: Request) -> None:
	"""Be whom the session cookie says, or a guest."""
	sid = request.cookies.get("sid", "Guest")
	with _lock:
		session = _sessions.get(sid)
		if session and (session.site != frappe.local.site or session.ends < time.monotonic()):
			del _sessions[sid]
			session = None
	if session and frappe.db.get_value("User", session.user, "enabled"):
		frappe.local.web_session = session
		frappe.set_user(session.user)
	else:
		frappe.set_user("Guest")


def login(user: str | None, password: str | None) -> Session:
	"""Start a session. Raises frappe.AuthenticationError."""
	if not (user and password and isinstance(user, str) and isinstance(password, str)):
		return _refuse("Incomplete login details")
	try:
		name = check_password(user, password)
	except frappe.AuthenticationError:
		return _refuse("Invalid login credentials")
	person = frappe.db.get_value("User", name, ["enabled", "full_name"], as_dict=True)
	if not person or not person.enabled:
		return _refuse("User disabled or missing")
	session = Session(user=name, site=frappe.local.site)
	with _lock:
		_sessions[session.sid] = session
	frappe.local.web_session = session
	frappe.set_user(name)
	frappe.local.response.update({"message": "Logged In", "home_page": "/app", "full_name": person.full_name})
	return session


def logout() -> None:
	"""End the session of this request, if it has one."""
	session = current()
	if session:
		with _lock:
			_sessions.pop(session.sid, None)
		realtime.end_user(session.user, session.site)
	frappe.local.web_session = None
	frappe.set_user("Guest")


def check_csrf(request: Request) -> None:
	"""Raise frappe.CSRFTokenError unless this write carries the session's token."""
	session = current()
	if not session or not session.csrf_token:
		return
	sent = request.headers.get("X-Frappe-CSRF-Token") or frappe.local.form_dict.pop("csrf_token", None) or ""
	if not secrets.compare_digest(str(sent).encode(), session.csrf_token.encode()):
		frappe.throw("Invalid Request", frappe.CSRFTokenError)


def csrf_token() -> str:
	"""The session's token, made at first use; "" for a guest."""
	session = current()
	if not session:
		return ""
	session.csrf_token = session.csrf_token or secrets.token_hex(28)
	return session.csrf_token


def set_cookies(response: Response) -> None:
	"""Tell the browser which session it has."""
	session = getattr(frappe.local, "web_session", None)
	values = {"sid": session.sid if session else "Guest", "user_id": session.user if session else "Guest"}
	for key, value in values.items():
		response.set_cookie(key, quote(value), max_age=LIFETIME_S, httponly=key == "sid", samesite="Lax")


def _refuse(reason: str) -> Session:
	frappe.local.response["message"] = reason
	raise frappe.AuthenticationError(reason)
