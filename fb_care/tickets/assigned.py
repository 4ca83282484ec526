"""To whom a thread is assigned: the newest open assignee of the thread or of its ticket.

The host keeps assignments as ToDo; here they become one field of the thread, by which the inbox lists.
Called by the host's events of ToDo, and by whoever gives a thread another ticket.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import frappe
from frappe.model.document import Document

from fb_care import live
from fb_care.footprint import THREAD_DOCTYPES, TICKET_DOCTYPES
from fb_care.tickets import quick

TODO = "ToDo"

Thread = tuple[str, str]


def todo_changed(doc: Document, method: str = "") -> None:
	"""An assignment was made, changed or (`method` on_trash) is being deleted."""
	gone = doc.name if method == "on_trash" else ""
	places = {(doc.reference_type, doc.reference_name)}
	if before := doc.get_doc_before_save():
		places.add((before.reference_type, before.reference_name))
	for doctype, name in places:
		for thread in threads_of(doctype, name):
			refresh(*thread, without=gone)
			# Once more in the end: where one of several assignments ends the host then empties the field.
			live.before_commit(thread, partial(refresh, *thread))
			# The host writes the field of the document itself besides, without a word.
			live.written(*thread, {"assigned_to": None}, late=True)


def refresh(doctype: str, name: str, without: str = "") -> None:
	"""Look again to whom the thread is assigned; `without` a ToDo that goes. The caller commits."""
	row = quick.get(doctype, {"name": name}, ["assigned_to", "ticket_doctype", "ticket"])
	if not row:
		return
	user = newest([(doctype, name), (row.ticket_doctype, row.ticket)], without)
	if (row.assigned_to or "") != user:
		quick.put(doctype, name, {"assigned_to": user or None})


def newest(places: Iterable[tuple[str | None, Any]], without: str = "") -> str:
	"""The newest open assignee of any of these documents; "" for nobody."""
	todo = frappe.qb.DocType(TODO)
	among = None
	for doctype, name in places:
		if doctype and name:
			here = (todo.reference_type == doctype) & (todo.reference_name == str(name))
			among = here if among is None else among | here
	query = frappe.qb.from_(todo).select(todo.allocated_to).where(among & (todo.status == "Open"))
	query = query.where(todo.allocated_to.isnotnull() & (todo.allocated_to != ""))
	if without:
		query = query.where(todo.name != without)
	query = query.orderby(todo.creation, order=frappe.qb.desc).orderby(todo.name, order=frappe.qb.desc)
	found = query.limit(1).run()
	return found[0][0] if found else ""


def threads_of(doctype: str | None, name: Any) -> list[Thread]:
	"""The threads that an assignment of this document concerns."""
	if not doctype or not name:
		return []
	if doctype in THREAD_DOCTYPES:
		return [(doctype, str(name))]
	if doctype not in TICKET_DOCTYPES:
		return []
	found = []
	for holder in THREAD_DOCTYPES:
		table = frappe.qb.DocType(holder)
		mine = (table.ticket_doctype == doctype) & (table.ticket == str(name))
		found += [(holder, row[0]) for row in frappe.qb.from_(table).select(table.name).where(mine).run()]
	return found
