"""What the inbox needs once, when it is opened: who asks and may do what, pages, labels, the team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe

from fb_care import clock
from fb_care.footprint import MANAGERS, ROLES
from fb_care.inbound.rows import as_written
from fb_care.inbox import bulk_job, counting, reach
from fb_care.inbox.filters import CONVERSATION
from fb_care.tickets import handling, hosts

PAGE = "FB Page"
_PAGE_FIELDS = (
	"name", "page_name", "picture", "enabled", "away", "away_kind", "away_until_ms", "messages_off",
	"very_responsive", "response_rate", "response_ms",
)  # fmt: skip
_FLAGS = ("enabled", "away", "messages_off", "very_responsive")


def facts(user: str) -> dict[str, Any]:
	"""All of it, as `api.inbox.start` answers it. Raises PermissionError for who may read no threads."""
	pages = page_tops(user)
	about = frappe.db.get_value("User", user, ["full_name", "user_image"], as_dict=True) or frappe._dict()
	doctype = hosts.host_doctype()[0]
	return {
		"user": {"name": user, "full_name": about.full_name or user, "image": about.user_image or ""},
		"now_ms": clock.now_ms(),
		"lang": frappe.local.lang or "en",
		"helpdesk": doctype,
		"can": {
			"write": bool(frappe.has_permission(CONVERSATION, "write", user=user)),
			"delete": bool(frappe.has_permission(CONVERSATION, "delete", user=user)),
			"manage": not set(MANAGERS).isdisjoint(frappe.get_roles(user)),
			"saved_replies": bool(frappe.has_permission("FB Saved Reply", "read", user=user)),
		},
		"pages": pages,
		"labels": _labels(),
		"team": team([page["name"] for page in pages]),
		"priorities": _priorities(doctype),
		"job": bulk_job.running(user),
	}


def page_tops(user: str) -> list[dict[str, Any]]:
	"""The pages whose threads the user may see as the top of the inbox shows them, with the unread ones."""
	rows = reach.page_rows(user, _PAGE_FIELDS)
	unread = counting.of_pages(reach.of(user), [row.name for row in rows])
	return [
		{
			**{field: row[field] or "" for field in ("name", "picture", "away_kind")},
			**{field: bool(row[field]) for field in _FLAGS},
			"page_name": as_written(row.page_name) or row.name,
			"away_until_ms": row.away_until_ms or 0,
			"response_rate": row.response_rate or 0,
			"response_ms": row.response_ms,
			"unread": unread[row.name],
		}
		for row in rows
	]


def team(pages: Sequence[str]) -> list[dict[str, str]]:
	"""Who may be given a thread: enabled, with a role of the app, and not limited to other pages."""
	roles = {"role": ["in", ROLES], "parenttype": "User"}
	names = set(frappe.get_all("Has Role", filters=roles, pluck="parent")) - {"Administrator"}
	filters = {"name": ["in", sorted(names) or [""]], "enabled": 1}
	users = frappe.get_all("User", filters=filters, fields=["name", "full_name"], order_by="full_name asc")
	limits: dict[str, set[str]] = {}
	asked = {"allow": PAGE, "user": ["in", [user.name for user in users] or [""]]}
	for row in frappe.get_all("User Permission", filters=asked, fields=["user", "for_value"]):
		limits.setdefault(row.user, set()).add(row.for_value)
	return [
		{"name": user.name, "full_name": user.full_name or user.name}
		for user in users
		if user.name not in limits or not limits[user.name].isdisjoint(pages)
	]


def _labels() -> list[dict[str, str]]:
	rows = frappe.get_all("FB Label", fields=["name", "color"], order_by="name asc")
	return [{"name": row.name, "color": row.color or ""} for row in rows]


def _priorities(helpdesk: str) -> list[str]:
	doctype = handling.PRIORITIES.get(helpdesk, "")
	if not doctype or not hosts.is_there(doctype):
		return []
	return [str(name) for name in frappe.get_all(doctype, pluck="name", order_by="name asc", limit=100)]
