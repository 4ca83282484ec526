"""Whether a comment can still be answered privately, until when, and what became of it if it was.

Called by `private_replies`, from what is stored here; asks Facebook nothing.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime

from fb_care import clock, settings, team
from fb_care.facebook import links, window
from fb_care.facebook.constants import MAX_TEXT_CHARS
from fb_care.inbound import groups, rows
from fb_care.inbound.private_settle import DOCTYPE, FIELDS
from fb_care.outbound import comment_problems, comment_standing, problems
from fb_care.times import site_datetime

#: Kinds of things that Facebook lets a page answer privately.
KINDS = ("Comment", "Visitor Post")


def describe(row: Any) -> dict[str, Any]:
	"""All there is to know of a comment's private reply (`row` as `comment_standing.load` gives it)."""
	ledger = of_comment(row)
	problem = obstacle(row) or used(ledger) or comment_standing.against(row)
	until_ms = window.private_reply_until(row.sent_ms or 0)
	return {
		"comment": row.name,
		"may": not problem,
		"problem": problem,
		"reason": reason(problem, ledger),
		"until_ms": until_ms,
		"until": str(site_datetime(until_ms) or ""),
		"now_ms": clock.now_ms(),
		"asked_ms": row.standing_ms or 0,
		"limit": MAX_TEXT_CHARS,
		"link": link_of(row) if settings.get().private_reply_link else "",
		"note": frappe.db.get_value("FB Page", row.page, "private_reply_note") or "",
		**told(ledger),
	}


def told(ledger: Any) -> dict[str, Any]:
	"""What became of a private reply, for people; all empty where there is none."""
	ledger = ledger or frappe._dict()
	return {
		"state": ledger.state or "",
		"by": ledger.sent_by or "",
		"by_name": team.name_of(ledger.sent_by),
		"at_ms": ledger.sent_ms or 0,
		"at": str(ledger.sent_at or "")[:19],
		"text": rows.as_written(ledger.text),
		"conversation": ledger.conversation or "",
		"error": ledger.error or "",
		"code": ledger.code or "",
	}


def of_comment(row: Any) -> Any:
	"""The ledger's row of a comment, or None."""
	return rows.get(DOCTYPE, {"comment_key": row.comment_key}, FIELDS) if row.comment_key else None


def obstacle(row: Any) -> str:
	"""What stands against any private reply to this comment, by what is known here; "" if nothing does."""
	if row.state == "Removed":
		return comment_problems.GONE
	if row.direction == "Outgoing":
		return comment_problems.OWN
	if row.kind not in KINDS:
		return comment_problems.NO_COMMENT
	if clock.now_ms() >= window.private_reply_until(row.sent_ms or 0):
		return comment_problems.TOO_OLD
	contact = frappe.db.get_value("FB Comment Thread", row.thread, "contact")
	if contact and groups.blocked([contact]):
		return problems.BLOCKED
	return ""


def link_of(row: Any) -> str:
	"""The comment's address on Facebook."""
	if row.permalink:
		return row.permalink
	if row.kind == "Visitor Post":
		return f"https://www.facebook.com/{row.comment_id}"
	post = row.post or row.comment_id.rpartition("_")[0]
	return links.of_comment(post, row.comment_id)


def used(ledger: Any) -> str:
	"""Why the one private reply is no longer free; "" where Facebook clearly refused to send it."""
	if not ledger:
		return ""
	if ledger.state == "Failed":
		return ledger.problem if ledger.problem in comment_problems.FINAL else ""
	taken = {"Sent": comment_problems.USED, "Unknown": comment_problems.NOT_KNOWN}
	return taken.get(ledger.state, comment_problems.UNDER_WAY)


def reason(problem: str, ledger: Any) -> str:
	"""Why not, in words, with who and when where somebody here was first."""
	words = comment_problems.words(problem) if problem else ""
	if not ledger or not ledger.sent_by or problem not in (used(ledger), comment_problems.UNDER_WAY):
		return words
	who = escape_html(team.name_of(ledger.sent_by))
	if ledger.state == "Sent":
		at = format_datetime(ledger.sent_at) if ledger.sent_at else ""
		return _("{0} answered this comment privately ({1}).").format(who, at) + " " + words
	if ledger.state in ("Reserved", "Sending"):
		return _("{0} is answering this comment privately.").format(who) + " " + words
	return _("{0} tried to answer this comment privately.").format(who) + " " + words
