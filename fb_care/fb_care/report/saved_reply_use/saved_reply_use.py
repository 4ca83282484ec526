"""Saved Reply Use: how often which saved replies were sent, by reply, agent, page or day.

Run by the host for those with a role of the report; rows of pages they may not see are left out by the host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from fb_care.figures import reporting

DOCTYPE = "FB Saved Reply Use"
#: So many bars are still to be told apart.
BARS = 15

Columns = list[dict[str, Any]]


def execute(filters: dict | None = None) -> tuple[Columns, list[dict], None, dict, list[dict]]:
	"""Columns, rows (most used first; days in order), no message, the chart, and the sum."""
	wanted = frappe._dict(filters or {})
	rows = _uses(wanted)
	group_by = wanted.group_by or "Reply"
	data = _grouped(rows, _KEYS[group_by])
	if group_by != "Day":  # the rows come in order of time
		data.sort(key=lambda row: (-row["uses"], row["label"]))
	return _columns(group_by), data, None, _chart(data, group_by), _summary(rows)


def _uses(wanted: Any) -> list[Any]:
	"""The uses of the period that the user may see."""
	since, until = getdate(wanted.from_date), getdate(wanted.to_date)
	if since > until:
		frappe.throw(_("The first day is after the last one."))
	filters: dict[str, Any] = {"used_at": ["between", [str(since), str(until)]]}
	filters.update({key: wanted[key] for key in ("page", "user", "saved_reply") if wanted.get(key)})
	fields = ["saved_reply", "title", "user", "page", "used_at"]
	return frappe.get_list(
		DOCTYPE, filters=filters, fields=fields, order_by="used_ms asc", limit_page_length=0
	)


def _by_reply(row: Any) -> dict[str, Any]:
	# Newest title last: rows come in order of time. Titles of people's own replies are not kept.
	return {"key": row.saved_reply if row.title else "", "title": row.title or _("A reply of one's own")}


def _by_agent(row: Any) -> dict[str, Any]:
	return {"key": row.user, "user": row.user}


def _by_page(row: Any) -> dict[str, Any]:
	return {"key": row.page or "", "page": row.page or ""}


def _by_day(row: Any) -> dict[str, Any]:
	day = getdate(row.used_at)
	return {"key": str(day), "day": day}


_KEYS: dict[str, Callable[[Any], dict[str, Any]]] = {
	"Reply": _by_reply,
	"Agent": _by_agent,
	"Page": _by_page,
	"Day": _by_day,
}


def _grouped(rows: Iterable[Any], key_of: Callable[[Any], dict[str, Any]]) -> list[dict]:
	found: dict[str, dict] = {}
	for row in rows:
		facts = key_of(row)
		group = found.setdefault(facts.pop("key"), {"uses": 0, "agents": set(), "pages": set()})
		group.update(facts, last_used=row.used_at, uses=group["uses"] + 1)
		group["agents"].add(row.user)
		group["pages"].add(row.page or "")
	for group in found.values():
		group["agents"], group["pages"] = len(group["agents"]), len(group["pages"] - {""})
		group["label"] = _label(group)
	return list(found.values())


def _label(group: dict) -> str:
	if "page" in group:
		return frappe.db.get_value("FB Page", group["page"], "page_name") or group["page"] or "-"
	if "user" in group:
		return reporting.user_name(group["user"]) or "-"
	return frappe.utils.format_date(group["day"]) if "day" in group else group["title"]


def _columns(group_by: str) -> Columns:
	first = {
		"Reply": {"fieldname": "title", "label": _("Saved reply"), "fieldtype": "Data"},
		"Agent": {"fieldname": "user", "label": _("Agent"), "fieldtype": "Link", "options": "User"},
		"Page": {"fieldname": "page", "label": _("Page"), "fieldtype": "Link", "options": "FB Page"},
		"Day": {"fieldname": "day", "label": _("Day"), "fieldtype": "Date"},
	}[group_by]
	return [
		{**first, "width": 300},
		{"fieldname": "uses", "label": _("Used"), "fieldtype": "Int", "width": 100},
		{"fieldname": "agents", "label": _("Agents"), "fieldtype": "Int", "width": 100},
		{"fieldname": "pages", "label": _("Pages"), "fieldtype": "Int", "width": 100},
		{"fieldname": "last_used", "label": _("Last used"), "fieldtype": "Datetime", "width": 180},
	]


def _chart(data: list[dict], group_by: str) -> dict:
	by_day = group_by == "Day"
	shown = data if by_day else data[:BARS]
	return {
		"type": "line" if by_day else "bar",
		"data": {
			"labels": [row["label"] for row in shown],
			"datasets": [{"name": _("Used"), "values": [row["uses"] for row in shown]}],
		},
		"fieldtype": "Int",
	}


def _summary(rows: list[Any]) -> list[dict]:
	return [{"label": _("Answers from saved replies"), "value": len(rows), "datatype": "Int"}]
