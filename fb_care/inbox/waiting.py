"""Since when people wait, and what their waiting can cost: for the threads that a list shows."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce, Max
from pypika import Case
from pypika.functions import NullIf

from fb_care import clock
from fb_care.care.responsiveness import DAY_MS, MINUTE_MS
from fb_care.figures import policies
from fb_care.figures.log import RESPONSE
from fb_care.inbound.threads import WORDS
from fb_care.inbox.filters import CONVERSATION, THREAD

#: Nobody waits in these.
SETTLED = ("Done", "Spam")
#: An answer that went out, or is on its way.
_GOES_OUT = ("", "Sent", "Queued", "Sending", "Unknown")
_PARTS = {CONVERSATION: ("FB Message", "conversation"), THREAD: ("FB Comment", "thread")}

Key = tuple[str, str]


def columns(doctype: str, thread: Any) -> tuple[Any, Any]:
	"""Of threads: which way the last words went (`last_way`), and since when the person waits
	(`waiting_since_ms`, UTC ms; nothing or 0: nobody waits).

	An answer is what a person or another app said for the page and that went out or is on its way; automatic
	replies are none.
	"""
	unanswered = Coalesce(_first_unanswered(doctype, thread), 0)
	since_ms = Case().when(thread.state.notin(SETTLED), unanswered)
	return _last(doctype, thread).as_("last_way"), since_ms.as_("waiting_since_ms")


def _said(doctype: str, thread: Any, alias: str) -> tuple[Any, Any]:
	"""The thread's messages or comments that are there, as a table and a query."""
	part, link = _PARTS[doctype]
	table = frappe.qb.DocType(part).as_(alias)
	query = frappe.qb.from_(table).where((table[link] == thread.name) & (table.sent_ms > 0))
	query = query.where(Coalesce(table.send_state, "").isin(_GOES_OUT))
	if doctype == CONVERSATION:
		return table, query.where(table.kind.isin(WORDS) & (Coalesce(table.unsent, 0) == 0))
	return table, query.where(Coalesce(table.state, "") != "Removed")


def _last(doctype: str, thread: Any) -> Any:
	table, query = _said(doctype, thread, "l")
	return query.select(table.direction).orderby(table.sent_ms, order=frappe.qb.desc).limit(1)


def _first_unanswered(doctype: str, thread: Any) -> Any:
	table, query = _said(doctype, thread, "i")
	query = query.select(table.sent_ms).where(table.direction == "Incoming")
	query = query.where(table.sent_ms > Coalesce(_last_answer(doctype, thread), 0))
	if doctype == THREAD:
		# Answered privately: that is an answer too.
		private = frappe.qb.DocType("FB Private Reply").as_("p")
		sent = frappe.qb.from_(private).select(private.sent_ms)
		sent = sent.where((private.thread == thread.name) & (private.state == "Sent"))
		sent = sent.orderby(private.sent_ms, order=frappe.qb.desc).limit(1)
		query = query.where(table.sent_ms > Coalesce(sent, 0))
	return query.orderby(table.sent_ms).limit(1)


def _last_answer(doctype: str, thread: Any) -> Any:
	table, query = _said(doctype, thread, "o")
	query = query.select(table.sent_ms).where(table.direction == "Outgoing")
	if doctype == CONVERSATION:
		query = query.where(Coalesce(table.automatic, "") == "").where(table.sender_kind != "Automated")
	return query.orderby(table.sent_ms, order=frappe.qb.desc).limit(1)


def with_risk(query: Any, thread: Any) -> Any:
	"""The query of conversations, with what `risk` needs of each."""
	page, policy = frappe.qb.DocType("FB Page"), frappe.qb.DocType(policies.DOCTYPE)
	own = Coalesce(NullIf(page.badge_policy, ""), policies.BADGE)
	query = query.left_join(page).on(page.name == thread.page)
	query = query.left_join(policy).on(policy.name == own)
	query = query.select(page.very_responsive, policy.time_minutes, policy.window_days)
	return query.select(_opened_ms(thread, policy).as_("opened_ms"))


def _opened_ms(thread: Any, policy: Any) -> Any:
	"""When the opening without an answer was made: of several only the newest can still be answered."""
	response = frappe.qb.DocType(RESPONSE).as_("r")
	query = frappe.qb.from_(response).select(Max(response.opened_ms))
	query = query.where((response.conversation == thread.name) & (response.counts == policy.counts))
	return query.where((response.state == "Open") & (Coalesce(response.left_out, "") == ""))


def risk(row: Any) -> dict[str, Any] | None:
	"""The opening of a conversation that waits and counts for its page's badge.

	`by_ms`: when the response time that the page's policy allows is over (UTC ms). `costs`: the page has the
	badge now, so that an opening without an answer can cost it. What exactly this one costs is said by the
	forecast of the page (`figures.overview`), which takes all of its openings.
	"""
	opened_ms = row.get("opened_ms")
	if not opened_ms or opened_ms <= clock.now_ms() - int(row.window_days or 0) * DAY_MS:
		return None
	by_ms = opened_ms + round(float(row.time_minutes or 0) * MINUTE_MS)
	return {"by_ms": by_ms, "costs": bool(row.very_responsive)}
