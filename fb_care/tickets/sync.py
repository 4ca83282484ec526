"""Bringing a thread's ticket up to date. Called after events were processed, and by the sweep.

`sync_thread` works in transactions of its own, whose first statement locks the thread, so that two workers
never make two tickets. It may be called any number of times. A ticket that the host refuses to make leaves
its reason on the thread; the messages are stored already and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import add_to_date, now_datetime

from fb_care import settings
from fb_care.inbound import contention
from fb_care.inbound import rows as table
from fb_care.tickets import (
	ads,
	assigned,
	changes,
	draft,
	entries,
	failure,
	files,
	handling,
	hosts,
	listeners,
	private_notes,
	quick,
	threads,
	triage,
	triage_acts,
)
from fb_care.tickets.base import Entry, TicketHost
from fb_care.tickets.threads import Thread
from fb_care.times import site_datetime

ATTEMPTS = 3
#: Minutes until the sweep tries a thread again whose ticket could not be made.
RETRY_MINUTES = 10


@dataclass
class SyncResult:
	"""What became of one call."""

	ticket: str = ""
	made: bool = False
	entries: int = 0
	error: str = ""
	#: Where no ticket is made by choice: why.
	reason: str = ""


@dataclass
class _Ticket:
	host: TicketHost
	name: str
	subject: str
	status: str
	closed_at: datetime | None = None
	#: Of a ticket made just now: the message that opened it, and its first words.
	opening: str = ""
	html: str = ""
	#: In words, what triage wanted of it and could not be.
	missed: list[str] = field(default_factory=list)

	@property
	def open(self) -> bool:
		return self.closed_at is None


def sync_thread(doctype: str, name: str) -> SyncResult:
	"""Bring the ticket of an FB Conversation or FB Comment Thread up to date, and commit.

	Raises nothing but the end of the job's time; the thread stays due then.
	"""
	result = SyncResult()
	with as_administrator():
		for attempt in range(1, ATTEMPTS + 1):
			try:
				while _one_batch(doctype, name, result):
					frappe.db.commit()
				frappe.db.commit()
				return result
			except contention.TimeUp as error:
				# Said once only; who goes on now is killed. The others get their turn before this one again.
				frappe.db.rollback()
				failure.keep(doctype, name, error)
				raise
			except Exception as error:
				frappe.db.rollback()
				result = SyncResult()
				if attempt < ATTEMPTS and failure.is_passing(error):
					continue
				result.error = failure.keep(doctype, name, error)
				return result
	return result


def sync_due(limit: int = 200) -> int:
	"""Bring up to date what is marked as due; those that failed wait a while. Returns how many were tried."""
	tried = 0
	before = add_to_date(now_datetime(), minutes=-RETRY_MINUTES)
	for doctype in threads.PARTS:
		for failed in (False, True):
			filters: list[list[Any]] = [
				["ticket_due", "=", 1],
				["ticket_error", "is", "set" if failed else "not set"],
			]
			if failed:
				filters.append(["modified", "<", before])
			names = frappe.get_all(
				doctype, filters=filters, pluck="name", order_by="last_ms asc", limit=limit
			)
			frappe.db.commit()
			for name in names:
				sync_thread(doctype, name)
			tried += len(names)
	return tried


@contextmanager
def as_administrator() -> Iterator[None]:
	"""Tickets are written for the app, whoever's click or job it was."""
	user = frappe.session.user
	if user == "Administrator":
		yield
		return
	# The host makes a new session of it, and would keep that as the one of whoever asked: logged out by it.
	session, form = dict(frappe.session), frappe.local.form_dict
	frappe.set_user("Administrator")
	try:
		yield
	finally:
		frappe.set_user(user)
		frappe.session.update(session)
		frappe.local.form_dict = form


def _one_batch(doctype: str, name: str, result: SyncResult) -> bool:
	"""One transaction's worth; True when there is more."""
	thread = threads.lock(doctype, name)
	if not thread:
		result.reason = "gone"
		return False
	rows = [] if thread.silenced else entries.unlinked(thread)
	ticket = _current(thread)
	more = False
	if rows:
		ads.explain(thread, rows)
		decided = triage.decide(thread, rows)
		attachments = entries.attachments_of(thread.part_doctype, [row.name for row in rows])
		ticket = _ticket_for(thread, ticket, rows, attachments, result, decided)
		if ticket:
			_add_rows(thread, ticket, rows, attachments, result)
			more = len(rows) == entries.BATCH
		triage_acts.carry_out(thread, decided, ticket)
	if thread.row.ticket:
		changes.bring_over(thread)
		private_notes.bring_over(thread)
	if ticket:
		ads.catch_up(thread, ticket.host, ticket.name)
	_settle(thread, ticket, more, "" if ticket or thread.silenced else _why_none(thread, rows))
	return more


def _why_none(thread: Thread, rows: list[Any]) -> str:
	"""Where a ticket was wanted and nothing is left to say in one: why; else ""."""
	if not thread.wants_tickets or thread.row.ticket or any(row.direction == "Incoming" for row in rows):
		return ""
	return entries.taken_back(thread)


