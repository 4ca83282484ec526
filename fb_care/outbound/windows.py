"""May the page write here now, until when and why; and if not, what else can be done.

One function feeds what agents are shown and what is refused, so that the two never differ.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care import clock
from fb_care.facebook.window import Permit
from fb_care.inbound import groups, rows
from fb_care.outbound import alternatives, messages, page_state, problems
from fb_care.outbound.channel import Channel
from fb_care.outbound.page_state import PageState
from fb_care.outbound.refusal import refuse
from fb_care.times import site_datetime

CONVERSATION = "FB Conversation"


def check(channel: Channel, holder: Any) -> None:
	"""Refuse, with the reason and what else can be done, where an answer can't be sent.

	What only makes the page wait (a dead token, a pause) is no reason to refuse: such answers are kept.
	"""
	problem = obstacle(channel, holder)
	if not problem:
		return
	words = [problems.words(problem), *(option["label"] for option in alternatives.of(channel, holder))]
	refuse(problem, " ".join(words))


def obstacle(channel: Channel, holder: Any) -> str:
	"""The code of `problems` that stands against an answer in this thread, "" for none."""
	page = page_state.of(holder.page)
	if not page.enabled:
		return problems.PAGE_OFF
	return _against(holder, _permit(channel, holder, page), is_blocked(holder))


def _permit(channel: Channel, holder: Any, page: PageState) -> Permit | None:
	"""Whether and how the page may write privately; None where it would answer in public."""
	if channel.holder != CONVERSATION:
		return None
	return messages.permit(holder, human_agent=page.human_agent)


def is_blocked(holder: Any) -> bool:
	"""Whether the person of a thread is blocked, through whichever of their contacts."""
	contact = holder.get("contact")
	return bool(contact and groups.blocked([contact]))


def _against(holder: Any, may: Permit | None, blocked: bool) -> str:
	"""As `obstacle`, of a page that is in use."""
	if blocked:
		return problems.BLOCKED
	if may is None or may.may:
		return ""
	return problems.WINDOW if may.until_ms or holder.last_incoming_ms else problems.NEVER_WROTE


def last_incoming_ms(channel: Channel, holder: Any) -> int:
	"""When the person last said something in the thread (UTC ms); 0 if never."""
	if channel.holder == CONVERSATION:
		return holder.last_incoming_ms or 0
	filters = {channel.link: holder.name, "direction": "Incoming"}
	found = frappe.get_all(channel.part, filters=filters, pluck="sent_ms", order_by="sent_ms desc", limit=1)
	return (found[0] if found else 0) or 0


def describe(channel: Channel, name: str) -> dict[str, Any]:
	"""What a composer shows: `may`, `kind`, until when (UTC ms, and site time), reason, alternatives."""
	holder = rows.get(channel.holder, {"name": name}, ["*"])
	return describe_known(channel, holder, page_state.of(holder.page), is_blocked(holder))


def describe_known(channel: Channel, holder: Any, page: PageState, blocked: bool) -> dict[str, Any]:
	"""The same of a thread's row or document, whose page, and whether the person is blocked, is known."""
	may = _permit(channel, holder, page)
	problem = _against(holder, may, blocked) if page.enabled else problems.PAGE_OFF
	until_ms = may.until_ms if may else 0
	return {
		"may": not problem,
		"kind": _kind(may),
		"until_ms": until_ms,
		"until": str(site_datetime(until_ms) or ""),
		"now_ms": clock.now_ms(),
		"problem": problem,
		"reason": problems.words(problem) if problem else _reason(holder, may),
		"waits": _what_waits(page),
		"alternatives": alternatives.of(channel, holder) if problem else [],
	}


def _kind(may: Any) -> str:
	if may is None:
		return "comment"
	return "human_agent" if may.tag else "response"


def _reason(holder: Any, may: Any) -> str:
	if may is None:
		return _("The answer is public: everybody who sees the post can read it.")
	if may.tag:
		return _("More than 24 hours have passed; a person may still answer by hand for 7 days.")
	return _opened_by().get(holder.get("window_reason") or "message", "")


def _opened_by() -> dict[str, str]:
	"""What opened the window, by `FB Conversation.window_reason`."""
	return {
		"message": _("Open since the person's last message."),
		"button": _("Open since the person pressed a button."),
		"reaction": _("Open since the person's last reaction."),
		"link": _("Open since the person came back through a link."),
		"message from an ad": _("Open since the person wrote from an ad."),
	}


def _what_waits(page: PageState) -> str:
	"""Why what is sent now would wait; "" if it goes out at once."""
	if page.obstacle:
		return problems.words(page.obstacle)
	return problems.words(problems.LIMITED) if page.paused_until_ms > clock.now_ms() else ""
