"""What the fetch jobs have in common: taking a piece of work, and how one ends. Called by `jobs.fetch`.

A piece of work is a row whose state is Pending. Taking it sets its next time ahead, so that no other worker
takes it and it is tried again should this one die. The network is asked outside any transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import frappe
from frappe import _

from fb_care import clock, health, settings
from fb_care.facebook import errors
from fb_care.facebook.graph import GraphClient
from fb_care.inbound import rows

T = TypeVar("T")

#: Seconds to wait after the first, second ... failure; after the last one it is given up.
WAITS_S = (60, 300, 1800, 7200, 43200)
#: So long a piece of work belongs to who took it.
LEASE_S = 600
#: Pauses that are nobody's failure and don't count as a try.
NO_TOKEN_S = 3600
LIMITED_S = 900


class Final(Exception):
	"""It is over: `state` and the reason in words go to the row.

	`again_s`: seconds until it is asked once more all the same (see `Work.asked_again`).
	"""

	def __init__(self, state: str, reason: str, again_s: int = 0) -> None:
		super().__init__(reason)
		self.state, self.reason, self.again_s = state, reason, again_s


class Later(Exception):
	"""Not now. `wait_s`: a pause that doesn't count as a try; `stop`: nothing more for this page now."""

	def __init__(self, reason: str, wait_s: int | None = None, stop: bool = False) -> None:
		super().__init__(reason)
		self.reason, self.wait_s, self.stop = reason, wait_s, stop


@dataclass(frozen=True, kw_only=True)
class Work:
	"""One kind of work: where its state stands, and what does it. `run` may raise Final or Later."""

	kind: str
	doctype: str
	state: str
	reason: str
	tries: str
	next_ms: str
	fields: tuple[str, ...]
	run: Callable[[Any], None]
	#: True when it asks Graph with the page's token, so that a page without one is left alone.
	asks_graph: bool = True
	#: A state that is no end: rows in it that have a next time are asked again then. "": none.
	asked_again: str = ""
	#: Tries beyond the growing waits of `WAITS_S`, the last of which then repeats.
	more_tries: int = 0

	def waits(self, state: str, next_ms: int | None) -> bool:
		"""Whether a row in this state is still to be done, now or later."""
		return state == "Pending" or bool(self.asked_again and state == self.asked_again and next_ms)


def due(work: Work, limit: int) -> list[Any]:
	"""What of this kind is to be done now, oldest first; what was refused before comes last."""
	pending = [[work.state, "=", "Pending"], [work.next_ms, "<=", clock.now_ms()]]
	found = _rows(work, pending, limit)
	if work.asked_again and len(found) < limit:
		again = [[work.state, "=", work.asked_again], [work.next_ms, ">", 0], pending[1]]
		found += _rows(work, again, limit - len(found))
	return found


def _rows(work: Work, filters: list[Any], limit: int) -> list[Any]:
	return frappe.get_all(
		work.doctype,
		filters=filters,
		fields=["name", *work.fields],
		order_by="creation asc",
		limit=limit,
	)


def take(work: Work, name: str) -> Any:
	"""The row, taken for `LEASE_S` seconds; None if it is done or somebody else has it. Commits."""
	fields = ["name", work.state, work.tries, work.next_ms, *work.fields]
	row = frappe.db.get_value(work.doctype, name, fields, as_dict=True, for_update=True)
	if (
		not row
		or not work.waits(row[work.state], row[work.next_ms])
		or (row[work.next_ms] or 0) > clock.now_ms()
	):
		frappe.db.rollback()
		return None
	row.tries = (row[work.tries] or 0) + 1
	values = {work.tries: row.tries, work.next_ms: clock.now_ms() + LEASE_S * 1000}
	frappe.db.set_value(work.doctype, name, values, update_modified=False)
	frappe.db.commit()
	return row


def finish(work: Work, name: str, state: str, reason: str = "", again_s: int = 0) -> None:
	"""Write how it ended, if it is still to be done, and commit; asked again in `again_s` seconds, if any."""
	row = frappe.db.get_value(work.doctype, name, [work.state, work.next_ms], for_update=True)
	if row and work.waits(*row):
		next_ms = clock.now_ms() + again_s * 1000 if again_s and state == work.asked_again else 0
		values = {work.state: state, work.reason: reason, work.next_ms: next_ms}
		frappe.db.set_value(work.doctype, name, rows.clean(work.doctype, values))
	frappe.db.commit()


def postpone(work: Work, name: str, tries: int, later: Later) -> None:
	"""Set the next time by the growing waits, or give up; commit."""
	if later.wait_s is not None:
		tries, wait_s = tries - 1, later.wait_s
	elif tries > len(WAITS_S) + work.more_tries:
		finish(work, name, "Failed", _("{0} Given up after {1} tries.").format(later.reason, tries))
		return
	else:
		wait_s = WAITS_S[min(tries, len(WAITS_S)) - 1]
	values = {work.tries: tries, work.next_ms: clock.now_ms() + wait_s * 1000, work.reason: later.reason}
	frappe.db.set_value(work.doctype, name, rows.clean(work.doctype, values), update_modified=False)
	frappe.db.commit()


def ask(page: str, call: Callable[[GraphClient], T], missing: str = "Failed") -> T:
	"""Ask Graph as this page. Raises Final or Later in words; `missing`: the state for what isn't there."""
	try:
		client = settings.graph_client(page)
	except settings.TokenMissing as error:
		raise Later(str(error), wait_s=NO_TOKEN_S, stop=True) from None
	finally:
		frappe.db.rollback()  # the network is not waited for inside a transaction
	try:
		return call(client)
	except (errors.ProfileUnavailable, errors.PermissionMissing) as error:
		raise Final("Refused", str(error)) from None
	except errors.ObjectMissing as error:
		raise Final(missing, str(error)) from None
	except errors.TokenDead as error:
		_tell(page, error)
		raise Later(str(error), wait_s=NO_TOKEN_S, stop=True) from None
	except (errors.RateLimited, errors.PageRestricted) as error:
		raise Later(str(error), wait_s=error.retry_after or LIMITED_S, stop=True) from None
	except (errors.Temporary, errors.Unclear) as error:
		raise Later(str(error)) from None
	except errors.GraphError as error:
		raise Final("Failed", str(error)) from None


def _tell(page: str, error: errors.GraphError) -> None:
	"""A dead token is the page's trouble, not this row's."""
	health.notice(page, "Error", "token", "token_dead", error.what, error.advice)
	frappe.db.commit()
