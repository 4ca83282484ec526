"""FB Response: an opening and its answer, kept while messages come, go and change.

The handlers of messages and the outbox call `note` or `refresh` in their transaction, with the conversation
locked. What is left out, and why, stands in each row; `standing` keeps that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe

from fb_care.care import openings
from fb_care.care.openings import COUNTS, SILENCE_MS, Opening
from fb_care.figures import due, policies, standing
from fb_care.figures.log import MESSAGE, RESPONSE, ConversationLog
from fb_care.inbound import rows
from fb_care.inbound.threads import WORDS
from fb_care.times import site_datetime

_CODES = {name: str(number) for number, name in enumerate(COUNTS)}
_FACTS = ("conversation", "page", "contact", "ad", "reached_ms", "sent_by")


def note(conversation: Any, message: dict[str, Any], name: str) -> None:
	"""A message was stored as `name`. `conversation`: its row as it was before, `message` the new row.

	Nearly every message is the newest one and opens nothing; that is seen without asking the database.
	"""
	if message["kind"] not in WORDS:
		if message.get("ad"):
			_note_ad(conversation.name, message["ad"], message["sent_ms"])
		return
	at_ms, last_in = message["sent_ms"], conversation.last_incoming_ms
	if at_ms <= (conversation.last_ms or 0):
		refresh(conversation.name, [at_ms])
	elif message["direction"] == "Outgoing":
		_note_answer(conversation.name, openings.Said(at_ms, name, message["sender_kind"]))
	elif not last_in or at_ms - last_in >= SILENCE_MS:
		_note_opening(conversation, message, name)


def _note_opening(conversation: Any, message: dict[str, Any], name: str) -> None:
	"""The customer's newest message, after which nothing was said. What is known of it is not read again."""
	said = openings.Said(message["sent_ms"], name, openings.CUSTOMER)
	ad = message.get("ad")
	# A conversation that has just been made came from nowhere.
	if not ad and "new_contact" not in conversation:
		ad = _ad_before(conversation.name, said.at_ms)
	for counts in policies.counted():
		log = ConversationLog(conversation.name, counts)
		if not conversation.last_incoming_ms or openings.is_opening(log, said):
			_insert(counts, Opening(said.at_ms, name), {**message, "ad": ad}, conversation)


def _note_answer(conversation: str, said: openings.Said) -> None:
	"""The page's newest message, after which nothing was said."""
	for counts in policies.counted():
		if said.by not in COUNTS[counts]:
			continue
		opening = ConversationLog(conversation, counts).opening_before(said.at_ms + 1)
		known = _row(opening.key, counts) if opening else None
		if known and not known.answer:
			_change(conversation, known, Opening(opening.at_ms, opening.key, *said))


def refresh(conversation: str, times: Iterable[int]) -> None:
	"""Bring the rows up to date after messages came, went or changed at these times (UTC ms)."""
	at = sorted({time for time in times if time})
	for counts in policies.counted() if at else ():
		log = ConversationLog(conversation, counts)
		for at_ms in at:
			gone, kept = openings.changes_at(log, at_ms)
			_forget(conversation, counts, gone)
			for opening in kept:
				_put(conversation, counts, opening)


def rebuild(conversation: str, only: str = "") -> None:
	"""Make the rows of a conversation anew from its messages; `only` one way of counting. Locks nothing.

	The caller holds the conversation's lock and commits.
	"""
	for counts in [only] if only else policies.counted():
		known = set(_known(conversation, counts))
		for opening in openings.rebuild(ConversationLog(conversation, counts).all(), COUNTS[counts]):
			_put(conversation, counts, opening)
			known.discard(opening.key)
		_forget(conversation, counts, sorted(known))


def forget_message(name: str) -> None:
	"""A message is being deleted: no row points at it any more. `refresh` follows when it is gone."""
	response = frappe.qb.DocType(RESPONSE)
	frappe.qb.from_(response).delete().where(response.opening == name).run()
	query = frappe.qb.update(response).set(response.answer, None)
	query.where(response.answer == name).run()


