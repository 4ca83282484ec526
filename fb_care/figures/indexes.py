"""The index that figures need of a DocType which isn't theirs. Made whenever that DocType is updated."""

from __future__ import annotations

import frappe

THREAD = "FB Comment Thread"


def of_threads() -> None:
	"""How a page answers in public is read from the threads that began in some days (`public`)."""
	# PostgreSQL's indexes share one space of names.
	frappe.db.add_index(THREAD, ["page", "first_ms"], f"{frappe.scrub(THREAD)}_figures_public")
