"""Indexed reads of the rows that the inbox shows, all columns: what its own times stand beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.host_inbox import AD, CONTACT, CONVERSATION, LABELS, MESSAGE, NOTE, RESPONSE

PAGE = "FB Page"


def rows(doctype: str, where: Mapping[str, Sequence[str]]) -> Any:
	"""The rows whose columns have one of these values."""
	import frappe

	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.star)
	for field, values in where.items():
		query = query.where(table[field].isin(values))
	return query.run(as_dict=True)


def named(doctype: str, names: Sequence[str]) -> Any:
	return rows(doctype, {"name": names})


def conversations(names: Sequence[str]) -> Any:
	"""With their persons and ads."""
	import frappe

	table, person, ad = (frappe.qb.DocType(doctype) for doctype in (CONVERSATION, CONTACT, AD))
	query = frappe.qb.from_(table).left_join(person).on(person.name == table.contact)
	query = query.left_join(ad).on(ad.name == table.last_ad).select(table.star)
	query = query.select(
		person.display_name, person.picture, person.vip, person.blocked, ad.title, ad.picture
	)
	return query.where(table.name.isin(names)).run(as_dict=True)


def beside(shown: Sequence[Mapping[str, Any]]) -> None:
	"""What stands beside conversations in every list: labels of them and their persons, what waits, pages."""
	names = [row["name"] for row in shown]
	rows(
		LABELS,
		{"parent": [*names, *(row["contact"] for row in shown)], "parenttype": [CONVERSATION, CONTACT]},
	)
	rows(RESPONSE, {"conversation": names, "state": ["Open"]})
	named(PAGE, sorted({row["page"] for row in shown}))


def of_list(shown: Sequence[Mapping[str, Any]]) -> None:
	"""All that a page of the list shows: one read of each table."""
	if shown:
		conversations([row["name"] for row in shown])
		beside(shown)


def of_thread(row: Mapping[str, Any], messages: Sequence[str]) -> None:
	"""All that an open thread shows, or looked for in vain: one read of each table."""
	named(MESSAGE, messages)
	of_list([row])
	for doctype in ("FB Attachment", "FB Reaction"):
		rows(doctype, {"parent": messages, "parenttype": [MESSAGE]})
	rows(NOTE, {"reference_name": [row["name"]], "reference_doctype": [CONVERSATION], "comment_type": [NOTE]})
