"""Sending a private reply that is reserved, and what becomes of it. Run by `jobs.comment_jobs`.

It is marked Sending and committed before Facebook is asked. After that only Facebook's clear refusal leads to
another try; where there was no answer it is Unknown, and nothing here ever sends it again.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe

from fb_care import clock
from fb_care.facebook import errors, window
from fb_care.inbound import contention, rows
from fb_care.inbound.private_settle import DOCTYPE, FIELDS, PREFIX
from fb_care.outbound import (
	comment_problems,
	comment_standing,
	pages,
	private_outcomes,
	problems,
	telling,
	verdict,
)
from fb_care.outbound.refusal import Refusal

JOB = "fb_care.jobs.comment_jobs.send_private_reply"


def wake(name: str) -> None:
	"""Have it sent once this transaction is committed; if the queue is down, the sweep sees to it."""
	telling.start(JOB, ledger=name)


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
			contention.patiently(partial(private_outcomes.lose, name))
			raise
		private_outcomes.tell(name, comment.thread)
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
		return _so("Failed", comment_problems.TOO_OLD)
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
		return _so("Failed", refusal.problem)
	except errors.GraphError as error:
		return _of_error(ledger, error)
	return verdict.sent(sent)


def _of_error(ledger: Any, error: errors.GraphError) -> verdict.Verdict:
	found = verdict.of_error(error, ledger.tries)
	if found.state == "Unknown":
		return _so("Unknown", comment_problems.NOT_KNOWN, found.code)
	if found.state == "Queued":
		return verdict.Verdict("Reserved", found.problem, found.words, found.code, found.wait_s)
	problem = comment_problems.of_error(error)
	if problem in problems.OF_THE_PAGE:
		contention.patiently(partial(pages.blame, ledger.page, problem, error.what, error.advice))
	return _so("Failed", problem, found.code)


def _so(state: str, problem: str, code: str = "") -> verdict.Verdict:
	return verdict.Verdict(state, problem, comment_problems.words(problem), code)


def _finish(ledger: Any, found: verdict.Verdict) -> None:
	if found.sent and found.sent.psid:
		contention.patiently(partial(private_outcomes.keep, ledger, found.sent))
		return
	if found.sent:  # sent, but Facebook doesn't say to whom: the echo will
		values = {"state": "Sent", "mid": found.sent.mid, "sent_ms": clock.now_ms()}
		contention.patiently(partial(private_outcomes.mark_sent, ledger, values))
		return
	contention.patiently(partial(private_outcomes.write, ledger.name, found))
	if found.wait_s and found.problem == problems.LIMITED:
		contention.patiently(partial(pages.pause, ledger.page, found.wait_s, found.words))
