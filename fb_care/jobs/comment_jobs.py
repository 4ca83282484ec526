"""Work on comments that nobody waits for: hiding by rule, private replies, and the notes under them.

Enqueued by triage, by `outbound.private_sending`, and by the sweep for what was left lying.
"""

from __future__ import annotations

from functools import partial

import frappe

from fb_care import clock
from fb_care.inbound import contention
from fb_care.inbound.job import job
from fb_care.inbound.private_settle import DOCTYPE
from fb_care.outbound import comment_actions, outbox, private_note, private_outcomes, private_sending
from fb_care.outbound.refusal import Refusal

#: Private replies that one sweep starts.
MOST = 100


@job
def hide(comment: str, by: str = "Administrator") -> None:
	"""Hide a comment because a rule says so. What stands against it is left in the thread's log."""
	frappe.set_user("Administrator")
	_do("hide", comment, by)


@job
def act(action: str, comment: str, by: str) -> None:
	"""One of several comments that a person marked in a list, when there were too many to wait for."""
	if action not in ("like", "unlike", "hide", "unhide", "delete"):
		raise ValueError(f"there is no action {action!r} on comments")
	frappe.set_user(by)
	_do(action, comment, by)


def _do(action: str, comment: str, by: str) -> None:
	try:
		getattr(comment_actions, action)(comment, by)
	except Refusal as refusal:
		frappe.clear_messages()
		thread = frappe.db.get_value("FB Comment", comment, "thread")
		if thread:
			contention.patiently(partial(_note, thread, str(refusal)))


def _note(thread: str, words: str) -> None:
	text = frappe._("Nothing was done to a comment: {0}").format(frappe.utils.escape_html(words))
	frappe.get_doc("FB Comment Thread", thread).add_comment("Info", text)


@job
def send_private_reply(ledger: str) -> None:
	"""Send one private reply that is reserved."""
	frappe.set_user("Administrator")
	if private_sending.send(ledger) == "Sent":
		contention.patiently(partial(private_note.post, ledger))


def sweep() -> None:
	"""Each minute: start what is due again; what a dead worker had begun is Unknown now."""
	now = clock.now_ms()
	lost = {"state": "Sending", "started_ms": ["<", now - outbox.LEASE_MS]}
	for name in frappe.get_all(DOCTYPE, filters=lost, pluck="name", limit=MOST):
		contention.patiently(partial(private_outcomes.lose, name))
	due = {"state": "Reserved", "next_ms": ["<=", now]}
	for name in frappe.get_all(DOCTYPE, filters=due, pluck="name", limit=MOST):
		private_sending.wake(name)
	frappe.db.commit()
	without = {"state": "Sent", "with_note": 1, "note_comment": ["is", "not set"]}
	for name in frappe.get_all(DOCTYPE, filters=without, pluck="name", limit=MOST):
		contention.patiently(partial(private_note.post, name))
