"""Turns a template and its values into a page. Everything is escaped; no script runs (see `POLICY`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frappe
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Response

from sandbox.web import sessions, show

#: Only this host's own pictures and style; no script at all, and no other site may frame a page.
POLICY = (
	"default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; "
	"base-uri 'none'; frame-ancestors 'none'"
)

_environment = Environment(
	loader=FileSystemLoader(Path(__file__).parent / "templates"),
	autoescape=True,
	undefined=StrictUndefined,
	trim_blocks=True,
	lstrip_blocks=True,
)
_environment.globals.update(show=show, form_url=show.form_url, list_url=show.list_url)


def render(template: str, status: int = 200, **values: Any) -> Response:
	"""The page as an answer."""
	user = "" if frappe.session.user == "Guest" else frappe.session.user
	text = _environment.get_template(template).render(user=user, csrf_token=sessions.csrf_token(), **values)
	response = Response(text, status=status, mimetype="text/html")
	response.headers.update(
		{
			"Content-Security-Policy": POLICY,
			"X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin",
			"Cache-Control": "no-store",
		}
	)
	return response
