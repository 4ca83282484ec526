"""Carrying out what the triage rules decided, once the ticket is there or there is none. Called by `sync`.

Runs in the sync's transaction. Says why in the thread's field `triage` and in one note on the ticket.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Protocol

import frappe
from frappe import _

from fb_care.care.triage import rank
from fb_care.care.triage_words import explained
from fb_care.inbound import rows, unread
from fb_care.tickets import handling, quick
from fb_care.tickets.base import TicketHost
from fb_care.tickets.threads import Thread
from fb_care.tickets.triage import Decided

HIDING = "fb_care.jobs.comment_jobs"
COMMENTS = "FB Comment Thread"


class OnTicket(Protocol):
	"""The thread's ticket. `opening`: the message that opened it, if it was made just now; else ""."""

	host: TicketHost
	name: str
	opening: str
	#: In words, what could not be set on it.
	missed: list[str]


def carry_out(thread: Thread, decided: Decided, ticket: OnTicket | None) -> None:
	"""Do what was decided beside making the ticket. Never lowers a priority, never undoes what people did."""
	if not decided.lines:
		return
	missed = list(ticket.missed) if ticket else []
	hidden = _hide(decided, missed)
	news = ticket is not None or decided.why != (thread.row.triage or "").partition("\n\n")[0]
	changes: dict[str, Any] = _thread_changes(thread, decided, ticket, missed) if news else {}
	told = list(decided.lines)
	if ticket and ticket.opening:
		missed += handling.assign(ticket.host, ticket.name, decided.decision)
		if decided.decision.priority:
			changes |= _given(ticket, decided.decision.priority)
	elif ticket:
		told = _raise(thread, decided, ticket, changes) or _hidden_words(decided, hidden)
	if told and ticket:
		ticket.host.note(ticket.name, " · ".join([*told, *missed]))
	if told and news:
		changes["triage"] = "\n\n".join(filter(None, ("\n".join(told), "\n".join(missed))))
	_write(thread, changes)


def _raise(thread: Thread, decided: Decided, ticket: OnTicket, changes: dict[str, Any]) -> list[str]:
	"""Raise the priority of a ticket that is there, once for each priority; what to tell of it."""
	priority = decided.decision.priority
	given_to, _sign, given = (thread.row.triage_priority or "").partition("|")
	before = rank(given, decided.ranks) if given_to == ticket.name else 0
	if not priority or rank(priority, decided.ranks) <= before:
		return []
	raised, _against = handling.raise_priority(ticket.host, ticket.name, priority, decided.ranks)
	changes |= _given(ticket, priority)
	lines = explained(decided.decision, _, leave_out=("ticket", "assign", "team"))
	return lines if raised else []


def _given(ticket: OnTicket, priority: str) -> dict[str, str]:
	"""The priority that the rules gave to this ticket; alone, for the inbox's list."""
	return {"triage_priority": f"{ticket.name}|{priority}", "priority": priority}


def _thread_changes(
	thread: Thread, decided: Decided, ticket: OnTicket | None, missed: list[str]
) -> dict[str, Any]:
	"""Labels, follow-up, and Done for what a rule leaves alone."""
	decision = decided.decision
	changes: dict[str, Any] = {}
	if decision.follow_up and not thread.row.follow_up:
		changes["follow_up"] = 1
	added = [label for label in decision.labels if _add_label(thread, label, missed)]
	if added:
		changes["follow_up"] = changes.get("follow_up", thread.row.follow_up)
	alone = ticket is None and decision.ticket is False and not thread.row.ticket and not decided.ticket
	if alone and thread.row.state == "Open" and not (decision.follow_up or thread.row.follow_up):
		changes |= {"state": "Done", **unread.counted(0)}
		if thread.doctype == COMMENTS:
			unread.read_all(thread.name)
	return changes


def _add_label(thread: Thread, label: str, missed: list[str]) -> bool:
	if not frappe.db.exists("FB Label", label):
		missed.append(_("The label {0} does not exist here.").format(label))
		return False
	place = {"parenttype": thread.doctype, "parent": thread.name, "parentfield": "labels"}
	known = frappe.get_all("FB Label Row", filters=place, pluck="label")
	if label in known:
		return False
	rows.insert("FB Label Row", {**place, "idx": len(known) + 1, "label": label})
	return True


def _hidden_words(decided: Decided, hidden: int) -> list[str]:
	others = {because.action for because in decided.decision.because} - {"hide"}
	return explained(decided.decision, _, leave_out=others) if hidden else []


def _hide(decided: Decided, missed: list[str]) -> int:
	"""Have comments hidden on Facebook, each once for all: people may show them again. How many."""
	hidden = 0
	for comment, title in decided.hide:
		if quick.get("FB Comment", {"name": comment}, ["hidden_by_rule"]).hidden_by_rule:
			continue
		if not find_spec(HIDING):
			missed.append(_("The comment was not hidden: this version of the app can't."))
			continue
		quick.put("FB Comment", comment, rows.clean("FB Comment", {"hidden_by_rule": title}))
		frappe.enqueue(f"{HIDING}.hide", queue="short", comment=comment, enqueue_after_commit=True)
		hidden += 1
	return hidden


def _write(thread: Thread, changes: dict[str, Any]) -> None:
	if not changes:
		return
	if {"state", "follow_up"} & set(changes):
		rows.update(thread.doctype, thread.name, changes)
	else:
		quick.put(thread.doctype, thread.name, rows.clean(thread.doctype, changes))
	thread.row.update(changes)
