"""Running the jobs of the site at hand, all there are or for as long as told; and what is scheduled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import frappe
from frappe.cache import connection
from frappe.utils import now_datetime
from frappe.utils.background_jobs import enqueue, get_queue, get_queue_list
from rq import Queue, SimpleWorker
from rq.timeouts import TimerDeathPenalty

_EVENTS = ("all", "hourly", "hourly_long", "daily", "daily_long", "weekly", "monthly", "cron")


class _Worker(SimpleWorker):
	"""rq's worker in a thread of this process: no signals, and a job that fails is told to the caller."""

	death_penalty_class = TimerDeathPenalty

	def _install_signal_handlers(self) -> None:
		pass


def _queues() -> list[Queue]:
	return [get_queue(name) for name in get_queue_list()]


def _in_thread(function: Callable[[], Any]) -> Any:
	"""Runs it in a thread of its own, so that this one's site and transaction stay as they are."""
	out: list[Any] = []
	errors: list[BaseException] = []

	def run() -> None:
		try:
			out.append(function())
		except BaseException as error:
			errors.append(error)

	thread = threading.Thread(target=run)
	thread.start()
	thread.join()
	if errors:
		raise errors[0]
	return out[0]


def _run_next(site: str, sites_path: str) -> tuple[str, str, str] | None:
	"""Runs the first job there is: its state, name and traceback. None where there is none."""
	frappe.init(site, sites_path=sites_path, force=True)
	queues, redis = _queues(), connection()
	found = Queue.dequeue_any(queues, None, connection=redis)
	if not found:
		frappe.destroy()
		return None
	job, queue = found
	_Worker(queues, connection=redis).execute_job(job, queue)
	result = job.latest_result()
	return (
		"failed" if job.is_failed else "done",
		job.kwargs["method"],
		(result.exc_string if result else "") or "",
	)


def run_jobs(limit: int | None = None, fail_ok: bool = False) -> int:
	"""Runs what is queued, and what that queues, to the end; gives how many. RuntimeError where one fails."""
	site, sites_path, done = frappe.local.site, frappe.local.sites_path, 0
	while limit is None or done < limit:
		outcome = _in_thread(lambda: _run_next(site, sites_path))
		if not outcome:
			break
		done += 1
		if outcome[0] == "failed" and not fail_ok:
			raise RuntimeError(f"The job {outcome[1]} failed:\n{outcome[2]}")
	return done


def queued_jobs() -> list[str]:
	"""The dotted names of the jobs that wait, queue by queue, first first."""
	return [job.kwargs["method"] for queue in _queues() for job in queue.jobs]


def drop_jobs() -> None:
	"""Empties all queues."""
	for queue in _queues():
		for job in queue.jobs:
			job.delete()


def worker(stop: threading.Event, queues: list[str] | None = None, pause_s: float = 0.2) -> None:
	"""Runs jobs of the site at hand until told to stop; errors of jobs are in the Error Log."""
	while not stop.is_set():
		if not run_jobs(fail_ok=True):
			stop.wait(pause_s)


def tick(now: datetime | None = None) -> list[str]:
	"""Queues what the apps' schedules have due in this minute (site time); gives the dotted names."""
	now = now or now_datetime()
	events = frappe.get_hooks("scheduler_events", {})
	if unknown := set(events) - set(_EVENTS):
		frappe.throw(f"scheduler_events of the kind {unknown} are not known here")
	due = list(events.get("all", []))
	due += [
		name for cron, names in events.get("cron", {}).items() if _cron_is_due(cron, now) for name in names
	]
	if now.minute == 0:
		due += events.get("hourly", []) + events.get("hourly_long", [])
	if now.minute == 0 and now.hour == 0:
		due += events.get("daily", []) + events.get("daily_long", [])
		due += events.get("weekly", []) if now.weekday() == 6 else []
		due += events.get("monthly", []) if now.day == 1 else []
	for name in due:
		enqueue(name, queue="long", job_id=f"scheduled::{name}", deduplicate=True)
	return due


def _cron_is_due(cron: str, now: datetime) -> bool:
	parts = cron.split()
	if len(parts) != 5:
		frappe.throw(f"{cron!r} is no cron expression of five parts")
	moments = (now.minute, now.hour, now.day, now.month, now.isoweekday() % 7)
	return all(_part_matches(part, moment) for part, moment in zip(parts, moments, strict=True))


def _part_matches(part: str, moment: int) -> bool:
	if part == "*":
		return True
	if part.startswith("*/"):
		return moment % int(part[2:]) == 0
	return moment in [int(item) for item in part.split(",")]
