"""Starting background work at most once however many ask for it.

A flag in the cache says that a job is waiting; who sets it enqueues. The job takes the flag down before it
looks for work (`woken`), so what is stored after that starts another one. If the queue is down, nothing is
lost: the sweep of every minute looks for itself.
"""

from __future__ import annotations

import frappe
from frappe.utils.background_jobs import get_queues_timeout
from rq.timeouts import JobTimeoutException

#: After so many seconds a flag whose job got lost no longer holds others back.
FLAG_SECONDS = 60
#: A worker queue of this name, where the bench defines one, keeps incoming work apart from bulk work.
OWN_QUEUE = "fb_care"

_JOBS = {
	"drain": ("fb_care.inbound.process.drain", "short"),
	"fetch": ("fb_care.jobs.fetch.fetch_pending", "long"),
}


def wake(what: str) -> None:
	"""Enqueue the job `what` ("drain" or "fetch") unless it is waiting already.

	Raises nothing but that the time of the job that asks is up.
	"""
	method, queue = _JOBS[what]
	try:
		if frappe.cache.set(_flag(what), 1, nx=True, ex=FLAG_SECONDS):
			_enqueue(what, method, queue)
	except JobTimeoutException:
		raise
	except Exception:
		frappe.logger("fb_care").warning(
			f"The queue could not be reached to start {method}; the sweep will do it", exc_info=True
		)


def woken(what: str) -> None:
	"""Said by the job `what` before it looks for work."""
	frappe.cache.delete(_flag(what))


def _enqueue(what: str, method: str, queue: str) -> None:
	if what == "drain" and OWN_QUEUE in get_queues_timeout():
		queue = OWN_QUEUE
	try:
		frappe.enqueue(method, queue=queue)
	except Exception:
		woken(what)
		raise


def _flag(what: str) -> bytes:
	return frappe.cache.make_key(f"fb_care:{what}")
