"""Answers in a ticket's timeline: one entry for each, with what became of it.

Called by the outbox (`fb_care.outbound`). `write` runs inside the transaction that queues the answer, `show`
and `failed` in transactions of their own; the caller commits. An entry is written in the name of the agent,
so that the host's own rules for replies run: first response, status, service level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html

from fb_care import clock, team
from fb_care.inbound import rows
from fb_care.inbound.rows import as_written
from fb_care.tickets import answer_state, answer_words, cards, entries, hosts, quick, threads, words
from fb_care.tickets.base import Entry, TicketHost
from fb_care.tickets.sync import as_administrator

_FIELDS = {
	"FB Message": [*entries.FIELDS["FB Message"], "conversation"],
	"FB Comment": [*entries.FIELDS["FB Comment"], "thread"],
}
_HOLDER = {"FB Message": ("FB Conversation", "conversation"), "FB Comment": ("FB Comment Thread", "thread")}
#: The ticket (DocType, name) in which the answer at hand was typed; else it is the thread's own.
_typed_in: ContextVar[tuple[str, str] | None] = ContextVar("fb_care_typed_in", default=None)


@contextmanager
def typed_in(doctype: str, ticket: str) -> Iterator[None]:
	"""Answers written inside the block stand in this ticket, even where the thread has a newer one."""
	token = _typed_in.set((doctype, str(ticket)))
	try:
		yield
	finally:
		_typed_in.reset(token)


def write(doctype: str, name: str, answer_id: str, text: str, files: Sequence[str], by: str) -> str:
	"""Put an answer of the user `by` into the ticket of a conversation or comment thread.

	`text` is plain, `files` are names of File documents. Gives the Communication's name, "" where there is
	no ticket. Raises what the host's rules raise.
	"""
	thread = threads.lock(doctype, name)
	place = (_typed_in.get() or (thread.row.ticket_doctype, thread.row.ticket)) if thread else None
	host = hosts.host_of(place[0]) if place and place[1] else None
	state = host.state(place[1]) if host and place else None
	if not host or not state or not place:
		return ""
	ticket = place[1]
	with _as_one_who_may(host, ticket, by):
		entry = _entry(answer_id, text, _file_rows(files), by)
		communication = host.add_entry(ticket, entry, state.subject, rules=True)
		quick.put("Communication", communication, {"owner": by, "delivery_status": "Sending"})
		for file_url, title in entry.files:
			host.attach(ticket, communication, file_url, title)
	host.touch(ticket)
	return communication


def show(communication: str) -> None:
	"""Bring the state of an answer into its entry; nothing where that is gone.

	Locks the entry first, so that two parts of one answer follow one another.
	"""
	fields = ["name", "content", "delivery_status", "reference_doctype", "reference_name"]
	entry = rows.get("Communication", {"name": communication}, fields, lock=True) if communication else None
	doctype, parts = parts_of(communication) if entry else ("", [])
	if not entry or not parts:
		return
	content = _with_parts(entry.content or "", doctype, parts)
	content = cards.replace_state(content, answer_state.block(doctype, parts))
	values = {"content": content, "delivery_status": answer_words.pill(parts)}
	if any(values[key] != entry[key] for key in values):
		quick.put("Communication", communication, values)
		if host := hosts.host_of(entry.reference_doctype):
			host.refresh(entry.reference_name, communication)


def failed(communication: str) -> None:
	"""An answer has failed for good: the ticket says so and is open again, and the agent is told."""
	fields = ["reference_doctype", "reference_name"]
	entry = quick.get("Communication", {"name": communication}, fields) if communication else None
	doctype, parts = parts_of(communication) if entry else ("", [])
	host = hosts.host_of(entry.reference_doctype) if entry and parts else None
	state = host.state(entry.reference_name) if host and entry else None
	if not host or not state or not entry:
		return
	ticket = entry.reference_name
	bad = next((row for row in parts if answer_words.state_of(row) == "Failed"), parts[0])
	agent = bad.sent_by or ""
	who = team.name_of(agent) or _("Somebody")
	reason = answer_words.sentence(bad, answer_state.words())
	with as_administrator():
		host.note(ticket, _("The answer of {0} on Facebook: {1}").format(who, reason))
		if state.status == "Replied" and not _answered_since(doctype, parts):
			host.open_again(ticket)
	host.touch(ticket)
	if agent:
		_tell(agent, host.doctype, ticket, state.subject, reason)


def parts_of(communication: str) -> tuple[str, list[Any]]:
	"""DocType and rows of the messages that an entry stands for, in order; ("", []) for none of ours."""
	for doctype, fields in _FIELDS.items():
		table, query = quick.select(doctype, fields)
		mine = (table.communication == communication) & (table.direction == "Outgoing")
		found = (
			query.where(mine).orderby(table.part).orderby(table.sent_ms).orderby(table.name).run(as_dict=True)
		)
		if found:
			return doctype, found
	return "", []


def _entry(answer_id: str, text: str, file_rows: Sequence[Any], by: str) -> Entry:
	who = frappe.db.get_value("User", by, ["email", "full_name"], as_dict=True) or frappe._dict()
	names = [escape_html(f"[{row.file_name}]") for row in file_rows]
	block = cards.text_block(answer_id, text, names)
	return Entry(
		doctype="",
		name=answer_id,
		incoming=False,
		counts=True,
		sender_name=who.full_name or by,
		sender=who.email or by,
		sent_ms=clock.now_ms(),
		html=block + cards.state_block([_("On its way to Facebook")]),
		text=text,
		files=tuple((row.file_url, row.file_name or "") for row in file_rows),
	)


def _file_rows(files: Sequence[str]) -> list[Any]:
	fields = ["name", "file_url", "file_name"]
	return [row for name in files if (row := quick.get("File", {"name": name}, fields))]


def _with_parts(html: str, doctype: str, parts: Sequence[Any]) -> str:
	"""The answer's text as the parts it went out in, each to be replaced when it is edited or unsent."""
	attachments = entries.attachments_of(doctype, [row.name for row in parts])
	blocks = [
		cards.text_block(
			row.name, as_written(row.text), words.html_lines(attachments[row.name], _), entries.remark(row)
		)
		for row in parts
	]
	for answer in {row.answer for row in parts if row.answer}:
		html = cards.replace_text(html, answer, "".join(blocks))
	return html


