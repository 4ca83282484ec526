"""Asking the triage rules before a ticket is made, and for what comes later.

Called by `sync` and the dry run.
Decides only; `triage_acts` carries out. Where no rule is switched on, this costs nothing.

A page set to "Always" makes a ticket whatever the rules say: their "No ticket" counts on pages set to
"By rules". There a ticket is made only where a rule asks for one; the message that it asks for opens the
ticket, and what was left alone before comes into it as context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from fb_care.care import triage, triage_words
from fb_care.care.triage import Decision
from fb_care.tickets import entries, quick
from fb_care.tickets.threads import Thread
from fb_care.tickets.triage_facts import Asker
from fb_care.tickets.triage_rules import RuleSet, enabled


@dataclass(frozen=True)
class Decided:
	"""What is to be done with what came in a thread."""

	decision: Decision
	#: Whether a new ticket may be made of it.
	ticket: bool
	#: The row that opens a new ticket.
	opening: Any = None
	#: Comment -> the title of the rule that hides it.
	hide: tuple[tuple[str, str], ...] = ()
	#: Each thing decided, a line each.
	lines: tuple[str, ...] = ()
	ranks: Any = None

	@property
	def why(self) -> str:
		"""The reasons as text, "" where there is nothing to say."""
		return "\n".join(self.lines)

	@property
	def left_alone(self) -> bool:
		"""No ticket because the rules say so, not because there is nothing."""
		return not self.ticket and bool(self.why)


def decide(thread: Thread, rows: Sequence[Any]) -> Decided:
	"""What the rules say of rows that are in no ticket yet."""
	by_rules = thread.tickets_when == "By rules"
	rules = enabled()
	incoming = [row for row in rows if row.direction == "Incoming"]
	if not rules and not by_rules:
		return Decided(Decision(), True, incoming[0] if incoming else None)
	if len(rows) >= entries.BATCH:
		incoming = _newest(thread)
	if not incoming:
		return Decided(Decision(), not by_rules)
	judged = judge(thread, incoming, rules)
	decision = triage.merge([one for _row, one in judged], rules.ranks)
	if by_rules:
		opening = next((row for row, one in judged if one.ticket), None)
	else:
		opening = next((row for row in rows if row.direction == "Incoming"), None)
	return Decided(
		decision,
		ticket=opening is not None,
		opening=opening,
		hide=_to_hide(judged),
		lines=tuple(reasons(decision, thread)),
		ranks=rules.ranks,
	)


def judge(thread: Thread, rows: Sequence[Any], rules: RuleSet) -> list[tuple[Any, Decision]]:
	"""Each of these rows of a thread, with what the rules say of it."""
	asker = Asker(thread, rules)
	return [(row, triage.decide(asker.facts(row), rules.rules, rules.ranks)) for row in rows]


def reasons(decision: Decision, thread: Thread) -> list[str]:
	"""A line for each thing decided; whether there is a ticket, only where that is up to the rules."""
	if thread.tickets_when != "By rules":
		return triage_words.explained(decision, _, leave_out=("ticket",))
	lines = triage_words.explained(decision, _)
	return lines if decision.ticket is not None else [_("No ticket: no rule asks for one."), *lines]


def _to_hide(judged: Sequence[tuple[Any, Decision]]) -> tuple[tuple[str, str], ...]:
	found = []
	for row, decision in judged:
		if decision.hide and row.get("state") == "Visible":
			because = next(one for one in decision.because if one.action == "hide")
			found.append((row.name, because.fired[0].rule.title))
	return tuple(found)


def _newest(thread: Thread) -> list[Any]:
	"""The newest of much that is in no ticket, oldest first: what is older was judged when it came."""
	table, query = quick.select(thread.part_doctype, entries.FIELDS[thread.part_doctype])
	waits = entries.waits(thread.doctype, thread.name, table) & (table.direction == "Incoming")
	query = query.where(waits).orderby(table.sent_ms, order=frappe.qb.desc)
	query = query.orderby(table.creation, order=frappe.qb.desc)
	return list(reversed(query.limit(entries.BATCH).run(as_dict=True)))
