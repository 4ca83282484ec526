"""By which indexes the inbox's list is answered."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import frappe
import pytest

from fb_care.inbox import indexes, list_query, listing, reach
from fb_care.inbox.filters import CONVERSATION, THREAD, Filters
from fb_care.inbox.indexes import LABELLED
from tests.app.hosts import AGENT, Host
from tests.app.operating_data import conversation

ASKED: dict[str, dict[str, Any]] = {
	"page": {"pages": ("1",)},
	"assignee": {"assignee": "me"},
	"nobody": {"assignee": "none"},
	"label": {"label": "VIP"},
	"unread": {"unread": True},
	"ad": {"from_ad": True},
	"priority": {"priority": "High"},
	"soon": {"window_soon": True},
	"kind": {"kinds": ("Rating",)},
}


@pytest.mark.parametrize(
	("doctype", "equal", "named"),
	[
		(CONVERSATION, {"state"}, {"list_state"}),
		(CONVERSATION, {"state", "page"}, {"list_page"}),
		(CONVERSATION, {"state", "page", "follow_up"}, {"list_follow_up_page"}),
		(CONVERSATION, {"state", "page", "priority"}, {"list_priority_page"}),
		(CONVERSATION, {"state", "page", "has_unread"}, {"list_page", "list_unread"}),
		(CONVERSATION, set(), set()),
		(THREAD, {"state", "kind", "page"}, {"list_kind", "list_page"}),
		(LABELLED, {"state", "priority", "from_ad"}, {"list_priority", "list_ad"}),
	],
)
def test_those_that_begin_with_most_of_what_is_asked(doctype: str, equal: set[str], named: set[str]) -> None:
	found = indexes.for_list(doctype, equal, False)
	assert set(found) == {f"{frappe.scrub(doctype)}_{name}" for name in named}


@pytest.mark.parametrize("doctype", [CONVERSATION, LABELLED])
def test_windows_have_one_of_their_own(doctype: str) -> None:
	found = indexes.for_list(doctype, {"state", "page"}, True)
	assert found == [f"{frappe.scrub(doctype)}_list_window"]


@pytest.mark.parametrize("doctype", [CONVERSATION, THREAD, LABELLED])
def test_each_list_has_its_index_in_the_database(host: Host, doctype: str) -> None:
	for name in indexes.LISTS_OF[doctype]:
		assert frappe.db.has_index(f"tab{doctype}", f"{frappe.scrub(doctype)}_{name}"), name


def plans(wanted: Filters) -> list[Any]:
	"""How MariaDB would answer; a row for each table that it reads."""
	seen: list[Any] = []
	prepared = list_query.of

	def of(shape: list_query.Shape, is_told: bool) -> Any:
		query = prepared(shape, is_told)

		def explain(**values: Any) -> tuple[()]:
			bound = {
				name: tuple(one) if isinstance(one, list | tuple) else one for name, one in values.items()
			}
			seen.extend(frappe.db.sql(f"explain {query.sql}", bound, as_dict=True))
			return ()

		return explain

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(list_query, "of", of)
		listing.select(reach.of(AGENT, wanted), wanted, AGENT)
	return seen


@pytest.mark.parametrize("tab", ["Open", "Follow-up", "All"])
def test_whatever_is_asked_no_thread_is_looked_up(host: Host, tab: str) -> None:
	if frappe.db.db_type != "mariadb":
		pytest.skip("MariaDB is told which indexes to use")
	host.page(page_id="1")
	for number in (1, 2, 3):
		for keys in combinations(ASKED, number):
			wanted = Filters(tab=tab, **{k: v for key in keys for k, v in ASKED[key].items()})
			for row in plans(wanted):
				if row.table in ("t", "i"):
					assert "Using index" in row.Extra and "list_" in row.key, (keys, row)


def test_a_missing_index_makes_the_list_slow_and_no_more(host: Host) -> None:
	if frappe.db.db_type != "mariadb":
		pytest.skip("MariaDB is told which indexes to use")
	host.page(page_id="1")
	name = conversation("1", "7301", last_ms=1)
	frappe.db.commit()
	index = "fb_conversation_list_state"
	frappe.db.sql_ddl(f"alter table `tab{CONVERSATION}` drop index {index}")
	try:
		wanted = Filters(tab="Open")
		found = listing.select(reach.of(AGENT, wanted), wanted, AGENT)
	finally:
		indexes.of_conversations()
	assert [place.name for place in found] == [name]
	assert frappe.db.has_index(f"tab{CONVERSATION}", index)
