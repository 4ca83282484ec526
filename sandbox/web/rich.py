"""Reduces HTML to a few harmless tags, as the host's desk does before it shows a ticket's text."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

KEPT = frozenset(
	"p br b strong i em u ul ol li div span blockquote h3 h4 table tbody tr td th pre code hr a img".split()
)
VOID = frozenset(("br", "hr", "img"))
#: Of these not even the text is shown.
DROPPED = frozenset(("script", "style", "iframe", "object", "template", "head"))
OWN_FILES = ("/private/files/", "/files/")


class _Cleaner(HTMLParser):
	"""Writes its input anew: kept tags with none but safe attributes, everything else as text."""

	def __init__(self) -> None:
		super().__init__(convert_charrefs=True)
		self.out: list[str] = []
		self._open: list[str] = []
		self._dropping = 0

	def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
		if tag in DROPPED:
			self._dropping += 1
		elif tag in KEPT and not self._dropping:
			self.out.append(f"<{tag}{_attribute(tag, dict(attrs))}>")
			if tag not in VOID:
				self._open.append(tag)

	def handle_endtag(self, tag: str) -> None:
		if tag in DROPPED:
			self._dropping = max(0, self._dropping - 1)
		elif tag in self._open and not self._dropping:
			while (last := self._open.pop()) != tag:
				self.out.append(f"</{last}>")
			self.out.append(f"</{tag}>")

	def handle_data(self, data: str) -> None:
		if not self._dropping:
			self.out.append(str(escape(data)))

	def result(self) -> str:
		return "".join(self.out) + "".join(f"</{tag}>" for tag in reversed(self._open))


def _attribute(tag: str, attributes: dict[str, str | None]) -> str:
	if tag == "a":
		href = attributes.get("href") or ""
		if urlsplit(href).scheme.lower() in ("http", "https") or href.startswith(("/app/", *OWN_FILES)):
			return f' href="{escape(href)}" rel="noopener noreferrer nofollow"'
	if tag == "img":
		source = attributes.get("src") or ""
		shown = f' src="{escape(source)}"' if source.startswith(OWN_FILES) else ""
		return f'{shown} alt="{escape(attributes.get("alt") or "")}"'
	return ""


def clean(html: Any) -> Markup:
	"""`html` without anything that could run, load or mislead."""
	cleaner = _Cleaner()
	cleaner.feed(str(html or ""))
	cleaner.close()
	return Markup(cleaner.result())  # noqa: S704 - the cleaner escapes every text it lets through
