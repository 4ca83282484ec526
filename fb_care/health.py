"""The health of each page: notices that stay on its form, and word of them to its managers.

Called inside transactions by the handlers (policy warnings) and by the hourly check. Writes single rows and
fields, never the whole page document, and calls nothing outside the database: people are told after commit.
"""

from __future__ import annotations

from functools import partial

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html

from fb_care import clock, team
from fb_care.inbound import contention, rows
from fb_care.times import site_datetime

KEPT = 50
REPEAT_MS = 24 * 3600 * 1000
#: What an open notice of this severity makes of the page; Info changes nothing.
MEANS = {"Error": "Broken", "Warning": "Warning"}


def notice(page: str, severity: str, source: str, code: str, message: str, action: str = "") -> bool:
	"""Put a notice on the page and tell its managers; True when it is new.

	`severity` Info, Warning or Error; `source` who found out (token, subscription, policy, silence ...), as
	given to `clear`; `code` what it is. The same code within 24 hours, still unsolved, is not repeated.
	No secret and no customer's text belongs into `message` or `action`.
	"""
	if not frappe.db.exists("FB Page", page):
		return False
	now = clock.now_ms()
	if _said_lately(page, code, now):
		return False
	frappe.db.set_value(
		"FB Page Notice", {"parent": page, "parenttype": "FB Page", "code": code, "solved": 0}, "solved", 1
	)
	rows.insert(
		"FB Page Notice",
		{
			"parent": page,
			"parenttype": "FB Page",
			"parentfield": "notices",
			"idx": 1
			+ max(frappe.get_all("FB Page Notice", filters={"parent": page}, pluck="idx"), default=0),
			"severity": severity,
			"source": source,
			"code": code,
			"message": message,
			"action": action,
			"at_ms": now,
			"at": site_datetime(now),
			"solved": int(severity == "Info"),
		},
	)
	_forget_oldest(page)
	recompute(page)
	if severity != "Info":
		frappe.db.after_commit.add(partial(_tell, page, severity, message))
	return True


def clear(page: str, source: str, keep: tuple[str, ...] = ()) -> None:
	"""What this source complained about is over, except for the codes in `keep`."""
	filters = {"parent": page, "parenttype": "FB Page", "source": source, "solved": 0}
	for row in frappe.get_all("FB Page Notice", filters=filters, fields=["name", "code"]):
		if row.code not in keep:
			frappe.db.set_value("FB Page Notice", row.name, "solved", 1)
	recompute(page)


def solve(page: str) -> int:
	"""A person says that all open notices of the page are dealt with; how many.

	The next check brings back what is still wrong; for what Meta tells by events only, their word is taken.
	"""
	filters = {"parent": page, "parenttype": "FB Page", "solved": 0}
	found = frappe.get_all("FB Page Notice", filters=filters, fields=["name", "source"])
	for row in found:
		frappe.db.set_value("FB Page Notice", row.name, "solved", 1)
	if any(row.source == "policy" for row in found):
		frappe.db.set_value("FB Page", page, "blocked_until_fixed", 0)
	recompute(page)
	return len(found)


def recompute(page: str) -> None:
	"""Set `health` and `health_reason` from the notices that are still open."""
	open_notices = frappe.get_all(
		"FB Page Notice",
		filters={"parent": page, "parenttype": "FB Page", "solved": 0},
		fields=["severity", "message", "action"],
		order_by="at_ms desc",
	)
	worst = next((row for level in MEANS for row in open_notices if row.severity == level), None)
	if worst:
		values = {
			"health": MEANS[worst.severity],
			"health_reason": f"{worst.message} {worst.action or ''}".strip(),
		}
	elif frappe.db.get_value("FB Page", page, "health_checked_at"):
		values = {"health": "OK", "health_reason": ""}
	else:
		values = {"health": "Unknown", "health_reason": _("Not checked yet.")}
	known = frappe.db.get_value("FB Page", page, list(values), as_dict=True)
	if known and any((known[key] or "") != value for key, value in values.items()):
		frappe.db.set_value("FB Page", page, rows.clean("FB Page", values))


def managers_of(page: str) -> list[str]:
	"""Users with the manager's role who may see this page, without those switched off."""
	return team.of_page(page, "FB Care Manager")


def _said_lately(page: str, code: str, now: int) -> bool:
	filters = {"parent": page, "parenttype": "FB Page", "code": code, "at_ms": [">", now - REPEAT_MS]}
	rows = frappe.get_all("FB Page Notice", filters=filters, fields=["solved", "severity"])
	return any(not row.solved or row.severity == "Info" for row in rows)


def _forget_oldest(page: str) -> None:
	filters = {"parent": page, "parenttype": "FB Page"}
	names = frappe.get_all(
		"FB Page Notice", filters=filters, order_by="solved asc, at_ms desc", limit=1000, pluck="name"
	)
	if len(names) > KEPT:
		frappe.db.delete("FB Page Notice", {"name": ["in", names[KEPT:]]})


def _tell(page: str, severity: str, message: str) -> None:
	"""A notification for each manager. The notice stands on the page whatever happens here."""
	try:
		name = frappe.db.get_value("FB Page", page, "page_name") or page
		subject = _("{0}: {1}").format(f"<b>{escape_html(name)}</b>", escape_html(message))
		users = managers_of(page)
		if users:
			enqueue_create_notification(
				users,
				{
					"type": "Alert",
					"document_type": "FB Page",
					"document_name": page,
					"subject": subject,
					"from_user": "Administrator",
				},
			)
	except contention.TimeUp:
		raise
	except Exception:
		frappe.logger("fb_care").warning(
			f"Could not tell the managers of page {page} about a notice ({severity})"
		)
