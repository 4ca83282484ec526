"""Asking Facebook what a post says, so that tickets of its comments can name it. Run by `jobs.fetch`.

What events told of the post is stored elsewhere and stays; here only what is missing is filled in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe

from fb_care.inbound import rows
from fb_care.inbound.fetching import Work, ask
from fb_care.tickets import refresh, subject
from fb_care.times import site_datetime

TITLE_CHARS = 140
_THREADS = 200


def _run(row: Any) -> None:
	"""Fetch and store one FB Post, and let the tickets of its comments know."""
	post = ask(row.page, lambda client: client.post(row.post_id))
	fields = ["title", "message", "permalink", "picture_url", "promotion_status", "kind", "created_ms"]
	known = frappe.db.get_value("FB Post", row.name, fields, as_dict=True, for_update=True)
	if not known:
		return
	message = str(post.get("message") or "")
	created_ms = _to_ms(str(post.get("created_time") or ""))
	told = {
		"title": title_of(message or known.message or "") or _attachment_title(post),
		"message": message,
		"permalink": post.get("permalink_url"),
		"picture_url": post.get("full_picture"),
		"promotion_status": post.get("promotion_status"),
		"kind": post.get("status_type"),
		"created_ms": created_ms,
	}
	values = {key: value for key, value in told.items() if value and not known[key]}
	if "created_ms" in values:
		values["created_at"] = site_datetime(created_ms)
	rows.update("FB Post", row.name, {**values, "details_state": "Known", "details_reason": ""})
	frappe.db.commit()
	refresh_post(row.name)


def title_of(message: str) -> str:
	"""A post has no title; its first line serves as one."""
	for line in message.splitlines():
		if subject.plain(line):
			return subject.shorten(line, TITLE_CHARS)
	return ""


def refresh_post(post: str) -> None:
	"""Bring the post's title into the tickets of its newest comment threads. Commits."""
	filters = [["post", "=", post], ["ticket", "is", "set"]]
	names = frappe.get_all(
		"FB Comment Thread", filters=filters, pluck="name", order_by="last_ms desc", limit=_THREADS
	)
	frappe.db.commit()
	for name in names:
		refresh.now("FB Comment Thread", name)


def _attachment_title(post: dict[str, Any]) -> str:
	attachments = post.get("attachments")
	found = attachments.get("data") if isinstance(attachments, dict) else None
	first = found[0] if isinstance(found, list) and found else None
	title = first.get("title") if isinstance(first, dict) else ""
	return subject.shorten(str(title or ""), TITLE_CHARS)


def _to_ms(iso: str) -> int:
	"""Meta's "2026-06-01T09:00:00+0000" as UTC ms; 0 when it can't be read."""
	try:
		return int(datetime.strptime(iso, "%Y-%m-%dT%H:%M:%S%z").timestamp() * 1000)
	except ValueError:
		return 0


POSTS = Work(
	kind="post",
	doctype="FB Post",
	state="details_state",
	reason="details_reason",
	tries="details_tries",
	next_ms="details_next_ms",
	fields=("page", "post_id"),
	run=_run,
)
