"""The ways to count that a site has: FB Response Policy records as `care.responsiveness.Policy`."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.care.openings import COUNTS
from fb_care.care.responsiveness import DAY_MS, MINUTE_MS, Label, Policy

DOCTYPE = "FB Response Policy"
#: What a page goes by that names no other.
BADGE = "Badge, 7 days"
RATE_AND_TIME = "Response rate and time, 30 days"
#: Rows of this way of counting are kept whatever policies there are.
ALWAYS = next(iter(COUNTS))
LABELS = {
	"label_minutes": Label.MINUTES,
	"label_hour": Label.HOUR,
	"label_hours": Label.HOURS,
	"label_day": Label.DAY,
}
#: What makes the formula of a policy.
FORMULA = (
	"window_days",
	"window_until",
	"least_openings",
	"counts",
	"rate_percent",
	"time_minutes",
	"trim_percent",
	*LABELS,
)


def of(name: str) -> Policy:
	"""The policy of this record. Raises frappe.DoesNotExistError when there is none."""
	row = frappe.db.get_value(DOCTYPE, name, FORMULA, as_dict=True)
	if not row:
		words = frappe._("There is no {0} {1}. Choose another one on the page.")
		frappe.throw(words.format(frappe._(DOCTYPE), frappe.bold(name)), frappe.DoesNotExistError)
	return from_record(row)


def from_record(row: Any) -> Policy:
	"""The policy that a row or document of FB Response Policy describes."""
	return Policy(
		window_ms=int(row.window_days) * DAY_MS,
		until_newest=row.window_until == "Newest opening",
		least=int(row.least_openings or 0),
		rate_percent=int(row.rate_percent),
		time_ms=round(float(row.time_minutes) * MINUTE_MS),
		trim_percent=int(row.trim_percent),
		counts=row.counts if row.counts in COUNTS else ALWAYS,
		labels=tuple((label, int(row.get(field) or 0) * MINUTE_MS) for field, label in LABELS.items()),
	)


def badge_of(page: str) -> str:
	"""The name of the policy that decides the page's badge."""
	return frappe.db.get_value("FB Page", page, "badge_policy") or BADGE


def label_of(page: str) -> str:
	"""The name of the policy whose response time people are told."""
	return frappe.db.get_value("FB Page", page, "label_policy") or RATE_AND_TIME


def badge_pages_of(policy: str) -> list[str]:
	"""The pages that name this policy for their badge."""
	return frappe.get_all("FB Page", filters={"badge_policy": policy}, pluck="name")


def pages_of(policy: str) -> list[str]:
	"""The pages that name this policy for their badge or for what people are told."""
	told = frappe.get_all("FB Page", filters={"label_policy": policy}, pluck="name")
	return sorted({*badge_pages_of(policy), *told})


def begin_rebuild(counts: str = "") -> None:
	"""All rows of a way of counting ("": of each) are to be made anew; known here until it is done."""
	_note(counts, ">")


def note_rebuild(counts: str, after: str) -> None:
	"""Conversations up to the one named `after` are done; "": all of them."""
	_note(counts, f">{after}" if after else None, known=True)


def unfinished() -> list[dict[str, str]]:
	"""What is still to be made: each way of counting, with the conversation after which to go on."""
	filters = {"rebuild_after": ["is", "set"]}
	found = frappe.get_all(DOCTYPE, filters=filters, fields=["counts", "rebuild_after"], order_by="name asc")
	left = {row.counts: row.rebuild_after.removeprefix(">") for row in found}
	return [{"counts": counts, "after": after} for counts, after in left.items()]


def _note(counts: str, after: str | None, known: bool = False) -> None:
	policy = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.update(policy).set(policy.rebuild_after, after)
	if counts:
		query = query.where(policy.counts == counts)
	if known:
		query = query.where(policy.rebuild_after.isnotnull())
	query.run()


def page_names(pages: list[str]) -> str:
	"""What people call these pages, with commas."""
	filters = {"name": ["in", pages]}
	return ", ".join(frappe.get_all("FB Page", filters=filters, pluck="page_name", order_by="page_name"))


def counted() -> list[str]:
	"""The ways of counting that any policy uses: rows are kept for each of them."""
	used = frappe.get_all(DOCTYPE, pluck="counts", distinct=True)
	return sorted({ALWAYS, *used} & COUNTS.keys())
