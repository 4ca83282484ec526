"""Words for what a message holds besides text: photos, shared things, places. Called by `entries`.

Pure: never imports frappe; takes `_`, the host's translator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from fb_care.tickets.cards import is_web_link, link
from fb_care.tickets.subject import Translate, shorten

#: Kinds whose address is a file that expires and is copied; the copy is attached instead of linked.
FILES = ("image", "video", "audio", "file", "sticker")


def _one(kind: str, _: Translate) -> str:
	return {
		"image": _("a photo"),
		"video": _("a video"),
		"audio": _("a voice message"),
		"file": _("a file"),
		"sticker": _("a sticker"),
		"location": _("a place"),
		"template": _("a product"),
		"reel": _("a reel"),
		"ig_reel": _("a reel"),
		"post": _("a post"),
		"ig_post": _("a post"),
	}.get(kind, _("something shared"))


def summary(kinds: Iterable[str], _: Translate = str) -> str:
	"""One line for a message without text: "(sent a photo)", "(sent 3 × a photo, a video)"; "" for none."""
	counts = Counter(_one(kind, _) for kind in kinds)
	if not counts:
		return ""
	parts = [words if many == 1 else f"{many} × {words}" for words, many in counts.items()]
	return _("(sent {0})").format(", ".join(parts))


def html_lines(attachments: Sequence[Mapping[str, Any]], _: Translate = str) -> list[str]:
	"""A line of HTML for each attachment: files are named (their copy is attached), the rest is linked."""
	lines = []
	for row in attachments:
		kind, title, url = row.get("kind") or "", row.get("title") or "", row.get("url") or ""
		label = shorten(title, 120) or _one(kind, _)
		if kind in FILES:
			lines.append(f"[{escape(label)}]")
		else:
			lines.append(f"[{link(url, label) if is_web_link(url) else escape(label)}]")
	return lines
