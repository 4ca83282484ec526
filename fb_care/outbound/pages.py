"""What keeps a whole page from sending: no token, a restriction, a pause for Facebook's limits.

Answers that meet such a thing are Held and offered to people once it is mended: nothing that was written
yesterday goes out today unasked. Written straight to single fields, as the page's form is often open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_system_timezone

from fb_care import clock, health, settings
from fb_care.facebook.usage import Usage
from fb_care.inbound import rows
from fb_care.outbound import page_state, problems
from fb_care.outbound.channel import all_channels

#: Pause in seconds between two calls when the page has used most of its allowance, and when it has used all.
SLOW_S, STOPPED_S = 15, 300


def obstacle(page: str) -> str:
	"""Why nothing of the page can be sent at present, as a code of `problems`; "" if it can."""
	# Decrypted, not only looked for: what can't be decrypted must not be taken up for sending.
	return page_state.of(page).obstacle if settings.page_token(page) else problems.TOKEN_MISSING


def zone(page: str) -> str:
	"""The name of the page's time zone; the site's where the page has none."""
	return frappe.db.get_value("FB Page", page, "time_zone") or get_system_timezone()


def paused_until_ms(page: str) -> int:
	"""Until when (UTC ms) the page sends nothing because of Facebook's limits; 0 or a past time: it sends."""
	return frappe.db.get_value("FB Page", page, "send_paused_until_ms") or 0


def pause(page: str, seconds: int, reason: str) -> None:
	"""Send nothing of the page for so long; a pause that lasts longer stays."""
	until = clock.now_ms() + seconds * 1000
	if until > paused_until_ms(page):
		values = {"send_paused_until_ms": until, "send_paused_reason": reason}
		frappe.db.set_value("FB Page", page, rows.clean("FB Page", values), update_modified=False)


def heed(page: str, usage: Usage) -> None:
	"""Slow down before Facebook refuses: what the headers of its last answer say of the page's allowance."""
	if not usage.slow_down:
		if (
			frappe.db.get_value("FB Page", page, "send_paused_reason")
			and paused_until_ms(page) <= clock.now_ms()
		):
			frappe.db.set_value("FB Page", page, "send_paused_reason", "", update_modified=False)
		return
	seconds = usage.regain_minutes * 60 or (STOPPED_S if usage.percent >= 100 else SLOW_S)
	reason = _("The page has used {0} % of what Facebook lets it do; it goes on more slowly.")
	pause(page, seconds, reason.format(usage.percent))


def blame(page: str, problem: str, what: str, advice: str) -> None:
	"""A problem of the page: a notice for its managers, and all its waiting answers are Held.

	Automatic replies don't wait: they are given up.
	"""
	if problem == problems.TOKEN:
		health.notice(page, "Error", "token", "token_dead", what, advice)
	elif problem == problems.RESTRICTED:
		health.notice(page, "Error", "policy", "page_restricted", what, advice)
		frappe.db.set_value("FB Page", page, "blocked_until_fixed", 1, update_modified=False)
	elif problem == problems.PERMISSION:
		health.notice(page, "Error", "sending", "sending_refused", what, advice)
	hold(page, problem)


def hold(page: str, problem: str) -> None:
	"""What of the page is queued waits until a person sends or discards it."""
	for channel in all_channels():
		table = frappe.qb.DocType(channel.part)
		waiting = (table.page == page) & (table.send_state == "Queued")
		if "automatic" in channel.fields:
			_stop(table, waiting & (table.automatic != ""), "Discarded", problem)
		_stop(table, waiting, "Held", problem)


def _stop(table: Any, which: Any, state: str, problem: str) -> None:
	words = problems.words(problem, automatic=state == "Discarded")
	query = frappe.qb.update(table).set(table.send_state, state).set(table.send_problem, problem)
	query.set(table.send_error, words).where(which).run()


def held(page: str) -> list[Any]:
	"""The answers of the page that wait for a person, oldest first: rows with their DocType and thread."""
	found: list[Any] = []
	for channel in all_channels():
		fields = [
			"name",
			channel.link,
			"text",
			"sent_by",
			"queued_ms",
			"send_problem",
			"answer",
			"communication",
		]
		for row in frappe.get_all(
			channel.part, {"page": page, "send_state": "Held"}, fields, order_by="queued_ms asc, part asc"
		):
			row.update(doctype=channel.part, thread_doctype=channel.holder, thread=row.pop(channel.link))
			found.append(row)
	return sorted(found, key=lambda row: row.queued_ms or 0)


def offer(page: str) -> None:
	"""Tell the managers that answers wait, now that the page can send again; says so once while they do."""
	waiting = held(page) if not obstacle(page) else []
	if not waiting:
		health.clear(page, "held")
		return
	message = _("{0} answers were written while the page could not send. They wait.").format(len(waiting))
	health.notice(
		page, "Warning", "held", "answers_wait", message, _("Send or discard them in the page's form.")
	)


def release(page: str, state: str = "Queued", names: Sequence[str] = ()) -> list[Any]:
	"""Queue or discard (`state` Queued, Discarded) the page's held answers, or those of `names`; which."""
	chosen = [row for row in held(page) if not names or row.name in names]
	for row in chosen:
		values = {"send_state": state, "send_next_ms": 0, "send_tries": 0}
		cleared = {"send_problem": "", "send_error": ""} if state == "Queued" else {}
		rows.update(row.doctype, row.name, {**values, **cleared})
	if not held(page):
		health.clear(page, "held")
	return chosen
