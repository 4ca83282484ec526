"""What became of a private reply, in the ticket of the comment that it answers. Called by `sync`.

The message itself comes into the same ticket with its conversation. Here the ticket is told that the
comment was answered privately, that this failed, or that it is not known; `ticket_shows` on the ledger says
what it was told.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care import team
from fb_care.inbound.private_settle import DOCTYPE
from fb_care.inbound.rows import as_written
from fb_care.tickets import cards, entries, hosts, private_words, quick
from fb_care.tickets.base import TicketHost
from fb_care.tickets.threads import Thread

_FIELDS = ("name", "comment", "state", "sent_by", "sent_at", "error", "left_ticket", "ticket_shows")
_TOLD = ("Sent", "Failed", "Unknown")


def bring_over(thread: Thread) -> None:
	"""Tell the ticket of the thread's private replies what it has not been told yet."""
	if thread.is_conversation:
		return
	host = hosts.host_of(thread.row.ticket_doctype)
	if not host or not host.state(thread.row.ticket):
		return
	table, query = quick.select(DOCTYPE, _FIELDS)
	for row in query.where((table.thread == thread.name) & table.state.isin(_TOLD)).run(as_dict=True):
		if row.ticket_shows != row.state:
			_tell(thread, host, row)
			quick.put(DOCTYPE, row.name, {"ticket_shows": row.state})


def _tell(thread: Thread, host: TicketHost, row: Any) -> None:
	ticket = thread.row.ticket
	fields = ["author_name", "comment_id", "communication", "permalink", "post"]
	comment = frappe.db.get_value("FB Comment", row.comment, fields, as_dict=True) or frappe._dict()
	by = team.name_of(row.sent_by) or thread.page.page_name
	host.note(
		ticket, _sentence(row).format(by, as_written(comment.author_name) or thread.who_words(), row.error)
	)
	_replace_card(host, ticket, thread, row, comment)
	if row.state == "Sent" and row.left_ticket and host.state(row.left_ticket):
		host.note(
			row.left_ticket,
			_("This conversation goes on in {0}, after a private reply there.").format(ticket),
		)


def _sentence(row: Any) -> str:
	return {
		"Sent": _("{0} answered the comment of {1} privately. The conversation goes on in this ticket."),
		"Failed": _("The private reply of {0} to {1} was not sent: {2}"),
		"Unknown": _("It is not known whether the private reply of {0} to {1} was sent. {2}"),
	}[row.state]


def _replace_card(host: TicketHost, ticket: str, thread: Thread, row: Any, comment: Any) -> None:
	"""The card of the comment says until when a private reply is possible, or that it is used."""
	if not comment.communication:
		return
	comment.update(name=row.comment, sent_ms=frappe.db.get_value("FB Comment", row.comment, "sent_ms"))
	card = entries.comment_card(thread, comment, private_words.used(row))
	places = [("Communication", comment.communication, "content"), (host.doctype, ticket, "description")]
	for place in places:
		html = frappe.db.get_value(*place) or ""
		new = cards.replace_card(html, "comment", comment.comment_id, card)
		if new != html:
			frappe.db.set_value(*place, new, update_modified=False)
