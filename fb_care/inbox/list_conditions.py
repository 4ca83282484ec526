"""What the threads of one query of the inbox's list must be. Called by `list_query`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from fb_care.inbox.filters import CONVERSATION, NOBODY, THREAD, Filters
from fb_care.prepared import given


class Condition(Protocol):
	"""What is asked of a thread besides. Equal ones ask the same; their values are `given`."""

	def __call__(self, doctype: str, table: Any) -> Any: ...
	def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Branch:
	"""Threads of one DocType, page and state, which one query looks for."""

	doctype: str
	#: Of the DocType: its place among threads of the same time.
	number: int
	#: What the page is given by, or the pages; "" for all.
	page: str
	#: One state, or all but Spam.
	state: str
	besides: Condition | None = None

	@property
	def has_pages(self) -> bool:
		return self.page.startswith("pages")


def equal(branch: Branch, wanted: Filters) -> dict[str, Any]:
	"""Column -> the one value that it must have; None: that it is empty."""
	found: dict[str, Any] = {"state": branch.state} if branch.state else {}
	if branch.page and not branch.has_pages:
		found["page"] = given(branch.page)
	if wanted.tab == "Follow-up":
		found["follow_up"] = 1
	if wanted.assignee:
		found["assigned_to"] = None if wanted.assignee == NOBODY else given("assignee")
	if wanted.unread:
		found["has_unread"] = 1
	if wanted.from_ad:
		found["from_ad"] = 1
	if wanted.priority:
		found["priority"] = given("priority")
	if branch.doctype == THREAD and len(wanted.thread_kinds) == 1:
		found["kind"] = wanted.thread_kinds[0]
	return found


def others(branch: Branch, wanted: Filters, listed: Any) -> Iterator[Any]:
	"""What else a thread must be."""
	if not branch.state:
		yield listed.state != "Spam"
	if branch.has_pages:
		yield listed.page.isin(given(branch.page))
	if branch.doctype == THREAD and len(wanted.thread_kinds) > 1:
		yield listed.kind.isin(wanted.thread_kinds)
	if wanted.window_soon and branch.doctype == CONVERSATION:
		until_ms = listed.window_until_ms
		yield (until_ms > given("now_ms")) & (until_ms <= given("soon_ms"))


def after(last_ms: Any, name: Any, number: int, begins: int | None, newest: bool) -> Any:
	"""After the place that is given; `begins`: the number of its DocType, None for the first page.

	Threads in which nothing was said yet have no time, and are not listed.
	"""
	if begins is None:
		return last_ms >= 0
	at, before = given("at"), given("after")
	further = last_ms < at if newest else last_ms > at
	beside = last_ms <= at if newest else last_ms >= at
	if number == begins:
		return beside & (further | (name < before if newest else name > before))
	comes_later = number < begins if newest else number > begins
	return (beside if comes_later else further) & (last_ms >= 0)
