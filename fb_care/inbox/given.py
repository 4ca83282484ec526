"""What a request of the inbox names: texts, lists of threads, and one thread, if the user may.

Called by the API's modules of the inbox. Whoever asks is not trusted: what no database can hold is taken out
of texts, and whether a thread is of a page that the user may not see, or is not there, is not told apart.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care.facebook.reading import clean_text
from fb_care.footprint import THREAD_DOCTYPES
from fb_care.inbox import thread_doc

Key = tuple[str, str]


def text(value: Any) -> str:
	"""A text that a database can hold; "" for nothing."""
	return clean_text(str(value or ""))


def listed(value: Any) -> list[Any] | None:
	"""A list, or the list that a JSON text is; None for anything else."""
	if isinstance(value, str):
		try:
			value = frappe.parse_json(value)
		except (ValueError, RecursionError):
			return None
	return list(value) if isinstance(value, list | tuple) else None


def keys(value: Any, most: int, too_many: str) -> list[Key]:
	"""DocType and name of each thread, once; ValidationError for what names none, or more than `most`."""
	found = listed(value)
	if found is None:
		frappe.throw(_("Threads are a list of DocType and name."))
	if len(found) > most:
		frappe.throw(too_many)
	for one in found:
		if not (isinstance(one, list | tuple) and len(one) == 2 and one[0] in THREAD_DOCTYPES):
			frappe.throw(_("This works on conversations and comment threads only."))
	return list(dict.fromkeys((doctype, text(name)) for doctype, name in found))


def holder(doctype: str) -> None:
	"""ValidationError for a DocType that is none of threads."""
	if doctype not in THREAD_DOCTYPES:
		frappe.throw(_("This works on conversations and comment threads only."))


def thread(doctype: str, name: str, right: str) -> Any:
	"""The thread, if the user may do this with it; else, and where it is gone, PermissionError."""
	holder(doctype)
	doc = _allowed(doctype, text(name), right)
	if doc is None:
		# Here, where no other error is being handled: the host may show all of them.
		refuse()
	return doc


def _allowed(doctype: str, name: str, right: str) -> Any:
	try:
		doc = thread_doc.read(doctype, name)
		doc.check_permission(right)
	except (frappe.DoesNotExistError, frappe.PermissionError):
		return None
	return doc


def refuse() -> None:
	"""PermissionError in words that say nothing about what there is; the host's own are taken back."""
	frappe.clear_messages()
	frappe.flags.error_message = None
	frappe.flags.pop("has_permission_check_logs", None)
	frappe.throw(_("You may not do this here, or it is gone."), frappe.PermissionError)
