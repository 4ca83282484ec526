"""Having the outbox worked off, and the ticket say what became of an answer.

Nothing here fails an answer: a queue that is down is looked after by the sweep, a ticket that can't be
written is logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import frappe
from frappe.utils.background_jobs import get_queues_timeout

from fb_care.inbound import contention
from fb_care.inbound.job import logged
from fb_care.inbound.wake import OWN_QUEUE

JOB = "fb_care.jobs.send.send_thread"
SEEN_JOB = "fb_care.jobs.send.mark_seen"


def wake(doctype: str, thread: str) -> None:
	"""Have the thread's waiting answers sent once this transaction is committed."""
	start(JOB, doctype=doctype, thread=thread)


def start(method: str, **about: str) -> None:
	"""Enqueue a job that sends, once this transaction is committed; a queue that is down raises nothing."""
	frappe.db.after_commit.add(partial(_enqueue, method, about))


def _enqueue(method: str, about: dict[str, str]) -> None:
	try:
		queue = OWN_QUEUE if OWN_QUEUE in get_queues_timeout() else "short"
		frappe.enqueue(method, queue=queue, **about)
	except contention.TimeUp:
		raise
	except Exception:
		frappe.logger("fb_care").warning(
			f"The queue could not be reached to start {method} for {about}; the sweep will do it"
		)


def seen(doctype: str, thread: str) -> None:
	"""Tell the person that their messages were read, where the page's setting says so."""
	page = frappe.db.get_value(doctype, thread, "page")
	if doctype == "FB Conversation" and frappe.db.get_value("FB Page", page, "mark_seen"):
		frappe.enqueue(SEEN_JOB, queue="short", conversation=thread, enqueue_after_commit=True)


def show(communications: Iterable[str], failed: Iterable[str] = ()) -> None:
	"""Bring the ticket entries of these answers up to date, each in a transaction of its own.

	`failed`: those whose answer has just failed for good, which the agent is told.
	"""
	from fb_care.tickets import answers

	for work, names in ((answers.show, communications), (answers.failed, failed)):
		for name in dict.fromkeys(name for name in names if name):
			with logged(f"fb_care: the ticket entry {name} does not show what became of its answer"):
				contention.patiently(partial(work, name))
