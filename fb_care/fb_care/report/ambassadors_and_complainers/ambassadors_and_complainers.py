"""Ambassadors and Complainers: who writes most, and who complains most.

Run by the host for those with a role of the report; what is said on pages they may not see doesn't count.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from fb_care.figures import people_activity
from fb_care.figures import reporting as r
from fb_care.figures.people_activity import COMMENT, CONTACT, MESSAGE, Person
from fb_care.times import site_datetime

#: People shown unless a filter says otherwise.
ROWS = 50


def execute(filters: dict | None = None) -> tuple:
	"""Columns, the first people in the order asked for, what counts, the chart, the sums over all."""
	wanted = frappe._dict(filters or {})
	scope = r.scope(wanted)
	people = people_activity.of(scope)
	complaining = wanted.show == "Most complaints"
	order = _by_complaints if complaining else _by_activity
	shown = [one for one in people if one.complaints or not complaining]
	shown = sorted(shown, key=order)[: cint(wanted.rows) or ROWS]
	data = [_row(one, scope) for one in shown]
	return _columns(), data, _message(), _chart(data, complaining), _summary(people)


def _by_activity(one: Person) -> tuple:
	return (-one.activity, -one.last_ms, one.name)


def _by_complaints(one: Person) -> tuple:
	return (-one.complaints, *_by_activity(one))


def _row(one: Person, scope: r.Scope) -> dict[str, Any]:
	return {
		"label": one.name,
		"page": ", ".join(sorted(scope.title(page) for page in one.pages)),
		"messages": one.messages,
		"comments": one.comments,
		"questions": one.questions,
		"complaints": one.complaints,
		"reactions": one.reactions,
		"recommendations": one.recommendations,
		"last_contact": site_datetime(one.last_ms),
		"labels": ", ".join(sorted(one.labels)),
		"vip": int(one.vip),
		"opens": _opens(one, scope),
	}


def _opens(one: Person, scope: r.Scope) -> dict[str, str]:
	"""The person, and what they said within the days; no list holds both messages and comments."""
	since, until = (site_datetime(ms) for ms in scope.span_ms(one.pages))
	theirs = {
		MESSAGE: {"contact": ["in", sorted(one.contacts)], "direction": "Incoming"},
		COMMENT: {"author_id": ["in", sorted({author for _page, author in one.authors})]},
	}
	filters = {name: {**whose, **r.within(name, "sent_at", since, until)} for name, whose in theirs.items()}
	said = {name: r.link_to_each(name, one.said.get(name, []), filters[name]) for name in filters}
	opens = {"messages": said[MESSAGE], "comments": said[COMMENT], "label": said[COMMENT]}
	if one.contacts:
		opens["label"] = r.link_to(CONTACT, min(one.contacts))
	if len(one.complained) == 1:
		((name, which),) = one.complained.items()
		opens["complaints"] = r.link_to_each(name, which, {**filters[name], "is_complaint": 1})
	return opens


def _columns() -> list[dict[str, Any]]:
	return [
		r.column("label", _("Person"), "Data", 180),
		r.column("messages", _("Messages")),
		r.column("comments", _("Comments")),
		r.column("questions", _("Questions")),
		r.column("complaints", _("Complaints")),
		r.column("reactions", _("Positive reactions"), width=150),
		r.column("recommendations", _("Recommendations"), width=150),
		r.column("last_contact", _("Last contact"), "Datetime", 180),
		r.column("vip", _("VIP"), "Check", 60),
		r.column("labels", _("Labels"), "Data", 160),
		r.column("page", _("Page"), "Data", 160),
	]


def _message() -> str:
	told = [
		_("Several contacts of one person count together."),
		_("What was put away as spam does not count."),
	]
	return " ".join(told)


def _chart(data: list[dict], complaining: bool) -> dict[str, Any] | None:
	series = {_("Complaints"): [row["complaints"] for row in data]}
	if not complaining:
		series = {
			_("Messages"): [row["messages"] for row in data],
			_("Comments"): [row["comments"] for row in data],
		}
	return r.chart([row["label"] for row in data], series)


def _summary(people: list[Person]) -> list[dict[str, Any]]:
	complaints = sum(one.complaints for one in people)
	return [
		r.figure(_("People"), len(people)),
		r.figure(_("Messages"), sum(one.messages for one in people)),
		r.figure(_("Comments"), sum(one.comments for one in people)),
		r.figure(_("Complaints"), complaints, indicator="Orange" if complaints else "Green"),
		r.figure(_("People who complained"), sum(bool(one.complaints) for one in people)),
	]
