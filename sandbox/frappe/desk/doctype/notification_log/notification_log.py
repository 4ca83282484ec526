"""Notices to users, shown behind the bell of the desk."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.missing import module_getattr

__getattr__ = module_getattr("frappe.desk.doctype.notification_log.notification_log")


def enqueue_create_notification(users: Any, doc: dict) -> None:
	"""Gives each of these users (addresses) the notice, by a job."""
	users = [user.strip() for user in users.split(",")] if isinstance(users, str) else list(users)
	frappe.enqueue(
		"frappe.desk.doctype.notification_log.notification_log.make_notification_logs",
		doc=dict(doc),
		users=sorted({user for user in users if user}),
		now=frappe.flags.in_test,
	)


def make_notification_logs(doc: dict, users: list[str]) -> None:
	"""The job: one Notification Log for each user that is enabled; none to who caused it, but alerts."""
	for user in frappe.db.get_values("User", {"enabled": 1, "email": ("in", users)}, "name", pluck=True):
		notice = frappe.new_doc("Notification Log").update(doc)
		notice.for_user = user
		if notice.for_user != notice.from_user or doc.get("type") == "Alert":
			notice.insert(ignore_permissions=True)
