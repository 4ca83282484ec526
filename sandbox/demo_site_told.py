"""The demo's hand on a site: how much is left to do, and what became of the replay, as plain counts.

Commands of demo_site.py; they run under the site's own Python.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any


def state(since_ms: int, since_at: str) -> dict[str, int]:
	"""How much is still to do: deliveries, tickets, profiles, ads, posts, media, answers."""
	import frappe

	rows = frappe.get_all("FB Webhook Event", filters={"received_ms": [">=", since_ms]}, pluck="state")
	states = Counter(rows)
	# A site of a bench may hold what others left undone: that is not ours to wait for.
	fresh = {"modified": [">=", since_at]}
	open_threads = sum(
		frappe.db.count(doctype, {"ticket_due": 1, **fresh})
		for doctype in ("FB Conversation", "FB Comment Thread")
	)
	fetching = sum(
		frappe.db.count(doctype, {field: "Pending", **fresh})
		for doctype, field in (
			("FB Contact", "profile_state"),
			("FB Attachment", "state"),
			("FB Ad", "details_state"),
			("FB Ad", "picture_state"),
			("FB Post", "details_state"),
		)
	)
	return {
		"received": len(rows),
		"open": states["Received"] + states["Working"],
		"tickets": open_threads,
		"fetching": fetching,
		"sending": _sending(since_ms, since_at),
	}


def _sending(since_ms: int, since_at: str) -> int:
	"""How many answers and private replies are on their way out, or wait for Facebook's echo."""
	import frappe

	waiting = {"send_state": ["in", ["Queued", "Sending", "Unknown"]], "queued_ms": [">=", since_ms]}
	private = {"state": ["in", ["Reserved", "Sending", "Unknown"]], "creation": [">=", since_at]}
	answers = sum(frappe.db.count(doctype, waiting) for doctype in ("FB Message", "FB Comment"))
	return answers + frappe.db.count("FB Private Reply", private)


def summary(since_ms: int, since_at: str, pages: list[str]) -> dict[str, Any]:
	"""What became of the replay, as plain counts and lists."""
	import frappe

	deliveries = _deliveries(since_ms)
	logged = frappe.get_all("Error Log", filters={"creation": [">=", since_at]}, pluck="method")
	errors = dict(Counter(str(title) for title in logged))
	return {**deliveries, "tickets": _tickets(since_at, pages), **_kept(since_at, pages), "errors": errors}


def _deliveries(since_ms: int) -> dict[str, Any]:
	import frappe

	rows = frappe.get_all(
		"FB Webhook Event",
		filters={"received_ms": [">=", since_ms]},
		fields=["name", "state", "duplicates", "outcomes", "reason"],
		order_by="received_ms asc",
	)
	kinds: Counter[tuple[str, str]] = Counter()
	trouble = []
	for row in rows:
		for outcome in json.loads(row.outcomes or "[]"):
			kinds[(outcome["kind"], outcome["state"])] += 1
			if outcome["state"] in ("failed", "unknown"):
				why = outcome.get("reason") or outcome.get("error") or ""
				trouble.append(
					[row.name, outcome["kind"], outcome["state"], str(why).strip().split("\n")[-1]]
				)
	return {
		"deliveries": dict(Counter(row.state for row in rows)),
		"duplicates": sum(row.duplicates or 0 for row in rows),
		"kinds": [[kind, result, count] for (kind, result), count in sorted(kinds.items())],
		"trouble": trouble,
	}


def _tickets(since_at: str, pages: list[str]) -> dict[str, Any]:
	import frappe

	from fb_care.tickets import choose

	doctype, reason = choose()
	if not doctype:
		return {"doctype": "", "reason": reason}
	rows = frappe.get_all(
		doctype,
		filters={"fb_page": ["in", pages], "creation": [">=", since_at]},
		fields=["name", "fb_page", "fb_ad", "fb_conversation", "fb_comment_thread"],
	)
	names = [row.name for row in rows]
	about = Counter(row.fb_conversation or row.fb_comment_thread for row in rows)
	told = frappe.get_all(
		"Communication",
		filters={"reference_doctype": doctype, "reference_name": ["in", names or [""]]},
		pluck="sent_or_received",
	)
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": doctype, "attached_to_name": ["in", names or [""]]},
		pluck="name",
	)
	return {
		"doctype": doctype,
		"made": len(rows),
		"by_page": dict(Counter(row.fb_page for row in rows)),
		"with_ad": sum(bool(row.fb_ad) for row in rows),
		"with_comment": sum(bool(row.fb_comment_thread) for row in rows),
		"from_messages": sum(bool(row.fb_conversation) for row in rows),
		"timeline": dict(Counter(told)),
		"files": len(files),
		"twice": [thread for thread, count in about.items() if count > 1],
	}


def _kept(since_at: str, pages: list[str]) -> dict[str, Any]:
	import frappe

	here = {"page": ["in", pages], "creation": [">=", since_at]}
	counts = {
		doctype: frappe.db.count(doctype, here)
		for doctype in (
			"FB Conversation",
			"FB Message",
			"FB Comment Thread",
			"FB Comment",
			"FB Post",
			"FB Ad",
		)
	}
	profiles = frappe.get_all("FB Contact", filters=here, pluck="profile_state")
	media = frappe.get_all(
		"FB Attachment", filters={"creation": [">=", since_at]}, fields=["kind", "state", "reason"]
	)
	failed = Counter((row.state, row.reason or "") for row in media if row.state in ("Failed", "Refused"))
	return {
		"rows": counts,
		"profiles": dict(Counter(profiles)),
		"media": dict(Counter(row.state for row in media if row.state != "None")),
		"media_trouble": [[kind, reason, count] for (kind, reason), count in sorted(failed.items())],
	}


def answers(since_ms: int, since_at: str, pages: list[str]) -> dict[str, Any]:
	"""What the team did since: messages by state, private and public replies, comments hidden and liked."""
	import frappe

	here = {"page": ["in", pages]}
	sent = frappe.get_all(
		"FB Message",
		filters={**here, "queued_ms": [">=", since_ms], "send_state": ["!=", ""]},
		fields=["send_state", "delivery_state", "answer", "private_reply", "sent_by"],
	)
	typed = [row for row in sent if not row.private_reply]
	public = {**here, "queued_ms": [">=", since_ms], "send_state": ["!=", ""]}
	inbox = {**here, "sender_kind": "Page Inbox", "creation": [">=", since_at]}
	fresh = {**here, "creation": [">=", since_at]}
	return {
		"answers": len({row.answer for row in typed}),
		"messages": dict(Counter(_shown(row) for row in typed)),
		"agents": len({row.sent_by for row in sent}),
		"inbox": frappe.db.count("FB Message", inbox),
		"private": dict(Counter(frappe.get_all("FB Private Reply", filters=fresh, pluck="state"))),
		"public": dict(Counter(frappe.get_all("FB Comment", filters=public, pluck="send_state"))),
		"hidden": frappe.db.count("FB Comment", {**fresh, "state": "Hidden"}),
		"liked": frappe.db.count("FB Comment", {**fresh, "liked": 1}),
	}


def _shown(row: Any) -> str:
	"""What became of a message of the outbox: what Facebook said of it last."""
	return (row.delivery_state or "Sent") if row.send_state == "Sent" else row.send_state
