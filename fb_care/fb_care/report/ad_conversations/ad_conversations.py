"""Ad Conversations: what came of each ad or campaign, from the first message to orders.

Run by the host for those with a role of the report; conversations of pages they may not see don't count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import frappe
from frappe import _

from fb_care.figures import ad_conversations as ads
from fb_care.figures import reporting as r
from fb_care.figures.ad_conversations import CONTACT, CONVERSATION, ORDERS, RESPONSE, Came, Order
from fb_care.times import site_datetime

AD = "FB Ad"


class Facts(NamedTuple):
	"""All that the rows are counted from; `tickets` and `orders` None where the user may not see any."""

	came: Sequence[Came]
	openings: Sequence[Any]
	tickets: Mapping[str, Sequence[tuple[str, str]]] | None
	customers: Mapping[str, str]
	orders: Sequence[Order] | None

	def of(self, names: set[str]) -> Facts:
		"""What concerns these ads."""
		here = [one for one in self.came if one.ad in names]
		tickets = None if self.tickets is None else {ad: self.tickets[ad] for ad in names & {*self.tickets}}
		customers = {
			one.contact: self.customers[one.contact] for one in here if one.contact in self.customers
		}
		orders = None if self.orders is None else _since(here, customers, self.orders)
		return Facts(here, [one for one in self.openings if one.ad in names], tickets, customers, orders)


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows (most conversations first), how orders count, the chart, and the sums."""
	wanted = frappe._dict(filters or {})
	scope = r.scope(wanted)
	group_by = wanted.group_by or "Ad"
	facts = _facts(scope, [["ad", "=", wanted.ad]] if wanted.ad else [])
	known = _known_ads({one.ad for one in facts.came} | {one.ad for one in facts.openings})
	groups: dict[str, set[str]] = defaultdict(set)
	for name, ad in known.items():
		groups[name if group_by == "Ad" else ad.campaign_name or ""].add(name)
	money = sorted({one.currency for one in facts.orders or ()})
	data = [_row(group_by, names, known, facts.of(names), money, scope) for names in groups.values()]
	data.sort(key=lambda row: (-row["conversations"], row["label"]))
	chart = _chart(data)
	return _columns(group_by, facts, money), data, _message(facts), chart, _summary(facts.of({*known}), money)


def _facts(scope: r.Scope, narrow: Sequence[Any]) -> Facts:
	came, openings = ads.came(scope, narrow), ads.openings(scope, narrow)
	tickets = ads.tickets(scope, {one.ad for one in came} | {one.ad for one in openings})
	customers = ads.customers(one.contact for one in came)
	orders = None
	if ads.may_see_orders():
		since = site_datetime(min((one.began_ms for one in came), default=1)).date()
		orders = ads.orders({*customers.values()}, since)
	return Facts(came, openings, tickets, customers, orders)


def _since(came: Iterable[Came], customers: Mapping[str, str], orders: Iterable[Order]) -> list[Order]:
	"""The orders from the day on that their customer came."""
	began: dict[str, int] = {}
	for one in came:
		if customer := customers.get(one.contact):
			began[customer] = min(one.began_ms, began.get(customer, one.began_ms))
	first = {customer: site_datetime(ms).date() for customer, ms in began.items()}
	return [one for one in orders if one.customer in first and one.day >= first[one.customer]]


def _known_ads(names: set[str]) -> dict[str, Any]:
	fields = ["name", "title", "ad_name", "campaign_name", "page"]
	if not names:
		return {}
	rows = frappe.get_list(AD, {"name": ["in", sorted(names)]}, fields, limit_page_length=0)
	return {row.name: row for row in rows}


def _row(
	group_by: str,
	names: set[str],
	known: Mapping[str, Any],
	facts: Facts,
	money: Sequence[str],
	scope: r.Scope,
) -> dict[str, Any]:
	first = known[min(names)]
	pages = sorted({scope.title(known[name].page) for name in names})
	title = first.title or first.ad_name or first.name
	return {
		"label": title if group_by == "Ad" else first.campaign_name or _("Without a campaign"),
		"campaign": first.campaign_name or "",
		"page": ", ".join(pages),
		**_counts(facts, money),
		"opens": _opens(group_by, names, facts, scope),
	}


