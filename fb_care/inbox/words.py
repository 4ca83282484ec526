"""What somebody typed to look for, and whether a text holds it. Pure.

All words must be in one text; the last one may be the beginning of a word, as it is still being typed.
Accents and case don't matter here; in the database they matter as far as the database says.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Words that are looked for, and characters of each, at most.
MOST_WORDS, MOST_CHARS = 8, 40
#: Characters of a text that are shown around what was found.
AROUND = 120

#: Characters in which the words of a text are kept, and what stands for words that don't fit.
MOST_KEPT, LONGER = 300, "*"

_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
	"""Without case and accents."""
	return text.lower() if text.isascii() else "".join(_folded(character) for character in text)


def _folded(character: str) -> str:
	plain = unicodedata.normalize("NFKD", character)
	return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


@dataclass(frozen=True)
class Words:
	"""What is looked for: `words` as they were typed, in lower case; or `literal` where it has no words."""

	words: tuple[str, ...] = ()
	literal: str = ""

	@property
	def folded(self) -> tuple[str, ...]:
		return tuple(fold(word) for word in self.words)

	def find(self, text: str | None) -> int | None:
		"""Where in the text what was found begins (roughly); None where the text doesn't hold it."""
		text = text or ""
		if not self.words:
			at = text.find(self.literal)
			return at if self.literal and at >= 0 else None
		*whole, last = self.folded
		places: dict[str, int] = {}
		for found in _WORD.finditer(text):
			places.setdefault(fold(found.group()), found.start())
		if any(word not in places for word in whole):
			return None
		starts = [at for word, at in places.items() if word.startswith(last)]
		return min([*(places[word] for word in whole), *starts[:1]]) if starts else None


def parse(query: str) -> Words:
	"""What is looked for; nothing of it is an operator of any database."""
	found = [word.lower()[:MOST_CHARS] for word in _WORD.findall(unicodedata.normalize("NFC", query))]
	if found:
		return Words(tuple(dict.fromkeys(found[-MOST_WORDS:])))
	return Words(literal=query.strip()[:MOST_CHARS])


def kept(text: str | None) -> str:
	"""The words of a text, each once and folded, with blanks around each; LONGER where they don't fit."""
	found = dict.fromkeys(fold(word) for word in _WORD.findall(text or ""))
	words = f" {' '.join(found)} " if found else ""
	return words if len(words) <= MOST_KEPT else LONGER


def patterns(words: Words) -> list[str]:
	"""For each word what the words that are `kept` of a text are LIKE, if `Words.find` finds it there."""
	*whole, last = words.folded
	return [*(f"% {word} %" for word in whole), f"% {last}%"]


def snippet(text: str, at: int) -> str:
	"""The part of a text around a place, on one line."""
	start = max(0, at - AROUND // 3)
	part = " ".join(text[start : start + AROUND].split())
	return f"{'…' if start else ''}{part}{'…' if start + AROUND < len(text) else ''}"
