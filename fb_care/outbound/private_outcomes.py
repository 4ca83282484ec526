"""What became of a private reply: written to its ledger, conversation and ticket, and told to the agent.

Called by `private_sending` after each attempt, by the sweep, and by a person's look at Facebook. Facebook's
echo is stronger than any of these: what is Sent stays Sent.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html, now

from fb_care import clock, team
from fb_care.facebook.graph_send import Sent
from fb_care.figures import responses
from fb_care.inbound import comment_threads, contention, private_settle, rows, threads
from fb_care.inbound import echoes as reports
from fb_care.inbound.comment_threads import COMMENT
from fb_care.inbound.private_settle import DOCTYPE, FIELDS, PREFIX
from fb_care.outbound import comment_problems, verdict
from fb_care.tickets import sync
from fb_care.times import site_datetime


def keep(ledger: Any, sent: Sent) -> None:
	"""Store the message in its conversation, and settle the ledger; nothing where the echo did so before."""
	conversation = threads.open_locked(ledger.page, sent.psid)
	known = rows.get("FB Message", {"mid": sent.mid}, ["name", "private_reply", "sent_ms"])
	at_ms = known.sent_ms if known else clock.now_ms()
	changes: dict[str, Any] = {}
	if known:
		if not known.private_reply:
			rows.update("FB Message", known.name, private_settle.facts(ledger))
		message = known.name
	else:
		row = _row(conversation, ledger, sent, at_ms)
		message = rows.insert("FB Message", row)
		changes = threads.note_message(conversation, row, threads.gist(rows.as_written(ledger.text), ""))
	more, _thread = private_settle.settle(conversation, ledger.name, message, sent.mid, at_ms)
	due = {"ticket_due": 1} if conversation.ticket else {}
	threads.save(conversation, {**changes, **more, **due})
	responses.refresh(conversation.name, [at_ms])


def _row(conversation: Any, ledger: Any, sent: Sent, at_ms: int) -> dict[str, Any]:
	return {
		"conversation": conversation.name,
		"page": conversation.page,
		"contact": conversation.contact,
		"kind": "Message",
		"direction": "Outgoing",
		"mid": sent.mid,
		"text": rows.as_written(ledger.text),
		"metadata": PREFIX + ledger.name,
		"sent_ms": at_ms,
		"sent_at": site_datetime(at_ms),
		"reached_ms": at_ms,
		"standby": 0,
		"unsent": 0,
		"edit_count": 0,
		**private_settle.facts(ledger),
		**reports.reached(conversation, at_ms),
	}


def mark_sent(ledger: Any, values: dict[str, Any]) -> None:
	now = rows.get(DOCTYPE, {"name": ledger.name}, FIELDS, lock=True)
	if now and now.state != "Sent":
		more = {"sent_at": site_datetime(values["sent_ms"])}
		rows.update(DOCTYPE, ledger.name, {**values, **more})
		rows.update(COMMENT, ledger.comment, {"private_reply": ledger.name})
		thread = {"private_reply": ledger.name, "ticket_due": 1}
		rows.update(comment_threads.DOCTYPE, ledger.thread, thread)


def write(name: str, found: verdict.Verdict) -> None:
	"""Write what became of the attempt, unless the echo has told better meanwhile."""
	ledger = rows.get(DOCTYPE, {"name": name}, FIELDS, lock=True)
	if not ledger or ledger.state != "Sending":
		return
	wait = clock.now_ms() + found.wait_s * 1000 if found.wait_s else 0
	values = {"state": found.state, "problem": found.problem, "error": found.words, "code": found.code}
	rows.update(DOCTYPE, name, {**values, "next_ms": wait})
	_due(ledger)


def lose(name: str) -> None:
	"""A worker died, or its time was up, while Facebook was being asked: nobody knows."""
	problem = comment_problems.NOT_KNOWN
	write(name, verdict.Verdict("Unknown", problem, comment_problems.words(problem)))


def _due(ledger: Any) -> None:
	"""The ticket is to say so."""
	thread = frappe.qb.DocType(comment_threads.DOCTYPE)
	query = frappe.qb.update(thread).set(thread.ticket_due, 1).where(thread.name == ledger.thread)
	query.where(thread.ticket != "").run()


def not_sent(name: str) -> None:
	"""Facebook says that the comment was not answered: the reply may be sent again by a person."""
	_settle_unknown(name, "Failed", comment_problems.NOT_SENT)


def seen_at_facebook(name: str) -> None:
	"""Facebook says that the comment has its private reply: then it was this one."""
	_settle_unknown(name, "Sent", "")


def _settle_unknown(name: str, state: str, problem: str) -> None:
	ledger = rows.get(DOCTYPE, {"name": name}, FIELDS, lock=True)
	if not ledger or ledger.state != "Unknown":
		return
	values = {
		"state": state,
		"problem": problem,
		"error": comment_problems.words(problem) if problem else "",
		"code": "",
	}
	if state == "Sent":
		values |= {"sent_ms": ledger.started_ms, "sent_at": site_datetime(ledger.started_ms)}
		rows.update(COMMENT, ledger.comment, {"private_reply": name})
		rows.update(comment_threads.DOCTYPE, ledger.thread, {"private_reply": name})
	rows.update(DOCTYPE, name, values)
	_due(ledger)


def tell(name: str, thread: str) -> None:
	"""Bring it to the ticket, and to the agent where it was not sent."""
	ledger = rows.get(DOCTYPE, {"name": name}, FIELDS)
	frappe.db.commit()
	sync.sync_thread(comment_threads.DOCTYPE, thread)
	if ledger.conversation:
		sync.sync_thread(threads.DOCTYPE, ledger.conversation)
	place = {"doctype": comment_threads.DOCTYPE, "name": thread}
	news = {**place, "modified": now()}
	frappe.publish_realtime("doc_update", news, doctype=comment_threads.DOCTYPE, docname=thread)
	if ledger.state in ("Failed", "Unknown") and ledger.sent_by:
		_notify(ledger, thread)


def _notify(ledger: Any, thread: str) -> None:
	try:
		title = frappe.db.get_value(comment_threads.DOCTYPE, thread, "title") or thread
		said = _("Your private reply to {0}: {1}")
		subject = said.format(
			f"<b>{escape_html(rows.as_written(title))}</b>", escape_html(ledger.error or "")
		)
		to = frappe.db.get_value("User", ledger.sent_by, "email") or ledger.sent_by
		notice = {"type": "Alert", "document_type": comment_threads.DOCTYPE, "document_name": thread}
		enqueue_create_notification([to], {**notice, "subject": subject, "from_user": "Administrator"})
		frappe.db.commit()
	except contention.TimeUp:
		raise
	except Exception:
		who = team.name_of(ledger.sent_by)
		frappe.logger("fb_care").warning(f"Could not tell {who} about private reply {ledger.name}")
