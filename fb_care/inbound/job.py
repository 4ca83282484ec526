"""How a background job of this app ends with an error. Put around what the host's workers call.

The host writes the variables of every frame of an error that leaves a job into its Error Log, where people's
names and words, and the headers of requests, don't belong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any

import frappe

from fb_care.inbound import contention


def job(work: Callable[..., Any]) -> Callable[..., Any]:
	"""`work`, whose errors leave it as what they are, but without their frames.

	Where they came from is written to the Error Log before, without variables.
	"""

	@wraps(work)
	def run(*args: Any, **kwargs: Any) -> Any:
		try:
			return work(*args, **kwargs)
		except Exception as error:
			left = error
			_keep_trace(work.__name__)
		# Outside the handler: an error raised inside has the first one, frames and all, for its context.
		left.__context__ = left.__cause__ = None
		raise left.with_traceback(None)

	return run


@contextmanager
def logged(title: str) -> Iterator[None]:
	"""One piece of a job's work: what it raises is undone and logged under `title`, the next one follows.

	Only the end of the job's time goes on up.
	"""
	try:
		yield
	except contention.TimeUp:
		raise
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=title, message=frappe.get_traceback())
		frappe.db.commit()


def _keep_trace(name: str) -> None:
	trace = frappe.get_traceback()
	# The database may be what failed.
	with suppress(Exception):
		frappe.db.rollback()
		frappe.log_error(title=f"fb_care: the job {name} ended early", message=trace)
		frappe.db.commit()
