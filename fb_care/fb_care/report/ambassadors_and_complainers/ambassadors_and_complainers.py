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
	"""The person, and what they said within the days."""
	span = {"sent_at": ["between", [str(site_datetime(ms)) for ms in scope.span_ms()]]}
	said = {"contact": ["in", sorted(one.contacts)], "direction": "Incoming", **span}
	wrote = {"author_id": ["in", sorted({author for _page, author in one.authors})], **span}
	in_public = one.public_complaints * 2 > one.complaints
	of_complaints = (COMMENT, wrote) if in_public else (MESSAGE, said)
	return {
		"label": r.link_to(CONTACT, min(one.contacts)) if one.contacts else r.link(COMMENT, wrote),
		"messages": r.link(MESSAGE, said),
		"comments": r.link(COMMENT, wrote),
		"complaints": r.link(of_complaints[0], {**of_complaints[1], "is_complaint": 1}),
	}


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
