"""The same done to many threads of the inbox over HTTP: chosen ones, or all that match; and taking it back.

Each thread is checked for itself: the right to write (to read, for marking read), as its page decides;
deleting is for managers. `inbox.bulk*` do the work.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from fb_care import clock
from fb_care.inbox import bulk, bulk_job, bulk_undo, given, matching

#: Threads that can be named one by one; of more than these, choose all that match.
MOST = 5000


@frappe.whitelist(methods=["POST"])
def do(action: str, threads: str | list = "[]", filters: str | dict = "", value: str = "") -> dict[str, Any]:
	"""Do `action` to the threads, or to all that match the `filters` of `api.inbox.rows` at this moment.

	`action`: read, unread, open, done, spam, archive, follow_up, not_follow_up, assign (`value`: user or ""),
	label, unlabel (`value`: its name), delete (managers; `value`: DELETE). Few at once: {"done", "refused":
	[{doctype, name, reason}], "undo": token or ""}; many by a job: {"job", "total", "at_least"}, the last
	where there may be more than `total`.
	"""
	too_many = _("At most {0} at a time; of more, choose all that match.").format(MOST)
	chosen = given.keys(threads, MOST, too_many)
	asked = _json(filters)
	if bool(chosen) == bool(asked):
		frappe.throw(_("Choose threads, or all that match."))
	task = bulk.Task(given.text(action), given.text(value), clock.now_ms() if asked else 0)
	bulk.check(task)
	more = False
	if asked:
		chosen, more = matching.first(frappe.session.user, asked, task.until_ms, bulk.AT_ONCE)
	if len(chosen) <= bulk.AT_ONCE and not more:
		return _at_once(task, chosen)
	if asked:
		return bulk_job.start(task, len(chosen), filters=asked, at_least=more)
	return bulk_job.start(task, len(chosen), keys=chosen)


@frappe.whitelist(methods=["GET", "POST"])
def count(filters: str | dict = "{}") -> dict[str, Any]:
	"""How many threads match now, which `do` would be done to: {"total", "at_least"}, the last where there
	may be more. `total` is null where words are looked for: each thread would have to be looked through.
	"""
	total, more = matching.count(frappe.session.user, _json(filters), clock.now_ms())
	return {"total": total, "at_least": more}


@frappe.whitelist(methods=["GET", "POST"])
def state(job: str) -> dict[str, Any]:
	"""How far a job of the user's has come: done, total, at_least, refused (the first), finished, undo."""
	return bulk_job.state(given.text(job))


@frappe.whitelist(methods=["POST"])
def stop(job: str) -> None:
	"""Do no more of it. What is done stays done, and can be undone."""
	bulk_job.stop(given.text(job))


@frappe.whitelist(methods=["POST"])
def undo(token: str) -> dict[str, Any]:
	"""Take back what the user did under this token, within the hour; answers as `do`.

	Threads that were changed since are refused and stay as they are.
	"""
	token = given.text(token)
	head = bulk_undo.take(token)
	task = bulk.Task(head["action"], head["value"])
	if head["threads"] > bulk.AT_ONCE:
		return bulk_job.start(task, head["threads"], undo_of=token, pieces=head["pieces"])
	before = [one for piece in bulk_undo.pieces(token, head["pieces"]) for one in piece]
	outcome = bulk_undo.undo(task, before)
	return {"done": outcome.done, "refused": outcome.refused, "undo": ""}


def _json(filters: str | dict) -> str:
	return filters if isinstance(filters, str) else frappe.as_json(filters, indent=None)


def _at_once(task: bulk.Task, chosen: list[bulk.Key]) -> dict[str, Any]:
	outcome = bulk.do(task, chosen)
	token = bulk_undo.begin(task) if outcome.done else ""
	if token:
		bulk_undo.keep(token, outcome.before)
	return {"done": outcome.done, "refused": outcome.refused, "undo": token}
