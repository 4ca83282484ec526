"""Requests that come twice: a browser that lost its connection asks again, and is told the first outcome.

The id is the caller's own, for one request of one user. What it made bears a key made of both, so that the
same request never makes anything twice, also when both come at the same time: who holds the thread's lock
looks first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import frappe
from frappe import _

from fb_care.outbound import channel as channels

MOST_CHARS = 140


@dataclass(frozen=True)
class Answer:
	"""What was queued: the answer's id, its rows in order, its ticket's entry ("" where there is none)."""

	name: str
	rows: list[str]
	communication: str


def key(user: str, request_id: str) -> str:
	"""What bears the mark of this request; "" where it has no id. ValidationError for an endless id."""
	if len(request_id) > MOST_CHARS:
		frappe.throw(_("The id of a request has at most {0} characters.").format(MOST_CHARS))
	if not request_id:
		return ""
	return hashlib.sha256(f"{user}\n{request_id}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def answer(mark: str) -> Answer | None:
	"""The answer that bears the mark, in whichever thread; None if there is none."""
	for channel in channels.all_channels() if mark else ():
		fields = ["name", "communication"]
		found = frappe.get_all(channel.part, {"answer": mark}, fields, order_by="part asc")
		if found:
			return Answer(mark, [row.name for row in found], found[0].communication or "")
	return None
