"""The people of the team, by name and by page. Called where it is said who did something, or who is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe

from fb_care.footprint import ROLES
from fb_care.prepared import given, prepared


def name_of(user: str | None) -> str:
	"""A user as people know them: the full name, else the user's own; "" for nobody."""
	return (frappe.db.get_value("User", user, "full_name") or user) if user else ""


def names_of(users: Iterable[str]) -> dict[str, str]:
	"""The same for many, in one query; who is nobody here is missing."""
	wanted = sorted({user for user in users if user})
	return {name: full_name or name for name, full_name in _names(users=wanted)} if wanted else {}


@prepared
def _names() -> Any:
	user = frappe.qb.DocType("User")
	return frappe.qb.from_(user).select(user.name, user.full_name).where(user.name.isin(given("users")))


def of_page(page: str, *roles: str) -> list[str]:
	"""Users with one of these roles (any of the app's) who may see the page, without those switched off."""
	wanted = {"role": ["in", roles or ROLES], "parenttype": "User"}
	users = frappe.get_all("Has Role", filters=wanted, pluck="parent")
	enabled = frappe.get_all("User", filters={"name": ["in", users or [""]], "enabled": 1}, pluck="name")
	limited = frappe.get_all(
		"User Permission",
		filters={"allow": "FB Page", "user": ["in", enabled or [""]]},
		fields=["user", "for_value"],
	)
	elsewhere = {row.user for row in limited} - {row.user for row in limited if row.for_value == page}
	return sorted(set(enabled) - elsewhere)
