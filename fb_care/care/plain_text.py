"""From what an agent wrote in a rich editor to the plain text that Messenger can show.

Called by `tickets.composer`. Pure: never imports frappe. Knows the editors of both helpdesks: the desk's
composer (each line a paragraph of `ql-editor`, the earlier message quoted under "---") and Helpdesk's
(paragraphs with room between them, the earlier message as a quotation at the end).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

#: Stands for a picture inside the text, which text can't hold.
PICTURE = "\ufffc"

_BLOCKS = frozenset(
	"address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2"
	" h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
#: Blocks with room around them; a paragraph of the desk's editor is only a line.
_SPACED = frozenset("h1 h2 h3 h4 h5 h6 p table".split())
_SILENT = frozenset("head iframe math noscript object script style svg template textarea title".split())
#: Separates what earlier mail programs and the desk's composer put under an answer.
_SEPARATOR = re.compile(r"-{3,}")
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_TAG = re.compile(r"<[a-zA-Z/!]")
#: Control characters, and marks of no width that editors leave behind; joiners of emoji stay.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
	"""One line of the text; `quoted` if it is somebody else's."""

	text: str
	quoted: bool = False

	@property
	def empty(self) -> bool:
		return not self.text.strip()


def of_html(html: str, signature: str = "") -> str:
	"""The words of an answer: line breaks, list marks and addresses of links kept.

	What the editor added is left out: the earlier message that it quotes, and `signature` (HTML or text, as
	the agent's signature is stored). A picture in the text becomes `PICTURE`.
	"""
	lines = _without_quotation(_lines(html or ""))
	lines = _without_signature(lines, _lines(signature or ""))
	return _joined(lines)


def _joined(lines: Sequence[Line]) -> str:
	text = "\n".join(f"> {line.text}" if line.quoted else line.text for line in lines)
	return re.sub(r"\n{3,}", "\n\n", text).strip()


def _lines(html: str) -> list[Line]:
	if not _TAG.search(html):
		return [Line(_clean(line).rstrip()) for line in html.replace("\r\n", "\n").split("\n")]
	reader = _Reader()
	reader.read(BeautifulSoup(html, "html.parser"))
	return reader.lines


def _clean(text: str) -> str:
	return _UNSEEN.sub("", text.replace("\xa0", " "))


class _Reader:
	"""Walks the document once, without recursion, so that no nesting is too deep for it."""

	def __init__(self) -> None:
		self.lines: list[Line] = []
		self._words: list[str] = []
		self._quotes = 0
		self._exact = 0
		self._lists: list[list[int]] = []

	def read(self, soup: BeautifulSoup) -> None:
		for node, ends in _walk(soup):
			if isinstance(node, Tag):
				(self._close if ends else self._open)(node)
			elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
				self._say(str(node))
		self._end_line()

	def _say(self, text: str) -> None:
		text = _clean(text)
		if self._exact:
			first, *rest = text.split("\n")
			self._words.append(first)
			for line in rest:
				self._end_line(always=True)
				self._words.append(line)
			return
		text = _SPACES.sub(" ", text)
		if text.startswith(" ") and (not self._words or self._words[-1].endswith((" ", "\t"))):
			text = text[1:]
		if text:
			self._words.append(text)

	def _end_line(self, always: bool = False) -> None:
		text = "".join(self._words)
		self._words = []
		if text.strip() or always:
			self.lines.append(Line(text.rstrip(), self._quotes > 0))

	def _room(self) -> None:
		"""An empty line, unless there is one already or nothing before it."""
		if self.lines and not self.lines[-1].empty:
			self.lines.append(Line("", self._quotes > 0))

	def _open(self, tag: Tag) -> None:
		name = tag.name
		if name == "br":
			self._end_line(always=True)
		elif name == "img":
			self._words.append(_picture(tag))
		elif name in _BLOCKS and name not in ("td", "th"):
			if not (name in ("p", "div") and self._only_mark()):
				self._end_line()
			if name in _SPACED and not _is_line(tag):
				self._room()
		if name in ("td", "th") and "".join(self._words).strip():
			self._words.append("\t")
		self._quotes += name == "blockquote"
		self._exact += name == "pre"
		if name in ("ul", "ol"):
			self._lists.append([_start(tag), int(name == "ol")])
		elif name == "li":
			self._words.append(self._mark(tag))

	def _only_mark(self) -> bool:
		"""Whether the line holds nothing but the mark of a list's item, whose paragraph begins now."""
		return len(self._words) == 1 and bool(re.fullmatch(r" *(•|\d+\.) ", self._words[0]))

	def _close(self, tag: Tag) -> None:
		name = tag.name
		if name == "a":
			self._address(tag)
		elif name == "hr":
			self._room()
		elif name in _BLOCKS and name not in ("td", "th"):
			empty_line = name in ("p", "div") and _is_empty_line(tag)
			if not empty_line:
				self._end_line()
			if name in _SPACED and not _is_line(tag):
				self._room()
		self._quotes -= name == "blockquote"
		self._exact -= name == "pre"
		if name in ("ul", "ol") and self._lists:
			self._lists.pop()

	def _mark(self, item: Tag) -> str:
		"""The bullet or number of a list's item; the desk's editor says kind and depth on the item."""
		depth = max(len(self._lists) - 1, 0) + _indent(item)
		kind = item.get("data-list") or ""
		numbered = kind == "ordered" or (not kind and bool(self._lists and self._lists[-1][1]))
		if not numbered or not self._lists:
			return f"{'  ' * depth}• "
		number = self._lists[-1][0]
		self._lists[-1][0] += 1
		return f"{'  ' * depth}{number}. "

	def _address(self, tag: Tag) -> None:
		"""The address behind a link, where its words don't say it."""
		href = _clean(str(tag.get("href") or "")).strip()
		scheme = href.split(":", 1)[0].lower()
		if scheme in ("mailto", "tel"):
			href = href.split(":", 1)[1].split("?", 1)[0]
		elif not _WEB.match(href):
			return
		words = _SPACES.sub(" ", _clean(tag.get_text())).strip()
		if href and _bare(href) != _bare(words):
			self._words.append(f" ({href})" if words else href)


