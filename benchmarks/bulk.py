"""Many rows into a table fast: plain statements with many rows each, past all that a host would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

#: Rows to one INSERT, and INSERTs to one transaction.
BATCH, COMMIT_EVERY = 2000, 20


def insert_many(doctype: str, found: Iterable[dict[str, Any]]) -> None:
	"""Many rows fast: plain statements with many rows each."""
	import frappe

	now = str(frappe.utils.now())
	batch: list[dict[str, Any]] = []
	batches = 0
	for row in found:
		batch.append({**row, "creation": now, "modified": now})
		if len(batch) == BATCH:
			_insert(doctype, batch)
			batch, batches = [], batches + 1
			if batches % COMMIT_EVERY == 0:
				frappe.db.commit()
	if batch:
		_insert(doctype, batch)
	frappe.db.commit()


def _insert(doctype: str, rows: Sequence[dict[str, Any]]) -> None:
	import frappe

	columns = ", ".join(f"`{name}`" for name in rows[0])
	into = f"insert into `tab{doctype}` ({columns}) values "  # noqa: S608 - names of our own
	if frappe.db.db_type == "sqlite":
		marks = ", ".join("?" * len(rows[0]))
		frappe.db.begin()
		frappe.db._conn.executemany(into + f"({marks})", [tuple(row.values()) for row in rows])
		return
	marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
	values = [value for row in rows for value in row.values()]
	frappe.db.sql(into + marks, values)
