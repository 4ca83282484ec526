"""All that a screen shows of a page's figures, in one answer: by both policies, what will be, who waits.

The rows of a policy are read once, and figures and forecast made of the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe

from fb_care import clock
from fb_care.care import forecast as forecasting
from fb_care.care import responsiveness
from fb_care.care.forecast import Forecast, Waiting
from fb_care.care.responsiveness import Figures, Policy, Row
from fb_care.figures import page as figures
from fb_care.figures import policies, public
from fb_care.figures.log import RESPONSE
from fb_care.times import site_datetime

#: So many of those that wait are named.
MOST = 50


def of_page(page: str) -> dict[str, Any]:
	"""The figures of a page as of now. Times: `*_ms` UTC ms, `*_at` in the site's time zone.

	`badge` and `told`: the figures by the policy of the badge and of what people are told. `forecast`: None
	for a policy that allows none. `comments`: public ones, apart.
	"""
	now_ms = clock.now_ms()
	names = {"badge": policies.badge_of(page), "told": policies.label_of(page)}
	choice = frappe.db.get_value(figures.DOCTYPE, page, "label_choice")
	found: dict[str, Any] = {"page": page, "as_of_ms": now_ms, "as_of_at": _at(now_ms)}
	for part, name in names.items():
		policy = policies.of(name)
		rows = figures.rows(page, policy, now_ms)
		got = responsiveness.figures(rows, policy, now_ms)
		found[part] = {**_figures(got), **_formula(name, policy)}
		found[part]["left_out"] = figures.left_out(page, policy, got.from_ms, got.to_ms)
		if part == "badge":
			found["forecast"] = _forecast(page, rows, policy, now_ms)
		else:
			found["label"] = figures.shown(choice, got)
			found["by_hand"] = bool(choice and choice != figures.AUTOMATIC)
	return {**found, "comments": public.of_page(page, now_ms)}


def _figures(got: Figures) -> dict[str, Any]:
	return {
		"from_ms": got.from_ms,
		"from_at": _at(got.from_ms),
		"to_ms": got.to_ms,
		"to_at": _at(got.to_ms),
		"openings": got.openings,
		"answered": got.answered,
		"rate": got.rate,
		"mean_ms": got.mean_ms,
		"counted": got.counted,
		"earned": got.earned,
		"measured_label": got.label.value if got.label else "",
	}


def _formula(name: str, policy: Policy) -> dict[str, Any]:
	return {
		"policy": name,
		"rate_percent": policy.rate_percent,
		"time_ms": policy.time_ms,
		"trim_percent": policy.trim_percent,
		"window_ms": policy.window_ms,
		"counts": policy.counts,
	}


def _forecast(page: str, rows: list[Row], policy: Policy, now_ms: int) -> dict[str, Any] | None:
	if not policy.foretells:
		return None
	got = forecasting.forecast(rows, policy, now_ms)
	shown = sorted(got.waiting, key=lambda one: _urgency(one, now_ms))[:MOST]
	return {
		"earned": got.earned,
		"changes_ms": got.changes_ms,
		"changes_at": _at(got.changes_ms),
		"missing": got.missing,
		"to_win": {"waiting": got.to_win[0], "new": got.to_win[1]},
		"waits": len(got.waiting),
		"costs": sum(one.costs for one in got.waiting),
		"too_late": _too_late(got, now_ms),
		"waiting": _named(page, policy, shown, now_ms),
	}


def _too_late(got: Forecast, now_ms: int) -> int:
	"""How many of those that cost the badge can't keep or win it by themselves any more."""
	return sum(one.costs and one.by_ms is not None and one.by_ms <= now_ms for one in got.waiting)


def _urgency(one: Waiting, now_ms: int) -> tuple[bool, bool, float, int]:
	"""Those that cost the badge first; of them those that still help, the next deadline first."""
	by_ms = float("inf") if one.by_ms is None else float(one.by_ms)
	return (not one.costs, by_ms <= now_ms, by_ms, one.opened_ms)


def _named(page: str, policy: Policy, shown: list[Waiting], now_ms: int) -> list[dict[str, Any]]:
	"""Which conversations these are, as far as the user may see them."""
	left = {one.opened_ms: one for one in shown}
	rows = _open_rows(page, policy, left)
	titles = _titles({row.conversation for row in rows})
	# Of several openings at the same moment each is as good as the other.
	found = [_waiting(left[row.opened_ms], row, titles, now_ms) for row in rows][: len(shown)]
	place = {one.opened_ms: number for number, one in enumerate(shown)}
	return sorted(found, key=lambda row: place[row["opened_ms"]])


def _open_rows(page: str, policy: Policy, opened_ms: Iterable[int]) -> list[Any]:
	times = list(opened_ms)
	if not times:
		return []
	response = frappe.qb.DocType(RESPONSE)
	query = frappe.qb.from_(response).select(response.conversation, response.opened_ms, response.opening)
	query = query.where((response.page == page) & (response.counts == policy.counts))
	query = query.where((response.left_out == "") & (response.state == "Open"))
	query = query.where(response.opened_ms.isin(times))
	return query.orderby(response.opened_ms).run(as_dict=True)


def _titles(conversations: Iterable[str]) -> dict[str, str]:
	filters = {"name": ["in", sorted(conversations) or [""]]}
	found = frappe.get_list("FB Conversation", filters=filters, fields=["name", "title"], limit_page_length=0)
	return {row.name: row.title for row in found}


def _waiting(one: Waiting, row: Any, titles: dict[str, str], now_ms: int) -> dict[str, Any]:
	seen = row.conversation in titles
	return {
		"conversation": row.conversation if seen else "",
		"title": titles.get(row.conversation, ""),
		"opening": row.opening if seen else "",
		"opened_ms": one.opened_ms,
		"opened_at": _at(one.opened_ms),
		"costs": one.costs,
		"by_ms": one.by_ms,
		"by_at": _at(one.by_ms),
		"too_late": one.by_ms is not None and one.by_ms <= now_ms,
	}


def _at(ms: int | None) -> str:
	"""A time as the desk takes it, to the second; "" where there is none."""
	at = site_datetime(ms)
	return at.strftime("%Y-%m-%d %H:%M:%S") if at else ""