def _walk(soup: BeautifulSoup) -> Iterator[tuple[PageElement, bool]]:
	"""Every node in order, tags once at their start and once at their end (True)."""
	waiting: list[tuple[PageElement, bool]] = [(node, False) for node in reversed(soup.contents)]
	while waiting:
		node, ends = waiting.pop()
		if isinstance(node, Tag) and (node.name in _SILENT or _is_quotation(node)):
			continue
		yield node, ends
		if isinstance(node, Tag) and not ends:
			waiting.append((node, True))
			waiting += [(child, False) for child in reversed(node.contents)]


def _classes(tag: Tag) -> list[str]:
	found = tag.get("class") or []
	return found.split() if isinstance(found, str) else list(found)


def _is_quotation(tag: Tag) -> bool:
	"""Whether mail programs mark it as the earlier message, or the host as a signature."""
	return bool({"gmail_quote", "signature", "moz-cite-prefix"} & set(_classes(tag)))


def _is_line(tag: Tag) -> bool:
	"""A paragraph of the desk's editor is a line, with no room around it; so is one inside a list."""
	above = list(tag.parents)[:40]
	return any("ql-editor" in _classes(one) or one.name in ("li", "td", "th") for one in above)


def _is_empty_line(tag: Tag) -> bool:
	"""`<p><br></p>` is how editors write an empty line: one, not two."""
	inside = [node for node in tag.contents if not (isinstance(node, NavigableString) and not node.strip())]
	return len(inside) == 1 and isinstance(inside[0], Tag) and inside[0].name == "br"


def _picture(tag: Tag) -> str:
	"""The words of a picture that stands for a sign (an emoji), else the mark of a picture."""
	alt = _clean(str(tag.get("alt") or "")).strip()
	return alt if alt and len(alt) <= 8 and not alt.isascii() else PICTURE


def _start(tag: Tag) -> int:
	start = str(tag.get("start") or "")
	return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _indent(item: Tag) -> int:
	found = re.search(r"\bql-indent-(\d)\b", " ".join(_classes(item)))
	return int(found[1]) if found else 0


def _bare(address: str) -> str:
	return _WEB.sub("", address).rstrip("/").lower()


def _without_quotation(lines: Sequence[Line]) -> list[Line]:
	"""Cut the earlier message: a quotation under "---", and one with nothing after it."""
	kept = list(lines)
	for at, line in enumerate(kept):
		if not line.quoted and _SEPARATOR.fullmatch(line.text.strip()):
			first = _next(kept, at + 1, quoted=True)
			between = [one for one in kept[at + 1 : first] if not one.empty]
			if (
				first is not None
				and len(between) <= 2
				and all(one.text.endswith(":") for one in between[-1:])
			):
				kept = kept[:at] + kept[_end_of_quotation(kept, first) :]
				break
	last = next((at for at in range(len(kept) - 1, -1, -1) if not kept[at].empty), None)
	if last is None or not kept[last].quoted:
		return kept
	while last >= 0 and (kept[last].quoted or kept[last].empty):
		last -= 1
	return kept[: last + 1]


def _next(lines: Sequence[Line], start: int, quoted: bool) -> int | None:
	return next((at for at in range(start, len(lines)) if lines[at].quoted is quoted), None)


def _end_of_quotation(lines: Sequence[Line], first: int) -> int:
	"""Where the agent's own words go on after a quotation; empty lines inside belong to it."""
	return next(
		(at for at in range(first, len(lines)) if not lines[at].quoted and not lines[at].empty), len(lines)
	)


def _without_signature(lines: Sequence[Line], signature: Sequence[Line]) -> list[Line]:
	"""Cut the agent's signature where it stands at the end."""
	kept = list(lines)
	wanted = [line.text.strip() for line in signature if not line.empty]
	mine = [at for at, line in enumerate(kept) if not line.empty]
	if wanted and [kept[at].text.strip() for at in mine[-len(wanted) :]] == wanted:
		kept = kept[: mine[-len(wanted)]]
	return kept