def _settle(thread: Thread, ticket: _Ticket | None, more: bool, why: str) -> None:
	"""Write to the thread what changed of it, and only that; `why` there is nothing to do, if so."""
	values: dict[str, Any] = {"ticket_due": 1 if more else 0, "ticket_error": why}
	if ticket:
		values.update({"ticket_doctype": ticket.host.doctype, "ticket": ticket.name})
	if not more:
		values["ticket_waits_from"] = None
	changed = {key: value for key, value in values.items() if (thread.row[key] or "") != (value or "")}
	if changed:
		quick.put(thread.doctype, thread.name, changed)
	if "ticket" in changed:
		assigned.refresh(thread.doctype, thread.name)


def _current(thread: Thread) -> _Ticket | None:
	"""The thread's ticket, None where there is none any more."""
	host = hosts.host_of(thread.row.ticket_doctype) if thread.row.ticket else None
	state = host.state(thread.row.ticket) if host else None
	if not host or not state:
		return None
	return _Ticket(host, thread.row.ticket, state.subject, state.status, state.closed_at)


def _ticket_for(
	thread: Thread,
	current: _Ticket | None,
	rows: list[Any],
	attachments: dict[str, list[Any]],
	result: SyncResult,
	decided: triage.Decided,
) -> _Ticket | None:
	"""The ticket that these rows belong into: the current one, a new one, or none."""
	opening = next((row for row in rows if row.direction == "Incoming"), None)
	if current and (current.open or not opening or not _closed_too_long(current, opening)):
		return current
	host, result.reason = hosts.host()
	if not opening or not host or not thread.wants_tickets:
		return current
	if _messages_off(thread, opening):
		return current
	if not decided.ticket:
		result.reason = decided.why
		return None
	earlier = (current.host.doctype, current.name) if current else None
	opening = decided.opening
	if opening.name not in attachments:
		attachments |= entries.attachments_of(thread.part_doctype, [opening.name])
	made = draft.make(thread, opening, rows, attachments[opening.name], earlier)
	made = replace(made, **table.clean(host.doctype, {"subject": made.subject}))
	name, status, missed = handling.create(host, made, decided.decision)
	files.attach_ad_picture(host, name, "", made.ad)
	result.made = True
	return _Ticket(host, name, made.subject, status, opening=opening.name, html=made.html, missed=missed)


def _messages_off(thread: Thread, opening: Any) -> bool:
	"""The page takes no messages: a ticket that is there goes on, whatever its state; there is no new one.

	What was said before it took none still gets its ticket.
	"""
	if not thread.is_conversation:
		return False
	fields = ["messages_off", "away_since_ms"]
	page = frappe.db.get_value("FB Page", thread.row.page, fields, as_dict=True)
	came_while_off = bool(thread.row.ticket) or (opening.sent_ms or 0) >= (page.away_since_ms or 0)
	return bool(page.messages_off) and came_while_off


def _closed_too_long(ticket: _Ticket, opening: Any) -> bool:
	days = settings.get().new_ticket_after_days or 0
	if days <= 0:
		return True
	said_at = site_datetime(opening.sent_ms)
	return bool(ticket.closed_at and said_at and said_at - ticket.closed_at > timedelta(days=days))


def _add_rows(
	thread: Thread,
	ticket: _Ticket,
	rows: list[Any],
	attachments: dict[str, list[Any]],
	result: SyncResult,
) -> None:
	sender = draft.sender_address(thread)
	after_ms = entries.newest_linked_ms(thread) if any(row.direction != "Incoming" for row in rows) else 0
	begun = not ticket.opening
	for row in rows:
		counts = entries.counts_for_host(thread, row, after_ms, begun and ticket.open)
		entry = entries.make(thread, row, attachments[row.name], counts, sender)
		# Of a new ticket only what follows the message that opened it is its story; the rest is context.
		begun = begun or entry.name == ticket.opening
		_add(ticket, entry)
	# A closed ticket stays as it is: where the host keeps no closing time, its last change stands for it.
	if not ticket.opening and ticket.open:
		ticket.host.touch(ticket.name)
	result.ticket, result.entries = ticket.name, result.entries + len(rows)


def _add(ticket: _Ticket, entry: Entry) -> None:
	if entry.name == ticket.opening and not ticket.host.takes_description:
		entry = replace(entry, html=ticket.html)
	rules = entry.counts and _changes_something(ticket, entry)
	communication = ticket.host.add_entry(ticket.name, entry, ticket.subject, rules)
	if rules:
		if ticket.closed_at:
			ticket.host.forget_closing(ticket.name)
		ticket.status, ticket.closed_at = ("Open" if entry.incoming else ""), None
	ads.bring_over(ticket.host, ticket.name, communication, entry.html)
	for file_url, title in entry.files:
		ticket.host.attach(ticket.name, communication, file_url, title)
	linked = {"communication": communication, "ticket_shows": entry.shows}
	quick.put(entry.doctype, entry.name, linked)


def _changes_something(ticket: _Ticket, entry: Entry) -> bool:
	"""Whether the host's rules have anything to do: not for one more message on a ticket that is open."""
	return not entry.incoming or ticket.status != "Open" or listeners.anybody()
