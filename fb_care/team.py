"""The people of the team by name. Called wherever it is said who did something."""

from __future__ import annotations

import frappe


def name_of(user: str | None) -> str:
	"""A user as people know them: the full name, else the user's own; "" for nobody."""
	return (frappe.db.get_value("User", user, "full_name") or user) if user else ""
