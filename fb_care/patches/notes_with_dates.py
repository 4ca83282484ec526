"""The one free text about a person becomes their first dated note.

Run once by `bench migrate`. The note has the time and author of the contact's last change.
"""

from __future__ import annotations

import frappe


def execute() -> None:
	"""Move each text, whole, and empty the old field, so that running it again moves nothing twice."""
	fields = ["name", "notes", "modified", "modified_by"]
	for row in frappe.get_all("FB Contact", {"notes": ["is", "set"]}, fields):
		place = {"parenttype": "FB Contact", "parent": row.name, "parentfield": "dated_notes"}
		note = {"at": row.modified, "author": row.modified_by, "text": row.notes}
		number = frappe.db.count("FB Contact Note", place) + 1
		frappe.get_doc({"doctype": "FB Contact Note", "idx": number, **place, **note}).db_insert()
		frappe.db.set_value("FB Contact", row.name, "notes", None, update_modified=False)
