"""Notification Log: everybody sees their own."""

from __future__ import annotations

from typing import Any

import frappe


def has_permission(doc: Any, user: str | None = None) -> bool:
	return doc.for_user == (user or frappe.session.user) or user == "Administrator"


def query_conditions(user: str | None = None) -> str:
	user = (user or frappe.session.user).replace("'", "''")
	return "" if user == "Administrator" else f"`tabNotification Log`.`for_user` = '{user}'"
