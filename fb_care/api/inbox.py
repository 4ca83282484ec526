"""What agents do to conversations and comment threads from their forms and lists. Called by the desk only."""

from __future__ import annotations

import frappe
from frappe import _

from fb_care.figures import standing
from fb_care.inbound import unread
from fb_care.outbound import telling
from fb_care.tickets import asking

HOLDERS = ("FB Conversation", "FB Comment Thread")
STATES = ("Open", "Done", "Spam", "Archived")
MOST = 500


@frappe.whitelist(methods=["POST"])
def set_state(doctype: str, names: str | list, state: str) -> int:
	"""Put conversations or threads into a state (Open, Done, Spam, Archived); how many changed.

	Writes that one field: what Facebook sends meanwhile is not overwritten. Raises PermissionError for the
	first one the user may not write.
	"""
	if state not in STATES:
		frappe.throw(_("There is no state {0}.").format(frappe.bold(frappe.utils.escape_html(state))))
	values = {"state": state}
	if state != "Open":
		values["unread_count"] = 0
	return _change(doctype, names, "state", state, values)


@frappe.whitelist(methods=["POST"])
def set_follow_up(doctype: str, names: str | list, value: int) -> int:
	"""Set or take off the follow-up flag; how many changed."""
	flag = 1 if frappe.utils.cint(value) else 0
	return _change(doctype, names, "follow_up", flag, {"follow_up": flag})


@frappe.whitelist(methods=["POST"])
def mark_read(doctype: str, name: str) -> None:
	"""The agent has opened it: nothing in it is unread any more."""
	_holder(doctype)
	frappe.get_doc(doctype, name).check_permission("read")
	if frappe.db.get_value(doctype, name, "unread_count"):
		frappe.db.set_value(doctype, name, "unread_count", 0, update_modified=False)
		_read_comments(doctype, name)
		telling.seen(doctype, name)


def _change(doctype: str, names: str | list, fieldname: str, value: object, values: dict) -> int:
	_holder(doctype)
	docs = [frappe.get_doc(doctype, name) for name in _names(names)]
	for doc in docs:
		doc.check_permission("write")
	changed = [doc for doc in docs if doc.get(fieldname) != value]
	for doc in changed:
		frappe.db.set_value(doctype, doc.name, values)
		if "unread_count" in values:
			_read_comments(doctype, doc.name)
		label = _(doc.meta.get_label(fieldname))
		if doc.get(fieldname) == "Spam":
			asking.again(doctype, [doc.name])
		if fieldname == "state" and doctype == "FB Conversation":
			standing.state_changed(doc.name, doc.state, str(value))
		doc.add_comment("Info", _("set {0} to {1}").format(label, _(str(value))))
	return len(changed)


def _read_comments(doctype: str, name: str) -> None:
	"""A thread of which nothing is unread has no unread comment either."""
	if doctype == "FB Comment Thread":
		unread.read_all(name)


def _holder(doctype: str) -> None:
	if doctype not in HOLDERS:
		frappe.throw(_("This works on conversations and comment threads only."))


def _names(names: str | list) -> list[str]:
	"""One name, a JSON list of names, or a list."""
	if isinstance(names, str):
		names = frappe.parse_json(names) if names.startswith("[") else [names]
	found = [str(name) for name in names]
	if len(found) > MOST:
		frappe.throw(_("At most {0} at a time.").format(MOST))
	return found
