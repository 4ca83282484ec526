"""The host's lists of holidays: ERPNext's Holiday List, Helpdesk's HD Service Holiday List.

A list is meant by its name. Where a site has both kinds, ERPNext's of that name goes first.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe

from fb_care import clock

#: Each DocType of lists, and that of its rows.
KINDS = {"Holiday List": "Holiday", "HD Service Holiday List": "HD Holiday"}


def names() -> list[str]:
	"""The lists that this site has."""
	found = {name for kind in _here() for name in frappe.get_all(kind, pluck="name")}
	return sorted(found)


def kind_of(name: str) -> str:
	"""The DocType of the list of this name; "" where there is none."""
	return next((kind for kind in _here() if frappe.db.exists(kind, name)), "")


def days(name: str | None) -> frozenset[date]:
	"""The days of a list, weekly days off among them, as the host's own service levels take them.

	None for a list that is gone.
	"""
	kind = kind_of(name) if name else ""
	if not kind:
		return frozenset()
	filters = {"parent": name, "parenttype": kind}
	found = frappe.get_all(KINDS[kind], filters=filters, pluck="holiday_date")
	return frozenset(frappe.utils.getdate(day) for day in found if day)


def changed(doc: Any, method: str = "") -> None:
	"""A list was saved or deleted: pages that go by it are looked at within a minute. Called by the host.

	What they did up to now stays: nothing of it was to change before their next moment.
	"""
	# The host calls this also between the new version's code and its migration.
	if not frappe.db.has_column("FB Page", "away_next_ms"):
		return
	page, now = frappe.qb.DocType("FB Page"), clock.now_ms()
	query = frappe.qb.update(page).set(page.away_next_ms, now).set(page.away_checked_ms, now)
	query = query.where((page.holiday_list == doc.name) & (page.schedule_on == 1))
	query.where(page.away_next_ms > now).run()


def _here() -> list[str]:
	return [kind for kind in KINDS if frappe.db.table_exists(kind)]
