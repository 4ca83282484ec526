"""An agent's answer: whether it may be sent, and its way into the outbox and the ticket.

Called by the API and by the composers of the helpdesks, inside `contention.patiently`: it locks the thread,
and another worker may be in the way. Whatever is refused is refused before anything is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care import clock, live, team
from fb_care.facebook.reading import clean_text
from fb_care.facebook.splitting import split
from fb_care.inbound import unread
from fb_care.outbound import channel as channels
from fb_care.outbound import files as outgoing
from fb_care.outbound import outbox, problems, request_ids, saved_replies, telling, windows
from fb_care.outbound.channel import Channel, Part
from fb_care.outbound.refusal import AnsweredMeanwhile, refuse
from fb_care.outbound.request_ids import Answer

#: An answer of a colleague is worth a warning for so long, unless the person has written since.
MEANWHILE_MS = 10 * 60_000
#: So many seconds the same words sent again mean "send it all the same".
INSISTING_S = 600
#: Longer than any answer that a person types.
MAX_CHARS = 20_000


def send(
	doctype: str,
	name: str,
	*,
	text: str,
	files: Sequence[str] = (),
	by: str,
	communication: str = "",
	saved_reply: str = "",
	confirm: bool = False,
	request_id: str = "",
) -> Answer:
	"""Queue an answer to an FB Conversation or FB Comment Thread; the caller commits.

	`text` is plain; `files` are names of File documents; `by` is the user who wrote it. `communication`: its
	entry in the ticket's timeline, where it was typed there; else one is made. Raises `Refusal`, and
	`AnsweredMeanwhile` where a colleague has just answered and neither `confirm` nor a second try insists.
	The same `request_id` of the same user again gives the answer that it made the first time.
	"""
	channel, mark = channels.of(doctype), request_ids.key(by, request_id)
	text = clean_text(text).strip()
	pieces = [Part(text=piece) for piece in _pieces(text)]
	holder = channel.lock(name)
	if not holder:
		frappe.throw(_("{0} {1} is not here any more.").format(_(doctype), escape_html(name)))
	if made := request_ids.answer(mark):
		return made
	parts = pieces + outgoing.parts_of(files, by)
	if not parts:
		refuse(problems.EMPTY)
	windows.check(channel, holder)
	_refuse_gaps(text, saved_reply)
	_warn(channel, holder, by, text, confirm)
	answer = mark or frappe.generate_hash(length=16)
	if not communication:
		communication = _write_entry(holder, channel.holder, answer, text, files, by)
	facts = {"answer": answer, "sent_by": by, "communication": communication, "saved_reply": saved_reply}
	names = outbox.queue(channel, holder, parts, facts)
	_afterwards(channel, holder, communication, saved_reply, by)
	return Answer(answer, names, communication)


def _refuse_gaps(text: str, saved_reply: str) -> None:
	"""A saved reply whose missing values were left standing is not for customers' eyes."""
	left = saved_replies.gaps_in(text) if saved_reply else []
	if left:
		words = _("These values are still missing in the text: {0}. Fill them in or take them out.")
		refuse(problems.GAPS, words.format(escape_html(", ".join(left))))


def _pieces(text: str) -> list[str]:
	if len(text) > MAX_CHARS:
		message = _("The text has {0} characters; {1} is the most for one answer.")
		refuse(problems.REFUSED, message.format(len(text), MAX_CHARS))
	return split(text)


def _write_entry(holder: Any, doctype: str, answer: str, text: str, names: Sequence[str], by: str) -> str:
	from fb_care.tickets import answers

	return answers.write(doctype, holder.name, answer, text, names, by)


def _afterwards(channel: Channel, holder: Any, communication: str, saved_reply: str, by: str) -> None:
	"""What has been answered is read; the words are on their way; the ticket says so."""
	read = unread.counted(0)
	frappe.db.set_value(channel.holder, holder.name, read, update_modified=False)
	live.written(channel.holder, holder.name, {"page": holder.page, **read})
	if saved_reply:
		from fb_care.outbound import saved_reply_use

		saved_reply_use.note(saved_reply, by, holder.page)
	if communication:
		from fb_care.tickets import answers

		answers.show(communication)
	telling.wake(channel.holder, holder.name)


def _warn(channel: Channel, holder: Any, by: str, text: str, confirm: bool) -> None:
	"""Say so once where somebody else has answered and the person has not written since."""
	other = holder.last_answer_by or ""
	answered_ms = holder.last_answer_ms or 0
	if other == by or answered_ms <= windows.last_incoming_ms(channel, holder):
		return
	if clock.now_ms() - answered_ms > MEANWHILE_MS or confirm or _insists(holder.name, by, text):
		return
	who = team.name_of(other) or _("Somebody in Facebook's inbox")
	words = _("{0} has just answered. Read that first; send again to send yours all the same.")
	refuse(problems.ANSWERED, words.format(escape_html(who)), AnsweredMeanwhile)


def _insists(thread: str, by: str, text: str) -> bool:
	"""True when this user sends the same words to the same thread for the second time."""
	digest = hashlib.sha256(f"{thread}\n{by}\n{text}".encode()).hexdigest()[:24]
	key = frappe.cache.make_key(f"fb_care:insists:{digest}")
	return not frappe.cache.set(key, 1, nx=True, ex=INSISTING_S)
