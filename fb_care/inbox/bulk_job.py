"""Work on more threads than one request can wait for: how far it has come, and its next stretch.

Called by `api.inbox_bulk`, which starts and stops it, and by `jobs.bulk`, which does it. How far it has come
stands in the cache after every step, so that a stretch that ends, by its time or because its worker died, is
followed by another one from there: the next is started by the one before, or by whoever asks how it goes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from fb_care import clock
from fb_care.inbound import contention
from fb_care.inbox import bulk, bulk_undo, matching

JOB = "fb_care.jobs.bulk.go_on"
EVENT = "fb_care_bulk"
#: Seconds that a job is known, that one stretch works, and threads after which progress is told.
LIFE_S, STRETCH_S, STEP = 24 * 3600, 120, 100
#: A stretch that says nothing for so long (ms) is dead; until then no other one begins.
SILENT_MS = 10 * 60_000
#: Refused threads of which the reason is kept.
MOST_REFUSED = 100


def start(
	task: bulk.Task,
	total: int,
	*,
	filters: str = "",
	keys: Sequence[Any] = (),
	undo_of: str = "",
	pieces: int = 0,
	at_least: bool = False,
) -> dict[str, Any]:
	"""Have it done in the background; {"job", "total", "at_least"}: there may be more than `total`.

	To all that match `filters` (JSON), to `keys`, or back with the `pieces` kept under the token `undo_of`.
	"""
	job = frappe.generate_hash(length=20)
	state = {
		"user": frappe.session.user,
		"task": [task.action, task.value, task.until_ms],
		"filters": filters,
		"keys": [list(key) for key in keys],
		"undo_of": undo_of,
		"pieces": pieces,
		"at": "",
		"done": 0,
		"seen": 0,
		"total": total,
		"at_least": at_least,
		"refused": [],
		"refused_count": 0,
		"finished": False,
		"undo": "" if undo_of else bulk_undo.begin(task),
	}
	_put(job, state)
	_note(job)
	enqueue(job)
	return {"job": job, "total": total, "at_least": at_least}


def enqueue(job: str) -> None:
	frappe.enqueue(JOB, queue="long", fb_job=job, enqueue_after_commit=True)


def state(job: str) -> dict[str, Any]:
	"""How far it has come: done, total, refused, finished, undo. For who started it only."""
	found = _mine(job)
	if not found["finished"] and clock.now_ms() - found["at_ms"] > SILENT_MS:
		_put(job, found)
		enqueue(job)
	return _told(found)


def running(user: str) -> dict[str, Any] | None:
	"""The newest job of this user that goes on, for an inbox that was opened again: as `state`, and which."""
	for job, found in reversed(_unfinished(user)):
		action = "undo" if found["undo_of"] else found["task"][0]
		return {"job": job, "action": action, "stopped": _stopped(job), **_told(found)}
	return None


def _told(found: dict[str, Any]) -> dict[str, Any]:
	return {
		"done": found["done"],
		"total": max(found["total"], found["seen"]),
		"at_least": found["at_least"] and not found["finished"],
		"refused": found["refused"],
		"refused_count": found["refused_count"],
		"finished": found["finished"],
		"undo": found["undo"] if found["finished"] and found["done"] else "",
	}


def stop(job: str) -> None:
	"""Do no more of it; what is done stays done and can be undone."""
	_mine(job)
	frappe.cache.set_value(_key(f"{job}:stop"), 1, expires_in_sec=LIFE_S)


def go_on(job: str) -> None:
	"""One stretch of the job, as its user; starts the next one where there is more to do. Commits."""
	if not _begin(job):
		return
	try:
		found = _get(job)
		if found and not found["finished"]:
			frappe.set_user(found["user"])
			_stretch(job, found)
	finally:
		frappe.cache.delete_value(_key(f"{job}:works"))
		frappe.db.commit()


def _begin(job: str) -> bool:
	"""False where another stretch of the job is at work."""
	key = frappe.cache.make_key(_key(f"{job}:works"))
	return bool(frappe.cache.set(key, 1, nx=True, ex=SILENT_MS // 1000))


def _stretch(job: str, found: dict[str, Any]) -> None:
	task, until = bulk.Task(*found["task"]), time.monotonic() + STRETCH_S
	while not found["finished"]:
		try:
			found["finished"] = _stopped(job) or not _step(task, found)
		except contention.TimeUp:
			raise
		except Exception:
			frappe.db.rollback()
			found["finished"] = True  # what is done can be undone; the job's error says why it ended
			raise
		finally:
			_put(job, found)
			_tell(job, found)
		if time.monotonic() >= until and not found["finished"]:
			enqueue(job)
			return


def _step(task: bulk.Task, found: dict[str, Any]) -> bool:
	"""Do the next threads; whether there are more. `at` says where the next begin."""
	if found["undo_of"]:
		number, pieces = int(found["at"] or 0), found["pieces"]
		some = next(bulk_undo.pieces(found["undo_of"], pieces, number), [])
		outcome, after = bulk_undo.undo(task, some), str(number + 1)
		more = number + 1 < pieces
	else:
		some, after = _next(task, found)
		outcome, more = bulk.do(task, some), bool(after)
	found["at"] = after
	_count(found, len(some), outcome)
	if found["undo"]:
		bulk_undo.keep(found["undo"], outcome.before)
	return more


def _next(task: bulk.Task, found: dict[str, Any]) -> tuple[list[bulk.Key], str]:
	if not found["filters"]:
		first = int(found["at"] or 0)
		some = [tuple(key) for key in found["keys"][first : first + STEP]]
		return some, str(first + STEP) if first + STEP < len(found["keys"]) else ""
	return matching.page(found["user"], found["filters"], task.until_ms, found["at"], STEP)


def _count(found: dict[str, Any], seen: int, outcome: bulk.Outcome) -> None:
	found["seen"] += seen
	found["done"] += outcome.done
	found["refused_count"] += len(outcome.refused)
	found["refused"] = (found["refused"] + outcome.refused)[:MOST_REFUSED]


def _tell(job: str, found: dict[str, Any]) -> None:
	news = {
		"job": job,
		"done": found["done"],
		"total": max(found["total"], found["seen"]),
		"finished": found["finished"],
	}
	frappe.publish_realtime(EVENT, news, user=found["user"])


def _mine(job: str) -> dict[str, Any]:
	found = _get(job)
	# Under other names there is something else: whose jobs go on, that one is to stop.
	if not isinstance(found, dict) or found["user"] != frappe.session.user:
		frappe.throw(_("There is no such job."), frappe.DoesNotExistError)
	return found


def _get(job: str) -> dict[str, Any] | None:
	return frappe.cache.get_value(_key(job), expires=True)


def _note(job: str) -> None:
	"""That the session's user has this job, beside those that go on."""
	user = frappe.session.user
	jobs = [other for other, _found in _unfinished(user) if other != job]
	frappe.cache.set_value(_key(f"of:{user}"), [*jobs, job], expires_in_sec=LIFE_S)


def _unfinished(user: str) -> list[tuple[str, dict[str, Any]]]:
	"""The jobs of a user that go on, oldest first."""
	jobs = frappe.cache.get_value(_key(f"of:{user}"), expires=True) or []
	read = [(job, _get(job)) for job in jobs]
	return [(job, found) for job, found in read if found and not found["finished"]]


def _stopped(job: str) -> bool:
	return bool(frappe.cache.get_value(_key(f"{job}:stop"), expires=True))


def _put(job: str, found: dict[str, Any]) -> None:
	found["at_ms"] = clock.now_ms()
	frappe.cache.set_value(_key(job), found, expires_in_sec=LIFE_S)


def _key(job: str) -> str:
	return f"fb_care:bulk:{job}"
