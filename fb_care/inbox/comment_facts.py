"""What can be done with a comment and what was done, for whoever shows comments: timeline, list, tickets.

Plain facts; a fixed number of queries however many comments there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import frappe
from frappe import _

from fb_care import clock, settings, team
from fb_care.facebook import window
from fb_care.inbound.private_settle import DOCTYPE, FIELDS
from fb_care.inbound.rows import as_written
from fb_care.outbound import comment_standing
from fb_care.prepared import given, prepared
from fb_care.times import site_datetime

#: Fields of a comment that `of` needs.
NEEDED = (
	"comment_key", "direction", "state", "sent_ms", "liked", "unread", "private_reply",
	"private_reply_allowed", "standing_ms", "send_state", "send_error", "sent_by",
)  # fmt: skip
#: Kinds of threads whose root can be answered privately.
_PRIVATE = ("Comment", "Visitor Post")


def of(rows: Sequence[Any], kind: str = "Comment") -> dict[str, dict[str, Any]]:
	"""Name -> facts of these comments (rows with `NEEDED`); `kind` of the thread where the rows don't say."""
	ledgers = _ledgers([row.comment_key for row in rows if row.comment_key])
	names = team.names_of([ledger.sent_by for ledger in ledgers.values()] + [row.sent_by for row in rows])
	return {
		row.name: _facts(row, ledgers.get(row.comment_key), names, row.get("kind") or kind) for row in rows
	}


def notes(facts: dict[str, Any], until: bool = True) -> list[str]:
	"""The same in words, for the timeline; `until` not where whoever shows them says that time themselves."""
	private, found = facts["private"], []
	if facts["liked"]:
		found.append(_("liked by the page"))
	if private["state"] == "Sent":
		found.append(_("answered privately by {0}").format(private["by_name"] or _("Somebody")))
	elif private["state"] in ("Reserved", "Sending"):
		found.append(_("{0} is answering privately").format(private["by_name"]))
	elif private["state"] == "Unknown":
		found.append(_("whether a private reply was sent is not known"))
	elif private["state"] == "Failed":
		found.append(_("private reply not sent: {0}").format(private["error"]))
	if private["may"] and until:
		found.append(
			_("private reply possible until {0}").format(frappe.utils.format_datetime(private["until"]))
		)
	return found


def listed(rows: Sequence[Any]) -> list[dict[str, Any]]:
	"""The rows of a list of comments, which come from several threads, as facts."""
	facts, posts = of(rows), _titles("FB Post", "title", [row.post for row in rows])
	pages = _titles("FB Page", "page_name", [row.page for row in rows])
	answered = _answered(rows)
	return [
		{
			"name": row.name,
			"thread": row.thread,
			"kind": row.kind,
			"thread_state": row.thread_state,
			"ticket_doctype": row.ticket_doctype or "",
			"ticket": row.ticket or "",
			"page": row.page,
			"page_name": pages.get(row.page) or row.page,
			"post": row.post or "",
			"post_title": as_written(posts.get(row.post)),
			"parent_comment": row.parent_comment or "",
			"author": as_written(row.author_name),
			"text": as_written(row.text),
			"at_ms": row.sent_ms or 0,
			"at": str(row.sent_at or "")[:19],
			"link": row.permalink or "",
			"question": bool(row.is_question),
			"complaint": bool(row.is_complaint),
			"answered": row.name in answered or facts[row.name]["private"]["state"] == "Sent",
			**facts[row.name],
		}
		for row in rows
	]


def _facts(row: Any, ledger: Any, names: dict[str, str], kind: str) -> dict[str, Any]:
	until_ms = window.private_reply_until(row.sent_ms or 0)
	ledger = ledger or frappe._dict()
	incoming, there = row.direction == "Incoming", row.state != "Removed" and bool(row.comment_key)
	free = not ledger.state or ledger.state == "Failed"
	may = incoming and there and free and kind in _PRIVATE and not comment_standing.against(row)
	return {
		"direction": row.direction,
		"state": row.state or "",
		"liked": bool(row.liked),
		"unread": bool(row.unread),
		"send_state": row.send_state or "",
		"send_error": row.send_error or "",
		"sent_by": names.get(row.sent_by, row.sent_by or ""),
		"there": there,
		"deletable": not incoming or bool(settings.get().agents_delete_comments),
		"private": {
			"may": may and clock.now_ms() < until_ms,
			"until_ms": until_ms,
			"until": str(site_datetime(until_ms) or "")[:19],
			"state": ledger.state or "",
			"by": ledger.sent_by or "",
			"by_name": names.get(ledger.sent_by, ledger.sent_by or ""),
			"at": str(ledger.sent_at or "")[:19],
			"conversation": ledger.conversation or "",
			"error": ledger.error or "",
		},
	}


def _ledgers(keys: list[str]) -> dict[str, Any]:
	if not keys:
		return {}
	return {row.comment_key: row for row in _of_keys(keys=keys, as_dict=True)}


@prepared
def _of_keys() -> Any:
	ledger = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(ledger).select(*(ledger[field] for field in FIELDS))
	return query.where(ledger.comment_key.isin(given("keys")))


def _titles(doctype: str, field: str, names: Iterable[str | None]) -> dict[str, str]:
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	found = frappe.get_all(doctype, filters={"name": ["in", wanted]}, fields=["name", field])
	return {row.name: row[field] or row.name for row in found}


def _answered(rows: Sequence[Any]) -> set[str]:
	"""The comments after which the page wrote in their thread."""
	threads = sorted({row.thread for row in rows})
	if not threads:
		return set()
	last: dict[str, int] = {}
	filters = {"thread": ["in", threads], "direction": "Outgoing", "state": ["!=", "Removed"]}
	for row in frappe.get_all("FB Comment", filters=filters, fields=["thread", "sent_ms", "send_state"]):
		if row.send_state not in ("Failed", "Discarded", "Held"):
			last[row.thread] = max(last.get(row.thread, 0), row.sent_ms or 0)
	return {
		row.name
		for row in rows
		if row.direction == "Incoming" and last.get(row.thread, 0) >= (row.sent_ms or 0)
	}
