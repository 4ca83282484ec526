"""Prepared queries give what the same query gives when it is put together anew, with any value."""

from __future__ import annotations

from typing import Any

import pytest

from fb_care.prepared import family, given, prepared
from tests.app.hosts import Host


@prepared
def pages() -> Any:
	"""Pages by number and name, but none that is called 50%."""
	import frappe

	page = frappe.qb.DocType("FB Page")
	query = frappe.qb.from_(page).select(page.name, page.page_name)
	query = query.where(page.page_id.isin(given("ids")) & (page.page_name != given("but")))
	return query.where(page.page_name != "50%").orderby(page.name)


@family
def ordered(field: str, newest: bool) -> Any:
	import frappe

	page = frappe.qb.DocType("FB Page")
	way = frappe.qb.desc if newest else frappe.qb.asc
	return frappe.qb.from_(page).select(page.name).orderby(page[field], order=way).limit(given("size"))


@pytest.fixture
def three(host: Host) -> None:
	for number, name in enumerate(("It's 50%", '"Quoted" %(ids)s', "50%"), start=1):
		host.page(page_id=f"7000{number}", page_name=name)


def test_values_are_values_whatever_is_in_them(three: None) -> None:
	ids = ["70001", "70002", "70003", "it's", "%(but)s", "50%"]
	found = pages(ids=ids, but="", as_dict=True)
	assert [(row.name, row.page_name) for row in found] == [
		("70001", "It's 50%"),
		("70002", '"Quoted" %(ids)s'),
	]
	assert [row[0] for row in pages(ids={"70001", "70002"}, but="It's 50%")] == ["70002"]
	assert [row[0] for row in pages(ids=("70001", "70002"), but='"Quoted" %(ids)s')] == ["70001"]


def test_an_empty_list_holds_nothing(three: None) -> None:
	assert list(pages(ids=[], but="")) == []


def test_its_statement_is_made_once(host: Host) -> None:
	assert pages.sql is pages.sql
	assert "50%%" in pages.sql and "%(ids)s" in pages.sql


def test_each_of_a_family_has_a_statement_of_its_own(three: None) -> None:
	assert [row[0] for row in ordered("page_id", True)(size=2)] == ["70003", "70002"]
	assert [row[0] for row in ordered("page_id", False)(size=1)] == ["70001"]
	assert ordered("page_id", True) is ordered("page_id", True)
