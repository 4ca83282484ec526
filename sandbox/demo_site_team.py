"""The demo's hand on a site: the team, what it has ready, and what the demo must know of its work.

Commands of demo_site.py; they run under the site's own Python. Answers go through the web (demo_agent.py).
"""

from __future__ import annotations

import base64
from typing import Any

#: Roles of an agent, those that the site has: of this app, ERPNext, Helpdesk.
ROLES = ("FB Care Agent", "Support Team", "Agent")


def hire(
	agents: list[dict[str, str]], password: str, replies: list[dict[str, Any]], rules: list[dict[str, Any]]
) -> bool:
	"""The demo's agents, saved replies and triage rules, each once; True where the site has triage."""
	import frappe
	from frappe.utils.password import update_password

	for agent in agents:
		if not frappe.db.exists("User", agent["email"]):
			roles = [{"role": role} for role in ROLES if frappe.db.exists("Role", role)]
			doc = frappe.get_doc({"doctype": "User", "send_welcome_email": 0, "roles": roles, **agent})
			doc.insert(ignore_permissions=True)
		frappe.db.set_value("User", agent["email"], "enabled", 1)
		update_password(agent["email"], password)
	for reply in replies:
		if not frappe.db.exists("FB Saved Reply", {"title": reply["title"]}):
			values = {"doctype": "FB Saved Reply", "scope": "Everyone", **reply}
			frappe.get_doc(values).insert(ignore_permissions=True)
	if not frappe.db.exists("DocType", "FB Triage Rule"):
		return False
	for rule in rules:
		if not _is_ruled(rule):
			values = {"doctype": "FB Triage Rule", "enabled": 1, **rule}
			frappe.get_doc(values).insert(ignore_permissions=True)
	return True


def _is_ruled(rule: dict[str, Any]) -> bool:
	"""Whether the rule is there, or, of one for questions, what the app brings along for them."""
	import frappe

	same = {"title": rule["title"]}
	if rule.get("is_question"):
		same = {"enabled": 1, "is_question": "Yes", "ticket": rule["ticket"]}
	return bool(frappe.db.exists("FB Triage Rule", same))


def threads(talks: list[str], comments: list[str]) -> dict[str, dict[str, Any]]:
	"""By conversation (its name) and by comment (Meta's id): the thread, its ticket, how it is handled."""
	import frappe

	found: dict[str, dict[str, Any]] = {}
	for name in talks:
		found[name] = _thread("FB Conversation", name)
	for comment_id in comments:
		filters = {"comment_tail": comment_id.rpartition("_")[2], "comment_id": ["like", f"%{comment_id}"]}
		row = frappe.db.get_value("FB Comment", filters, ["name", "thread", "state"], as_dict=True)
		if row:
			thread = _thread("FB Comment Thread", row.thread)
			found[comment_id] = {**thread, "comment": row.name, "state": row.state}
	return found


def _thread(doctype: str, name: str) -> dict[str, Any]:
	import frappe

	fields = ["name", "contact", "ticket_doctype", "ticket"]
	if frappe.get_meta(doctype).has_field("triage"):
		fields.append("triage")
	row = frappe.db.get_value(doctype, name, fields, as_dict=True) or frappe._dict()
	raised_by = row.ticket and frappe.db.get_value(row.ticket_doctype, row.ticket, "raised_by")
	return {"doctype": doctype, **row, "raised_by": raised_by or ""}


def attach(user: str, file_name: str, content: str) -> str:
	"""A private file of the agent's; `content` in base64. Its name."""
	import frappe

	frappe.set_user(user)
	doc = frappe.get_doc({"doctype": "File", "file_name": file_name, "is_private": 1})
	doc.content = base64.b64decode(content)
	return str(doc.insert(ignore_permissions=True).name)


def mark_vip(user: str, contact: str, label: str) -> None:
	"""What an agent does on the form of a person."""
	import frappe

	if not frappe.db.exists("FB Label", label):
		frappe.get_doc({"doctype": "FB Label", "label": label}).insert(ignore_permissions=True)
	frappe.set_user(user)
	doc = frappe.get_doc("FB Contact", contact)
	doc.vip = 1
	if label not in [row.label for row in doc.labels]:
		doc.append("labels", {"label": label})
	doc.save()


def closed_talk(page: str, before_ms: int) -> dict[str, Any]:
	"""The page's first conversation whose time for answers was over at `before_ms`; {} if there is none."""
	import frappe

	found = frappe.get_all(
		"FB Conversation",
		filters=[
			["page", "=", page],
			["state", "=", "Open"],
			["window_until_ms", ">", 0],
			["window_until_ms", "<", before_ms],
		],
		fields=["name", "psid", "title", "ticket", "ticket_doctype"],
		order_by="last_incoming_ms asc",
		limit=1,
	)
	return dict(found[0]) if found else {}


def sent(rows: list[str]) -> list[str]:
	"""The states of these messages of the outbox."""
	import frappe

	return frappe.get_all("FB Message", filters={"name": ["in", rows or [""]]}, pluck="send_state")


def dismiss(agents: list[str]) -> None:
	"""The demo's agents can't log in any more: their site is somebody's bench."""
	import frappe

	for user in agents:
		if frappe.db.exists("User", user):
			frappe.db.set_value("User", user, "enabled", 0)
