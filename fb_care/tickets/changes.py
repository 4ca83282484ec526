"""What happened to messages and comments after they went into a ticket. Called by `sync`.

An edit, unsend, removal or hiding changes the entry's text in place and leaves a short note in the ticket.
`ticket_shows` on the message says which state the ticket shows already, so that nothing is noted twice.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care.inbound.rows import as_written
from fb_care.tickets import cards, entries, files, hosts, quick, refresh
from fb_care.tickets.base import TicketHost
from fb_care.tickets.threads import Thread


def bring_over(thread: Thread) -> int:
	"""Update the entries of everything whose state the ticket doesn't show yet; how many."""
	changed = [row for row in _candidates(thread) if entries.state_of(row) != (row.ticket_shows or "")]
	attachments = entries.attachments_of(thread.part_doctype, [row.name for row in changed])
	for row in changed:
		_bring_over(thread, row, attachments[row.name])
	return len(changed)


def _candidates(thread: Thread) -> list[Any]:
	table, query = quick.select(thread.part_doctype, entries.FIELDS[thread.part_doctype])
	special = table.unsent == 1 if thread.is_conversation else table.state.isin(("Hidden", "Removed"))
	linked = (table[thread.link_field] == thread.name) & (table.communication != "")
	unlike = (table.edit_count > 0) | special | (table.ticket_shows != "")
	return query.where(linked & unlike).orderby(table.sent_ms).run(as_dict=True)


def _bring_over(thread: Thread, row: Any, attachments: list[Any]) -> None:
	fields = ["content", "reference_doctype", "reference_name"]
	entry = frappe.db.get_value("Communication", row.communication, fields, as_dict=True)
	host = hosts.host_of(entry.reference_doctype) if entry else None
	if host and host.state(entry.reference_name):
		block = entries.text_html(thread, row, attachments)
		content = cards.replace_text(entry.content, row.name, block)
		frappe.db.set_value("Communication", row.communication, "content", content, update_modified=False)
		_update_ticket(host, entry.reference_name, row, block)
		host.note(entry.reference_name, _note(thread, row))
		if entries.state_of(row).endswith(("|Unsent", "|Removed")):
			files.delete_attached("Communication", row.communication)
			refresh.subject(thread, host, entry.reference_name)
	quick.put(thread.part_doctype, row.name, {"ticket_shows": entries.state_of(row)})


def _update_ticket(host: TicketHost, ticket: str, row: Any, block: str) -> None:
	"""The same text in the ticket's description, and in the snippets that the host's list shows."""
	fields = ["description", "_comments"]
	kept = frappe.db.get_value(host.doctype, ticket, fields, as_dict=True)
	values: dict[str, Any] = {}
	description = cards.replace_text(kept.description or "", row.name, block)
	if description != (kept.description or ""):
		values["description"] = description
	snippets = frappe.parse_json(kept.get("_comments") or "[]")
	for snippet in snippets:
		if snippet.get("name") == row.communication:
			snippet["comment"] = escape_html(as_written(row.text)[:97])
			values["_comments"] = frappe.as_json(snippets, indent=None)
	if values:
		frappe.db.set_value(host.doctype, ticket, values, update_modified=False)


def _note(thread: Thread, row: Any) -> str:
	"""What changed since the ticket was last told, as a sentence."""
	who = as_written(row.get("author_name")) or (
		thread.who_words() if row.direction == "Incoming" else thread.page.page_name
	)
	before = (row.ticket_shows or "").partition("|")[2]
	now = entries.state_of(row).partition("|")[2]
	if now == before:
		edited = _("{0} edited a message.") if thread.is_conversation else _("{0} edited a comment.")
		return edited.format(who)
	by = _done_by(thread, row, now)
	if by:
		return _own_sentence(now).format(by, who)
	sentences = {
		"Unsent": _("{0} unsent a message; its text is no longer shown here."),
		"Removed": _("A comment of {0} was removed on Facebook; its text is no longer shown here."),
		"Hidden": _("A comment of {0} was hidden on Facebook."),
		"": _("A comment of {0} is shown again on Facebook."),
	}
	return sentences[now].format(who)


_DONE = {"Hidden": "Hide", "Removed": "Remove", "": "Unhide"}


def _done_by(thread: Thread, row: Any, now: str) -> str:
	"""Who of the team did it from here; "" if nobody here did."""
	if thread.is_conversation or now not in _DONE:
		return ""
	newest = frappe.get_all(
		"FB Change",
		filters={"parent": row.name, "parenttype": thread.part_doctype, "kind": _DONE[now]},
		fields=["user", "actor"],
		order_by="at_ms desc",
		limit=1,
	)
	return (newest[0].actor or newest[0].user) if newest and newest[0].user else ""


def _own_sentence(now: str) -> str:
	return {
		"Removed": _("{0} deleted a comment of {1} on Facebook; its text is no longer shown here."),
		"Hidden": _("{0} hid a comment of {1} on Facebook."),
		"": _("{0} showed a comment of {1} on Facebook again."),
	}[now]
