"""Each minute: word of reply windows that are about to end where the person still waits for an answer.

Once for each window: the conversation keeps the end it was warned of. The people the ticket is assigned to
get a notification; open browsers of the page's people get an event whether it is assigned or not.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.query_builder.functions import Coalesce
from frappe.utils import cint, escape_html

from fb_care import clock, settings, team
from fb_care.inbound import contention, groups, rows
from fb_care.inbound.job import logged
from fb_care.jobs.alone import alone
from fb_care.tickets import handling

#: Sent to each person of the page: {"conversation", "page", "title", "until_ms", "ticket_doctype", "ticket"}.
EVENT = "fb_care_window"
CONVERSATION = "FB Conversation"
SECONDS = 50.0
LOCK_S = 400
BATCH = 100
MAX_WARNED = 1000
_FIELDS = (
	"name",
	"page",
	"contact",
	"title",
	"state",
	"window_until_ms",
	"window_warned_ms",
	"last_incoming_ms",
	"last_answer_ms",
	"ticket_doctype",
	"ticket",
)


def run() -> None:
	"""One run, unless another one is under way. What is left over is found again a minute later."""
	minutes = cint(settings.get().window_warn_minutes)
	with alone("windows", LOCK_S) as mine:
		if not mine or minutes <= 0:
			return
		until, after, seen = time.monotonic() + SECONDS, (0, ""), 0
		while seen < MAX_WARNED and time.monotonic() < until:
			found = _ending(minutes * 60_000, after)
			for row in found:
				with logged(f"fb_care: nobody was warned of the window of conversation {row.name}"):
					contention.patiently(partial(_warn, row.name))
			seen += len(found)
			if len(found) < BATCH:
				return
			after = (found[-1].window_until_ms, found[-1].name)


def _ending(ahead_ms: int, after: tuple[int, str]) -> list[Any]:
	"""The next open conversations whose window ends within `ahead_ms`, which were not warned of yet."""
	talk, page = frappe.qb.DocType(CONVERSATION), frappe.qb.DocType("FB Page")
	now = clock.now_ms()
	query = frappe.qb.from_(talk).join(page).on(page.name == talk.page)
	query = query.select(talk.name, talk.window_until_ms)
	query = query.where((page.enabled == 1) & (talk.state == "Open"))
	query = query.where((talk.window_until_ms > now) & (talk.window_until_ms <= now + ahead_ms))
	query = query.where(Coalesce(talk.window_warned_ms, 0) != talk.window_until_ms)
	query = query.where(talk.last_incoming_ms > Coalesce(talk.last_answer_ms, 0))
	later = (talk.window_until_ms == after[0]) & (talk.name > after[1])
	query = query.where((talk.window_until_ms > after[0]) | later)
	found = query.orderby(talk.window_until_ms).orderby(talk.name).limit(BATCH).run(as_dict=True)
	frappe.db.commit()
	return found


def _warn(name: str) -> None:
	"""Warn of one conversation, if that is still to be done once its row is locked."""
	row = rows.get(CONVERSATION, {"name": name}, _FIELDS, lock=True)
	waits = row and row.state == "Open" and (row.last_incoming_ms or 0) > (row.last_answer_ms or 0)
	if not waits or row.window_warned_ms == row.window_until_ms or row.window_until_ms <= clock.now_ms():
		return
	frappe.db.set_value(CONVERSATION, name, "window_warned_ms", row.window_until_ms, update_modified=False)
	if not groups.blocked([row.contact]):
		_tell(row)


def _tell(row: Any) -> None:
	about = {"conversation": row.name, "page": row.page, "title": row.title, "until_ms": row.window_until_ms}
	news = {**about, "ticket_doctype": row.ticket_doctype or "", "ticket": str(row.ticket or "")}
	for user in team.of_page(row.page):
		frappe.publish_realtime(EVENT, news, user=user, after_commit=True)
	people = handling.assigned(row.ticket_doctype, row.ticket) if row.ticket else []
	if people:
		frappe.db.after_commit.add(partial(_notify, row, people))


def _notify(row: Any, people: list[str]) -> None:
	left = max(round((row.window_until_ms - clock.now_ms()) / 60_000), 1)
	# The title is stored harmless; escaped once more it would show its entities.
	words = _("{0} still waits: Facebook takes an answer for {1} more minutes.")
	with logged(f"fb_care: nobody was notified of the window of conversation {row.name}"):
		enqueue_create_notification(
			people,
			{
				"type": "Alert",
				"document_type": row.ticket_doctype,
				"document_name": row.ticket,
				"subject": words.format(f"<b>{escape_html(rows.as_written(row.title))}</b>", left),
				"from_user": "Administrator",
			},
		)
