"""What agents note for each other about a thread: the host's own comments on it, and those on its ticket.

Called by `api.inbox_thread`, which has checked the thread. The host keeps comments as HTML, written by its
rich editor or by programs; here they are plain text in and out. Those of the ticket are only shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care import live, team
from fb_care.care import plain_text
from fb_care.footprint import MANAGERS, THREAD_DOCTYPES
from fb_care.inbox import given as asked_for
from fb_care.prepared import given, prepared
from fb_care.tickets import hosts
from fb_care.times import utc_ms

COMMENT, HD_COMMENT = "Comment", "HD Ticket Comment"
#: The newest that are shown, and the longest that may be written.
MOST, MOST_CHARS = 100, 10_000
Place = tuple[str, str]
_FIELDS = ["name", "comment_email", "comment_by", "owner", "creation", "content", "reference_doctype"]


def of_thread(doc: Any, with_ticket: bool = False) -> list[dict[str, Any]]:
	"""The notes on a thread and, `with_ticket`, which the user may read, on its ticket; oldest first."""
	place = (doc.doctype, doc.name)
	other = (doc.ticket_doctype, str(doc.ticket)) if with_ticket else place
	found = [*_on(place, other), *_on_hd_ticket(*other)]
	return _told(sorted(found, key=lambda row: (row.creation, row.name))[-MOST:])


def add(doc: Any, text: str) -> dict[str, Any]:
	"""Note something on a thread; the note."""
	text = text.strip()
	if not text:
		frappe.throw(_("An empty note says nothing."))
	if len(text) > MOST_CHARS:
		frappe.throw(_("The note is too long: at most {0} characters.").format(MOST_CHARS))
	lines = "".join(f"<div>{escape_html(line) or '<br>'}</div>" for line in text.splitlines())
	comment = doc.add_comment(COMMENT, lines)
	return _told([frappe.db.get_value(COMMENT, comment.name, _FIELDS, as_dict=True)])[0]


def remove(name: str) -> None:
	"""Take a note off its thread: one's own, or any for managers. PermissionError else."""
	about = ["reference_doctype", "reference_name", "comment_type", "comment_email", "owner"]
	comment = frappe.db.get_value(COMMENT, {"name": name}, about, as_dict=True)
	if not comment or comment.reference_doctype not in THREAD_DOCTYPES or comment.comment_type != COMMENT:
		frappe.throw(_("There is no such note."), frappe.DoesNotExistError)
	asked_for.thread(comment.reference_doctype, comment.reference_name, "write")
	if not _removable(comment):
		frappe.throw(_("Only its author or a manager takes a note away."), frappe.PermissionError)
	frappe.delete_doc(COMMENT, name, ignore_permissions=True)


def changed(comment: Any, method: str = "") -> None:
	"""A comment was made or is deleted, here or in a form: open inboxes hear of it. Called by the host."""
	if comment.comment_type == COMMENT and comment.reference_doctype in THREAD_DOCTYPES:
		live.changed(comment.reference_doctype, comment.reference_name)


def _on(place: Place, other: Place) -> list[Any]:
	"""The newest comments on two records, which may be the same."""
	there = {"other_doctype": other[0], "other_name": other[1]}
	return _comments(doctype=place[0], name=place[1], **there, most=MOST, as_dict=True)


@prepared
def _comments() -> Any:
	table = frappe.qb.DocType(COMMENT)
	here = (table.reference_doctype == given("doctype")) & (table.reference_name == given("name"))
	there = (table.reference_doctype == given("other_doctype")) & (
		table.reference_name == given("other_name")
	)
	query = frappe.qb.from_(table).select(*(table[field] for field in _FIELDS)).where(here | there)
	query = query.where(table.comment_type == COMMENT).orderby(table.creation, order=frappe.qb.desc)
	return query.limit(given("most"))


def _on_hd_ticket(doctype: str, name: str) -> list[Any]:
	"""Helpdesk keeps the notes on its tickets in a DocType of its own."""
	if doctype != "HD Ticket" or not hosts.is_there(HD_COMMENT):
		return []
	found = _hd_comments(ticket=name, most=MOST, as_dict=True)
	return [frappe._dict(row, comment_by="", reference_doctype=doctype) for row in found]


@prepared
def _hd_comments() -> Any:
	table = frappe.qb.DocType(HD_COMMENT)
	query = frappe.qb.from_(table).select(table.name, table.commented_by.as_("comment_email"), table.owner)
	query = query.select(table.creation, table.content).where(table.reference_ticket == given("ticket"))
	return query.orderby(table.creation, order=frappe.qb.desc).limit(given("most"))


def _told(rows: Sequence[Any]) -> list[dict[str, Any]]:
	names = team.names_of([_author(row) for row in rows])
	return [
		{
			"name": str(row.name),
			"by": _author(row),
			"by_name": names.get(_author(row)) or row.comment_by or _author(row),
			"at_ms": utc_ms(row.creation),
			"text": plain_text.of_html(row.content or ""),
			"mine": _author(row) == frappe.session.user,
			"removable": row.reference_doctype in THREAD_DOCTYPES and _removable(row),
			"on": row.reference_doctype,
		}
		for row in rows
	]


def _author(row: Any) -> str:
	return row.comment_email or row.owner


def _removable(row: Any) -> bool:
	return _author(row) == frappe.session.user or bool(set(MANAGERS) & set(frappe.get_roles()))
