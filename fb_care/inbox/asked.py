"""What `api.inbox` is asked for when it lists: reads the question, answers with rows or numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care import clock
from fb_care.inbox import counting, filters, listing, reach, row_facts, search
from fb_care.inbox import given as reading

MOST_ROWS, MOST_SOME = 100, 200


def rows(user: str, given: str | Mapping[str, Any], before: str = "", limit: int = 50) -> dict[str, Any]:
	"""A page of the list; see `api.inbox.rows`."""
	wanted, size = read(given), min(max(limit, 1), MOST_ROWS)
	sources = reach.of(user, wanted)
	place, found = filters.place(before), None
	if wanted.query:
		places, found = search.select(sources, wanted, user, place, size + 1)
	else:
		places = listing.select(sources, wanted, user, place, size + 1)
	shown = places[:size]
	keys = [key for one in shown if (key := listing.key(one)) and (found is None or key in found)]
	items = row_facts.of(keys, sources)
	if found is not None:
		items = [{**row, "found": found[row["doctype"], row["name"]]} for row in items]
	return {
		"items": items,
		"older": str(shown[-1]) if len(places) > size else None,
		"now_ms": clock.now_ms(),
	}


def some(user: str, given: str | list) -> dict[str, Any]:
	"""The rows of these threads; see `api.inbox.some`."""
	return {"items": row_facts.of(threads(given), reach.of(user))}


def counts(user: str, given: str | Mapping[str, Any]) -> dict[str, Any]:
	"""Unread threads; see `api.inbox.counts`."""
	wanted = read(given)
	chosen = reach.of(user, filters.Filters(pages=wanted.pages))
	return counting.counts(chosen, wanted.tab, reach.of(user), reach.page_names(user))


def read(given: str | Mapping[str, Any]) -> filters.Filters:
	"""The filters; ValidationError in words for one that there is not, or that can't be so."""
	try:
		return filters.parse(given)
	except filters.Unknown as error:
		key, value = escape_html(error.key), escape_html(error.value)
		words = _("The filter {0} can't be {1}.").format(key, value) if error.value else ""
		frappe.throw(words or _("There is no filter {0}.").format(key))
		raise


def threads(given: str | list) -> list[tuple[str, str]]:
	"""DocType and name of each, once; ValidationError for what names no thread."""
	return reading.keys(given, MOST_SOME, _("Threads are a list of at most {0}.").format(MOST_SOME))
