"""Filters together, with a label and without, list exactly the threads that Python picks from all of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

import frappe
import pytest

from fb_care import clock
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_data import T0, names, rows, talk
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.label_index_data import CONTACT, labelled, stays_true
from tests.app.operating_data import OTHER_PAGE, PAGE, insert, thread

HOUR_MS = 3_600_000
KINDS = ("Comment", "Visitor Post", "Rating")
#: Filters, and what each asks of a thread.
FILTERS: list[tuple[dict[str, Any], Any]] = [
	({"pages": [PAGE]}, lambda row: row.page == PAGE),
	({"pages": [PAGE, OTHER_PAGE]}, lambda row: True),
	({"assignee": "me"}, lambda row: row.assigned_to == AGENT),
	({"assignee": "none"}, lambda row: row.assigned_to is None),
	({"assignee": MANAGER}, lambda row: row.assigned_to == MANAGER),
	({"unread": 1}, lambda row: row.has_unread),
	({"from_ad": 1}, lambda row: row.from_ad),
	({"priority": "High"}, lambda row: row.priority == "High"),
	({"kinds": ["Message"]}, lambda row: row.doctype == TALK),
	({"kinds": ["Comment"]}, lambda row: row.kind == "Comment"),
	({"kinds": ["Message", "Rating", "Comment"]}, lambda row: row.kind in (None, "Comment", "Rating")),
	({"window_soon": 1}, lambda row: row.soon),
]
TABS = {
	"All": lambda row: row.state != "Spam",
	"Follow-up": lambda row: row.state != "Spam" and row.follow_up,
	**{state: lambda row, state=state: row.state == state for state in ("Open", "Done", "Spam", "Archived")},
}


def values(chance: random.Random) -> dict[str, Any]:
	"""What a thread may be, in all that is filtered by."""
	unread = chance.randrange(2)
	return {
		"page": chance.choice([PAGE, OTHER_PAGE]),
		"state": chance.choice(["Open", "Open", "Done", "Spam", "Archived"]),
		"assigned_to": chance.choice([None, AGENT, MANAGER]),
		"unread_count": unread,
		"has_unread": unread,
		"follow_up": chance.randrange(2),
		"priority": chance.choice([None, "High", "Low"]),
		"last_ms": T0 + chance.randrange(8),
	}


@pytest.fixture
def threads(host):
	"""Threads of either kind on two pages, two thirds of them with the label, in the list's order."""
	host.page(PAGE)
	host.page(OTHER_PAGE, page_name="Hill Tools")
	insert("FB Label", label="Press")
	chance, now_ms = random.Random(7), clock.now_ms()
	insert("FB Ad", ad_id="1203", page=PAGE)
	for number in range(48):
		given, ad = values(chance), chance.choice([None, "1203"])
		if number % 2:
			name, doctype = thread(root=f"1_{number}", ad=ad, **given), COMMENTS
			frappe.db.set_value(COMMENTS, name, "kind", chance.choice(KINDS))
		else:
			until_ms = chance.choice([None, now_ms + HOUR_MS, now_ms + 5 * HOUR_MS, now_ms - HOUR_MS])
			name, doctype = talk(f"{8000 + number}", first_ad=ad, window_until_ms=until_ms, **given), TALK
		if number % 3:
			labelled(CONTACT if doctype == TALK and number % 4 else doctype, name, "Press")
	stays_true()
	return _all_of_them(now_ms)


def _all_of_them(now_ms: int) -> list[Any]:
	carry = set(frappe.get_all("FB Label Row", {}, pluck="parent"))
	found = []
	for number, doctype in enumerate((TALK, COMMENTS)):
		for row in frappe.get_all(doctype, {"last_ms": [">=", T0]}, "*"):
			until_ms = row.get("window_until_ms") or 0
			soon = now_ms < until_ms <= now_ms + 3 * HOUR_MS
			row.update(doctype=doctype, number=number, soon=soon, kind=row.get("kind"))
			found.append(row.update(has_label=not carry.isdisjoint({row.name, row.contact})))
	return sorted(found, key=lambda row: (row.last_ms, row.number, row.name), reverse=True)


def combinations() -> Iterator[tuple[dict[str, Any], list[Any]]]:
	"""Each tab with up to two filters, and what these ask of a thread."""
	some = [chosen for count in range(3) for chosen in itertools.combinations(range(len(FILTERS)), count)]
	for tab, chosen in itertools.product(TABS, some):
		asked: dict[str, Any] = {"tab": tab}
		for number in chosen:
			asked |= FILTERS[number][0]
		if len(asked) > len(chosen):  # else the same filter twice
			yield asked, [TABS[tab], *(FILTERS[number][1] for number in chosen)]


def test_a_label_with_up_to_two_more_filters(host, threads):
	labelled_ones = [row for row in threads if row.has_label]
	assert (len(threads), len(labelled_ones)) == (48, 32)
	listed = 0
	for asked, meets in combinations():
		expected = [row.name for row in labelled_ones if all(meet(row) for meet in meets)]
		assert names(rows(host, label="Press", limit=100, **asked)) == expected, asked
		listed += bool(expected)
	assert listed > 100


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_up_to_two_filters(host, threads, sort):
	in_order = threads if sort == "newest" else threads[::-1]
	listed = 0
	for asked, meets in combinations():
		expected = [row.name for row in in_order if all(meet(row) for meet in meets)]
		whole = rows(host, sort=sort, limit=100, **asked)
		assert names(whole) == expected and whole["older"] is None, asked
		listed += bool(expected)
	assert listed > 200


def test_up_to_two_filters_page_by_page(host, threads):
	"""48 threads have eight times among them: pages begin and end between threads of the same moment."""
	for asked, meets in list(combinations())[::5]:
		expected = [row.name for row in threads if all(meet(row) for meet in meets)]
		found: list[str] = []
		before = ""
		while before is not None:
			page = rows(host, before=before, limit=3, **asked)
			found, before = found + names(page), page["older"]
		assert found == expected, asked
