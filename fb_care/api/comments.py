"""What agents do with comments over HTTP: reply, like, hide, delete, answer privately, list, mark read.

For people who may write to the comment's thread, which its page decides. Where a method takes several
comments (a JSON list) it answers {"done", "refused", "queued"}; for one it answers how the comment stands,
or raises Refusal (417) with the reason in words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import frappe
from frappe import _

from fb_care.inbound import comment_threads, contention, unread
from fb_care.inbox import comment_list
from fb_care.outbound import comment_actions, comment_bulk, comments, private_replies

COMMENT = "FB Comment"
MOST = 200


@frappe.whitelist(methods=["POST"])
def reply(
	comment: str, text: str, saved_reply: str = "", confirm: int | str = 0, request_id: str = ""
) -> dict[str, Any]:
	"""Queue a public reply under a comment; {"answer", "rows", "communication"} as `api.answers.send`."""
	_may(comment)
	more = {"saved_reply": saved_reply or "", "confirm": bool(frappe.utils.cint(confirm))}
	more["request_id"] = str(request_id or "")
	found = contention.patiently(partial(comments.reply, comment, text, frappe.session.user, **more))
	return {"answer": found.name, "rows": found.rows, "communication": found.communication}


@frappe.whitelist(methods=["POST"])
def like(comment: str | list) -> dict[str, Any]:
	"""Like it as the page."""
	return _do("like", comment)


@frappe.whitelist(methods=["POST"])
def unlike(comment: str | list) -> dict[str, Any]:
	"""Take the page's like back."""
	return _do("unlike", comment)


@frappe.whitelist(methods=["POST"])
def hide(comment: str | list) -> dict[str, Any]:
	"""Hide it from everybody but its author and their friends."""
	return _do("hide", comment)


@frappe.whitelist(methods=["POST"])
def unhide(comment: str | list) -> dict[str, Any]:
	"""Show it to everybody again."""
	return _do("unhide", comment)


@frappe.whitelist(methods=["POST"])
def delete(comment: str | list) -> dict[str, Any]:
	"""Delete it for good; other people's comments need the role FB Care Manager, or the setting."""
	return _do("delete", comment)


@frappe.whitelist(methods=["POST"])
def look_again(comment: str) -> dict[str, Any]:
	"""Ask Facebook how the comment stands, where the outcome of something is not known."""
	_may(comment)
	return comment_actions.look_again(comment)


@frappe.whitelist(methods=["POST"])
def private_reply(
	comment: str,
	text: str,
	link: int | str = "",
	note: int | str = 1,
	saved_reply: str = "",
	request_id: str = "",
) -> dict[str, Any]:
	"""Send the one private reply to a comment; its state as `private_reply_state`.

	`link` 1 or 0: with the comment's address under the text or without ("": as the settings say); `note` 0:
	leave out the page's public note. `request_id`: as for `api.answers.send`.
	"""
	_may(comment)
	wanted = None if link in ("", None) else bool(frappe.utils.cint(link))
	more = {"link": wanted, "note": bool(frappe.utils.cint(note)), "saved_reply": saved_reply or ""}
	more["request_id"] = str(request_id or "")
	return private_replies.send(comment, text, frappe.session.user, **more)


@frappe.whitelist(methods=["GET", "POST"])
def private_reply_state(comment: str) -> dict[str, Any]:
	"""Whether a private reply is possible and until when, or what became of it; asks Facebook nothing."""
	_may(comment, "read")
	return private_replies.state(comment)


@frappe.whitelist(methods=["POST"])
def private_reply_look(comment: str) -> dict[str, Any]:
	"""As `private_reply_state`, after asking Facebook; settles a private reply of which nothing is known."""
	_may(comment)
	return private_replies.state(comment, look=True)


@frappe.whitelist(methods=["GET", "POST"])
def list_comments(filters: str | dict = "{}", before: str = "", limit: int | str = 50) -> dict[str, Any]:
	"""Comments of all pages that the user may see, newest first; {"items", "older": cursor or null}.

	`filters` (JSON object): see `inbox.comment_list.comments`.
	"""
	frappe.has_permission(COMMENT, "read", throw=True)
	chosen = frappe.parse_json(filters) or {}
	if not isinstance(chosen, dict):
		frappe.throw(_("The filters must be an object."))
	return comment_list.comments(
		frappe.session.user, chosen, str(before or ""), frappe.utils.cint(limit) or 50
	)


@frappe.whitelist(methods=["GET", "POST"])
def list_shares(page: str = "", before: str = "", limit: int | str = 50) -> dict[str, Any]:
	"""What visitors posted or shared on the pages that the user may see, newest first."""
	frappe.has_permission("FB Post", "read", throw=True)
	return comment_list.shares(
		frappe.session.user, str(page or ""), str(before or ""), frappe.utils.cint(limit) or 50
	)


@frappe.whitelist(methods=["POST"])
def mark_read(comment: str | list) -> int:
	"""Mark comments as read; how many threads changed."""
	return _mark(comment, 0)


@frappe.whitelist(methods=["POST"])
def mark_unread(comment: str | list) -> int:
	"""Mark comments as unread."""
	return _mark(comment, 1)


def _do(action: str, comment: str | list) -> dict[str, Any]:
	work: Callable[[str, str], Any] = getattr(comment_actions, action)
	names = _names(comment)
	for name in names:
		_may(name)
	if isinstance(comment, str) and not comment.startswith("["):
		return work(comment, frappe.session.user)
	return comment_bulk.each(action, work, names, frappe.session.user)


def _mark(comment: str | list, value: int) -> int:
	threads: dict[str, list[str]] = {}
	for name in _names(comment):
		threads.setdefault(_may(name), []).append(name)
	frappe.db.commit()
	for thread, names in sorted(threads.items()):
		contention.patiently(partial(_mark_in, thread, names, value))
	return len(threads)


def _mark_in(thread: str, names: list[str], value: int) -> None:
	if comment_threads.lock({"name": thread}):
		unread.mark(thread, names, value)


def _may(comment: str, right: str = "write") -> str:
	"""The comment's thread, if the user may do this there."""
	doc = frappe.get_doc(COMMENT, str(comment))
	doc.check_permission("read")
	frappe.get_doc("FB Comment Thread", doc.thread).check_permission(right)
	return doc.thread


def _names(comment: str | list) -> list[str]:
	"""One name, a JSON list of names, or a list."""
	if isinstance(comment, str):
		comment = frappe.parse_json(comment) if comment.startswith("[") else [comment]
	found = list(dict.fromkeys(str(name) for name in comment))
	if len(found) > MOST:
		frappe.throw(_("At most {0} at a time.").format(MOST))
	return found
