"""How many threads are unread: by tab, by kind, by page. One statement, and no number is counted beyond MOST.

Each number is a COUNT over a subquery that stops at MOST entries of an index, so that a million unread
threads cost no more than a thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import frappe
from frappe.query_builder.functions import Count
from pypika.terms import ValueWrapper

from fb_care.inbound import rows
from fb_care.inbox.filters import CONVERSATION, KINDS, MESSAGES, TABS
from fb_care.inbox.reach import Source

MOST = 999
NOT_SPAM = ("Open", "Done", "Archived")

Bucket = tuple[str, str]


def counts(
	chosen: Sequence[Source], tab: str, every: Sequence[Source], pages: Sequence[str]
) -> dict[str, Any]:
	"""Unread threads by tab, by kind (within `tab`) and by page (all but Spam), up to MOST each.

	`chosen`: what tabs and kinds are counted of; `every`: what the `pages` are.
	"""
	found = _ask([*_tabs(chosen), *_kinds(chosen, tab), *_pages(every, pages)])
	return {
		"tabs": {name: {"unread": _capped(found, "tab", name)} for name in TABS},
		"kinds": {name: {"unread": _capped(found, "kind", name)} for name in KINDS},
		"pages": {name: {"unread": _capped(found, "page", name)} for name in pages},
		"most": MOST,
	}


def of_pages(every: Sequence[Source], pages: Sequence[str]) -> dict[str, int]:
	"""Page -> its unread threads (all but Spam), up to MOST."""
	found = _ask(list(_pages(every, pages)))
	return {name: _capped(found, "page", name) for name in pages}


def _capped(found: Counter[Bucket], of: str, name: str) -> int:
	return min(found[of, name], MOST)


def _tabs(sources: Sequence[Source]) -> Iterator[tuple[Bucket, Any]]:
	for source in sources:
		for tab in TABS:
			yield ("tab", tab), _unread(source, tab)


def _kinds(sources: Sequence[Source], tab: str) -> Iterator[tuple[Bucket, Any]]:
	for source in sources:
		if source.doctype == CONVERSATION:
			yield ("kind", MESSAGES), _unread(source, tab)
			continue
		for kind in KINDS[1:]:
			table, query = _in_tab(source, tab)
			yield ("kind", kind), query.where(table.kind == kind)


def _pages(sources: Sequence[Source], pages: Sequence[str]) -> Iterator[tuple[Bucket, Any]]:
	for source in sources:
		for page in pages:
			if source.pages is None or page in source.pages:
				yield ("page", page), _unread(Source(source.doctype, (page,)), "All")


def _unread(source: Source, tab: str) -> Any:
	return _in_tab(source, tab)[1]


def _in_tab(source: Source, tab: str) -> tuple[Any, Any]:
	"""The unread threads of a tab, as a table and a query of their names."""
	table = frappe.qb.DocType(source.doctype).as_("t")
	query = rows.quick(frappe.qb.from_(table)).select(table.name).where(table.has_unread == 1)
	query = query.where(table.state.isin(NOT_SPAM) if tab in ("All", "Follow-up") else table.state == tab)
	if tab == "Follow-up":
		query = query.where(table.follow_up == 1)
	if source.pages is not None:
		pages = source.pages
		query = query.where(table.page == pages[0] if len(pages) == 1 else table.page.isin(pages))
	return table, query.limit(MOST)


def _ask(asked: Sequence[tuple[Bucket, Any]]) -> Counter[Bucket]:
	"""Count the rows of each query; those of one bucket are added up."""
	found: Counter[Bucket] = Counter()
	if not asked:
		return found
	parts = []
	for number, (_bucket, query) in enumerate(asked):
		part = query.as_("part")
		parts.append(
			rows.quick(frappe.qb.from_(part)).select(ValueWrapper(number).as_("number"), Count("*").as_("n"))
		)
	joined = reduce(lambda one, other: one.union_all(other), parts).as_("found")
	column = frappe.qb.Field
	for number, count in frappe.qb.from_(joined).select(column("number"), column("n")).run():
		found[asked[number][0]] += count
	return found
