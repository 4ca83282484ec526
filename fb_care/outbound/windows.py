"""May the page write here now, until when and why; and if not, what else can be done.

One function feeds what agents are shown and what is refused, so that the two never differ.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care import clock
from fb_care.inbound import groups, rows
from fb_care.outbound import messages, problems
from fb_care.outbound.channel import Channel
from fb_care.outbound.refusal import refuse
from fb_care.tickets import address
from fb_care.times import site_datetime

CONVERSATION = "FB Conversation"


def check(channel: Channel, holder: Any) -> None:
	"""Refuse, with the reason and what else can be done, where an answer can't be sent.

	What only makes the page wait (a dead token, a pause) is no reason to refuse: such answers are kept.
	"""
	problem = obstacle(channel, holder)
	if not problem:
		return
	words = [problems.words(problem), *(option["label"] for option in alternatives(channel, holder))]
	refuse(problem, " ".join(words))


def obstacle(channel: Channel, holder: Any) -> str:
	"""The code of `problems` that stands against an answer in this thread, "" for none."""
	page = frappe.db.get_value("FB Page", holder.page, "enabled")
	if not page:
		return problems.PAGE_OFF
	contact = holder.get("contact")
	if contact and groups.blocked([contact]):
		return problems.BLOCKED
	if channel.holder != CONVERSATION:
		return ""
	may = messages.permit(holder)
	if may.may:
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
	problem = obstacle(channel, holder)
	private = channel.holder == CONVERSATION
	may = messages.permit(holder) if private else None
	until_ms = may.until_ms if may else 0
	return {
		"may": not problem,
		"kind": _kind(may),
		"until_ms": until_ms,
		"until": str(site_datetime(until_ms) or ""),
		"now_ms": clock.now_ms(),
		"problem": problem,
		"reason": problems.words(problem) if problem else _reason(holder, may),
		"waits": _what_waits(holder.page),
		"alternatives": alternatives(channel, holder) if problem else [],
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


def _what_waits(page: str) -> str:
	"""Why what is sent now would wait; "" if it goes out at once."""
	from fb_care.outbound import pages

	problem = pages.obstacle(page)
	if problem:
		return problems.words(problem)
	paused = pages.paused_until_ms(page) > clock.now_ms()
	return problems.words(problems.LIMITED) if paused else ""


def alternatives(channel: Channel, holder: Any) -> list[dict[str, str]]:
	"""What else an agent can do to reach the person, each with a sentence: an e-mail, a comment, to wait."""
	found = [*_by_email(holder), *(_by_comment(holder) if channel.holder == CONVERSATION else [])]
	wait = _("When the person writes again, you can answer for 24 hours.")
	return [*found, {"kind": "wait", "label": wait}]


def _by_email(holder: Any) -> list[dict[str, str]]:
	contact = (
		frappe.db.get_value("FB Contact", holder.get("contact"), "contact") if holder.get("contact") else ""
	)
	email = frappe.db.get_value("Contact", contact, "email_id") if contact else ""
	if not email or address.is_made_up(email):
		return []
	return [{"kind": "email", "address": email, "label": _("Write an e-mail to {0} instead.").format(email)}]


def _by_comment(holder: Any) -> list[dict[str, str]]:
	filters = {"contact": holder.get("contact"), "page": holder.page, "state": ["!=", "Spam"]}
	threads = frappe.get_all(
		"FB Comment Thread", filters=filters, pluck="name", order_by="last_ms desc", limit=1
	)
	label = _("Answer their comment instead.")
	return [{"kind": "comment", "thread": name, "label": label} for name in threads]
