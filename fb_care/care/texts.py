"""Words in what people write: folding, tokens, phrases. Called by `vocabulary` and the triage rules.

Pure: never imports frappe. Case and accents don't count, nor does the kind of apostrophe; a phrase is found
on word boundaries and within one clause only. Nothing is a pattern: every sign is taken literally.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

#: As much of a text as is read; nobody says what they want only after that.
READ_CHARS = 10_000
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "’": "'", "‘": "'", "´": "'", "`": "'"})
_MARK = re.compile(r"[\u0300-\u036f]")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)
#: "don't" and its like, written with an apostrophe or without.
_NOT = re.compile(r"\b(\w+)n't\b")
_NOT_SHORT = re.compile(
	r"\b(do|does|did|is|was|were|are|have|has|had|could|would|should|wo|ca)nt\b", re.ASCII
)
_TOKEN = re.compile(r"[^\W_]+|[.,;:!?()\n…]")
_PLAIN = re.compile(r"[^\W_]+(?:[\s'-]+[^\W_]+)*")
_BREAKS = frozenset(".,;:!?()\n…")
#: Words that begin a clause of their own.
_TURNS = frozenset({"but", "mais", "however", "cependant", "pourtant"})


def fold(text: str) -> str:
	"""`text` without case and accents, one kind of apostrophe, contractions with "not" written out."""
	text = text[:READ_CHARS].casefold()
	if not text.isascii():
		text = _MARK.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
	if "nt" in text or "n't" in text:
		text = _NOT_SHORT.sub(r"\1 not", _NOT.sub(r"\1 not", text))
	return text


@dataclass(frozen=True)
class Text:
	"""A text as rules read it."""

	raw: str

	@cached_property
	def folded(self) -> str:
		"""Folded, without addresses."""
		raw = self.raw[:READ_CHARS]
		return fold(_URL.sub(" ", raw) if "http" in raw.lower() or "www." in raw.lower() else raw)

	@cached_property
	def tokens(self) -> tuple[str, ...]:
		"""The words, in order."""
		return self._split[0]

	@cached_property
	def starts(self) -> frozenset[int]:
		"""Places of the words that begin a clause."""
		return self._split[1]

	@cached_property
	def _split(self) -> tuple[tuple[str, ...], frozenset[int]]:
		tokens: list[str] = []
		starts = {0}
		for part in _TOKEN.findall(self.folded):
			if part in _BREAKS:
				starts.add(len(tokens))
				continue
			if part in _TURNS:
				starts.add(len(tokens))
			tokens.append(part)
		return tuple(tokens), frozenset(starts)


@dataclass(frozen=True)
class Found:
	"""A phrase of a list in a text: as the list has it, and the place of its first word (-1: a sign)."""

	phrase: str
	at: int = -1


@dataclass(frozen=True)
class _Entry:
	tokens: tuple[str, ...]
	phrase: str
	#: Only where a clause begins.
	start: bool = False
	#: What it matches is not what its list is about.
	exception: bool = False


class Phrases:
	"""A list of words and phrases to look for. `starting`: those that count at the start of a clause only."""

	def __init__(
		self, phrases: Iterable[str] = (), starting: Iterable[str] = (), exceptions: Iterable[str] = ()
	) -> None:
		self.phrases = tuple(dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip()))
		self._by_first: dict[str, list[_Entry]] = {}
		self._signs: list[tuple[str, str]] = []
		for phrase in self.phrases:
			self._add(phrase)
		for phrase in starting:
			self._add(phrase, start=True)
		for phrase in exceptions:
			self._add(phrase, exception=True)
		for entries in self._by_first.values():
			entries.sort(key=lambda entry: (-len(entry.tokens), not entry.exception))

	def __bool__(self) -> bool:
		return bool(self._by_first or self._signs)

	def _add(self, phrase: str, start: bool = False, exception: bool = False) -> None:
		folded = fold(phrase).strip()
		if not _PLAIN.fullmatch(folded):
			if folded:
				self._signs.append((folded, phrase))
			return
		spellings = {folded, folded.replace("'", "")}
		for spelling in sorted(spellings):
			tokens = Text(spelling).tokens
			self._by_first.setdefault(tokens[0], []).append(_Entry(tokens, phrase, start, exception))

	def find(self, text: Text) -> list[Found]:
		"""Every phrase in the text, in its order, the longest where several begin; then the signs."""
		found: list[Found] = []
		tokens, at = text.tokens, 0
		while at < len(tokens):
			entry = self._longest(text, at) if tokens[at] in self._by_first else None
			if entry is None:
				at += 1
				continue
			if not entry.exception:
				found.append(Found(entry.phrase, at))
			at += len(entry.tokens)
		found += [Found(phrase) for folded, phrase in self._signs if _stands_in(folded, text.folded)]
		return found

	def _longest(self, text: Text, at: int) -> _Entry | None:
		for entry in self._by_first[text.tokens[at]]:
			end = at + len(entry.tokens)
			if text.tokens[at:end] != entry.tokens or (entry.start and at not in text.starts):
				continue
			if not any(place in text.starts for place in range(at + 1, end)):
				return entry
		return None

	def all_in(self, text: Text) -> list[Found]:
		"""As `find`, but also what lies inside a longer phrase: each phrase at most once."""
		found = []
		for folded, phrase in self._signs:
			if _stands_in(folded, text.folded):
				found.append(Found(phrase))
		for at, token in enumerate(text.tokens):
			for entry in self._by_first.get(token, ()):
				end = at + len(entry.tokens)
				inside = any(place in text.starts for place in range(at + 1, end))
				if text.tokens[at:end] == entry.tokens and not inside:
					found.append(Found(entry.phrase, at))
		return list({one.phrase: one for one in reversed(found)}.values())[::-1]


def _stands_in(sign: str, text: str) -> bool:
	"""Whether `sign` is in `text`, not as a part of a longer word where its ends are letters or digits."""
	place = text.find(sign)
	while place >= 0:
		end = place + len(sign)
		left = not (sign[0].isalnum() and place and text[place - 1].isalnum())
		right = not (sign[-1].isalnum() and end < len(text) and text[end].isalnum())
		if left and right:
			return True
		place = text.find(sign, place + 1)
	return False


def lines(text: str | None) -> Sequence[str]:
	"""The words of a field that has one a line, each once."""
	return tuple(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))
