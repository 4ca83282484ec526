"""Cutting an answer into messages that Facebook takes. Used by the outbox. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fb_care.facebook.constants import MAX_TEXT_CHARS

#: Where a text is best cut, the best first: between paragraphs, lines, sentences, words.
_PLACES = (r"\n\s*\n", r"\n", r"[.!?…]\s", r"\s")
#: A cut that leaves less than this share of a message empty is good enough.
_FULL_ENOUGH = 0.5
_JOINERS = "\u200d\ufe0f\ufe0e\u20e3"


def split(text: str, limit: int = MAX_TEXT_CHARS) -> list[str]:
	"""`text` in messages of at most `limit` characters, cut between words; [] for nothing but white space.

	White space at the cuts is dropped, nothing else is. A word longer than a message is cut inside, but not
	inside an emoji or between a letter and its accent.
	"""
	return list(_pieces(text.strip(), limit))


def _pieces(rest: str, limit: int) -> Iterator[str]:
	while len(rest) > limit:
		at = _cut(rest, limit)
		yield rest[:at].rstrip()
		rest = rest[at:].lstrip()
	if rest:
		yield rest


def _cut(text: str, limit: int) -> int:
	"""Where to cut so that what comes before fits."""
	head = text[: limit + 1]
	for pattern in _PLACES:
		ends = [match.end() for match in re.finditer(pattern, head)]
		# What is cut off at the end is white space, so the piece may reach one character past the limit.
		good = [end for end in ends if len(text[:end].rstrip()) <= limit and text[:end].strip()]
		if good and (good[-1] >= limit * _FULL_ENOUGH or pattern == _PLACES[-1]):
			return good[-1]
	return _inside_word(text, limit)


def _inside_word(text: str, limit: int) -> int:
	at = limit
	while at > 1 and _belongs_together(text[at - 1], text[at]):
		at -= 1
	return at if at > 1 else limit


def _belongs_together(before: str, after: str) -> bool:
	return bool(unicodedata.combining(after)) or after in _JOINERS or before == "\u200d"
