"""What happened in each hour of the week, of all pages together, each by its own clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce, Count, Sum

from fb_care.away.schedule import seconds
from fb_care.care import week
from fb_care.care.openings import COUNTS as SENDERS
from fb_care.care.week import QUARTER_MS, WEEKDAYS, Hour
from fb_care.figures import behind, policies
from fb_care.figures.log import MESSAGE, RESPONSE
from fb_care.figures.reporting import Scope
from fb_care.inbound.threads import WORDS

COUNTS = ("messages", "answers", "openings", "answered")
#: All answered openings together (ms).
WAITED = "waited_ms"
#: Customers' messages to pages that keep hours, and those of them that came outside of the hours.
KEPT, CLOSED = "kept", "closed"
#: By page: minutes open in each hour of its week; only pages that keep hours.
Opened = Mapping[str, Mapping[Hour, float]]


def counted(scope: Scope, policy: str | None, opened: Opened) -> dict[str, Counter[Hour]]:
	"""`COUNTS` and `WAITED` by hour of the week, and messages to pages that keep hours (`KEPT`, `CLOSED`)."""
	found: dict[str, Counter[Hour]] = defaultdict(Counter)
	for page in scope.pages:
		counts = policies.of(policy or policies.badge_of(page)).counts
		for quarter_ms, values in _quarters(scope, page, counts):
			hour = week.hour_of(quarter_ms, scope.pages[page].zone)
			for name, value in values.items():
				found[name][hour] += value
			if page in opened and (messages := values.get("messages")):
				found[KEPT][hour] += messages
				found[CLOSED][hour] += messages * (1 - opened[page].get(hour, 0) / 60)
	return found


def _quarters(scope: Scope, page: str, counts: str) -> Iterable[tuple[int, dict[str, int]]]:
	span = scope.period.span_ms(scope.pages[page].zone)
	message, response = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(RESPONSE)
	said = message.kind.isin(WORDS)
	theirs = said & (message.direction == "Incoming")
	people = said & (message.direction == "Outgoing") & message.sender_kind.isin(sorted(SENDERS["People"]))
	people = people & Coalesce(message.send_state, "").isin(("", "Sent"))
	for name, condition in (("messages", theirs), ("answers", people)):
		for quarter_ms, count in _added_up(message, message.sent_ms, page, span, condition).run():
			yield int(quarter_ms), {name: count}
	openings = (response.counts == counts) & (response.left_out == "")
	query = _added_up(response, response.opened_ms, page, span, openings)
	query = query.select(response.state, Sum(response.wait_ms)).groupby(response.state)
	for quarter_ms, count, state, waited_ms in query.run():
		answered = count if state == behind.ANSWERED else 0
		yield int(quarter_ms), {"openings": count, "answered": answered, WAITED: int(waited_ms or 0)}


def _added_up(table: Any, at: Any, page: str, span: tuple[int, int], condition: Any) -> Any:
	"""A query: (quarter of an hour in UTC ms, count) for the rows of a page within the span."""
	quarter = (at - at % QUARTER_MS).as_("quarter")
	query = frappe.qb.from_(table).select(quarter, Count(table.name)).where(table.page == page)
	return query.where((at >= span[0]) & (at < span[1])).where(condition).groupby(quarter)


def opened(scope: Scope) -> Opened:
	"""When each page that keeps hours is open by its week; special days are no part of it."""
	names = frappe.get_all(
		"FB Page", filters={"name": ["in", list(scope.pages) or [""]], "schedule_on": 1}, pluck="name"
	)
	return {page: week.open_minutes(_spans(page)) for page in names}


def percent_open(opened: Opened, hour: Hour) -> int | None:
	"""How much of an hour these pages are open, on average; None where no page keeps hours."""
	return (
		round(sum(one.get(hour, 0) for one in opened.values()) / 60 * 100 / len(opened)) if opened else None
	)


def _spans(page: str) -> list[tuple[int, int, int]]:
	rows = frappe.get_all(
		"FB Page Hours",
		filters={"parent": page, "parenttype": "FB Page"},
		fields=["weekday", "from_time", "to_time"],
	)
	return [
		(WEEKDAYS.index(row.weekday), seconds(row.from_time), seconds(row.to_time))
		for row in rows
		if row.weekday in WEEKDAYS
	]
