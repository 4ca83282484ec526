"""Who works on a thread: the host's own assignments, one person at a time.

Called by `api.inbox_thread` and `bulk`, which have checked that the user may write the thread. The host tells
the people concerned, as its own assignments do; `assigned_to` of the thread follows by the hook on ToDo.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk.form import assign_to
from frappe.utils import escape_html

from fb_care import live, team
from fb_care.tickets import assigned

TODO = "ToDo"


def assign(doc: Any, user: str) -> bool:
	"""Give the thread to `user` alone, or to nobody (""); whether that changed anything."""
	if user:
		_check(doc, user)
	open_now = _open(doc)
	for todo in open_now:
		if todo.allocated_to != user:
			assign_to.set_status(doc.doctype, doc.name, todo.name, todo.allocated_to, ignore_permissions=True)
	new = bool(user) and user not in {todo.allocated_to for todo in open_now}
	if new:
		task = {"assign_to": [user], "doctype": doc.doctype, "name": doc.name}
		assign_to.add(task, ignore_permissions=True)
	changed = new or any(todo.allocated_to != user for todo in open_now)
	if changed:
		# The host empties the field with each assignment that ends; the ticket may have one all the same.
		assigned.refresh(doc.doctype, doc.name)
		live.changed(doc.doctype, doc.name, doc.page)
	return changed


def of(doctype: str, name: str) -> list[str]:
	"""Whom the thread itself is assigned to, newest first."""
	return [todo.allocated_to for todo in _open(frappe._dict(doctype=doctype, name=name))]


def _check(doc: Any, user: str) -> None:
	"""Only somebody who may read the thread can work on it; the host would share it with them instead."""
	if not frappe.db.get_value("User", user, "enabled"):
		frappe.throw(_("There is no user {0}.").format(frappe.bold(escape_html(user))))
	if not frappe.has_permission(doc.doctype, "read", doc, user=user):
		words = _("{0} may not see this page, so nothing of it can be assigned to them.")
		frappe.throw(words.format(frappe.bold(escape_html(team.name_of(user)))))


def _open(doc: Any) -> list[Any]:
	filters = {"reference_type": doc.doctype, "reference_name": doc.name, "status": "Open"}
	filters["allocated_to"] = ["is", "set"]
	return frappe.get_all(TODO, filters, ["name", "allocated_to"], order_by="creation desc")
