"""Automatic replies: away message, instant reply, the text while messages are off. Nobody's answers.

The handler of a message marks its conversation as due (`FB Conversation.automatic_due`). `take_up`, called
after the batch and by the sweep, decides by `care.automatic` from stored rows, with the conversation locked,
and queues the reply in the transaction that takes the mark away: so it goes once, whoever dies or runs twice.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import frappe

from fb_care import clock
from fb_care.away import automatic_facts, automatic_texts, availability, keeping, periods
from fb_care.away.availability import Availability
from fb_care.care import automatic as rules
from fb_care.care.automatic import Against
from fb_care.facebook.splitting import split
from fb_care.inbound import contention, rows
from fb_care.inbound.job import logged
from fb_care.outbound import messages, outbox, problems, telling
from fb_care.outbound.channel import Part

DOCTYPE = "FB Conversation"
#: What was left due for so long is for the sweep: who marked it is dead or out of time.
LEFT_MS = rules.MINUTE_MS
#: A conversation in which deciding failed is given up once the person wrote so long ago.
GIVE_UP_MS = 10 * rules.MINUTE_MS
MOST, SWEEP_SECONDS = 200, 60.0
_PROBLEMS = {
	Against.SILENCED: problems.SPAM,
	Against.WINDOW: problems.WINDOW,
	Against.CHANGED: problems.CHANGED,
	Against.TEAM: problems.TEAM,
	Against.INBOX: problems.INBOX,
	Against.LATE: problems.LATE,
}


def take_up(due: Mapping[str, str], until: float) -> None:
	"""Decide about these conversations (name -> page), as many as can be begun before `until`; commits.

	`until` is by the monotonic clock. What is left, and what fails, stays due for the sweep.
	"""
	states: dict[str, Availability] = {}
	for name, page in due.items():
		if time.monotonic() > until:
			return
		with logged(f"fb_care: the automatic reply in {name} could not be decided; the sweep tries again"):
			if page not in states:
				states[page] = contention.patiently(partial(availability.of, page))
			contention.patiently(partial(reply, name, states[page]))
			continue
		_give_up(name)


def sweep() -> None:
	"""Each minute: what was left due. The messages themselves are safe, whatever becomes of this."""
	left = {"automatic_due": 1, "last_incoming_ms": ["<", clock.now_ms() - LEFT_MS]}
	found = frappe.get_all(
		DOCTYPE, filters=left, fields=["name", "page"], order_by="last_incoming_ms asc", limit=MOST
	)
	frappe.db.commit()
	take_up({row.name: row.page for row in found}, time.monotonic() + SWEEP_SECONDS)


def reply(name: str, state: Availability) -> str:
	"""Queue the reply that is due in a conversation, if any: its kind, else "". The caller commits.

	Locks the conversation, so it must be the transaction's first statement.
	"""
	holder = messages.lock(name)
	if not holder or not holder.automatic_due:
		return ""
	rows.update(DOCTYPE, name, {"automatic_due": 0})
	facts = automatic_facts.gather(holder, state.kind, state.absent_since_ms)
	kind, against = rules.decide(facts)
	if against:
		return ""
	text = automatic_texts.filled(kind, holder, state.until_ms)
	parts = [Part(text=piece) for piece in split(text)]
	if parts:
		_queue(holder, kind, parts, after_ms=max(facts.asked_ms, facts.opening_ms))
	return kind if parts else ""


def _queue(holder: Any, kind: str, parts: list[Part], after_ms: int) -> None:
	facts = {
		"sender_kind": "Automated",
		"automatic": kind,
		"answer": frappe.generate_hash(length=16),
		"sent_by": None,
		"communication": "",
	}
	outbox.queue(messages.CHANNEL, holder, parts, facts, after_ms=after_ms)
	telling.wake(DOCTYPE, holder.name)


def no_longer_wanted(holder: Any, row: Any) -> str:
	"""Asked just before sending, with the conversation locked: why not any more, as a code of `problems`.

	"" if it still is. The page's row says how available it is: the job of every minute keeps it.
	"""
	fields = ["away", "away_kind", "messages_off", "away_period"]
	page = frappe.db.get_value("FB Page", holder.page, fields, as_dict=True)
	kind = "Messages off" if page.messages_off else (page.away_kind or "") if page.away else ""
	# What was to go in an absence that is over says other times than the one that began since.
	since_ms = keeping.told(periods.load(page.away_period)).absent_since_ms if kind else 0
	facts = automatic_facts.gather(holder, kind, since_ms, since_ms=row.queued_ms or 0)
	against = rules.against(row.automatic, facts)
	return _PROBLEMS.get(against, problems.NOT_NEEDED) if against else ""


def _give_up(name: str) -> None:
	"""After a failure: an old one is not tried for ever."""
	asked_ms = frappe.db.get_value(DOCTYPE, name, "last_incoming_ms") or 0
	if asked_ms < clock.now_ms() - GIVE_UP_MS:
		rows.update(DOCTYPE, name, {"automatic_due": 0})
	frappe.db.commit()
