"""What the inbox lists by is filled in for the threads that were here before. Run once by `bench migrate`."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Coalesce

from fb_care.footprint import TICKET_DOCTYPES
from fb_care.tickets import assigned

#: DocType -> its fields that name an ad.
ADS = {"FB Conversation": ("first_ad", "last_ad"), "FB Comment Thread": ("ad",)}


def execute() -> None:
	"""May run any number of times."""
	for doctype, fields in ADS.items():
		_note_unread(doctype)
		for field in fields:
			_note_ads(doctype, field)
		_note_priorities(doctype)
	_note_assignees()


def _note_unread(doctype: str) -> None:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).set(table.has_unread, 1)
	query.where((table.unread_count > 0) & (Coalesce(table.has_unread, 0) == 0)).run()


def _note_ads(doctype: str, field: str) -> None:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).set(table.from_ad, 1)
	query.where((Coalesce(table[field], "") != "") & (Coalesce(table.from_ad, 0) == 0)).run()


def _note_priorities(doctype: str) -> None:
	"""What the rules gave stands behind the ticket's name."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name, table.triage_priority)
	for name, given in query.where(table.triage_priority.like("%|%")).run():
		frappe.db.set_value(doctype, name, "priority", given.partition("|")[2], update_modified=False)


def _note_assignees() -> None:
	filters = {"status": "Open", "reference_type": ["in", [*ADS, *TICKET_DOCTYPES]]}
	for row in frappe.get_all("ToDo", filters=filters, fields=["reference_type", "reference_name"]):
		for thread in assigned.threads_of(row.reference_type, row.reference_name):
			assigned.refresh(*thread)
