"""What decides about automatic replies, read from stored rows: for `care.automatic`. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe.query_builder.functions import Max

from fb_care import clock
from fb_care.away.automatic_texts import PAGE_FIELDS, switched_on
from fb_care.care import automatic as rules
from fb_care.care.automatic import Facts
from fb_care.inbound import groups, threads
from fb_care.outbound import messages, pages

DAY_MS = 24 * 3600 * 1000
#: Who of the team wrote: here, or in Facebook's inbox.
TEAM = ("This App", "Page Inbox")
#: What messages are told apart by.
_SIDES = ("direction", "sender_kind", "kind", "standby", "unsent", "automatic", "send_state")


def gather(holder: Any, away_kind: str, absent_since_ms: int, since_ms: int = 0) -> Facts:
	"""The facts about a conversation whose row is locked, on a page that is away as `away_kind` says.

	Messages are read from a day before the absence, the opening or `since_ms` (UTC ms), whichever is first.
	"""
	page = frappe.db.get_value("FB Page", holder.page, PAGE_FIELDS, as_dict=True)
	opening_ms, waits = _opening(holder.name) if not away_kind else (0, False)
	now_ms = clock.now_ms()
	begun = [ms for ms in (absent_since_ms, opening_ms, since_ms) if ms]
	said = _said(holder.name, min([*begun, now_ms]) - DAY_MS)
	return Facts(
		now_ms=now_ms,
		switched_on=switched_on(page),
		away_kind=away_kind,
		absent_since_ms=absent_since_ms,
		quiet_ms=(page.quiet_minutes or 0) * rules.MINUTE_MS,
		silenced=holder.state == "Spam" or bool(groups.blocked([holder.contact])),
		may_write=messages.permit(holder, by_person=False).may,
		asked_ms=_last(said, _asked),
		team_ms=_last(said, _by_team),
		inbox_ms=_last(said, _by_inbox),
		opening_ms=opening_ms,
		opening_waits=waits,
		given_ms=_given(said, bool(pages.obstacle(holder.page))),
	)


def _opening(conversation: str) -> tuple[int, bool]:
	"""When the newest opening was written (UTC ms; 0: there is none), and whether it still waits.

	One that came while the page was away, or that was put away since, waits for no instant reply.
	"""
	found = frappe.get_all(
		"FB Response",
		filters={"conversation": conversation, "counts": "People"},
		fields=["opened_ms", "state", "left_out"],
		order_by="opened_ms desc",
		limit=1,
	)
	if not found:
		return 0, False
	return found[0].opened_ms or 0, found[0].state == "Open" and not found[0].left_out


def _said(conversation: str, floor_ms: int) -> list[Any]:
	"""When each kind of message was last sent and queued, of those sent since `floor_ms`: a row for each."""
	table = frappe.qb.DocType("FB Message")
	sides = [table[field] for field in _SIDES]
	newest = Max(table.sent_ms).as_("at_ms"), Max(table.queued_ms).as_("queued_ms")
	query = frappe.qb.from_(table).select(*sides, *newest)
	query = query.where((table.conversation == conversation) & (table.sent_ms >= floor_ms))
	return list(query.groupby(*sides).run(as_dict=True))


def _last(said: list[Any], which: Callable[[Any], bool]) -> int:
	return max((row.at_ms or 0 for row in said if which(row)), default=0)


def _asked(row: Any) -> bool:
	heard = row.direction == "Incoming" and row.kind in threads.WORDS
	return heard and not (row.standby or row.unsent)


def _by_team(row: Any) -> bool:
	return row.direction == "Outgoing" and row.sender_kind in TEAM and row.send_state != "Discarded"


def _by_inbox(row: Any) -> bool:
	return row.direction == "Outgoing" and row.sender_kind == "Automated" and not row.automatic


def _given(said: list[Any], page_cant_send: bool) -> tuple[tuple[str, int], ...]:
	"""Kind -> when such a reply was last made.

	One that was given up before it was sent doesn't use up the absence; it does while the page can't send,
	or each message would leave another one behind. There is one try for an instant reply.
	"""
	found: dict[str, int] = {}
	for row in said:
		kind, gone = row.automatic or "", row.send_state == "Discarded"
		if kind and (not gone or page_cant_send or kind == rules.INSTANT):
			found[kind] = max(found.get(kind, 0), row.queued_ms or 0)
	return tuple(sorted(found.items()))
