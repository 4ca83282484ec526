"""Agent Response: who answered how many openings, and how fast; what they sent besides.

An answer from Facebook's own inbox has no person: Facebook doesn't tell which one it was. Openings that are
left out of the figures are left out here, and each page counts as its policy says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce, Count

from fb_care.care.responsiveness import MINUTE_MS, Policy
from fb_care.figures import behind, policies, reporting
from fb_care.figures.log import RESPONSE
from fb_care.figures.reporting import Scope, column, figure
from fb_care.inbound.threads import WORDS

#: A person, or "" and from where it was sent.
Who = tuple[str, str]
INBOX: Who = ("", "Page Inbox")
THIS_APP = "This App"
#: The other value of the filter `chart_of`.
MEDIAN = "Median"


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows (most answers first), no message, the chart, and the sums."""
	wanted = frappe._dict(filters or {})
	scope = reporting.scope(wanted)
	policy = policies.of(wanted.policy or _badge(wanted))
	waits = _waits(scope, wanted)
	messages, comments = _messages(scope), _comments(scope)
	everyone = {*waits, *messages, *comments}
	people = [who for who in everyone if not wanted.agent or who[0] == wanted.agent]
	rows = [
		_row(who, waits[who], policy)
		| {"messages": messages[who], "comments": comments[who], "opens": _opens(who, wanted, scope)}
		for who in people
	]
	rows.sort(key=lambda row: (-row["answers"], -row["messages"], row["agent"]))
	return (
		_columns(policy),
		rows,
		None,
		_chart(rows, wanted.chart_of),
		_summary(rows, [waits[who] for who in people]),
	)


def _badge(wanted: Any) -> str:
	return policies.badge_of(wanted.page) if wanted.page else policies.BADGE


def _waits(scope: Scope, wanted: Any) -> dict[Who, list[int]]:
	"""How long the openings of the days waited for each one's answer (ms)."""
	found = defaultdict(list)
	for page in scope.pages:
		counts = policies.of(wanted.policy or policies.badge_of(page)).counts
		for row in _answered(scope, page, counts):
			found[_who(row.answered_by, row.answered_from)].append(row.wait_ms)
	return found


def _answered(scope: Scope, page: str, counts: str) -> list[Any]:
	since, until = scope.period.span_ms(scope.pages[page].zone)
	return frappe.get_list(
		RESPONSE,
		filters=[
			["page", "=", page],
			["counts", "=", counts],
			["state", "=", behind.ANSWERED],
			["left_out", "=", ""],
			["opened_ms", ">=", since],
			["opened_ms", "<", until],
		],
		fields=["answered_by", "answered_from", "wait_ms"],
		order_by="opened_ms asc",
		limit_page_length=0,
	)


def _who(user: str | None, sent_from: str | None) -> Who:
	return (user, THIS_APP) if user else ("", sent_from or THIS_APP)


def _messages(scope: Scope) -> Counter[Who]:
	"""Messages that each one sent in the days, answers or not; automated ones have no person."""
	message = frappe.qb.DocType("FB Message")
	ours = (message.direction == "Outgoing") & message.kind.isin(WORDS)
	ours = ours & (message.sender_kind != "Automated")
	by = [Coalesce(message.sent_by, ""), message.sender_kind]
	return _counted(scope, message, ours, by)


def _comments(scope: Scope) -> Counter[Who]:
	"""Comments that each one answered in public in the days."""
	comment = frappe.qb.DocType("FB Comment")
	by = [Coalesce(comment.sent_by, "")]
	found = _counted(scope, comment, comment.direction == "Outgoing", by)
	# What has no person was written on Facebook itself.
	return Counter({who if who[0] else INBOX: count for who, count in found.items()})


def _counted(scope: Scope, table: Any, condition: Any, by: list[Any]) -> Counter[Who]:
	found: Counter[Who] = Counter()
	for page, (since, until) in _spans(scope):
		query = frappe.qb.from_(table).select(*by, Count(table.name)).where(condition)
		query = query.where((table.page == page) & (table.sent_ms >= since) & (table.sent_ms < until))
		query = query.where(Coalesce(table.send_state, "").isin(("", "Sent")))
		for user, *sent_from, count in query.groupby(*by).run():
			found[_who(user, sent_from[0] if sent_from else "")] += count
	return found


def _spans(scope: Scope) -> Iterator[tuple[str, tuple[int, int]]]:
	return ((name, scope.period.span_ms(page.zone)) for name, page in scope.pages.items())


def _row(who: Who, waits: list[int], policy: Policy) -> dict[str, Any]:
	user, sent_from = who
	quick = sum(wait <= policy.time_ms for wait in waits)
	return {
		"agent": reporting.user_name(user) if user else _name(sent_from),
		"answers": len(waits),
		"mean": reporting.seconds(reporting.mean_of(waits)),
		"median": reporting.seconds(reporting.median_of(waits)),
		"quick": reporting.rate_of(quick, len(waits)),
		"slowest": reporting.seconds(max(waits, default=None)),
		"user": user,
	}


def _name(sent_from: str) -> str:
	"""Whom nobody knows by name."""
	return {
		"Page Inbox": _("Facebook's inbox"),
		"Other App": _("Another app"),
		"Automated": _("Automated"),
	}.get(sent_from, _("Not known"))


def _opens(who: Who, wanted: Any, scope: Scope) -> dict[str, str]:
	user, sent_from = who
	if not user and sent_from == THIS_APP:
		return {}  # a row of a person who isn't known has no filter of its own
	first, last = scope.period
	place = {"page": wanted.page, "policy": wanted.policy, "from_date": first, "to_date": last}
	whose = {"agent": user} if user else {"answered_from": sent_from}
	address = behind.link(**place, **whose, state=behind.ANSWERED, left_out=behind.NONE)
	return dict.fromkeys(("answers", "mean", "median", "quick", "slowest"), address)


def _columns(policy: Policy) -> list[dict]:
	minutes = f"{policy.time_ms / MINUTE_MS:g}"
	return [
		column("agent", _("Agent"), "Data", 190),
		column("answers", _("Openings answered"), "Int", 170),
		column("mean", _("Mean"), "Duration", 110),
		column("median", _("Median"), "Duration", 110),
		column("quick", _("Within {0} min").format(minutes), "Percent", 120),
		column("slowest", _("Slowest"), "Duration", 110),
		column("messages", _("Messages sent"), "Int", 130),
		column("comments", _("Comments answered"), "Int", 170),
		column("user", _("User"), "Link", 200, options="User"),
	]


def _chart(rows: list[dict], chart_of: str | None) -> dict | None:
	"""How many openings each one answered, or how fast."""
	shown = [row for row in rows if row["answers"]]
	labels = [row["agent"] for row in shown]
	if chart_of == MEDIAN:
		minutes = [round(row["median"] / 60, 1) for row in shown]
		return reporting.chart(labels, {_("Median, minutes"): minutes}, fieldtype="Float")
	return reporting.chart(labels, {_("Openings answered"): [row["answers"] for row in shown]})


def _summary(rows: list[dict], waits: list[list[int]]) -> list[dict]:
	every = [wait for some in waits for wait in some]
	return [
		figure(_("Openings answered"), len(every)),
		figure(_("Mean"), reporting.seconds(reporting.mean_of(every)), "Duration"),
		figure(_("Median"), reporting.seconds(reporting.median_of(every)), "Duration"),
		figure(_("Messages sent"), sum(row["messages"] for row in rows)),
		figure(_("Comments answered"), sum(row["comments"] for row in rows)),
	]
