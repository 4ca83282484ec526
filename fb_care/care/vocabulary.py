"""Whether a text is a question, a complaint or praise, and which words say so.

Called where messages are stored, and by the triage rules. Pure: never imports frappe. The words are data, in
`words/*.txt`, English and French; a site adds its own. It is a reading of words and no more: the words that
decided are always told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from fb_care.care.texts import READ_CHARS, Found, Phrases, Text, fold

WORDS = Path(__file__).parent / "words"
LANGUAGES = {"English": "en", "French": "fr"}
#: Politeness is praise only in messages of at most so many words.
SHORT = 6
#: People named in a comment that does nothing but name them.
MOST_NAMES_WORDS = 16
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
_PARTICLES = frozenset("al ben bin da de del della den der di do dos du el la le les ter van von y".split())
#: Joiners, variants and skin colours say nothing of their own.
_DRESSING = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_SAYS_NOTHING = re.compile(r"[\s.,!…~*^_-]+")


@dataclass(frozen=True)
class Reading:
	"""What the words of a text say of it. The tuples hold the words of the lists that were found."""

	text: Text
	complaint: tuple[str, ...] = ()
	question: tuple[str, ...] = ()
	praise: tuple[str, ...] = ()
	#: It does nothing but name people.
	tags_only: bool = False

	@property
	def is_complaint(self) -> bool:
		return bool(self.complaint)

	@property
	def is_question(self) -> bool:
		return bool(self.question)

	@property
	def is_praise(self) -> bool:
		"""Praise, and nothing that wants an answer."""
		return bool(self.praise) and not (self.complaint or self.question)

	@cached_property
	def language(self) -> str:
		"""A guess by the commonest words: "English", "French", or "" where that says nothing."""
		counts = {name: _count(self.text, code) for name, code in LANGUAGES.items()}
		best = max(counts, key=lambda name: counts[name])
		others = [count for name, count in counts.items() if name != best]
		return best if counts[best] > max(others) else ""


@dataclass(frozen=True)
class OwnWords:
	"""What a site adds to the lists, one word or phrase each; with "-" in front it takes one out."""

	complaint: tuple[str, ...] = ()
	question: tuple[str, ...] = ()
	praise: tuple[str, ...] = ()


class Vocabulary:
	"""The lists, ready to read with. Making one takes milliseconds, reading a message microseconds."""

	def __init__(self, own: OwnWords | None = None) -> None:
		own = own or OwnWords()
		self._complaint, _polite = _phrases("complaint", own.complaint)
		self._question, _polite = _phrases("question", own.question)
		self._praise, self._polite = _phrases("praise", own.praise)
		self._negation = frozenset(_entries("negation"))
		self._filler = frozenset(_entries("filler"))
		self._emoji = frozenset(_DRESSING.sub("", "".join(_tokens("praise_emoji"))))
		#: A message is read when it is stored and again, a moment later, for its ticket.
		self._read = lru_cache(maxsize=256)(self._read_anew)

	def read(self, raw: str | None) -> Reading:
		"""What `raw`, as its author wrote it, says."""
		return self._read((raw or "")[:READ_CHARS])

	def _read_anew(self, raw: str) -> Reading:
		text = Text(raw)
		if not text.raw.strip():
			return Reading(text)
		complaint = self._standing(text, self._complaint)
		question = self._asked(text)
		praise = self._praised(text)
		tags_only = not (complaint or question or praise) and _names_only(text.raw)
		return Reading(text, complaint, question, praise, tags_only)

	def _asked(self, text: Text) -> tuple[str, ...]:
		found = [one.phrase for one in self._question.find(text)]
		return tuple(dict.fromkeys(["?"] * ("?" in text.folded) + found))

	def _praised(self, text: Text) -> tuple[str, ...]:
		found = self._standing(text, self._praise)
		if len(text.tokens) <= SHORT:
			found += self._standing(text, self._polite)
		if not text.tokens:
			signs = _SAYS_NOTHING.sub("", _DRESSING.sub("", text.raw))
			if signs and all(sign in self._emoji for sign in signs):
				found += (signs[0],)
		return tuple(dict.fromkeys(found))

	def _standing(self, text: Text, phrases: Phrases) -> tuple[str, ...]:
		"""Those found that no word before turns around ("no problem")."""
		found = [one for one in phrases.find(text) if not self._turned(text, one)]
		return tuple(dict.fromkeys(one.phrase for one in found))

	def _turned(self, text: Text, found: Found) -> bool:
		at = found.at
		while at > 0 and at not in text.starts:
			at -= 1
			if text.tokens[at] in self._negation:
				return True
			if text.tokens[at] not in self._filler:
				return False
		return False


@lru_cache(maxsize=8)
def vocabulary(own: OwnWords) -> Vocabulary:
	"""The lists with the site's own words, made once for each set of them."""
	return Vocabulary(own)


def _phrases(name: str, own: Sequence[str]) -> tuple[Phrases, Phrases]:
	"""The list `name` of all languages with a site's own words, and its words of politeness."""
	dropped = {fold(word[1:].strip()) for word in own if word.startswith("-")}
	plain, starting, exceptions, polite = [], [], [], []
	kinds = {"^": starting, "-": exceptions, "~": polite}
	for code in LANGUAGES.values():
		for entry in _entries(f"{name}.{code}"):
			kind = kinds.get(entry[0], plain)
			word = entry[1:] if entry[0] in kinds else entry
			if kind is exceptions or fold(word) not in dropped:
				kind.append(word)
	plain += [word for word in own if not word.startswith("-")]
	return Phrases(plain, starting, exceptions), Phrases(polite)


@lru_cache(maxsize=32)
def _entries(name: str) -> tuple[str, ...]:
	"""The lines of a list, without remarks."""
	lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
	return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _tokens(name: str) -> Iterable[str]:
	return (token for line in _entries(name) for token in line.split())


@lru_cache(maxsize=8)
def _common(code: str) -> frozenset[str]:
	return frozenset(_tokens(f"language.{code}"))


def _count(text: Text, code: str) -> int:
	return sum(token in _common(code) for token in text.tokens)


def _names_only(raw: str) -> bool:
	"""Whether the text only names people: "@Ana Lima", "Ana Lima Ole Berg" and the like, signs aside."""
	if len(raw) > 400:
		return False
	bare = "".join(char if char.isalnum() or char in "@'’.-" else " " for char in _DRESSING.sub("", raw))
	words = [word for word in bare.split() if word.strip(".-'’")]
	marked = any(word.startswith("@") and len(word) > 1 for word in words)
	names = [word.lstrip("@").rstrip(".-'’") for word in words]
	if not names or len(names) > MOST_NAMES_WORDS or (len(names) < 2 and not marked):
		return False
	return all(_is_name(name, marked) for name in names) and any(_begins(name, marked) for name in names)


def _is_name(word: str, marked: bool) -> bool:
	if word.casefold() in _PARTICLES:
		return True
	common = any(fold(word) in _common(code) for code in LANGUAGES.values())
	shouted = len(word) > 3 and word.isupper()
	return bool(_NAME.fullmatch(word)) and _begins(word, marked) and not common and not shouted


def _begins(word: str, marked: bool) -> bool:
	"""With a capital; where a name was marked by "@", also a word of a script that has none."""
	return word[:1].isupper() or (marked and word[:1].isalpha() and word.lower() == word.upper())
