"""On PostgreSQL a constraint that the host made with its table would refuse a second page's comment: drop it.

Run once by `bench migrate`. On MariaDB and SQLite the host changes its tables itself.
"""

from __future__ import annotations

import frappe

#: DocType and field that were unique on the whole site and are now told apart by page.
NO_LONGER_UNIQUE = (("FB Comment", "comment_id"), ("FB Comment Thread", "root_id"), ("FB Post", "post_id"))


def execute() -> None:
	"""Drop the constraints that are there."""
	if frappe.db.db_type != "postgres":
		return
	for doctype, field in NO_LONGER_UNIQUE:
		table = f"tab{doctype}"
		frappe.db.sql_ddl(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{table}_{field}_key"')
