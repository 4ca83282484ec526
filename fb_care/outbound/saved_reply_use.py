"""Counts how often saved replies are used. Called by `answer.send` when it queues an answer made from one."""

from __future__ import annotations

import frappe

from fb_care import clock
from fb_care.inbound import rows
from fb_care.times import site_datetime

DOCTYPE = "FB Saved Reply Use"


def note(name: str, user: str, page: str = "") -> bool:
	"""An answer made from the saved reply `name` was queued by `user` on `page`; whether it was counted.

	A reply that is gone, or that this user may not use, counts nothing and holds no answer back.
	"""
	fields = ["title", "scope"]
	reply = frappe.db.get_value("FB Saved Reply", name, fields, as_dict=True) if name else None
	if not reply or not frappe.has_permission("FB Saved Reply", "read", name, user=user):
		return False
	now = clock.now_ms()
	table = frappe.qb.DocType("FB Saved Reply")
	query = frappe.qb.update(table).where(table.name == name)
	# Not `modified`: who has the form open may still save it.
	query.set("use_count", table.use_count + 1).set("last_used", site_datetime(now)).run()
	used = {"user": user, "page": page or None, "used_ms": now, "used_at": site_datetime(now)}
	title = "" if reply.scope == "Person" else rows.as_written(reply.title)
	rows.insert(DOCTYPE, {**used, "saved_reply": name, "title": title})
	return True