def _answered_since(doctype: str, parts: Sequence[Any]) -> bool:
	"""Whether somebody's later answer in the same thread went out."""
	link = _HOLDER[doctype][1]
	table, query = quick.select(doctype, ["name"])
	later = (table[link] == parts[0][link]) & (table.direction == "Outgoing")
	later &= table.sent_ms > max(row.queued_ms or row.sent_ms or 0 for row in parts)
	later &= table.name.notin([row.name for row in parts])
	later &= table.send_state.isnull() | table.send_state.isin(["", "Sent"])
	if doctype == "FB Message":
		later &= table.sender_kind.isin(entries.PEOPLE)
	return bool(query.where(later).limit(1).run())


def _tell(agent: str, doctype: str, ticket: str, subject: str, reason: str) -> None:
	"""A notice for the agent who wrote the answer."""
	words_ = _("Your answer on Facebook in {0}: {1}").format(
		f"<b>{escape_html(subject)}</b>", escape_html(reason)
	)
	notice = {
		"type": "Alert",
		"document_type": doctype,
		"document_name": str(ticket),
		"subject": words_,
		"from_user": "Administrator",
	}
	enqueue_create_notification([frappe.db.get_value("User", agent, "email") or agent], notice)


@contextmanager
def _as_one_who_may(host: TicketHost, ticket: str, by: str) -> Iterator[None]:
	"""Write as the agent where they may change the ticket, so that its history names them."""
	mine = by == frappe.session.user and frappe.has_permission(host.doctype, "write", ticket)
	if mine:
		yield
		return
	with as_administrator():
		yield
