"""What agents change about a thread: its state, the follow-up flag, read and unread.

Called by `api.inbox`, `api.inbox_thread` and `bulk`, which have checked that the user may; they commit.
Writes single fields: what Facebook sends meanwhile is not overwritten. Each says whether anything changed.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care import live
from fb_care.figures import standing
from fb_care.footprint import THREAD_DOCTYPES
from fb_care.inbound import unread
from fb_care.outbound import telling
from fb_care.tickets import asking

CONVERSATION, COMMENTS = THREAD_DOCTYPES
STATES = ("Open", "Done", "Spam", "Archived")
READ = unread.counted(0)


def set_state(doc: Any, state: str) -> bool:
	"""Put a thread into one of `STATES`, with all that follows for tickets and figures."""
	before = doc.state
	values = {"state": state} if state == "Open" else {"state": state, **READ}
	if not _set(doc, "state", values):
		return False
	if "unread_count" in values:
		_read_comments(doc)
	if before == "Spam":
		asking.again(doc.doctype, [doc.name])
	if doc.doctype == CONVERSATION:
		standing.state_changed(doc.name, before, state)
	return True


def set_follow_up(doc: Any, value: bool) -> bool:
	"""Set or take off the follow-up flag."""
	return _set(doc, "follow_up", {"follow_up": int(value)})


def mark_read(doc: Any, tell: bool = True) -> bool:
	"""Nothing in the thread is unread any more; with `tell` the person hears it where the page says so."""
	if not frappe.db.get_value(doc.doctype, doc.name, "unread_count"):
		return False
	frappe.db.set_value(doc.doctype, doc.name, READ, update_modified=False)
	_read_comments(doc)
	if tell:
		telling.seen(doc.doctype, doc.name)
	live.written(doc.doctype, doc.name, {"page": doc.page, **READ}, late=True)
	return True


def mark_unread(doc: Any) -> bool:
	"""The thread shows as unread: what the person said last counts as such."""
	if frappe.db.get_value(doc.doctype, doc.name, "unread_count"):
		return False
	if doc.doctype == COMMENTS:
		newest = _newest_comment(doc.name)
		if not newest:
			return False
		unread.mark(doc.name, [newest], 1)
	else:
		frappe.db.set_value(doc.doctype, doc.name, unread.counted(1), update_modified=False)
	live.written(doc.doctype, doc.name, {"page": doc.page, **unread.counted(1)}, late=True)
	return True


def _set(doc: Any, field: str, values: dict[str, Any]) -> bool:
	"""Write `values` unless `field` has its value already, with a line in the thread's own history."""
	value = values[field]
	if doc.get(field) == value:
		return False
	frappe.db.set_value(doc.doctype, doc.name, values)
	label = _(doc.meta.get_label(field))
	doc.add_comment("Info", _("set {0} to {1}").format(label, _(str(value))))
	live.written(doc.doctype, doc.name, {"page": doc.page, **values}, late=True)
	return True


def _read_comments(doc: Any) -> None:
	"""A thread of which nothing is unread has no unread comment either."""
	if doc.doctype == COMMENTS:
		unread.read_all(doc.name)


def _newest_comment(thread: str) -> str:
	filters = {"thread": thread, "direction": "Incoming", "state": ["!=", "Removed"]}
	found = frappe.get_all("FB Comment", filters, pluck="name", order_by="sent_ms desc, name desc", limit=1)
	return found[0] if found else ""
