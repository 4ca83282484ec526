"""What the page did about comments: each round of a comment thread, and its first reaction.

A *round* is to a thread what an opening is to a conversation (`care.openings`): somebody's first comment, or
one after 24 hours in which nobody wrote. The page reacts in public or by a private reply, whoever of the team
or at Facebook it was. None of this counts for the badge, which knows messages only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import frappe

from fb_care.care.openings import CUSTOMER, Opening, rebuild
from fb_care.figures.reporting import Scope

THREAD, COMMENT, PRIVATE = "FB Comment Thread", "FB Comment", "FB Private Reply"
#: So many threads are read at a time.
BATCH = 500
#: The sender of all that the page wrote, for `rebuild`.
OURS = "This App"
_FIELDS = ("name", "page", "kind", "post", "state")


class Said(NamedTuple):
	"""One comment, or one private reply of the page."""

	at_ms: int
	name: str
	incoming: bool
	private: bool = False
	#: The user who answered; "" where it was done at Facebook.
	by: str = ""
	#: Visible, Hidden or Removed.
	state: str = "Visible"


class Round(NamedTuple):
	"""One round of a thread, and what became of it."""

	thread: Any
	opened_ms: int
	#: "" while there is no answer, else Hidden, Removed, Spam or "" again for one that still waits.
	left: str
	public: bool
	private: bool
	#: Until the first reaction (ms); None without one.
	wait_ms: int | None
	by: str

	@property
	def answered(self) -> bool:
		return self.wait_ms is not None


def of(scope: Scope, filters: Sequence[Any] = ()) -> Iterator[Round]:
	"""The rounds that began within the days of the scope, of threads the user may see and `filters` take."""
	threads = {row.name: row for row in _threads(scope, filters)}
	names = list(threads)
	for start in range(0, len(names), BATCH):
		for name, said in _said(names[start : start + BATCH]).items():
			found = rounds(threads[name], said)
			yield from (one for one in found if scope.holds(threads[name].page, one.opened_ms))


def rounds(thread: Any, said: Iterable[Said]) -> Iterator[Round]:
	"""The rounds of one thread, from all that was said in it."""
	ordered = sorted(said, key=lambda one: (one.at_ms, not one.incoming, one.name))
	by_name = {one.name: one for one in ordered}
	told = ((one.at_ms, one.name, CUSTOMER if one.incoming else OURS) for one in ordered)
	openings = list(rebuild(told, {OURS}))
	ends = [one.opened_ms for one in openings[1:]] + [None]
	for opening, end in zip(openings, ends, strict=True):
		ours = [one for one in ordered if not one.incoming and one.at_ms >= opening.opened_ms]
		yield _round(thread, opening, by_name, [one for one in ours if end is None or one.at_ms < end])


def _round(thread: Any, opening: Opening, by_name: dict[str, Said], ours: Sequence[Said]) -> Round:
	state = by_name[opening.key].state
	left = state if state != "Visible" else "Spam" if thread.state == "Spam" else ""
	return Round(
		thread=thread,
		opened_ms=opening.opened_ms,
		left="" if opening.answer else left,
		public=any(not one.private for one in ours),
		private=any(one.private for one in ours),
		wait_ms=opening.wait_ms,
		by=by_name[opening.answer].by if opening.answer else "",
	)


def _threads(scope: Scope, filters: Sequence[Any]) -> list[Any]:
	if not scope.pages:
		return []
	since, until = scope.span_ms()
	near = [["page", "in", list(scope.pages)], ["last_ms", ">=", since], ["first_ms", "<", until]]
	return frappe.get_list(
		THREAD, filters=[*near, *filters], fields=list(_FIELDS), order_by="first_ms asc", limit_page_length=0
	)


def _said(threads: Sequence[str]) -> dict[str, list[Said]]:
	"""Thread -> all that was said in it; what waits to be sent, or failed, was not."""
	found: dict[str, list[Said]] = {name: [] for name in threads}
	comments = frappe.get_all(
		COMMENT,
		filters=[["thread", "in", threads], ["comment_id", "is", "set"]],
		fields=["name", "thread", "sent_ms", "direction", "sent_by", "state"],
	)
	for row in comments:
		one = Said(row.sent_ms, row.name, row.direction == "Incoming", by=row.sent_by or "", state=row.state)
		found[row.thread].append(one)
	private = frappe.get_all(
		PRIVATE,
		filters=[["thread", "in", threads], ["state", "=", "Sent"]],
		fields=["name", "thread", "sent_ms", "sent_by"],
	)
	for row in private:
		found[row.thread].append(Said(row.sent_ms, row.name, False, private=True, by=row.sent_by or ""))
	return found
