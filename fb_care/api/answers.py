"""Answering over HTTP: for the forms, the inbox, and other programs of the site's owner.

An answer goes to a conversation or comment thread; a ticket may stand for it. Who answers must be allowed to
write to the thread, which its page decides, and to read the ticket.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe
from frappe import _

from fb_care.api import threads
from fb_care.footprint import MANAGERS
from fb_care.inbound import contention
from fb_care.outbound import answer, pages, problems, settling, windows
from fb_care.outbound import channel as channels


@frappe.whitelist(methods=["POST"])
def send(
	doctype: str,
	name: str | int,
	text: str = "",
	files: str | list = "[]",
	saved_reply: str = "",
	confirm: int | str = 0,
	request_id: str = "",
) -> dict[str, Any]:
	"""Queue an answer of the session's user; {"answer", "rows", "communication"}.

	`doctype`, `name`: an FB Conversation, FB Comment Thread, Issue or HD Ticket. `text` is plain text;
	`files` the names of File documents (a JSON list). `confirm` 1: also where a colleague has just answered.
	`request_id`: an id of the caller's own for this request; where it comes again, the first outcome is told
	and nothing is sent twice. Raises Refusal (417) with the reason where it may not be sent,
	AnsweredMeanwhile (417) where it should be looked at first.
	"""
	thread = threads.behind(doctype, str(name), "write")
	names = [str(file) for file in (frappe.parse_json(files) or [])]
	work = partial(
		answer.send,
		*thread,
		text=text or "",
		files=names,
		by=frappe.session.user,
		saved_reply=saved_reply or "",
		confirm=bool(frappe.utils.cint(confirm)),
		request_id=str(request_id or ""),
	)
	frappe.db.commit()  # the thread's lock must be the first that the transaction sees
	found = contention.patiently(work)
	return {"answer": found.name, "rows": found.rows, "communication": found.communication}


@frappe.whitelist(methods=["GET", "POST"])
def window(doctype: str, name: str | int) -> dict[str, Any]:
	"""Whether, until when and why an answer may be sent, and what else can be done where it may not."""
	thread = threads.behind(doctype, str(name), "read")
	return {
		"doctype": thread[0],
		"name": thread[1],
		**windows.describe(channels.of(thread[0]), thread[1]),
	}


@frappe.whitelist(methods=["POST"])
def again(row: str, doctype: str = "FB Message") -> None:
	"""Send once more what failed, what was discarded, or what a person found not to have arrived."""
	_change(settling.again, doctype, row)


@frappe.whitelist(methods=["POST"])
def it_was_sent(row: str, doctype: str = "FB Message") -> None:
	"""A person looked: what was Unknown is there on Facebook."""
	_change(settling.it_was_sent, doctype, row)


@frappe.whitelist(methods=["POST"])
def discard(row: str, doctype: str = "FB Message") -> None:
	"""Give up what waits, failed, or is Unknown: it is not sent any more."""
	_change(settling.discard, doctype, row)


@frappe.whitelist(methods=["GET", "POST"])
def held(page: str) -> list[dict[str, Any]]:
	"""The page's answers that wait for a decision, oldest first, and whether the page can send again."""
	frappe.get_doc("FB Page", page).check_permission("read")
	sendable = not pages.obstacle(page)
	return [{**dict(row), "sendable": sendable} for row in pages.held(page)]


@frappe.whitelist(methods=["POST"])
def send_held(page: str, names: str | list = "[]") -> int:
	"""Send the page's held answers (or those of `names`) now; how many. For managers of the page."""
	_manages(page)
	if pages.obstacle(page):
		words = problems.words(pages.obstacle(page))
		frappe.throw(_("The page still can't send: {0}").format(frappe.utils.escape_html(words)))
	return contention.patiently(partial(settling.release, page, "Queued", _list(names)))


@frappe.whitelist(methods=["POST"])
def discard_held(page: str, names: str | list = "[]") -> int:
	"""Discard the page's held answers (or those of `names`); how many. For managers of the page."""
	_manages(page)
	return contention.patiently(partial(settling.release, page, "Discarded", _list(names)))


def _change(work: Any, doctype: str, row: str) -> None:
	channel = next((one for one in channels.all_channels() if one.part == doctype), None)
	if channel is None:
		frappe.throw(_("There are no answers of the kind {0}.").format(frappe.utils.escape_html(doctype)))
	doc = frappe.get_doc(doctype, row)
	frappe.get_doc(channel.holder, doc.get(channel.link)).check_permission("write")
	contention.patiently(partial(work, channel, doc.name))


def _manages(page: str) -> None:
	frappe.only_for(MANAGERS)
	frappe.get_doc("FB Page", page).check_permission("write")


def _list(names: str | list) -> list[str]:
	return [str(name) for name in (frappe.parse_json(names) or [])]
