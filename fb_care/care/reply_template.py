"""The language of saved replies: reads a text into plain parts and tags, or says all that is wrong with it.

	{{ contact.first_name | "there" }}     a field, with a text for where there is no value
	{{ "{{" }}                             a text that stands for itself

Anything else in braces is refused with its place. Nothing is ever run. Called by `saved_replies`. Pure.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

#: What fits into one message on Facebook.
MAX_TEXT = 2000
MAX_TAGS = 50
MAX_DEFAULT = 200
MAX_PROBLEMS = 10

#: Opening and closing quotation marks.
QUOTES = {'"': '"', "'": "'", "“": "”", "«": "»"}
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_MARK = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{[ \t]*([a-z_]+\.[a-z_]+)[^{}\n]*\}")
_WORD = re.compile(r"[\w.]+|[^\s\w]")
_BLANKS = re.compile(r"[ \t]*")


class Reason(Enum):
	"""Why a template is refused."""

	NOT_CLOSED = "not closed"
	NOT_OPENED = "not opened"
	EMPTY = "empty"
	UNKNOWN = "unknown field"
	CALL = "call"
	REACHING = "reaching for attributes or items"
	FILTER = "filter"
	DEFAULT_OPEN = "default not closed"
	DEFAULT_LONG = "default too long"
	MORE = "something behind the field"
	COMMAND = "command"
	COMMENT = "comment"
	SINGLE = "single braces"
	TOO_LONG = "too long"
	TOO_MANY = "too many fields"
	ELSEWHERE = "a field of automatic replies"
	NO_AGENT = "no agent writes it"
	BARE = "no default"


@dataclass(frozen=True)
class Problem:
	"""Where (line and column from 1) and why a template is refused.

	`detail` is the word in question; `hint` the published field that was probably meant, or "".
	"""

	line: int
	column: int
	reason: Reason
	detail: str = ""
	hint: str = ""


class TemplateError(ValueError):
	"""A template that may not be saved; `problems` says why, in the order of the text."""

	def __init__(self, problems: tuple[Problem, ...]) -> None:
		super().__init__("; ".join(f"{one.line}:{one.column} {one.reason.value}" for one in problems))
		self.problems = problems


@dataclass(frozen=True)
class Tag:
	"""A merge field; `default` is None where none is given. `name` is "" for a text in quotes alone."""

	name: str
	default: str | None = None


@dataclass(frozen=True)
class Template:
	"""A checked template: plain texts and tags in turn."""

	parts: tuple[str | Tag, ...]

	def fields(self) -> tuple[str, ...]:
		"""The fields it uses, each once, in order."""
		return tuple(dict.fromkeys(part.name for part in self.parts if isinstance(part, Tag) and part.name))


@dataclass(frozen=True)
class Allowed:
	"""Which fields may stand in a text. `refused`: known ones that may not here, and why.

	`bare`: those that may stand without a default; None: all of them.
	"""

	fields: Collection[str]
	refused: Mapping[str, Reason] = field(default_factory=dict)
	bare: Collection[str] | None = None


class _Refused(Exception):
	def __init__(self, at: int, reason: Reason, detail: str = "", hint: str = "") -> None:
		super().__init__(reason.value)
		self.at, self.reason, self.detail, self.hint = at, reason, detail, hint


@dataclass
class _Reader:
	"""Goes through the text once; `problems` collects what is wrong so that people see all of it at once."""

	text: str
	allowed: Allowed
	parts: list[str | Tag] = field(default_factory=list)
	problems: list[Problem] = field(default_factory=list)

	def read(self) -> None:
		at = 0
		while mark := _MARK.search(self.text, at):
			self._plain(self.text[at : mark.start()])
			at = self._mark(mark)
		self._plain(self.text[at:])

	def _plain(self, text: str) -> None:
		if text:
			self.parts.append(text)

	def _mark(self, mark: re.Match[str]) -> int:
		"""Read what begins at the mark; where to go on."""
		start = mark.start()
		try:
			if mark[0] == "{{":
				tag, end = _tag(self.text, mark.end(), self.allowed)
				self.parts.append(tag)
				return end
			raise _Refused(start, *_wrong_mark(mark))
		except _Refused as refused:
			self.note(refused.at, refused.reason, refused.detail, refused.hint)
			return _after(self.text, mark)

	def note(self, at: int, reason: Reason, detail: str = "", hint: str = "") -> None:
		line = self.text.count("\n", 0, at) + 1
		column = at - self.text.rfind("\n", 0, at)
		self.problems.append(Problem(line, column, reason, detail[:60], hint))


def parse(text: str, allowed: Allowed) -> Template:
	"""The template, in which only `allowed` may stand. Raises `TemplateError`, with up to ten problems."""
	text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
	reader = _Reader(text, allowed)
	if len(text) > MAX_TEXT:
		reader.note(MAX_TEXT, Reason.TOO_LONG, str(len(text)))
		raise TemplateError(tuple(reader.problems))
	reader.read()
	if sum(isinstance(part, Tag) for part in reader.parts) > MAX_TAGS:
		reader.note(0, Reason.TOO_MANY, str(MAX_TAGS))
	if reader.problems:
		raise TemplateError(tuple(reader.problems[:MAX_PROBLEMS]))
	return Template(tuple(reader.parts))


def _tag(text: str, at: int, allowed: Allowed) -> tuple[Tag, int]:
	"""The tag whose "{{" ends at `at`, and where it ends."""
	start = at
	at = _skip(text, at)
	if text[at : at + 1] in QUOTES:
		default, at = _quoted(text, at)
		return Tag("", default), _closing(text, at, start)
	name = _NAME.match(text, at)
	if not name:
		raise _nameless(text, at, start)
	_check_name(name, allowed)
	at = _skip(text, name.end())
	default = None
	if text[at : at + 1] == "|":
		at = _skip(text, at + 1)
		if text[at : at + 1] not in QUOTES:
			raise _Refused(at, Reason.FILTER, _word(text, at))
		default, at = _quoted(text, at)
	end = _closing(text, at, start)
	if default is None and allowed.bare is not None and name[0] not in allowed.bare:
		raise _Refused(name.start(), Reason.BARE, name[0])
	return Tag(name[0], default), end


def _check_name(name: re.Match[str], allowed: Allowed) -> None:
	fields = allowed.fields
	if name[0] in fields:
		return
	if name[0] in allowed.refused:
		raise _Refused(name.start(), allowed.refused[name[0]], name[0])
	if any(name[0].startswith(f"{known}.") for known in fields) or "__" in name[0]:
		raise _Refused(name.start(), Reason.REACHING, name[0])
	near = difflib.get_close_matches(name[0].lower(), list(fields), n=1, cutoff=0.6)
	follows = name.string[name.end() : name.end() + 1]
	reason = Reason.CALL if follows == "(" else Reason.UNKNOWN
	raise _Refused(name.start(), reason, name[0], near[0] if near else "")


def _nameless(text: str, at: int, start: int) -> _Refused:
	if text.startswith("}}", at):
		return _Refused(start - 2, Reason.EMPTY)
	if at >= len(text) or text[at] == "\n":
		return _Refused(start - 2, Reason.NOT_CLOSED)
	return _Refused(at, Reason.UNKNOWN, _word(text, at))


def _quoted(text: str, at: int) -> tuple[str, int]:
	"""The text between the quotation mark at `at` and its end, on the same line."""
	line_end = (text.find("\n", at) + 1 or len(text) + 1) - 1
	end = text.find(QUOTES[text[at]], at + 1, line_end)
	if end < 0:
		raise _Refused(at, Reason.DEFAULT_OPEN)
	if end - at - 1 > MAX_DEFAULT:
		raise _Refused(at, Reason.DEFAULT_LONG, str(MAX_DEFAULT))
	return text[at + 1 : end], end + 1


def _closing(text: str, at: int, start: int) -> int:
	at = _skip(text, at)
	if text.startswith("}}", at):
		return at + 2
	follows = text[at : at + 1]
	if follows in ("", "\n"):
		raise _Refused(start - 2, Reason.NOT_CLOSED)
	reasons = {"(": Reason.CALL, "[": Reason.REACHING, ".": Reason.REACHING, "|": Reason.FILTER}
	raise _Refused(at, reasons.get(follows, Reason.MORE), _word(text, at))


def _wrong_mark(mark: re.Match[str]) -> tuple[Reason, str]:
	if mark[0] in ("{%", "%}"):
		return Reason.COMMAND, _word(mark.string, _skip(mark.string, mark.end()))
	if mark[0] in ("{#", "#}"):
		return Reason.COMMENT, ""
	return (Reason.SINGLE, mark[1]) if mark[1] else (Reason.NOT_OPENED, "")


def _after(text: str, mark: re.Match[str]) -> int:
	"""Where reading goes on after something wrong: behind its end on the same line, to tell it once."""
	end = {"{{": "}}", "{%": "%}", "{#": "#}"}.get(mark[0])
	line_end = (text.find("\n", mark.end()) + 1 or len(text) + 1) - 1
	found = text.find(end, mark.end(), line_end) if end else -1
	return found + 2 if found >= 0 else mark.end()


def _skip(text: str, at: int) -> int:
	blanks = _BLANKS.match(text, at)
	return blanks.end() if blanks else at


def _word(text: str, at: int) -> str:
	"""The word or sign at a place, to show it."""
	found = _WORD.search(text[at : at + 60])
	return found[0] if found else ""
