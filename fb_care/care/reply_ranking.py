"""Which saved replies fit what a customer wrote, and which are meant by what an agent types.

Words are compared by rapidfuzz, so that typing errors and other endings still match; rare words count more
than common ones, the title more than the text, and what was used before a little more. No network.
Called by `fb_care.outbound.saved_replies`. Pure.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from fb_care.care.reply_words import every_word, fold, words

#: What a word counts where it stands.
TITLE, SHORTCUT, FOLDER, TEXT = 3.0, 2.0, 1.5, 1.0
#: From this likeness on (percent) two words are the same but for typing.
ALIKE = 82
SHORTEST_FUZZY = 4
#: Words with a common beginning of this many letters, and of this share of the shorter, are kin.
STEM, STEM_SHARE, KIN = 4, 0.6, 0.6
#: Of a long message so many words are looked at.
MAX_WORDS = 40
#: A score (0 to 100) below this is no suggestion.
LEAST = 12.0
#: How much past use adds at most, and the score's turning point.
USE_BONUS, HALF = 0.25, 6.0


@dataclass(frozen=True)
class Reply:
	"""A saved reply as it is compared: `texts` in all languages, `uses` how often it was sent."""

	name: str
	title: str
	texts: tuple[str, ...] = ()
	folder: str = ""
	shortcut: str = ""
	uses: int = 0


@dataclass(frozen=True)
class Match:
	"""A saved reply with its score, 0 to 100."""

	name: str
	score: float


class _Index:
	"""The words of all replies: what each counts in each reply, and in how many it stands."""

	def __init__(self, contents: tuple[tuple[str, ...], ...]) -> None:
		self.weights = [_weights(*content) for content in contents]
		counts = Counter(word for weights in self.weights for word in weights)
		self.holders: dict[str, list[int]] = defaultdict(list)
		for at, weights in enumerate(self.weights):
			for word in weights:
				self.holders[word].append(at)
		self.rarity = {word: 1 + math.log(len(contents) / count) for word, count in counts.items()}
		self.vocabulary = list(counts)
		self.stems: dict[str, list[str]] = defaultdict(list)
		for word in self.vocabulary:
			self.stems[word[:STEM]].append(word)

	def like(self, word: str) -> dict[str, float]:
		"""The words of the replies that are meant by this one, with their likeness, 0 to 1."""
		if word in self.holders:
			return {**self._kin(word), word: 1.0}
		found = self._kin(word)
		if len(word) >= SHORTEST_FUZZY:
			rows = process.extract(
				word, self.vocabulary, scorer=fuzz.ratio, processor=None, score_cutoff=ALIKE, limit=10
			)
			found.update({other: score / 100 for other, score, _ in rows})
		return found

	def _kin(self, word: str) -> dict[str, float]:
		if len(word) <= STEM:
			return {}
		return {other: KIN for other in self.stems[word[:STEM]] if _are_kin(word, other)}

	def begun(self, word: str) -> dict[str, float]:
		"""The words that begin like this, for what is being typed; else those that are like it."""
		found = {other: 1.0 for other in self.vocabulary if other.startswith(word)}
		return found or self.like(word)


@lru_cache(maxsize=4)
def _index_of(contents: tuple[tuple[str, ...], ...]) -> _Index:
	"""Kept while nobody changes a reply; how often they are used is not in it."""
	return _Index(contents)


def _index(replies: Sequence[Reply]) -> _Index:
	return _index_of(tuple((one.title, one.folder, one.shortcut, *one.texts) for one in replies))


def suggest(message: str, replies: Sequence[Reply], limit: int = 5) -> list[Match]:
	"""The replies that fit a customer's message, best first; none that has nothing in common with it."""
	index = _index(replies)
	scores = [0.0] * len(replies)
	for word in words(message)[:MAX_WORDS]:
		for at, score in _best_by_reply(index, index.like(word)).items():
			scores[at] += score
	found = (
		Match(reply.name, round(100 * raw / (raw + HALF) * _used(reply), 1))
		for reply, raw in zip(replies, scores, strict=True)
		if raw
	)
	return _best((match for match in found if match.score >= LEAST), limit)


def search(query: str, replies: Sequence[Reply], limit: int = 20) -> list[Match]:
	"""The replies that an agent means: by shortcut (with or without "/"), else by words, all of which match.

	Nothing typed: all of them, most used first.
	"""
	typed = fold(query.strip().lstrip("/").strip())
	if not typed:
		return [Match(reply.name, 0.0) for reply in sorted(replies, key=_by_use)[:limit]]
	index = _index(replies)
	scores: dict[int, float] = dict.fromkeys(range(len(replies)), 0.0)
	for word in words(typed) or every_word(typed):
		best = _best_by_reply(index, index.begun(word))
		scores = {at: score + best[at] for at, score in scores.items() if at in best}
	found = {
		replies[at].name: round(90 * score / (score + HALF) * _used(replies[at]), 1)
		for at, score in scores.items()
		if score
	}
	found.update(_by_shortcut(typed, replies))
	return _best((Match(name, score) for name, score in found.items()), limit)


def _by_shortcut(typed: str, replies: Iterable[Reply]) -> dict[str, float]:
	found = {}
	for reply in replies:
		shortcut = fold(reply.shortcut)
		if shortcut and shortcut.startswith(typed):
			found[reply.name] = 200.0 if shortcut == typed else 150.0
	return found


def _best_by_reply(index: _Index, meant: dict[str, float]) -> dict[int, float]:
	"""For each reply that holds one of these words, what the best of them counts there."""
	best: dict[int, float] = {}
	for word, likeness in meant.items():
		value = likeness * index.rarity[word]
		for at in index.holders[word]:
			score = value * index.weights[at][word]
			if score > best.get(at, 0.0):
				best[at] = score
	return best


def _weights(title: str, folder: str, shortcut: str, *texts: str) -> dict[str, float]:
	weights: dict[str, float] = {}
	parts = [(text, TEXT) for text in texts]
	parts += [(folder, FOLDER), (shortcut.replace("-", " "), SHORTCUT), (title, TITLE)]
	for text, weight in parts:
		weights.update(dict.fromkeys(words(text), weight))
	return weights


def _are_kin(one: str, other: str) -> bool:
	shorter = min(len(one), len(other))
	if shorter <= STEM:
		return False
	common = next((at for at in range(shorter) if one[at] != other[at]), shorter)
	return common >= max(STEM, STEM_SHARE * shorter)


def _used(reply: Reply) -> float:
	return 1 + min(USE_BONUS, 0.05 * math.log1p(max(0, reply.uses)))


def _by_use(reply: Reply) -> tuple[int, str]:
	return (-reply.uses, fold(reply.title))


def _best(matches: Iterable[Match], limit: int) -> list[Match]:
	return sorted(matches, key=lambda match: (-match.score, match.name))[:limit]
