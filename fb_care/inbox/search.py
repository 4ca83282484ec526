"""Threads by what was said in them or by who they are with, newest first, together with any other filter.

A common word is in many messages, and a full-text index gives all of them or none. So the newest threads are
looked through first. Where these don't fill a page, they say how common the word is: further threads are
walked in the list's order as long as that costs less than all that the index would give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import frappe

from fb_care.inbound.rows import as_written
from fb_care.inbox import full_text, listing, words
from fb_care.inbox.filters import CONVERSATION, Filters, Place
from fb_care.inbox.full_text import Form
from fb_care.inbox.reach import Source
from fb_care.inbox.search_query import (
	MOST_TEXTS,
	SAID,
	Called,
	Holding,
	Holds,
	Said,
	texts_of,
	titles_of,
	ways,
)
from fb_care.inbox.words import Words
from fb_care.prepared import hinted

#: So many threads are looked through before anything else.
NEAR = 200
#: The walk stops when the page is full, and at the latest after so many times what seems to be needed: words
#: are not spread evenly, and to ask the index after all costs both.
MARGIN = 4
#: Where no index can be asked, so many more are walked at most.
FAR = 4000

Key = tuple[str, str]
Found = dict[Key, dict[str, Any] | None]


def select(
	sources: Sequence[Source], wanted: Filters, user: str, before: Place | None, size: int
) -> tuple[list[Place], Found]:
	"""The places of up to `size` threads that may hold the words of `wanted`, and what was found in which.

	Threads that are not among what was found hold them not after all. None: it is not known where.
	"""
	sought = words.parse(wanted.query)
	search = _Search(sought, full_text.form(sought), full_text.values(sought), (sources, wanted, user))
	near = search.near(before)
	if len(near.hits) >= size or near.over:
		places, found = search.verified(near.hits, size)
		if len(places) >= size or near.over:
			return places[:size], found
		near = replace(near, hits=places)
	return search.walk(near, size) or search.ask(before, size)


@dataclass(frozen=True)
class _Near:
	"""The threads that were looked through, in the list's order."""

	#: From where to where.
	first: Place | None
	last: Place | None
	#: Those that may hold the words, in order.
	hits: list[Place]
	#: There are no more.
	over: bool

	def further(self, size: int) -> int:
		"""Among how many more threads the rest of a page is to be expected; 0 where nothing tells."""
		if not self.hits:
			return 0
		return round(NEAR * (size - len(self.hits)) / len(self.hits))

	def end_ms(self, further: int) -> int:
		"""The time (UTC ms) of about so many more threads, if they are as dense in time as these."""
		first_ms, last_ms = self.first.last_ms, self.last.last_ms
		return last_ms - (first_ms - last_ms) * further // NEAR


@dataclass(frozen=True)
class _Search:
	"""One search: what is looked for, and among which threads (what `listing.select` asks for first)."""

	sought: Words
	form: Form
	values: dict[str, str]
	among: tuple[Sequence[Source], Filters, str]

	def near(self, before: Place | None) -> _Near:
		"""Look through the first threads."""
		near = listing.marked(*self.among, before, NEAR, Holds(self.form), **self.values)
		hits = [place for place, holds in near.items() if holds]
		first, last = (next(iter(near)), next(reversed(near))) if near else (None, before)
		return _Near(first, last, hits, over=len(near) < NEAR)

	def verified(self, hits: Sequence[Place], size: int) -> tuple[list[Place], Found]:
		"""Those that do hold the words, as far as is known, and what was found: at least `size`, or all."""
		places: list[Place] = []
		found: Found = {}
		for start in range(0, len(hits), size):
			some = hits[start : start + size]
			found |= self._found(some)
			places += [place for place in some if listing.key(place) in found]
			if len(places) >= size:
				break
		return places, found

	def walk(self, near: _Near, size: int) -> tuple[list[Place], Found] | None:
		"""Go on from there. None where it costs less to ask the index, or where too few were found."""
		can_ask, further = self.form.is_indexed, near.further(size)
		if not further or (can_ask and not _walking_pays(near, further, len(self.sought.words))):
			return None if can_ask else (near.hits, self._found(near.hits))
		end_ms = near.end_ms(MARGIN * further) if can_ask else self._end_ms(near.last, MARGIN * further)
		holding, rest = Holding(self.form, self.among[1].newest), size - len(near.hits)
		walked = listing.select(*self.among, near.last, rest, [holding], **self.values, end_ms=end_ms)
		if len(walked) < rest and can_ask:
			return None
		places = [*near.hits, *walked]
		return places, self._found(places)

	def ask(self, before: Place | None, size: int) -> tuple[list[Place], Found]:
		"""Ask the index, which gives all threads at once."""
		either = (Said(self.form), Called(self.form))
		asked = listing.select(*self.among, before, size, either, **self.values)
		return asked, self._found(asked)

	def _end_ms(self, after: Place, further: int) -> int:
		"""Exactly so many: where no index can be asked, what is not walked is not found at all."""
		return [after, *listing.select(*self.among, after, min(further, FAR))][-1].last_ms

	def _found(self, places: Sequence[Place]) -> Found:
		"""What was found in these places."""
		keys = [listing.key(place) for place in places]
		found, whole = self._look_through(keys)
		# Where all was looked through, what the database took for a match and isn't one is not shown.
		return found if whole else {**dict.fromkeys(keys), **found}

	def _look_through(self, keys: Sequence[Key]) -> tuple[Found, bool]:
		"""What of these threads holds the words; and whether all of their texts were looked through."""
		found: Found = {}
		whole = True
		for doctype in SAID:
			names = [name for kind, name in keys if kind == doctype]
			texts: list[Any] = []
			for way in range(ways(self.form)):
				more = self._read(names, hinted(texts_of, doctype, self.form, way))
				whole = whole and len(more) < MOST_TEXTS
				texts += more
			# Newest first; here, because the database would sort the texts themselves.
			_note(found, doctype, sorted(texts, key=lambda row: -(row[2] or 0)), self.sought)
			names = [name for name in names if (doctype, name) not in found]
			_note(found, doctype, _each(self._read(names, titles_of(doctype, self.form))), self.sought)
		return found, whole

	def _read(self, names: Sequence[str], query: Callable[..., Any]) -> Sequence[Any]:
		return query(names=names, **self.values) if names else ()


def _walking_pays(near: _Near, further: int, words: int) -> bool:
	"""A thread that is walked costs about as much as one that the index names, and it names all there are.

	Of several words it reads all that each of them has: at least so many, if they don't keep company.
	"""
	share, threads = len(near.hits) / NEAR, frappe.db.count(CONVERSATION, cache=True)
	return further <= threads * words * share ** (1 / words)


def _note(found: Found, doctype: str, texts: Iterable[Any], sought: Words) -> None:
	"""Of each thread the first text that holds the words."""
	for name, text, at_ms, message in texts:
		text = as_written(text)
		if (doctype, name) not in found and (at := sought.find(text)) is not None:
			found[doctype, name] = {
				"text": words.snippet(text, at),
				"at_ms": at_ms or 0,
				"message": message,
			}


def _each(titles: Iterable[Any]) -> Iterator[tuple[str, str, int, str]]:
	"""A thread's own columns, as if they were said at its time."""
	for name, last_ms, *columns in titles:
		yield from ((name, text, last_ms, "") for text in columns if text)