def _counts(facts: Facts, money: Sequence[str]) -> dict[str, Any]:
	waits = [one.wait_ms for one in facts.openings if one.state == "Answered"]
	orders = facts.orders or ()
	return {
		"conversations": len({one.conversation for one in facts.came}),
		"new_people": len({one.contact for one in facts.came if one.new}),
		"tickets": sum(len(some) for some in (facts.tickets or {}).values()),
		"openings": len(facts.openings),
		"rate": r.rate_of(len(waits), len(facts.openings)),
		"mean": r.seconds(r.mean_of(waits)),
		"median": r.seconds(r.median_of(waits)),
		"customers": len({*facts.customers.values()}),
		"orders": len({one.name for one in orders}),
		**{f"value_{one.lower()}": sum(x.value for x in orders if x.currency == one) for one in money},
	}


def _opens(group_by: str, names: set[str], facts: Facts, scope: r.Scope) -> dict[str, str]:
	"""What is behind the cells of one row."""
	among = {"ad": ["in", sorted(names)]}
	since, until = (site_datetime(ms) for ms in scope.span_ms({one.page for one in facts.came}))
	counted = {**among, "counts": "People", "left_out": ["is", "not set"]}
	counted |= r.within(RESPONSE, "opened_at", since, until)
	new = [one.contact for one in facts.came if one.new]
	opens = {
		"conversations": r.link_to_each(
			CONVERSATION, [one.conversation for one in facts.came], {"last_ad": ["in", sorted(names)]}
		),
		"new_people": r.link_to_each(CONTACT, new),
		"openings": r.link_to_each(RESPONSE, [one.name for one in facts.openings], counted),
		"customers": r.link_to_each(CONTACT, list(facts.customers)),
		"orders": r.link_to_each(ORDERS, [one.name for one in facts.orders or ()]),
	}
	if some := [one for found in (facts.tickets or {}).values() for one in found]:
		here = [name for kind, name in some if kind == some[0][0]]
		opens["tickets"] = r.link_to_each(some[0][0], here, {"fb_ad": ["in", sorted(names)]})
	if group_by == "Ad":
		opens["label"] = r.link_to(AD, min(names))
	return opens


def _columns(group_by: str, facts: Facts, money: Sequence[str]) -> list[dict[str, Any]]:
	about = [r.column("campaign", _("Campaign"), "Data", 130)] if group_by == "Ad" else []
	tickets = [] if facts.tickets is None else [r.column("tickets", _("Tickets"), width=80)]
	ordered = [] if facts.orders is None else [r.column("orders", _("Orders"))]
	return [
		r.column("label", _(group_by), "Data", 190),
		*about,
		r.column("page", _("Page"), "Data", 130),
		r.column("conversations", _("Conversations"), width=130),
		r.column("new_people", _("New people")),
		*tickets,
		r.column("openings", _("Openings"), width=95),
		r.column("rate", _("Response rate"), "Percent", 120),
		r.column("mean", _("Mean response time"), "Duration", 170),
		r.column("median", _("Median response time"), "Duration", 170),
		r.column("customers", _("Customers")),
		*ordered,
		*(r.column(f"value_{one.lower()}", _worth(one), "Float", 150, precision=2) for one in money),
	]


def _worth(currency: str) -> str:
	return _("Order value ({0})").format(currency) if currency else _("Order value")


def _message(facts: Facts) -> str:
	told = [_("New people had never written to the page before.")]
	if facts.orders is not None:
		told.append(
			_(
				"Orders: submitted ones of linked customers from the day on that they came through the ad; "
				"an order counts for each ad that its customer came through."
			)
		)
	return " ".join(told)


def _chart(data: Sequence[dict]) -> dict[str, Any] | None:
	series = {
		_("Conversations"): [row["conversations"] for row in data],
		_("New people"): [row["new_people"] for row in data],
	}
	return r.chart([row["label"] for row in data], series)


def _summary(facts: Facts, money: Sequence[str]) -> list[dict[str, Any]]:
	sums = _counts(facts, money)
	figures = [
		r.figure(_("Conversations"), sums["conversations"]),
		r.figure(_("New people"), sums["new_people"]),
		r.figure(_("Response rate"), sums["rate"], "Percent"),
		r.figure(_("Median response time"), sums["median"], "Duration"),
	]
	if facts.orders is None:
		return figures
	values = [
		r.figure(_("Order value"), sums[f"value_{one.lower()}"], "Currency", currency=one) for one in money
	]
	return [*figures, r.figure(_("Orders"), sums["orders"]), *values]
