"""The one private reply to a comment: whether it is still possible, and reserving it.

Called by `api.comments`. A row of the ledger FB Private Reply, unique for the comment, is stored before
Facebook is asked to send, so that of two agents one wins and nothing is sent twice. A job sends it
(`private_sending`). Where the outcome is not known it stays Unknown until Facebook's echo, or a person's
look, settles it.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe
from frappe import _

from fb_care import clock, settings
from fb_care.facebook import errors
from fb_care.facebook.constants import MAX_TEXT_CHARS
from fb_care.facebook.reading import clean_text
from fb_care.inbound import contention, rows
from fb_care.inbound.private_settle import DOCTYPE, FIELDS
from fb_care.inbound.store import is_taken
from fb_care.outbound import (
	comment_problems,
	comment_standing,
	pages,
	private_outcomes,
	private_sending,
	private_state,
	problems,
	request_ids,
)
from fb_care.outbound.refusal import Refusal, refuse

#: A call that got no answer may still be at work at Facebook for so long (ms).
SETTLING_MS = 2 * 60_000


def send(
	comment: str,
	text: str,
	by: str,
	*,
	link: bool | None = None,
	note: bool = True,
	saved_reply: str = "",
	request_id: str = "",
) -> dict[str, Any]:
	"""Reserve the private reply and have it sent; its state then. Commits. Raises `Refusal`.

	`link`: put the comment's address under the text (None: as the settings say). `note`: post the page's
	public note under the comment afterwards, where it has one. The same `request_id` of the same user again
	sends nothing more.
	"""
	facts = {"sent_by": by, "saved_reply": saved_reply, "request_key": request_ids.key(by, request_id)}
	if not _is_made(comment, facts["request_key"]):
		try:
			_send(comment, text, facts, link, note)
		except Refusal:
			frappe.db.rollback()
			if not _is_made(comment, facts["request_key"]):
				raise
			frappe.clear_messages()  # the same request was faster
	return state(comment)


def _is_made(comment: str, mark: str) -> bool:
	"""Whether this very request has reserved the comment's private reply."""
	row = comment_standing.load(comment)
	made = frappe.db.get_value(DOCTYPE, {"comment_key": row.comment_key}, "request_key")
	return bool(mark) and made == mark


def _send(comment: str, text: str, facts: dict[str, Any], link: bool | None, note: bool) -> None:
	row = comment_standing.load(comment)
	whole = _whole_text(row, text, link)
	problem = private_state.obstacle(row) or pages.obstacle(row.page)
	if problem:
		refuse(problem, comment_problems.words(problem))
	_refuse_if_taken(private_state.of_comment(row))
	_ask_facebook(row)
	frappe.db.commit()
	with_note = int(bool(note and frappe.db.get_value("FB Page", row.page, "private_reply_note")))
	facts = {**facts, "text": whole, "with_note": with_note}
	name = contention.patiently(partial(_reserve, row, facts))
	private_sending.wake(name)
	frappe.db.commit()


def state(comment: str, look: bool = False) -> dict[str, Any]:
	"""Whether the comment can be answered privately, until when, and what became of it if it was.

	`look`: ask Facebook now, which also settles what is Unknown; the answer says `asked_ms`.
	"""
	row = comment_standing.load(comment)
	if look:
		look_again(row)
		row = comment_standing.load(comment)
	return private_state.describe(row)


def look_again(row: Any) -> None:
	"""Ask Facebook about the comment now; settles a private reply of which nothing is known. Commits."""
	try:
		found = comment_standing.look(row)
	except errors.GraphError as error:
		comment_standing.refuse_for(error)
	ledger = private_state.of_comment(row)
	if not ledger or ledger.state != "Unknown" or found.can_reply_privately is None:
		return
	late = clock.now_ms() - (ledger.started_ms or 0) > SETTLING_MS
	if found.can_reply_privately and late and private_state.obstacle(row) == "":
		contention.patiently(partial(private_outcomes.not_sent, ledger.name))
	elif found.conversation:
		contention.patiently(partial(private_outcomes.seen_at_facebook, ledger.name))


def _whole_text(row: Any, text: str, link: bool | None) -> str:
	"""The message as it will be sent; refuses what is empty or too long for one message."""
	text = clean_text(text).strip()
	if not text:
		refuse(problems.EMPTY)
	wanted = bool(settings.get().private_reply_link) if link is None else link
	address = private_state.link_of(row) if wanted else ""
	whole = f"{text}\n\n{address}" if address and address not in text else text
	if len(whole) > MAX_TEXT_CHARS:
		words = _(
			"The private reply has {0} characters with the link to the comment; Facebook takes {1}, and one"
			" message only. Shorten it."
		)
		refuse(comment_problems.TOO_LONG, words.format(len(whole), MAX_TEXT_CHARS))
	return whole


def _ask_facebook(row: Any) -> None:
	"""Refuse where Facebook says that this comment can't be answered privately."""
	try:
		may = comment_standing.may_reply_privately(row)
	except errors.GraphError as error:
		comment_standing.refuse_for(error)
	if problem := comment_standing.AGAINST.get(may):
		refuse(problem, comment_problems.words(problem))


def _reserve(row: Any, facts: dict[str, Any]) -> str:
	"""The ledger's row for this reply, Reserved; refuses where somebody else has it."""
	values = {"state": "Reserved", "tries": 0, "next_ms": 0, "problem": "", "error": "", "code": "", **facts}
	place = {"comment": row.name, "comment_key": row.comment_key, "page": row.page, "thread": row.thread}
	try:
		return rows.insert(DOCTYPE, {**place, **values})
	except Exception as error:
		if not is_taken(error):
			raise
	frappe.db.rollback()
	ledger = rows.get(DOCTYPE, {"comment_key": row.comment_key}, FIELDS, lock=True)
	_refuse_if_taken(ledger)
	rows.update(DOCTYPE, ledger.name, values)
	return ledger.name


def _refuse_if_taken(ledger: Any) -> None:
	problem = private_state.used(ledger)
	if problem:
		refuse(problem, private_state.reason(problem, ledger))
