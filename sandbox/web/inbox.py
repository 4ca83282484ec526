"""The page of the app's inbox: its bundles, and what a desk's scripts know of the user at the start."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import frappe
from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from sandbox.web import assets, pages, sessions, show

ROLES = ("FB Care Agent", "FB Care Manager", "System Manager")
TITLE = "Facebook Inbox"
ADDRESS = "/app/facebook-inbox"
THREADS = ("FB Conversation", "FB Comment Thread")
#: Which thread a ticket is about.
TICKET_FIELDS = {"fb_conversation": "FB Conversation", "fb_comment_thread": "FB Comment Thread"}
#: Scripts and styles of this host only; pictures also of files that the composer is about to send.
POLICY = (
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
	"media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page(request: Request) -> Response:
	"""The inbox; which thread is open, the address tells its script. Raises PermissionError."""
	if not is_allowed():
		raise frappe.PermissionError("You may not open the inbox. Ask for the role FB Care Agent.")
	try:
		stamp = assets.ready()
	except assets.AssetsError as error:
		return pages.render("message.html", status=503, title="The inbox was not built", text=str(error))
	theme = request.args.get("theme", "")
	response = pages.render(
		"inbox.html",
		title=frappe._(TITLE),
		lang=frappe.local.lang,
		theme=theme if theme in ("light", "dark") else "",
		stamp=stamp,
		boot=script_json(boot()),
	)
	response.headers["Content-Security-Policy"] = POLICY
	return response


def url(doctype: str = "", name: str = "") -> str:
	"""The address of the inbox, or of a thread open in it."""
	return "/".join([ADDRESS, show.slug(doctype), quote(name, safe="")]) if name else ADDRESS


def is_allowed() -> bool:
	"""Whether one of the page's roles is the user's."""
	return bool({*ROLES, "Administrator"} & set(frappe.get_roles()))


def boot() -> dict[str, Any]:
	"""The part of the desk's `frappe.boot` that the inbox uses."""
	user = frappe.session.user
	row = frappe.db.get_value("User", user, ["full_name", "user_image"], as_dict=True) or frappe._dict()
	zone = frappe.db.get_single_value("System Settings", "time_zone")
	return {
		"csrf_token": sessions.csrf_token(),
		"lang": frappe.local.lang,
		"sitename": frappe.local.site,
		"sysdefaults": {"time_zone": zone},
		"time_zone": {"system": zone, "user": zone},
		"user": {
			"name": user,
			"full_name": row.full_name or user,
			"image": row.get("user_image") or "",
			"roles": frappe.get_roles(),
		},
		"__messages": frappe.messages.translations(frappe.local.lang),
	}


def script_json(value: Any) -> Markup:
	"""JSON that can stand inside of a script element: nothing in it ends the element."""
	text = json.dumps(value, ensure_ascii=False, default=str)
	for sign in "<>&":
		text = text.replace(sign, f"\\u{ord(sign):04x}")
	return Markup(text)  # noqa: S704 (no sign of HTML is left)
