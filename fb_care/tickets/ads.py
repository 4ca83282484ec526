"""Which ad words came from, and the way of that ad onto a ticket. Called by `sync`, `draft` and `refresh`.

A person may come through an ad and write only then, or open a ticket first and come through an ad later. Runs
inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe

from fb_care.tickets import cards, files, quick
from fb_care.tickets.base import TicketHost
from fb_care.tickets.threads import Thread, ad_card

#: A click on an ad this long before the words still explains them.
AD_CLICK_MS = 24 * 3600 * 1000
_SAID = ("Message", "Postback")


def explain(thread: Thread, rows: Sequence[Any]) -> None:
	"""Give the words that followed a click on an ad that ad, where they name none; in memory only."""
	asked = [row for row in rows if row.direction == "Incoming" and not row.get("ad")]
	if not asked or not thread.is_conversation or not thread.row.last_ad:
		return
	times = [row.sent_ms or 0 for row in asked]
	clicks = _incoming(thread, min(times) - AD_CLICK_MS, max(times), ("Referral",))
	clicks = [click for click in clicks if click.ad]
	if not clicks:
		return
	said = [one.sent_ms for one in _incoming(thread, clicks[0].sent_ms, max(times), _SAID)]
	for row, at in zip(asked, times, strict=True):
		since = max([at - AD_CLICK_MS, *(one for one in said if one < at)])
		row.ad = next((click.ad for click in reversed(clicks) if since < click.sent_ms <= at), None)


def of_ticket(thread: Thread, rows: Sequence[Any]) -> str:
	"""The ad that a ticket of these rows comes from, "" for none; the rows must have been explained."""
	if thread.is_conversation:
		return next((row.ad for row in rows if row.ad), "")
	post = thread.row.post
	return thread.row.ad or (frappe.db.get_value("FB Post", post, "ad") if post else "") or ""


def bring_over(host: TicketHost, ticket: str, communication: str, html: str) -> None:
	"""An entry came into the ticket: the ad that its text shows goes onto the ticket, if it has none yet."""
	for kind, ad in cards.named_in(html):
		if kind == "ad":
			_put(host, ticket, ad)
			attach_picture(host, ticket, communication, ad)


def attach_picture(host: TicketHost, ticket: str, communication: str, ad: str) -> None:
	"""The ad's picture goes to the ticket, and to its entry where the host shows files of entries only."""
	files.attach_ad_picture(host, ticket, "", ad)
	if communication and not host.takes_description:
		files.attach_ad_picture(host, ticket, communication, ad)


def catch_up(thread: Thread, host: TicketHost, ticket: str) -> None:
	"""A click that Facebook told only after the question: the entry gets its card, the ticket its ad."""
	if not thread.is_conversation or not thread.row.last_ad or _on(host, ticket):
		return
	click = _first(thread, ("Referral",), 0, newest=True)
	said = _first(thread, _SAID, click.sent_ms) if click and click.ad else None
	if not said or not said.communication or said.sent_ms - click.sent_ms >= AD_CLICK_MS:
		return
	place = {"name": said.communication, "reference_doctype": host.doctype, "reference_name": ticket}
	entry = quick.get("Communication", place, ["content"])
	if not entry:
		return
	html = entry.content or ""
	if ("ad", click.ad) not in cards.named_in(html):
		html += ad_card(click.ad)
		quick.put("Communication", said.communication, {"content": html})
	bring_over(host, ticket, said.communication, html)


def _put(host: TicketHost, ticket: str, ad: str) -> None:
	if not _on(host, ticket) and frappe.get_meta(host.doctype).has_field("fb_ad"):
		quick.put(host.doctype, ticket, {"fb_ad": ad})


def _on(host: TicketHost, ticket: str) -> str:
	"""The ad that the ticket names, "" for none."""
	if not frappe.get_meta(host.doctype).has_field("fb_ad"):
		return ""
	row = quick.get(host.doctype, {"name": ticket}, ["fb_ad"])
	return (row.fb_ad or "") if row else ""


def _incoming(thread: Thread, from_ms: int, to_ms: int, kinds: Sequence[str]) -> list[Any]:
	"""What came of the person between two times (after the first, up to the second), oldest first."""
	table, query = quick.select("FB Message", ["sent_ms", "ad"])
	query = query.where((table.conversation == thread.name) & (table.direction == "Incoming"))
	query = query.where(table.kind.isin(list(kinds)) & (table.sent_ms > from_ms) & (table.sent_ms <= to_ms))
	return list(query.orderby(table.sent_ms).run(as_dict=True))


def _first(thread: Thread, kinds: Sequence[str], from_ms: int, newest: bool = False) -> Any:
	"""The first thing that came of the person from a time on, or the newest; None for none."""
	table, query = quick.select("FB Message", ["sent_ms", "ad", "communication"])
	query = query.where((table.conversation == thread.name) & (table.direction == "Incoming"))
	query = query.where(table.kind.isin(list(kinds)) & (table.sent_ms >= from_ms))
	order = frappe.qb.desc if newest else frappe.qb.asc
	found = query.orderby(table.sent_ms, order=order).limit(1).run(as_dict=True)
	return found[0] if found else None
