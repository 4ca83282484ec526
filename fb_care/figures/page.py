"""A page's figures: read from its FB Response rows, and kept on the page for lists and forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe.query_builder.functions import Count

from fb_care import clock
from fb_care.care import forecast as forecasting
from fb_care.care import responsiveness
from fb_care.care.forecast import Forecast
from fb_care.care.responsiveness import Figures, Policy, Row
from fb_care.figures import policies
from fb_care.figures.log import RESPONSE
from fb_care.times import site_datetime

DOCTYPE = "FB Page"
#: The word for "as measured" in FB Page.label_choice.
AUTOMATIC = "Automatic"
#: Told to those who look at the page's form: {"page": name}.
EVENT = "fb_care_figures"


def of(page: str, policy: str = "", as_of_ms: int = 0) -> Figures:
	"""The figures of a page by a policy (its badge's, where none is named), as of a time (UTC ms; 0: now)."""
	chosen = policies.of(policy or policies.badge_of(page))
	at_ms = as_of_ms or clock.now_ms()
	return responsiveness.figures(rows(page, chosen, at_ms), chosen, at_ms)


def forecast(page: str, as_of_ms: int = 0) -> Forecast:
	"""What will become of the page's badge."""
	chosen, at_ms = policies.of(policies.badge_of(page)), as_of_ms or clock.now_ms()
	return forecasting.forecast(rows(page, chosen, at_ms), chosen, at_ms)


def rows(page: str, policy: Policy, as_of_ms: int = 0) -> list[Row]:
	"""The openings that a policy may look at, as they were at `as_of_ms` (UTC ms; 0: now).

	Each as (UTC ms, wait in ms or None). What is left out is left out as it is known today.
	"""
	return _rows(page, [policy], as_of_ms or clock.now_ms())


def _rows(page: str, chosen: Sequence[Policy], at_ms: int) -> list[Row]:
	"""The openings that any of these policies may look at; all count the same messages as answers."""
	response, query = _counting(page, chosen[0].counts, at_ms)
	newest = _newest(page, chosen[0], at_ms) if any(policy.until_newest for policy in chosen) else at_ms
	from_ms = min((newest if policy.until_newest else at_ms) - policy.window_ms for policy in chosen)
	least = max(policy.least for policy in chosen)
	inside = query.select(response.opened_ms, response.wait_ms)
	found = inside.where(response.opened_ms > from_ms).run()
	if len(found) < least:
		found = inside.orderby(response.opened_ms, order=frappe.qb.desc).limit(least).run()
	return responsiveness.all_as_of(found, at_ms)


def left_out(page: str, policy: Policy, from_ms: int, to_ms: int) -> dict[str, int]:
	"""How many openings of these times are left out, by reason."""
	response = frappe.qb.DocType(RESPONSE)
	query = frappe.qb.from_(response).select(response.left_out, Count(response.name))
	query = query.where((response.page == page) & (response.counts == policy.counts))
	query = query.where((response.opened_ms > from_ms) & (response.opened_ms <= to_ms))
	return {why: count for why, count in query.groupby(response.left_out).run() if why}


def refresh(page: str) -> None:
	"""Work the page's figures out anew and keep them on it. The caller commits."""
	now_ms = clock.now_ms()
	badge, told = _both(page, now_ms)
	choice = frappe.db.get_value(DOCTYPE, page, "label_choice")
	values = {
		"very_responsive": int(badge.earned),
		"response_rate": badge.rate or 0,
		"response_openings": badge.openings,  # without any there is no rate, which the field can't hold
		"response_ms": badge.mean_ms,
		"response_label": shown(choice, told),
		"figures_ms": now_ms,
		"figures_at": site_datetime(now_ms),
		"figures_due": 0,
	}
	frappe.db.set_value(DOCTYPE, page, values, update_modified=False)
	frappe.publish_realtime(EVENT, {"page": page}, doctype=DOCTYPE, docname=page, after_commit=True)


def _both(page: str, at_ms: int) -> tuple[Figures, Figures]:
	"""By the policy of the badge and by that of the label; one reading serves both where it can."""
	badge, told = policies.of(policies.badge_of(page)), policies.of(policies.label_of(page))
	found = _rows(page, [badge, told] if badge.counts == told.counts else [badge], at_ms)
	others = found if badge.counts == told.counts else _rows(page, [told], at_ms)
	return responsiveness.figures(found, badge, at_ms), responsiveness.figures(others, told, at_ms)


def shown(choice: str | None, told: Figures) -> str:
	"""What people are told of the response time: set by hand, else as measured; "" where it is too long."""
	if choice and choice != AUTOMATIC:
		return choice
	return told.label.value if told.label else ""


def _newest(page: str, policy: Policy, at_ms: int) -> int:
	"""When the newest opening was (UTC ms); `at_ms` where there is none. From the index's end, not a MAX."""
	response, query = _counting(page, policy.counts, at_ms)
	newest = query.select(response.opened_ms).orderby(response.opened_ms, order=frappe.qb.desc)
	found = newest.limit(1).run()
	return found[0][0] if found else at_ms


def _counting(page: str, counts: str, at_ms: int) -> tuple[Any, Any]:
	"""The page's openings up to `at_ms` that are not left out."""
	response = frappe.qb.DocType(RESPONSE)
	query = frappe.qb.from_(response)
	query = query.where((response.page == page) & (response.counts == counts) & (response.left_out == ""))
	return response, query.where(response.opened_ms <= at_ms)
