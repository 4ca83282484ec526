"""Assigning documents to people."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.missing import missing, module_getattr
from frappe.utils import escape_html, nowdate

__getattr__ = module_getattr("frappe.desk.form.assign_to")


def get(args: dict[str, Any] | None = None) -> list[Any]:
	"""Whom a document is assigned to: {"owner": user, "name": ToDo}."""
	args = args or frappe.local.form_dict
	return frappe.get_all(
		"ToDo",
		fields=["allocated_to as owner", "name"],
		filters={
			"reference_type": args.get("doctype"),
			"reference_name": args.get("name"),
			"status": ("not in", ("Cancelled", "Closed")),
		},
		limit=5,
	)


@frappe.whitelist()
def add(args: dict[str, Any] | None = None, *, ignore_permissions: bool = False) -> list[Any]:
	"""Assign a document to people, who get a ToDo and a notice each; not twice."""
	args = args or frappe.local.form_dict
	told = args.get("description", _("Assignment for {0} {1}").format(args["doctype"], args["name"]))
	for user in frappe.parse_json(args.get("assign_to")):
		document = frappe.get_doc(args["doctype"], args["name"])
		if not ignore_permissions:
			document.check_permission()
		task = {
			"reference_type": args["doctype"],
			"reference_name": args["name"],
			"status": "Open",
			"allocated_to": user,
		}
		if frappe.get_all("ToDo", filters=task):
			frappe.msgprint(f"Already in the following Users ToDo list: {user}", alert=True)
			continue
		_add_one({**task, "description": escape_html(told)}, args)
		_set_assigned_to(args["doctype"], args["name"], user)
		if not frappe.has_permission(doc=document, user=user):
			missing("frappe.share, for assigning to somebody who may not read the document")
	return get(args)


def _add_one(task: dict[str, Any], args: dict[str, Any]) -> None:
	more = {
		"priority": args.get("priority", "Medium"),
		"date": args.get("date", nowdate()),
		"assigned_by": args.get("assigned_by", frappe.session.user),
		"assignment_rule": args.get("assignment_rule"),
	}
	frappe.get_doc({"doctype": "ToDo", **task, **more}).insert(ignore_permissions=True)
	enqueue_create_notification(
		task["allocated_to"],
		{
			"type": "Assignment",
			"document_type": task["reference_type"],
			"subject": f"{more['assigned_by']} assigned {task['reference_name']} to you",
			"document_name": task["reference_name"],
			"from_user": frappe.session.user,
			"email_content": f"<div>{task['description']}</div>",
		},
	)


def set_status(
	doctype: str,
	name: str,
	todo: str | None = None,
	assign_to: str | None = None,
	status: str = "Cancelled",
	ignore_permissions: bool = False,
) -> list[Any]:
	"""Ends an assignment, given by its ToDo or by its person, who is told if somebody else does it."""
	if not ignore_permissions:
		frappe.get_doc(doctype, name).check_permission()
	mine = {"reference_type": doctype, "reference_name": name, "allocated_to": assign_to}
	todo = todo or frappe.db.get_value("ToDo", {**mine, "status": ("!=", status)})
	if todo:
		task = frappe.get_doc("ToDo", todo)
		task.status = status
		task.save(ignore_permissions=True)
		_tell_removed(task)
	_set_assigned_to(doctype, name, None)
	return get({"doctype": doctype, "name": name})


def _tell_removed(task: Any) -> None:
	if task.assigned_by == task.allocated_to:
		return
	enqueue_create_notification(
		task.allocated_to,
		{
			"type": "Assignment",
			"document_type": task.reference_type,
			"subject": f"Your assignment on {task.reference_name} has been removed by {frappe.session.user}",
			"document_name": task.reference_name,
			"from_user": frappe.session.user,
			"email_content": None,
		},
	)


def _set_assigned_to(doctype: str, name: str, user: str | None) -> None:
	"""A document with a field of this name knows whom it is assigned to."""
	if frappe.get_meta(doctype).get_field("assigned_to"):
		frappe.db.set_value(doctype, name, "assigned_to", user)
