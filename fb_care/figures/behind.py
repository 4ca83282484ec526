"""The openings behind the figures of a page, one by one, each with how it is in the figures.

Rows come through the host's `get_list`, so that roles and User Permissions hold. What is worked out here adds
up to `figures.page.of`, and links of reports lead to the report that lists it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import getdate

from fb_care import clock
from fb_care.care import counted
from fb_care.care.counted import How, Sums
from fb_care.care.responsiveness import Figures, Policy, as_of
from fb_care.figures import page as figures
from fb_care.figures import policies
from fb_care.figures.log import RESPONSE
from fb_care.figures.reporting import Period, Scope

FIELDS = (
	"name",
	"page",
	"conversation",
	"ad",
	"left_out",
	"opened_at",
	"opened_ms",
	"answered_at",
	"answered_ms",
	"wait_ms",
	"answered_by",
	"answered_from",
)
REPORT = "Openings and Answers"
#: The words of the filter `left_out` besides the reasons themselves.
NONE, ANY = "None of them", "Any reason"
OPEN, ANSWERED = "Open", "Answered"


class Looked(NamedTuple):
	"""What of a page is looked at: by which policy, as of when (UTC ms), and what that gave."""

	page: str
	policy_name: str
	policy: Policy
	at_ms: int
	found: Figures


def look(scope: Scope, page: str, policy_name: str = "", day: date | None = None) -> Looked:
	"""The figures of a page by a policy (its badge's unless named) as of a day's end on its clock, or now."""
	name = policy_name or policies.badge_of(page)
	now_ms = clock.now_ms()
	at_ms = min(end_of(day, scope, page), now_ms) if day else now_ms
	return Looked(page, name, policies.of(name), at_ms, figures.of(page, name, at_ms))


def end_of(day: date, scope: Scope, page: str) -> int:
	"""The first moment of the next day on the page's clock (UTC ms)."""
	return Period(day, day).span_ms(scope.pages[page].zone)[1]


def day_of(wanted: Mapping[str, Any]) -> date | None:
	"""The day of the filter `as_of`; None: now."""
	return getdate(wanted["as_of"]) if wanted.get("as_of") else None


def openings(looked: Looked, since_ms: int, until_ms: int) -> list[Any]:
	"""The page's openings of these moments (UTC ms, from and until), oldest first, as they were at its time.

	`how`: how each is in the figures, a `How`. Openings of the window outside of these moments are read too:
	they decide which answers are among the fastest.
	"""
	first = min(since_ms, looked.found.from_ms + 1)
	last = min(looked.at_ms, max(until_ms - 1, looked.found.to_ms))
	rows = frappe.get_list(
		RESPONSE,
		filters=[
			["page", "=", looked.page],
			["counts", "=", looked.policy.counts],
			["opened_ms", ">=", first],
			["opened_ms", "<=", last],
		],
		fields=list(FIELDS),
		order_by="opened_ms asc, name asc",
		limit_page_length=0,
	)
	for row in rows:
		_as_it_was(row, looked.at_ms)
	ways = counted.how([(row.opened_ms, row.wait_ms, row.left_out or "") for row in rows], looked.found)
	for row, how in zip(rows, ways, strict=True):
		row.how = how
	return [row for row in rows if since_ms <= row.opened_ms < until_ms]


def _as_it_was(row: Any, at_ms: int) -> None:
	wait_ms = row.wait_ms if row.answered_ms else None
	row.wait_ms = as_of(row.opened_ms, wait_ms, at_ms)[1]
	if row.wait_ms is None:
		row.update(answered_at=None, answered_ms=None, answered_by="", answered_from="")


def counting(rows: Sequence[Any]) -> list[Any]:
	"""Those that are not left out."""
	return [row for row in rows if not row.left_out]


def sums(rows: Sequence[Any], policy: Policy) -> Sums:
	"""What the rows add up to, those that are left out not among them."""
	return counted.sums([row.wait_ms for row in counting(rows)], policy.trim_percent)


def words_of(how: How) -> str:
	"""How an opening is in the figures, for people."""
	return {
		How.COUNTED: _("Counted"),
		How.SLOW: _("Not among the fastest"),
		How.WAITING: _("Waiting"),
		How.LEFT_OUT: _("Left out"),
		How.OUTSIDE: _("Outside the window"),
	}[how]


def link(to: str = REPORT, **filters: Any) -> str:
	"""The address of the report that lists openings, or of `to`, by these filters; others are empty there."""
	named = {key: str(value) for key, value in filters.items() if value not in (None, "")}
	return f"/app/query-report/{to.replace(' ', '%20')}?{urlencode(named)}"
