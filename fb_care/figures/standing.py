"""Which openings are left out of the figures, and why: kept in each row of FB Response.

*Spam*: the conversation is marked so. *Away*: the page was away when the opening was sent. *Done*: a person
put the conversation away (Done or Archived) when the opening was here and had no answer. All three are undone
when their cause is: the state is taken back, the period corrected, an answer sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce

from fb_care import clock
from fb_care.care.openings import COUNTS, left_out
from fb_care.figures import due
from fb_care.figures.log import RESPONSE
from fb_care.inbound import contention, rows

CONVERSATION = "FB Conversation"
PERIOD = "FB Away Period"
#: States in which a conversation is put away: nothing more is to be done about it.
PUT_AWAY = ("Done", "Archived")
BATCH = 1000

Span = tuple[int, int]


def of_conversation(name: str) -> Any:
	"""What of a conversation decides whether its openings are left out."""
	return rows.get(CONVERSATION, {"name": name}, ["state", "dismissed_ms"])


def of_new(row: dict[str, Any], talk: Any) -> str:
	"""Why a row that is about to be stored is left out; "" when it counts. `talk`: see `of_conversation`."""
	away = was_away(row["page"], row["opened_ms"])
	return _why(frappe._dict(row, state=talk.state, dismissed_ms=talk.dismissed_ms), away)


def was_away(page: str, at_ms: int) -> bool:
	"""Whether the page was away at this time (UTC ms), as far as its periods are known."""
	period = frappe.qb.DocType(PERIOD)
	query = frappe.qb.from_(period).select(period.end_ms)
	query = query.where((period.page == page) & (period.start_ms <= at_ms))
	found = query.orderby(period.start_ms, order=frappe.qb.desc).limit(1).run()
	return bool(found) and (not found[0][0] or at_ms < found[0][0])


def state_changed(conversation: str, before: str, after: str) -> None:
	"""A person put the conversation into another state. The caller commits."""
	row = rows.get(CONVERSATION, {"name": conversation}, ["dismissed_ms", "dismissed_before_ms"])
	if after in PUT_AWAY and before not in PUT_AWAY:
		values = {"dismissed_ms": clock.now_ms(), "dismissed_before_ms": row.dismissed_ms or 0}
	elif before in PUT_AWAY and after not in PUT_AWAY:
		values = {"dismissed_ms": row.dismissed_before_ms or 0}
	else:
		values = {}
	if values:
		frappe.db.set_value(CONVERSATION, conversation, values, update_modified=False)
	reconsider(conversation)


def reconsider(conversation: str, at_ms: int = 0) -> None:
	"""Look again whether the openings of a conversation (or the one at `at_ms`) are left out."""
	response, query = _rows()
	query = query.where(response.conversation == conversation)
	found = query.where(response.opened_ms == at_ms).run(as_dict=True) if at_ms else query.run(as_dict=True)
	_set(found)


def away_changed(page: str, from_ms: int, to_ms: int) -> None:
	"""Periods of the page changed within these times (UTC ms): look at the openings of then. Commits."""
	after: tuple[int, str] | None = (from_ms, "")
	while after:
		after = contention.patiently(partial(_look_at_some, page, after, to_ms))


def _look_at_some(page: str, after: tuple[int, str], to_ms: int) -> tuple[int, str] | None:
	"""The next openings after this time and name; those of the last one, None where there are no more."""
	response, query = _rows()
	# The ways of counting are named for the index alone.
	query = query.where((response.page == page) & response.counts.isin(list(COUNTS)))
	query = query.where((response.opened_ms >= after[0]) & (response.opened_ms < to_ms))
	later = (response.opened_ms == after[0]) & (response.name > after[1])
	query = query.where((response.opened_ms > after[0]) | later)
	found = query.orderby(response.opened_ms).orderby(response.name).limit(BATCH).run(as_dict=True)
	_set(found)
	return (found[-1].opened_ms, found[-1].name) if len(found) == BATCH else None


def _rows() -> tuple[Any, Any]:
	response, conversation = frappe.qb.DocType(RESPONSE), frappe.qb.DocType(CONVERSATION)
	query = frappe.qb.from_(response).join(conversation).on(conversation.name == response.conversation)
	fields = [response[name] for name in ("name", "page", "opened_ms", "answer", "reached_ms")]
	query = query.select(*fields, Coalesce(response.left_out, "").as_("left_out"))
	return response, query.select(conversation.state, conversation.dismissed_ms)


def _set(found: Sequence[Any]) -> None:
	"""Write what is another one than the row says."""
	changed: dict[tuple[str, str], list[Any]] = {}
	for row, away in zip(found, _away(found), strict=True):
		why = _why(row, away)
		if why != row.left_out:
			changed.setdefault((row.left_out, why), []).append(row)
	for (before, why), some in changed.items():
		# Not where another worker, who knows better, has been there since it was read.
		rows.update_many(RESPONSE, {row.name: {"left_out": why} for row in some}, left_out=before)
	due.mark(*{row.page for some in changed.values() for row in some})


def _away(found: Sequence[Any]) -> Iterable[bool]:
	"""For each row whether the page was away at its time."""
	spans: dict[str, list[Span]] = {}
	for page in {row.page for row in found}:
		times = [row.opened_ms for row in found if row.page == page]
		spans[page] = _periods(page, min(times), max(times))
	return [any(start <= row.opened_ms < end for start, end in spans[row.page]) for row in found]


def _periods(page: str, from_ms: int, to_ms: int) -> list[Span]:
	"""The page's periods that touch these times; one that still runs has no end."""
	period = frappe.qb.DocType(PERIOD)
	query = frappe.qb.from_(period).select(period.start_ms, period.end_ms).where(period.page == page)
	ended = Coalesce(period.end_ms, 0)
	query = query.where((period.start_ms <= to_ms) & ((ended == 0) | (ended > from_ms)))
	return [(start, end or 2**63) for start, end in query.run()]


def _why(row: Any, away: bool) -> str:
	dismissed = bool(row.dismissed_ms) and (row.reached_ms or 0) <= row.dismissed_ms
	return left_out(spam=row.state == "Spam", away=away, dismissed=dismissed, answered=bool(row.answer))
