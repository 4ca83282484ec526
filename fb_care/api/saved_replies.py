"""Saved replies over HTTP, for the picker and the list. `saved_replies` and `reply_csv` of outbound do it.

`doctype` and `name` are an FB Conversation, an FB Comment Thread, or a ticket (Issue, HD Ticket) of one.
Whoever may not read these gets PermissionError. Nothing here sends anything.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care.api import threads
from fb_care.outbound import merge_fields, reply_csv, saved_replies


@frappe.whitelist(methods=["GET", "POST"])
def search(doctype: str, name: str | int, query: str = "", limit: int = 20) -> list[dict]:
	"""Replies for what an agent types: [{name, title, folder, shortcut, language, preview}], best first."""
	return saved_replies.search(_about(doctype, str(name)), str(query or ""), _count(limit))


@frappe.whitelist(methods=["GET", "POST"])
def suggest(doctype: str, name: str | int, limit: int = 5) -> list[dict]:
	"""Replies that fit the person's newest message, as `search` gives them, with a `score` of 0 to 100."""
	return saved_replies.suggest(_about(doctype, str(name)), _count(limit))


@frappe.whitelist(methods=["GET", "POST"])
def fill(saved_reply: str, doctype: str, name: str | int, language: str = "") -> dict[str, Any]:
	"""A reply filled in for this person, to edit: {text, files, missing, withheld, language, languages}."""
	return saved_replies.fill(str(saved_reply), _about(doctype, str(name)), str(language or ""))


@frappe.whitelist(methods=["GET", "POST"])
def export_csv() -> dict[str, str]:
	"""All replies that the user may see, as a CSV file: {file_name, content}."""
	_may("read")
	return reply_csv.export()


@frappe.whitelist(methods=["POST"])
def import_csv(content: str, check_only: int | str = 0) -> dict[str, Any]:
	"""Create or update replies by title and scope from a CSV file: {created, updated, unchanged, problems}.

	Lines with a problem change nothing and are told as {line, reason}. With `check_only` no line does.
	"""
	_may("create")
	return reply_csv.load(str(content or ""), check_only=bool(frappe.utils.cint(check_only)))


@frappe.whitelist(methods=["GET", "POST"])
def writing_help() -> dict[str, list]:
	"""For the form: the published merge fields with what people call them, and the folders in use."""
	_may("read")
	fields = [{"field": field, "label": label} for field, label in saved_replies.labels().items()]
	return {"fields": fields, "folders": saved_replies.folders()}


@frappe.whitelist(methods=["POST"])
def check(text: str) -> dict[str, Any]:
	"""For the form, while a text is written: {problems} in words, else what it looks like: {text, gaps}."""
	_may("read")
	return saved_replies.sample(str(text or ""))


def _about(doctype: str, name: str) -> merge_fields.About:
	_may("read")
	thread = threads.behind(doctype, name, "read")
	return merge_fields.about(*thread, frappe.session.user)


def _may(ptype: str) -> None:
	if not frappe.has_permission("FB Saved Reply", ptype):
		message = _("You may not use saved replies: ask for the role {0}.").format("FB Care Agent")
		frappe.throw(message, frappe.PermissionError)


def _count(limit: Any) -> int:
	return max(1, frappe.utils.cint(limit) or 20)
