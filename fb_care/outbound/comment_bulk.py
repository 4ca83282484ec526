"""The same done to several comments: as many as one request can wait for, the rest by jobs.

Called by `api.comments`. Each comment stands for itself: what is refused for one is said, and the others go
on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import frappe

from fb_care.outbound.refusal import Refusal

#: Seconds that one request waits for Facebook before jobs take over.
SECONDS = 15.0
JOB = "fb_care.jobs.comment_jobs.act"


def each(action: str, work: Callable[[str, str], Any], comments: Sequence[str], by: str) -> dict[str, Any]:
	"""Do `work` (for jobs: `action`) to each; {"done": [], "refused": [{comment, reason}], "queued": n}."""
	until = time.monotonic() + SECONDS
	found: dict[str, Any] = {"done": [], "refused": [], "queued": 0}
	for number, comment in enumerate(comments):
		if time.monotonic() > until:
			for later in comments[number:]:
				frappe.enqueue(
					JOB, queue="short", action=action, comment=later, by=by, enqueue_after_commit=True
				)
			found["queued"] = len(comments) - number
			break
		try:
			work(comment, by)
			found["done"].append(comment)
		except Refusal as refusal:
			frappe.clear_messages()
			frappe.db.rollback()
			found["refused"].append({"comment": comment, "reason": str(refusal)})
	return found
