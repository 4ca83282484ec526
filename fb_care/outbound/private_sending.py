"""Sending a private reply that is reserved, and what becomes of it. Run by `jobs.comment_jobs`.

It is marked Sending and committed before Facebook is asked. After that only Facebook's clear refusal leads to
another try; where there was no answer it is Unknown, and nothing here ever sends it again.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html, now

from fb_care import clock
from fb_care.facebook import errors, window
from fb_care.facebook.graph_send import Sent
from fb_care.inbound import comment_threads, contention, own_actions, private_settle, rows, threads
from fb_care.inbound import echoes as reports
from fb_care.inbound.comment_threads import COMMENT
from fb_care.inbound.private_settle import DOCTYPE, FIELDS, PREFIX
from fb_care.outbound import comment_problems, comment_standing, pages, problems, verdict
from fb_care.outbound.refusal import Refusal
from fb_care.tickets import sync
from fb_care.times import site_datetime

JOB = "fb_care.jobs.comment_jobs.send_private_reply"
#: A worker that has had a reply for so long is dead: whether it was sent is not known (ms).
LEASE_MS = 10 * 60_000


def wake(name: str) -> None:
	"""Have it sent once this transaction is committed; if the queue is down, the sweep sees to it."""
	frappe.db.after_commit.add(partial(_enqueue, name))


def _enqueue(name: str) -> None:
	try:
		frappe.enqueue(JOB, queue="short", ledger=name)
	except contention.TimeUp:
		raise
	except Exception:
		frappe.logger("fb_care").warning(f"The queue could not be reached to send private reply {name}")


def send(name: str) -> str:
	"""Send the reserved reply `name`, unless another worker has it; its state then. Commits."""
	frappe.db.commit()
	ledger = contention.patiently(partial(_take, name))
	if ledger:
		comment = comment_standing.load(ledger.comment)
		try:
			_finish(ledger, _attempt(ledger, comment))
		except contention.TimeUp:
			frappe.db.rollback()
			contention.patiently(partial(lose, name))
			raise
		_tell(name, comment.thread)
	return frappe.db.get_value(DOCTYPE, name, "state") or ""


def _take(name: str) -> Any:
	"""The ledger's row, Sending and this worker's; None where there is nothing to send now."""
	ledger = rows.get(DOCTYPE, {"name": name}, FIELDS, lock=True)
	if not ledger or ledger.state != "Reserved" or (ledger.next_ms or 0) > clock.now_ms():
		return None
	paused = pages.paused_until_ms(ledger.page)
	if paused > clock.now_ms():
		rows.update(DOCTYPE, name, {"next_ms": paused})
		return None
	ledger.update(state="Sending", tries=(ledger.tries or 0) + 1, started_ms=clock.now_ms())
	values = {"state": "Sending", "tries": ledger.tries, "started_ms": ledger.started_ms}
	rows.update(DOCTYPE, name, {**values, "next_ms": 0, "problem": "", "error": "", "code": ""})
	return ledger


def _attempt(ledger: Any, comment: Any) -> verdict.Verdict:
	"""Ask Facebook once, outside any transaction; what came of it."""
	if clock.now_ms() >= window.private_reply_until(comment.sent_ms or 0):
		return _failed(comment_problems.TOO_OLD)
	kind = "post_id" if comment.kind == "Visitor Post" else "comment_id"
	message = {"text": rows.as_written(ledger.text)}
	try:
		sent = comment_standing.ask(
			ledger.page,
			lambda client: client.send_message(
				{kind: comment.comment_id}, message, metadata=PREFIX + ledger.name
			),
		)
	except Refusal as refusal:
		return _failed(refusal.problem)
	except errors.GraphError as error:
		return _of_error(ledger, error)
	return verdict.sent(sent)


def _of_error(ledger: Any, error: errors.GraphError) -> verdict.Verdict:
	found = verdict.of_error(error, ledger.tries)
	if found.state == "Unknown":
		return verdict.Verdict(
			"Unknown", comment_problems.NOT_KNOWN, _words(comment_problems.NOT_KNOWN), found.code
		)
	if found.state == "Queued":
		return verdict.Verdict("Reserved", found.problem, found.words, found.code, found.wait_s)
	problem = comment_problems.of_error(error)
	if problem in problems.OF_THE_PAGE:
		contention.patiently(partial(pages.blame, ledger.page, problem, error.what, error.advice))
	return verdict.Verdict("Failed", problem, _words(problem), found.code)


def _failed(problem: str) -> verdict.Verdict:
	return verdict.Verdict("Failed", problem, _words(problem))


def _words(problem: str) -> str:
	return comment_problems.words(problem)


def _finish(ledger: Any, found: verdict.Verdict) -> None:
	if found.sent and found.sent.psid:
		contention.patiently(partial(_keep, ledger, found.sent))
		return
	if found.sent:  # sent, but Facebook doesn't say to whom: the echo will
		values = {"state": "Sent", "mid": found.sent.mid, "sent_ms": clock.now_ms()}
		contention.patiently(partial(_mark_sent, ledger, values))
		return
	contention.patiently(partial(_write, ledger.name, found))
	if found.wait_s and found.problem == problems.LIMITED:
		contention.patiently(partial(pages.pause, ledger.page, found.wait_s, found.words))


def _keep(ledger: Any, sent: Sent) -> None:
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


def _mark_sent(ledger: Any, values: dict[str, Any]) -> None:
	now = rows.get(DOCTYPE, {"name": ledger.name}, FIELDS, lock=True)
	if now and now.state != "Sent":
		more = {"sent_at": site_datetime(values["sent_ms"])}
		rows.update(DOCTYPE, ledger.name, {**values, **more})
		rows.update(COMMENT, ledger.comment, {"private_reply": ledger.name})
		thread = {"private_reply": ledger.name, "ticket_due": 1}
		rows.update(comment_threads.DOCTYPE, ledger.thread, thread)


def _write(name: str, found: verdict.Verdict) -> None:
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
	_write(name, verdict.Verdict("Unknown", problem, _words(problem)))


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
	values = {"state": state, "problem": problem, "error": _words(problem) if problem else "", "code": ""}
	if state == "Sent":
		values |= {"sent_ms": ledger.started_ms, "sent_at": site_datetime(ledger.started_ms)}
		rows.update(COMMENT, ledger.comment, {"private_reply": name})
		rows.update(comment_threads.DOCTYPE, ledger.thread, {"private_reply": name})
	rows.update(DOCTYPE, name, values)
	_due(ledger)


def _tell(name: str, thread: str) -> None:
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
		who = own_actions.name_of(ledger.sent_by)
		frappe.logger("fb_care").warning(f"Could not tell {who} about private reply {ledger.name}")
