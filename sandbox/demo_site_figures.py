"""The demo's hand on a site: how responsive each page is, what cost it a badge, and what a rebuild makes.

Commands of demo_site.py; they run under the site's own Python.
"""

from __future__ import annotations

from typing import Any

#: All that a row of FB Response says; its name and times of writing are others when it is made anew.
FIELDS = (
	"response_key page conversation contact ad left_out opened_at answered_at wait_ms answered_by "
	"answered_from state opening answer counts opened_ms answered_ms reached_ms"
).split()


def responsiveness(pages: list[str]) -> dict[str, dict[str, Any]]:
	"""By page: its figures by the policy of its badge, what cost the badge, and what wins it back."""
	return {page: _of_page(page) for page in pages}


def _of_page(page: str) -> dict[str, Any]:
	import frappe

	from fb_care import clock
	from fb_care.care.forecast import forecast
	from fb_care.figures import page as figures
	from fb_care.figures import policies

	figures.refresh(page)
	now_ms = clock.now_ms()
	name = policies.badge_of(page)
	policy = policies.of(name)
	rows = figures.rows(page, policy, now_ms)
	found, coming = figures.of(page, as_of_ms=now_ms), forecast(rows, policy, now_ms)
	fields = ["very_responsive", "response_label"]
	kept = frappe.db.get_value("FB Page", page, fields, as_dict=True)
	return {
		"policy": name,
		"earned": found.earned,
		"kept": bool(kept.very_responsive),
		"label": kept.response_label or "",
		"openings": found.openings,
		"answered": found.answered,
		"rate": found.rate,
		"mean_ms": found.mean_ms,
		"left_out": figures.left_out(page, policy, found.from_ms, found.to_ms),
		"lost_at": "" if found.earned else _at(_lost_ms(rows, policy, now_ms)),
		"changes_at": _at(coming.changes_ms),
		"to_win": list(coming.to_win),
		"costly": [] if found.earned else _costly(page, policy, found, coming),
	}


def _lost_ms(rows: list[Any], policy: Any, now_ms: int) -> int | None:
	"""When the badge was lost that is not there now; None where there never was one in these rows."""
	from fb_care.care.responsiveness import as_of, figures

	events = {at for opened_ms, wait_ms in rows for at in (opened_ms, opened_ms + (wait_ms or 0))}
	lost_ms, earned_before = None, False
	for at_ms in sorted(at for at in events if at <= now_ms):
		then = [as_of(*row, at_ms) for row in rows if row[0] <= at_ms]
		earned = figures(then, policy, at_ms).earned
		if earned_before and not earned:
			lost_ms = at_ms
		earned_before = earned
	return lost_ms


def _costly(page: str, policy: Any, found: Any, coming: Any) -> list[dict[str, Any]]:
	"""Openings that wait, and those whose answer took longer than the badge allows on average."""
	import frappe

	rows = frappe.get_all(
		"FB Response",
		filters=[
			["page", "=", page],
			["counts", "=", policy.counts],
			["left_out", "=", ""],
			["opened_ms", ">", found.from_ms],
			["opened_ms", "<=", found.to_ms],
		],
		fields=["conversation", "opened_ms", "wait_ms", "answer"],
		order_by="opened_ms asc",
	)
	slow = [row for row in rows if not row.answer or row.wait_ms > policy.time_ms]
	names = [row.conversation for row in slow]
	who = frappe.get_all("FB Conversation", filters={"name": ["in", names or [""]]}, fields=["name", "title"])
	titles = {row.name: row.title for row in who}
	by = {one.opened_ms: one.by_ms for one in coming.waiting}
	return [
		{
			"who": titles.get(row.conversation) or row.conversation,
			"at": _at(row.opened_ms),
			"wait_ms": row.wait_ms if row.answer else None,
			"too_late": by.get(row.opened_ms) == 0,
			"by": _at(by.get(row.opened_ms)),
		}
		for row in slow
	]


def _at(ms: int | None) -> str:
	"""A time as the site's people see it, to the minute; "" for none."""
	from fb_care.times import site_datetime

	return str(site_datetime(ms))[:16] if ms else ""


def rebuilt(pages: list[str]) -> list[str]:
	"""Throw the rows away that were kept while events arrived, make them anew from the messages, compare.

	What differs, a sentence each.
	"""
	import frappe

	from fb_care.jobs import figures

	before = _rows(pages)
	frappe.db.delete("FB Response", {"page": ["in", pages]})
	frappe.db.commit()
	figures.rebuild(seconds=3600)
	after = _rows(pages)
	problems = [f"{key} is not there any more" for key in sorted(before.keys() - after.keys())]
	problems += [f"{key} was not kept" for key in sorted(after.keys() - before.keys())]
	for key in sorted(before.keys() & after.keys()):
		changed = [field for field in FIELDS if (before[key][field] or "") != (after[key][field] or "")]
		problems += [f"{key}: {f} was {before[key][f]}, and is {after[key][f]}" for f in changed]
	return problems


def _rows(pages: list[str]) -> dict[str, Any]:
	import frappe

	found = frappe.get_all("FB Response", filters={"page": ["in", pages]}, fields=FIELDS)
	return {row.response_key: row for row in found}
