"""All threads that match what the inbox's list was asked for, page by page, as they were at one moment.

Called by `api.inbox_bulk` and `bulk_job`. Found by key (time and name), newest first, so that what is changed
on the way doesn't shift what comes after; what is said after the moment is left out.
"""

from __future__ import annotations

from dataclasses import replace

from fb_care.inbox import asked, listing, reach, search
from fb_care.inbox.filters import Place, place

#: So many are counted before a job begins.
COUNTED = 10_000


def first(user: str, filters: str, until_ms: int, few: int) -> tuple[list[listing.Key], bool]:
	"""The first of them, and whether there are more: up to `COUNTED`, or hardly more than `few` where words
	are looked for, since each thread is looked through then."""
	size = few + 1 if asked.read(filters).query else COUNTED
	found, after = page(user, filters, until_ms, "", size)
	return found, bool(after)


def count(user: str, filters: str, until_ms: int) -> tuple[int | None, bool]:
	"""How many they are, up to `COUNTED`, and whether there are more; None where words are looked for."""
	if asked.read(filters).query:
		return None, False
	found, more = first(user, filters, until_ms, 0)
	return len(found), more


def page(user: str, filters: str, until_ms: int, at: str, size: int) -> tuple[list[listing.Key], str]:
	"""The next threads, at most `size`, in which nothing was said after `until_ms` (UTC ms).

	`at`: the cursor behind which they begin, "" for the first. With the cursor behind them, "" for no more.
	Where words are looked for, a page may hold fewer, even none.
	"""
	wanted = replace(asked.read(filters), sort="newest")
	sources, before = reach.of(user, wanted), place(at) or Place(until_ms + 1, 0, "")
	found = None
	if wanted.query:
		places, found = search.select(sources, wanted, user, before, size + 1)
	else:
		places = listing.select(sources, wanted, user, before, size + 1)
	after = str(places[size - 1]) if len(places) > size else ""
	keys = [key for one in places[:size] if (key := listing.key(one))]
	return [key for key in keys if found is None or key in found], after
