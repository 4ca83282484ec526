"""`sanitize_html`: what a document's save does to a text that holds HTML. bleach, as on a real site."""

from __future__ import annotations

import json
import re

import bleach
from bleach.css_sanitizer import CSSSanitizer
from frappe.missing import module_getattr

# The tags of rich text and of mail; a real site lets some more through (SVG and MathML drawings).
_TAGS = (
	"a abbr address article aside audio b bdi bdo big blockquote br button caption center cite code col "
	"colgroup dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form "
	"h1 h2 h3 h4 h5 h6 header hr html head body i img input ins kbd label legend li link main map mark menu "
	"meta nav ol optgroup option p picture pre progress q s samp section select small source span strike "
	"strong style sub summary sup table tbody td textarea tfoot th thead time tr tt u ul var video"
).split()
_ATTRIBUTES = (
	"abbr align alt bgcolor border cellpadding cellspacing cite class color cols colspan content controls "
	"datetime dir height href hspace id lang name rel rows rowspan shape size span src style target title "
	"type valign value vspace width"
).split()
_CSS = CSSSanitizer()
_TAG = re.compile(r"<\s*[a-zA-Z][^>]*>")

__getattr__ = module_getattr("frappe.utils.html_utils")


def _allowed(tag: str, name: str, value: str) -> bool:
	return name.startswith("data-") or name in _ATTRIBUTES


def sanitize_html(html: str, linkify: bool = False, always_sanitize: bool = False) -> str:
	"""HTML without what could run; JSON and text without a tag stay as they are."""
	if not isinstance(html, str) or not (always_sanitize or (_TAG.search(html) and not _is_json(html))):
		return html
	return bleach.clean(
		html,
		tags=set(_TAGS),
		attributes=_allowed,
		css_sanitizer=_CSS,
		strip_comments=False,
		protocols={"cid", "http", "https", "mailto"},
	)


def _is_json(text: str) -> bool:
	try:
		json.loads(text)
	except ValueError:
		return False
	return True
