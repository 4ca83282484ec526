"""What triage rules would have done with what came in lately. Called by `api.triage`; changes nothing.

Looks only at what the person asking may see, newest first, within bounds of rows and time. Complaints and
answers are counted as of when something was written; labels, VIP and open tickets are as they are now. Each
message is judged by itself, whereas those that come together are judged together for their ticket.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from fb_care import clock
from fb_care.care import triage_words
from fb_care.care.triage import Decision, Rule
from fb_care.inbound.rows import as_written
from fb_care.tickets import entries, threads, triage, triage_rules
from fb_care.tickets.triage_facts import DAY_MS
from fb_care.tickets.triage_rules import RuleSet

MOST_DAYS, MOST_ROWS = 365, 1000
#: Seconds after which no further row is judged.
SECONDS = 20.0
TEXT_CHARS = 200


def run(rule: Rule | None, days: int, limit: int) -> dict[str, Any]:
	"""Judge the newest `limit` messages and comments of the last `days` days.

	With a rule: by the rules that are switched on, without it and with it in its place. Without one: what the
	rules that are switched on say, beside what happened. A page is treated by its own setting.
	"""
	now, then = _sets(rule)
	found = _rows(max(1, min(days, MOST_DAYS)), max(1, min(limit, MOST_ROWS)))
	until = time.monotonic() + SECONDS
	told: list[dict[str, Any]] = []
	known: dict[tuple[str, str], threads.Thread | None] = {}
	for doctype, name, row in found:
		if time.monotonic() > until:
			break
		if (doctype, name) not in known:
			known[doctype, name] = threads.read(doctype, name)
		thread = known[doctype, name]
		if thread:
			told.append(_line(thread, row, now, then, rule))
	return {
		"rows": told,
		"looked_at": len(told),
		"differ": sum(line["differs"] for line in told),
		"held": sum(line["held"] for line in told),
		"complete": len(told) == len(found) < limit,
		"summary": _summary(told, rule),
	}


def _sets(rule: Rule | None) -> tuple[RuleSet | None, RuleSet]:
	stored = triage_rules.stored({"enabled": 1})
	if rule is None:
		return None, triage_rules.rule_set(stored)
	others = [one for one in stored if one.name != rule.name]
	return triage_rules.rule_set(others), triage_rules.rule_set([*others, rule])


def _rows(days: int, limit: int) -> list[tuple[str, str, Any]]:
	"""(DocType and name of the thread, row), newest first."""
	since = clock.now_ms() - days * DAY_MS
	found = []
	for doctype, (part, link) in threads.PARTS.items():
		filters: list[list[Any]] = [["direction", "=", "Incoming"], ["sent_ms", ">", since]]
		if doctype == threads.CONVERSATION:
			filters += [["kind", "in", ["Message", "Postback"]], ["unsent", "=", 0], ["standby", "=", 0]]
		else:
			filters.append(["state", "!=", "Removed"])
		fields = [*entries.FIELDS[part], link]
		listed = frappe.get_list(
			part, filters=filters, fields=fields, order_by="sent_ms desc", limit_page_length=limit
		)
		found += [(doctype, row[link], row) for row in listed]
	found.sort(key=lambda one: (-(one[2].sent_ms or 0), one[2].name))
	return found[:limit]


def _line(
	thread: threads.Thread, row: Any, now: RuleSet | None, then: RuleSet, rule: Rule | None
) -> dict[str, Any]:
	[(_row, after)] = triage.judge(thread, [row], then)
	ticket = _makes_ticket(thread, after)
	if now is None:
		before_words = _("Ticket") if row.communication else _("No ticket")
		differs = bool(row.communication) != ticket
	else:
		[(_row, before)] = triage.judge(thread, [row], now)
		before_words = _words(before, _makes_ticket(thread, before))
		differs = before_words != _words(after, ticket)
	text = as_written(row.text)
	who = as_written(row.get("author_name")) or thread.who_words()
	return {
		"doctype": thread.doctype,
		"thread": thread.name,
		"sent_ms": row.sent_ms,
		"page": thread.page.page_name or thread.page.name,
		"who": who,
		"text": text if len(text) <= TEXT_CHARS else f"{text[:TEXT_CHARS]}…",
		"now": before_words,
		"then": _words(after, ticket),
		"why": triage.reasons(after, thread),
		"held": bool(rule and any(one.rule.name == rule.name for one in after.fired)),
		"differs": differs,
	}


def _makes_ticket(thread: threads.Thread, decision: Decision) -> bool:
	if thread.silenced or not thread.wants_tickets:
		return False
	return thread.tickets_when != "By rules" or decision.ticket is True


def _words(decision: Decision, ticket: bool) -> str:
	others = triage_words.outcome(decision, _, leave_out=("ticket",))
	return ", ".join(filter(None, (_("Ticket") if ticket else _("No ticket"), others)))


def _summary(told: Sequence[dict[str, Any]], rule: Rule | None) -> str:
	differ = sum(line["differs"] for line in told)
	if rule is None:
		sentence = _("Of {0} messages and comments {1} would be handled otherwise than they were.")
		return sentence.format(len(told), differ)
	sentence = _("Of {0} messages and comments it would have held for {1}, and changed what is done for {2}.")
	return sentence.format(len(told), sum(line["held"] for line in told), differ)
