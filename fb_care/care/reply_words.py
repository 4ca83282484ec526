"""Words of a text as they are compared: no case, no accents, in the singular, without those that say little.

English and French are known well, other languages as far as letters go. Called by `reply_ranking`. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"\{\{[^{}]*\}\}")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
#: Longer numbers are numbers of orders or telephones, which say nothing of what a text is about.
_MAX_DIGITS = 4

#: Words that say little, without accents, by language. Those of one language only also tell the language.
LITTLE = {
	"en": frozenset(
		"a about all also am an and any are as at be been but by can could did do does dear for from "
		"get got had has have hello hey hi how i if in into is it its just me my no not of on one or "
		"our out please so some still thank thanks than that the their them then there they this to "
		"too us very was we were what when where which who why will with would yes you your yours".split()
	),
	"fr": frozenset(
		"ai alors apres au aussi autre aux avec avez avoir avons bien bjr bonjour bonsoir ca car ce "
		"ceci cela ces cet cette chez comment cordialement dans de depuis des donc du elle elles en "
		"encore est et etait ete etes etre fait faire faut il ils je juste la le les leur leurs lui "
		"ma madame mais me merci mes moi mon monsieur ne ni non nos notre nous on ont ou oui par pas "
		"peu peut peux plait plus pour pourquoi pouvez puis quand que quel quelle qui quoi sa salut "
		"sans sera ses si son sont suis sur svp ta te tes toi ton toujours tous tout tres tu un une "
		"va vais veux vos votre vous voudrais".split()
	),
}
_ALL_LITTLE = frozenset().union(*LITTLE.values())


def fold(text: str) -> str:
	"""The text without case and accents."""
	small = text.casefold()
	if small.isascii():
		return small
	return _ACCENTS.sub("", unicodedata.normalize("NFKD", small.translate(_LIGATURES)))


def every_word(text: str) -> list[str]:
	"""All words, folded; merge fields are none."""
	return _WORD.findall(fold(_TAG.sub(" ", text)))


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
	"""The words that say something, in their singular, each once, in order."""
	found = (_singular(word) for word in every_word(text) if word not in _ALL_LITTLE and _says_much(word))
	return tuple(dict.fromkeys(found))


def language(text: str) -> str:
	"""Which of the known languages a text is in; "" where that can't be told."""
	found = every_word(text)
	counts = {code: sum(word in little for word in found) for code, little in LITTLE.items()}
	best = max(counts, key=lambda code: counts[code])
	others = max(count for code, count in counts.items() if code != best)
	return best if counts[best] > others else ""


def _says_much(word: str) -> bool:
	return len(word) > 1 and not (word.isdigit() and len(word) > _MAX_DIGITS)


def _singular(word: str) -> str:
	if len(word) > 4 and word.endswith("ies"):
		return f"{word[:-3]}y"
	return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss") else word