def forget_conversation(name: str) -> None:
	"""A conversation is being deleted."""
	frappe.db.delete(RESPONSE, {"conversation": name})


def _known(conversation: str, counts: str) -> list[str]:
	return frappe.get_all(RESPONSE, filters={"conversation": conversation, "counts": counts}, pluck="opening")


def _forget(conversation: str, counts: str, keys: list[str]) -> None:
	if keys:
		filters = {"conversation": conversation, "counts": counts, "opening": ["in", keys]}
		frappe.db.delete(RESPONSE, filters)
		due.mark(frappe.db.get_value("FB Conversation", conversation, "page"))


def _put(conversation: str, counts: str, opening: Opening) -> None:
	"""Insert the row, or change it where it says something else."""
	known = _row(opening.key, counts)
	if not known:
		facts = rows.get(MESSAGE, {"name": opening.key}, _FACTS)
		facts.ad = facts.ad or _ad_before(conversation, opening.opened_ms)
		_insert(counts, opening, facts, standing.of_conversation(conversation))
	elif not _is_same(known, opening):
		_change(conversation, known, opening)


def _row(opening: str, counts: str) -> Any:
	"""The row of an opening as it is known; None where there is none."""
	fields = ["name", "page", "answer", "answered_ms", "answered_from"]
	return rows.get(RESPONSE, {"response_key": _key(opening, counts)}, fields)


def _change(conversation: str, known: Any, opening: Opening) -> None:
	"""The row has another answer now, or none any more."""
	rows.update(RESPONSE, known.name, _answer(opening))
	standing.reconsider(conversation, opening.opened_ms)
	due.mark(known.page)


def _insert(counts: str, opening: Opening, facts: Mapping[str, Any], talk: Any) -> None:
	"""A row for the opening. `facts`: its message's row; `talk`: the conversation's state."""
	values = {
		"response_key": _key(opening.key, counts),
		"counts": counts,
		"opening": opening.key,
		"opened_ms": opening.opened_ms,
		"opened_at": site_datetime(opening.opened_ms),
		**{field: facts[field] for field in ("conversation", "page", "contact", "reached_ms")},
		"ad": facts["ad"],
		**_answer(opening),
	}
	rows.insert(RESPONSE, {**values, "left_out": standing.of_new(values, talk)})
	due.mark(facts["page"])


def _key(opening: str, counts: str) -> str:
	return f"{opening}-{_CODES[counts]}"


def _is_same(known: Any, opening: Opening) -> bool:
	said = (known.answer or "", known.answered_ms or 0, known.answered_from or "")
	return said == (opening.answer, opening.answered_ms, opening.answered_by)


def _answer(opening: Opening) -> dict[str, Any]:
	by = rows.get(MESSAGE, {"name": opening.answer}, ["sent_by"]) if opening.answer else None
	return {
		"state": "Answered" if opening.answer else "Open",
		"answer": opening.answer or None,
		"answered_ms": opening.answered_ms or None,
		"answered_at": site_datetime(opening.answered_ms),
		"answered_by": by.sent_by if by else None,
		"answered_from": opening.answered_by,
		"wait_ms": opening.wait_ms,
	}


def _ad_before(conversation: str, at_ms: int) -> str | None:
	"""The ad through which the person came within a day before."""
	message = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(message).select(message.ad).where(message.conversation == conversation)
	query = query.where((message.sent_ms <= at_ms) & (message.sent_ms > at_ms - SILENCE_MS))
	query = query.where(message.ad.isnotnull() & (message.ad != ""))
	found = query.orderby(message.sent_ms, order=frappe.qb.desc).limit(1).run()
	return found[0][0] if found else None


def _note_ad(conversation: str, ad: str, at_ms: int) -> None:
	"""Facebook told of the ad after the words that it led to."""
	response = frappe.qb.DocType(RESPONSE)
	query = frappe.qb.update(response).set(response.ad, ad).where(response.conversation == conversation)
	query = query.where((response.opened_ms >= at_ms) & (response.opened_ms < at_ms + SILENCE_MS))
	query.where(response.ad.isnull() | (response.ad == "")).run()
