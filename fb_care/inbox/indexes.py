"""The indexes that the inbox's list, its counts and its search need. Made whenever DocTypes are updated.

Each gives the list's order (time) within what it begins with, so that a page of it is one short walk.
`docs/architecture.md` says which question is answered by which.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from fb_care.inbox import full_text
from fb_care.inbox.filters import CONVERSATION, THREAD

#: The list's order.
ORDER = ("last_ms", "name")
#: What agents filter by. An index ends with what it doesn't begin with, so that several filters together are
#: answered by it alone: else each thread that meets the first would have to be looked up for the others.
FILTERED = ("page", "state", "assigned_to", "has_unread", "from_ad", "follow_up", "priority")
#: Name -> what the index begins with; the list's order follows. Each query of the list has one state.
LISTS = {
	"list_state": ("state",),
	"list_page": ("page", "state"),
	"list_assigned": ("assigned_to", "state"),
	"list_follow_up": ("follow_up", "state"),
	"list_follow_up_page": ("follow_up", "page", "state"),
	"list_unread": ("has_unread", "state"),
	"list_ad": ("from_ad", "state"),
	"list_priority": ("priority", "state"),
	"list_priority_page": ("priority", "page", "state"),
}
#: Filters of one kind of thread alone: column -> whose it is.
OF_ONE = {"kind": THREAD, "window_until_ms": CONVERSATION}
#: What FB Thread Label repeats of its thread: all that a list is ordered or filtered by.
LABELLED, REPEATED = "FB Thread Label", (ORDER[0], *FILTERED, *OF_ONE)
_WINDOW, _KIND = {"list_window": ("window_until_ms",)}, {"list_kind": ("kind", "state")}
#: Table -> the lists that it has indexes for.
LISTS_OF = {
	CONVERSATION: {**LISTS, **_WINDOW},
	THREAD: {**LISTS, **_KIND},
	LABELLED: {**LISTS, **_WINDOW, **_KIND},
}


def for_list(doctype: str, equal: Collection[str], window_soon: bool) -> list[str]:
	"""The indexes by which a query of the list can be answered: of those that begin with what it asks one
	value of (`equal`) the ones that begin with most of it."""
	equal = {"window_until_ms"} if window_soon else set(equal)
	fit = {name: set(begin) for name, begin in LISTS_OF[doctype].items() if set(begin) <= equal}
	best = (name for name, begin in fit.items() if not any(begin < other for other in fit.values()))
	return [_name(doctype, name) for name in best]


def make_all() -> None:
	"""Also where no DocType changed: the host asks a DocType for its indexes only when its fields did."""
	of_conversations()
	of_threads()
	of_messages()
	of_comments()
	of_labels()
	of_thread_labels()


def of_conversations() -> None:
	"""Indexes of FB Conversation."""
	_add(CONVERSATION, {**_lists(CONVERSATION), "inbox_counts": ("has_unread", "state", "page")})
	_add_text(CONVERSATION, "title")


def of_threads() -> None:
	"""Indexes of FB Comment Thread."""
	_add(
		THREAD,
		{
			**_lists(THREAD, filtered=(*FILTERED, "kind")),
			"inbox_counts": ("has_unread", "state", "page", "kind"),
		},
	)
	_add_text(THREAD, "author_name", "title")


def of_messages() -> None:
	"""Indexes of FB Message."""
	_add("FB Message", {"inbox_find": ("conversation", "words", "sent_ms")})
	_add_text("FB Message", "text")


def of_comments() -> None:
	"""Indexes of FB Comment."""
	finding = ("thread", "words", "sent_ms")
	_add("FB Comment", {"inbox_thread": ("thread", "sent_ms"), "inbox_find": finding})
	_add_text("FB Comment", "text")


def of_labels() -> None:
	"""The index of FB Label Row: what carries a label. The list of a label has another: FB Thread Label."""
	_add("FB Label Row", {"inbox_label": ("label", "parenttype", "parent")})


def of_thread_labels() -> None:
	"""Indexes of FB Thread Label: each list of a label in its order, and the labels of a thread."""
	lists = _lists(LABELLED, ("label", "thread_doctype"), (ORDER[0], "thread"), (*FILTERED, *OF_ONE))
	_add(LABELLED, {**lists, "thread": ("thread",)})


def _lists(
	doctype: str,
	first: tuple[str, ...] = (),
	order: tuple[str, ...] = ORDER,
	filtered: tuple[str, ...] = FILTERED,
) -> dict[str, tuple[str, ...]]:
	"""Name -> columns of an index: `first` and what it begins with, the order, and the other filters."""
	return {
		name: (*first, *begin, *order, *(column for column in filtered if column not in begin))
		for name, begin in LISTS_OF[doctype].items()
	}


def _add(doctype: str, wanted: dict[str, tuple[str, ...]]) -> None:
	for name, columns in wanted.items():
		frappe.db.add_index(doctype, list(columns), _name(doctype, name))


def _name(doctype: str, name: str) -> str:
	"""PostgreSQL's indexes share one space of names."""
	return f"{frappe.scrub(doctype)}_{name}"


def _add_text(doctype: str, *columns: str) -> None:
	full_text.index(doctype, f"{frappe.scrub(doctype)}_inbox_words", columns)
