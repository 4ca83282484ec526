"""Which threads a page of the inbox shows, newest (or oldest) first: one statement, whatever is looked for.

Conversations and comment threads stand in one list. Each of them, and each page (and state) where several
are allowed, is a query of its own that reads only as many index entries as are shown; a UNION joins them.
What agents choose among has few shapes: the statement of each is made once (`list_query`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from fb_care import clock
from fb_care.inbox import list_query
from fb_care.inbox.counting import NOT_SPAM
from fb_care.inbox.filters import ME, NOBODY, Filters, Place
from fb_care.inbox.list_conditions import Branch, Condition
from fb_care.inbox.list_query import Shape
from fb_care.inbox.reach import DOCTYPES, Source

HOUR_MS = 3_600_000
#: "Ends soon": within so long.
SOON_MS = 3 * HOUR_MS
#: Each with a query of its own; of more pages than these, one query looks among all.
MOST_PAGES = 30

Key = tuple[str, str]


def select(
	sources: Sequence[Source],
	wanted: Filters,
	user: str,
	before: Place | None = None,
	size: int = 50,
	besides: Sequence[Condition] = (),
	**values: Any,
) -> list[Place]:
	"""The places of up to `size` threads after `before`, in the list's order.

	Each meets one of `besides`, if there are any; `values` are what these are `given`.
	"""
	shape, asked = _asked(sources, wanted, user, before, size, besides)
	if not shape.branches:
		return []
	return [_place(*row) for row in list_query.read(shape, **asked, **values)]


def marked(
	sources: Sequence[Source],
	wanted: Filters,
	user: str,
	before: Place | None,
	size: int,
	mark: Condition,
	**values: Any,
) -> dict[Place, Any]:
	"""The places of all these threads, each with what `mark` says of it."""
	shape, asked = _asked(sources, wanted, user, before, size)
	if not shape.branches:
		return {}
	found = list_query.read(shape, mark, **asked, **values)
	return {_place(*place): said for *place, said in found}


def _asked(
	sources: Sequence[Source],
	wanted: Filters,
	user: str,
	before: Place | None,
	size: int,
	besides: Sequence[Condition] = (),
) -> tuple[Shape, dict[str, Any]]:
	"""The shape of the statement, and what it is run with."""
	asked = {**_wanted(wanted, user), "size": size}
	if before:
		asked |= {"at": before.last_ms, "after": before.name}
	branches = []
	# What can't be read off an index is looked for once, in all states and pages together.
	is_apart = not besides and not wanted.window_soon
	for source in sources:
		for (page, named), state in product(
			_pages(source, wanted, is_apart), _states(source, wanted, is_apart)
		):
			asked |= named
			part = Branch(source.doctype, source.number, page, state)
			branches += [replace(part, besides=one) for one in besides or (None,)]
	return Shape(tuple(branches), _form(wanted), before.number if before else None), asked


def _place(last_ms: int | None, number: int, name: Any) -> Place:
	return Place(last_ms or 0, number, str(name))


def key(place: Place) -> Key:
	"""DocType and name of the thread at a place."""
	return DOCTYPES[place.number], place.name


def _wanted(wanted: Filters, user: str) -> dict[str, Any]:
	"""What the filters look for, by the names that `list_query` gives it."""
	now_ms = clock.now_ms()
	return {
		"assignee": user if wanted.assignee == ME else wanted.assignee,
		"label": wanted.label,
		"priority": wanted.priority,
		"now_ms": now_ms,
		"soon_ms": now_ms + SOON_MS,
	}


def _form(wanted: Filters) -> Filters:
	"""The same for all filters that differ in values only."""
	somebody = wanted.assignee and wanted.assignee != NOBODY
	return replace(
		wanted,
		pages=(),
		kinds=tuple(sorted(wanted.kinds)),
		assignee=ME if somebody else wanted.assignee,
		label="given" if wanted.label else "",
		priority="given" if wanted.priority else "",
		query="",
	)


def _pages(source: Source, wanted: Filters, is_apart: bool) -> Iterator[tuple[str, dict[str, Any]]]:
	"""What each query knows its page or pages by, "" for all; and which these are."""
	if source.pages is None:
		yield "", {}
	elif is_apart and len(source.pages) <= MOST_PAGES:
		for number, page in enumerate(source.pages):
			name = f"page_{source.number}_{number}"
			yield name, {name: page}
	else:
		name = f"pages_{source.number}"
		yield name, {name: source.pages}


def _states(source: Source, wanted: Filters, is_apart: bool) -> Sequence[str]:
	"""Each has a query of its own: the indexes give the list's order within one state. "": all but Spam."""
	if wanted.tab not in ("All", "Follow-up"):
		return (wanted.tab,)
	is_all = source.pages is None and replace(wanted, query="", sort="newest") == Filters(tab="All")
	return NOT_SPAM if is_apart and not is_all else ("",)
