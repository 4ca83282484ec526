"""One thread of the inbox over HTTP: all that is shown of it, and what agents do around it.

For people who may read the thread (which its page decides) to look, and write it to change something.
`inbox.thread_view`, `person_view`, `notes`, `assignment` and `presence` do the work. PermissionError without
the right, and where the thread is gone: which of both is not told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe

from fb_care.inbound import contention
from fb_care.inbox import assignment, changes, given, notes, person_view, presence, thread_view


@frappe.whitelist(methods=["GET", "POST"])
def thread(doctype: str, name: str, before: str = "") -> dict[str, Any]:
	"""The newest page of a thread with all that stands around it; with the cursor `before` only older items.

	{"row", "items", "older", "ad", "post", "window", "notes", "ticket", "presence", "can"}.
	"""
	return thread_view.whole(given.thread(doctype, name, "read"), given.text(before))


@frappe.whitelist(methods=["GET", "POST"])
def person(doctype: str, name: str) -> dict[str, Any]:
	"""The person behind a thread, as far as the user may see: customer, orders, earlier threads, comments."""
	return person_view.of_thread(given.thread(doctype, name, "read"))


@frappe.whitelist(methods=["POST"])
def mark_unread(doctype: str, name: str) -> None:
	"""Show the thread as unread again: its last message counts as such."""
	_change(changes.mark_unread, doctype, name, "read")


@frappe.whitelist(methods=["POST"])
def add_note(doctype: str, name: str, text: str) -> dict[str, Any]:
	"""Note something for colleagues, which the person never sees; the note as `thread` tells it."""
	return _change(lambda doc: notes.add(doc, given.text(text)), doctype, name)


@frappe.whitelist(methods=["POST"])
def remove_note(note: str) -> None:
	"""Take a note off its thread: one's own, or any for managers."""
	notes.remove(given.text(note))


@frappe.whitelist(methods=["POST"])
def assign(doctype: str, name: str, user: str = "") -> None:
	"""Give the thread to `user` instead of whoever has it; "" takes it off. ValidationError for strangers."""
	_change(lambda doc: assignment.assign(doc, given.text(user)), doctype, name)


@frappe.whitelist(methods=["POST"])
def present(doctype: str, name: str, typing: int | str = 0, leave: int | str = 0) -> dict[str, Any]:
	"""The user looks at the thread, writes an answer (`typing`), or goes (`leave`); {"presence": the others}.

	Counts for half a minute.
	"""
	doc = given.thread(doctype, name, "read")
	who, place = frappe.session.user, (doc.doctype, doc.name)
	if frappe.utils.cint(leave):
		presence.leave(*place, doc.page, who)
	else:
		presence.enter(*place, doc.page, who, bool(frappe.utils.cint(typing)))
	return {"presence": presence.others(*place, who)}


def _change(work: Callable[[Any], Any], doctype: str, name: str, right: str = "write") -> Any:
	"""Do it to the thread, locked, if the user may; once more where another worker was in the way."""
	given.thread(doctype, name, right)
	frappe.db.commit()
	return contention.patiently(lambda: work(frappe.get_doc(doctype, given.text(name), for_update=True)))
