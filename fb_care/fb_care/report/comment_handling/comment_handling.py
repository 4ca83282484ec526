"""Comment Handling: what became of the comments on each page, and how long people waited.

Run by the host for those with a role of the report; threads of pages they may not see don't count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date

from fb_care import team
from fb_care.figures import comment_rounds
from fb_care.figures import reporting as r
from fb_care.figures.comment_rounds import THREAD, Round
from fb_care.figures.reporting import Scope
from fb_care.times import site_datetime

POST = "FB Post"
#: How rounds end without an answer, by the fieldname of the column.
ENDS = {"hidden": "Hidden", "removed": "Removed", "spam": "Spam", "unanswered": ""}


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows (most rounds first; days in order), what is measured, the chart, and the sums."""
	wanted = frappe._dict(filters or {})
	scope = r.scope(wanted)
	group_by = wanted.group_by or "Page"
	narrow = [[field, "=", wanted[field]] for field in ("kind", "post") if wanted.get(field)]
	found = list(comment_rounds.of(scope, narrow))
	groups: dict[str, list[Round]] = defaultdict(list)
	for one in found:
		groups[_KEYS[group_by](one, scope)].append(one)
	data = [_row(group_by, key, rounds, scope) for key, rounds in groups.items()]
	data.sort(key=lambda row: row["key"] if group_by == "Day" else (-row["rounds"], row["label"]))
	return _columns(group_by), data, _message(), _chart(data, group_by), _summary(found)


_KEYS: dict[str, Callable[[Round, Scope], str]] = {
	"Page": lambda one, scope: one.thread.page,
	"Post": lambda one, scope: one.thread.post or "",
	"Kind": lambda one, scope: one.thread.kind,
	"Agent": lambda one, scope: one.by if one.by or not one.answered else "-",
	"Day": lambda one, scope: str(scope.local(one.thread.page, one.opened_ms).date()),
}


def _row(group_by: str, key: str, rounds: Sequence[Round], scope: Scope) -> dict[str, Any]:
	return {
		"key": key,
		"label": _label(group_by, key, scope),
		**_counts(rounds),
		"opens": _opens(group_by, key, rounds, scope),
	}


def _counts(rounds: Sequence[Round]) -> dict[str, Any]:
	"""The figures of these rounds."""
	waits = [one.wait_ms for one in rounds if one.wait_ms is not None]
	left = {name: len(_left(rounds, end)) for name, end in ENDS.items()}
	return {
		"threads": len({one.thread.name for one in rounds}),
		"rounds": len(rounds),
		"public": sum(one.public for one in rounds),
		"private": sum(one.private for one in rounds),
		**left,
		"rate": r.rate_of(len(waits), len(waits) + left["unanswered"]),
		"mean": r.seconds(r.mean_of(waits)),
		"median": r.seconds(r.median_of(waits)),
	}


def _left(rounds: Sequence[Round], end: str) -> list[Round]:
	return [one for one in rounds if not one.answered and one.left == end]


def _label(group_by: str, key: str, scope: Scope) -> str:
	if group_by == "Page":
		return scope.title(key)
	if group_by == "Post":
		return (frappe.db.get_value(POST, key, "title") or key) if key else _("Without a post")
	if group_by == "Agent":
		return _("At Facebook") if key == "-" else team.name_of(key) or _("Nobody")
	return format_date(key) if group_by == "Day" else _(key)


def _opens(group_by: str, key: str, rounds: Sequence[Round], scope: Scope) -> dict[str, str]:
	"""What is behind the cells of one row."""
	sets = {name: _left(rounds, end) for name, end in ENDS.items()}
	sets["public"] = [one for one in rounds if one.public]
	sets["private"] = [one for one in rounds if one.private]
	opens = {name: r.link_to_each(THREAD, _threads(some)) for name, some in sets.items()}
	every = r.link_to_each(THREAD, _threads(rounds), _near(group_by, key, rounds, scope))
	opens |= {"threads": every, "rounds": every}
	if group_by in ("Page", "Post") and key:
		opens["label"] = r.link_to(r.PAGE if group_by == "Page" else POST, key)
	return opens


def _threads(rounds: Sequence[Round]) -> list[str]:
	return [one.thread.name for one in rounds]


def _near(group_by: str, key: str, rounds: Sequence[Round], scope: Scope) -> dict[str, Any] | None:
	"""Of threads that are too many to be named: those of the row that were alive within the days."""
	alike = {"Page": "page", "Post": "post", "Kind": "kind"}.get(group_by)
	if not (alike and key):
		return None
	since, until = (site_datetime(ms) for ms in scope.span_ms({one.thread.page for one in rounds}))
	return {alike: key, "last_at": [">=", str(since)], "first_at": ["<", str(until)]}


def _columns(group_by: str) -> list[dict[str, Any]]:
	return [
		r.column("label", _(group_by), "Data", 180),
		r.column("threads", _("Threads"), width=80),
		r.column("rounds", _("To answer"), width=95),
		r.column("public", _("In public"), width=95),
		r.column("private", _("In private"), width=95),
		r.column("hidden", _("Hidden"), width=85),
		r.column("removed", _("Removed"), width=90),
		r.column("spam", _("Spam"), width=75),
		r.column("unanswered", _("Unanswered")),
		r.column("rate", _("Answered"), "Percent", 95),
		r.column("mean", _("Mean reaction time"), "Duration", 160),
		r.column("median", _("Median reaction time"), "Duration", 170),
	]


def _message() -> str:
	told = [
		_("Comments are measured apart: nothing here counts for the response rate and the badge of a page."),
		_("To answer: somebody's first comment in a thread, or one after 24 hours in which nobody wrote."),
		_("Answered in public, by a private reply, or both; the first of them ends the wait."),
		_("Hidden, removed and spam: without an answer; they don't count for the share of answered ones."),
	]
	return " ".join(told)


def _chart(data: Sequence[dict], group_by: str) -> dict[str, Any] | None:
	series = {
		_("To answer"): [row["rounds"] for row in data],
		_("Unanswered"): [row["unanswered"] for row in data],
	}
	return r.chart([row["label"] for row in data], series, "line" if group_by == "Day" else "bar")


def _summary(rounds: Sequence[Round]) -> list[dict[str, Any]]:
	sums = _counts(rounds)
	return [
		r.figure(_("To answer"), sums["rounds"]),
		r.figure(_("Answered"), sums["rate"], "Percent"),
		r.figure(_("Unanswered"), sums["unanswered"], indicator="Red" if sums["unanswered"] else "Green"),
		r.figure(_("Mean reaction time"), sums["mean"], "Duration"),
		r.figure(_("Median reaction time"), sums["median"], "Duration"),
	]
