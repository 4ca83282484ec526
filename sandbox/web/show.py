"""How one value of a document looks in a list or form: plain text, links inside the desk, badges, pictures.

Called by the templates. Answers text that Jinja escapes, or Markup made of escaped parts only.
"""

from __future__ import annotations

import html
import json
from typing import Any
from urllib.parse import quote, urlencode

import frappe
from markupsafe import Markup, escape

from sandbox.web.rich import clean

#: The DocTypes that have pages in this desk; the first ones stand on the home page.
HOME = (
	"FB Conversation",
	"FB Comment Thread",
	"Issue",
	"FB Page",
	"FB Contact",
	"FB Webhook Event",
	"FB Saved Reply",
	"FB Triage Rule",
	"FB Ad",
	"FB Post",
)
OTHERS = (
	"FB Label",
	"FB Message",
	"FB Comment",
	"FB Private Reply",
	"FB Pending Change",
	"FB Care Settings",
	"Contact",
	"Error Log",
	"File",
)
LAYOUT = ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold")
#: What a state means to the eye.
MOODS = {
	"good": (
		*("OK", "Done", "Known", "Stored", "Resolved", "Closed", "Live", "Visible"),
		*("Sent", "Delivered", "Read"),
	),
	"bad": ("Failed", "Broken", "Spam", "Removed", "Refused", "Error", "Unsent"),
	"busy": (
		*("Open", "Working", "Received", "Pending", "Warning", "Hidden", "Replied"),
		*("Queued", "Sending", "Reserved", "Held", "Unknown"),
	),
}


def slug(doctype: str) -> str:
	"""The DocType's name in an address, as Frappe writes it."""
	return doctype.lower().replace(" ", "-")


def by_slug(text: str) -> str | None:
	"""The DocType of an address; None where this desk has no pages for it."""
	found = [doctype for doctype in (*HOME, *OTHERS) if slug(doctype) == text]
	return found[0] if found and known(found[0]) else None


def known(doctype: str) -> bool:
	"""Whether the site has this DocType and the desk a page for it."""
	if doctype not in (*HOME, *OTHERS):
		return False
	try:
		frappe.get_meta(doctype)
	except frappe.DoesNotExistError:
		return False
	return True


def form_url(doctype: str, name: Any) -> str:
	"""The address of a document's form."""
	return f"/app/{slug(doctype)}/{quote(str(name), safe='')}"


def list_url(doctype: str, **filters: Any) -> str:
	"""The address of a list, filtered."""
	kept = {key: value for key, value in filters.items() if value not in (None, "")}
	return f"/app/{slug(doctype)}" + (f"?{urlencode(kept)}" if kept else "")


def mood(value: Any) -> str:
	"""The colour class of a state."""
	return next((name for name, states in MOODS.items() if value in states), "plain")


def badge(value: Any) -> Markup:
	return Markup('<span class="badge {}">{}</span>').format(mood(value), value)


def link(doctype: str, name: Any) -> Any:
	"""A link to a document's form with its title, or its name where it has no form here."""
	if not name or not known(doctype):
		return name or ""
	return Markup('<a href="{}">{}</a>').format(form_url(doctype, name), title_of(doctype, name))


def title_of(doctype: str, name: Any) -> str:
	"""What people call the document."""
	field = frappe.get_meta(doctype).title_field
	return plain(field and frappe.db.get_value(doctype, name, field)) or str(name)


def plain(text: Any) -> str:
	"""Stored text as people read it. The real desk shows it as HTML, so `<` is stored as `&lt;`."""
	return "" if text is None else html.unescape(str(text))


def outside(url: Any) -> Any:
	"""A link out of the desk, if it is one that is safe to follow; else plain text."""
	text = str(url or "")
	if is_stored(text):
		return Markup('<a href="{}">{}</a>').format(quote(text, safe="/%"), text.rsplit("/", 1)[1])
	if text.lower().startswith(("https://", "http://")):
		return Markup('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>').format(text)
	return text


def is_stored(url: Any) -> bool:
	"""Whether this is a file of the site, not one elsewhere."""
	return str(url or "").startswith(("/private/files/", "/files/"))


def picture(url: Any, alt: str) -> Any:
	"""A stored picture; a picture elsewhere is only linked, because no page loads anything from outside."""
	text = str(url or "")
	if is_stored(text):
		return Markup('<img src="{}" alt="{}" loading="lazy">').format(quote(text, safe="/%"), alt)
	return outside(text)


def value(field: Any, doc: Any) -> Any:
	"""The value of a field of a document, ready for a template. A password is never shown."""
	raw = doc.get(field.fieldname)
	kind = field.fieldtype
	if kind == "Password":
		return "set" if raw else "not set"
	if kind == "Check":
		return "Yes" if raw else "No"
	if raw is None or raw == "":
		return ""
	return _SHOWN.get(kind, _text)(field, doc, raw)


def _text(field: Any, doc: Any, raw: Any) -> Any:
	if field.fieldname.endswith(("permalink", "_url")) or field.fieldname in ("url", "file"):
		return outside(raw)
	return plain(raw)


def _select(field: Any, doc: Any, raw: Any) -> Any:
	return badge(raw) if "state" in field.fieldname or field.fieldname in ("status", "health") else str(raw)


def _code(field: Any, doc: Any, raw: Any) -> Markup:
	text = str(raw)
	try:
		text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
	except ValueError:
		pass
	return Markup("<pre>{}</pre>").format(text)


def _time(field: Any, doc: Any, raw: Any) -> Markup:
	return Markup('<time datetime="{}">{}</time>').format(str(raw).replace(" ", "T"), str(raw)[:19])


_SHOWN = {
	"Link": lambda field, doc, raw: link(field.options, raw),
	"Dynamic Link": lambda field, doc, raw: link(doc.get(field.options) or "", raw),
	"Select": _select,
	"Code": _code,
	"JSON": _code,
	"Datetime": _time,
	"Attach": lambda field, doc, raw: outside(raw),
	"Attach Image": lambda field, doc, raw: picture(raw, field.label or ""),
	"Text Editor": lambda field, doc, raw: clean(raw),
}


def rich(stored: Any) -> Markup:
	"""HTML that the app or the host made (a ticket's text), reduced to what can do no harm."""
	return clean(stored)


def paragraph(text: Any) -> Markup:
	"""Plain text with its line breaks."""
	return Markup('<p class="text">{}</p>').format(escape(str(text or "")))
