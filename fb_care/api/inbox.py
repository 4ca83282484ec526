"""The inbox over HTTP: what it lists, and what agents do to conversations and comment threads.

Thin: `fb_care.inbox` does the work. Threads are [doctype, name]; times are UTC ms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

from fb_care.inbound import contention
from fb_care.inbox import asked, changes, given
from fb_care.inbox import start as starting

MOST = 500


@frappe.whitelist(methods=["GET", "POST"])
def start() -> dict[str, Any]:
	"""What the inbox needs when it is opened: who asks, pages with their unread threads, labels, the team."""
	return starting.facts(frappe.session.user)


@frappe.whitelist(methods=["GET", "POST"])
def rows(filters: str | dict = "{}", before: str = "", limit: int | str = 50) -> dict[str, Any]:
	"""Threads that the user may see, newest first; {"items", "older": cursor or null, "now_ms"}.

	`filters` (JSON object): see `inbox.filters.Filters`. `limit`: 1 to 100.
	"""
	return asked.rows(frappe.session.user, filters, str(before or ""), frappe.utils.cint(limit) or 50)


@frappe.whitelist(methods=["GET", "POST"])
def some(threads: str | list = "[]") -> dict[str, Any]:
	"""The rows of these threads (at most 200), in this order; those that are gone or hidden are left out."""
	return asked.some(frappe.session.user, threads)


@frappe.whitelist(methods=["GET", "POST"])
def counts(filters: str | dict = "{}") -> dict[str, Any]:
	"""Unread threads by tab, kind and page; {"tabs", "kinds", "pages", "most"}. No number exceeds `most`."""
	return asked.counts(frappe.session.user, filters)


@frappe.whitelist(methods=["POST"])
def set_state(doctype: str, names: str | list, state: str) -> int:
	"""Put conversations or threads into a state (Open, Done, Spam, Archived); how many changed.

	Writes that one field: what Facebook sends meanwhile is not overwritten. Raises PermissionError for the
	first one the user may not write.
	"""
	if state not in changes.STATES:
		frappe.throw(_("There is no state {0}.").format(frappe.bold(frappe.utils.escape_html(state))))
	return _change(lambda doc: changes.set_state(doc, state), doctype, names)


@frappe.whitelist(methods=["POST"])
def set_follow_up(doctype: str, names: str | list, value: int) -> int:
	"""Set or take off the follow-up flag; how many changed."""
	flag = bool(frappe.utils.cint(value))
	return _change(lambda doc: changes.set_follow_up(doc, flag), doctype, names)


@frappe.whitelist(methods=["POST"])
def mark_read(doctype: str, name: str) -> None:
	"""The agent has opened it: nothing in it is unread any more."""
	if given.thread(doctype, name, "read").unread_count:
		_work(changes.mark_read, doctype, [given.text(name)])


def _change(work: Callable[[Any], bool], doctype: str, names: str | list) -> int:
	given.holder(doctype)
	chosen = _names(names)
	for name in chosen:
		given.thread(doctype, name, "write")
	return _work(work, doctype, chosen)


def _work(work: Callable[[Any], bool], doctype: str, names: list[str]) -> int:
	"""Do it to these threads, locked; once more where another worker was in the way. Commits."""
	frappe.db.commit()  # the lock must be the first that the transaction sees

	def all_of_them() -> int:
		return sum(work(frappe.get_doc(doctype, name, for_update=True)) for name in names)

	return contention.patiently(all_of_them)


def _names(names: str | list) -> list[str]:
	"""One name, a JSON list of names, or a list."""
	if isinstance(names, str) and not names.startswith("["):
		names = [names]
	found = list(dict.fromkeys(given.text(name) for name in given.listed(names) or ()))
	if len(found) > MOST:
		frappe.throw(_("At most {0} at a time.").format(MOST))
	return found
