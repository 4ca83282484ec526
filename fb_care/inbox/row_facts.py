"""The rows of the inbox's list: what is known of the threads shown, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce
from pypika.terms import ValueWrapper

from fb_care.inbound.rows import as_written
from fb_care.inbox import waiting
from fb_care.inbox.filters import CONVERSATION, THREAD
from fb_care.inbox.reach import Source
from fb_care.prepared import family, given, prepared

CONTACT, AD, POST = "FB Contact", "FB Ad", "FB Post"
_COMMON = (
	"name", "page", "title", "contact", "last_text", "last_ms", "unread_count", "state", "follow_up",
	"assigned_to", "ticket_doctype", "ticket", "priority",
)  # fmt: skip
_OWN = {
	CONVERSATION: ("last_incoming_ms", "last_outgoing_ms", "window_until_ms"),
	THREAD: ("kind", "author_name", "rating", "recommendation"),
}
_AD_OF = {CONVERSATION: "last_ad", THREAD: "ad"}

NOTHING = ValueWrapper("")

Key = tuple[str, str]


def of(keys: Sequence[Key], sources: Sequence[Source]) -> list[dict[str, Any]]:
	"""The rows of these threads, in the same order; without what is gone or may not be seen."""
	read = {key: row for source in sources for key, row in _read(source, keys).items()}
	beside = _beside(read)
	return [_row(key, read[key], beside) for key in keys if key in read]


def _read(source: Source, keys: Sequence[Key]) -> dict[Key, Any]:
	names = [name for kind, name in keys if kind == source.doctype]
	found = _threads(source.doctype)(names=names, as_dict=True) if names else ()
	return {
		(source.doctype, row.name): row for row in found if source.pages is None or row.page in source.pages
	}


@family
def _threads(doctype: str) -> Any:
	"""Threads by name, with their person, ad and post, and who waits."""
	table, contact = frappe.qb.DocType(doctype), frappe.qb.DocType(CONTACT)
	ad = frappe.qb.DocType(AD)
	query = frappe.qb.from_(table).left_join(contact).on(contact.name == table.contact)
	query = query.left_join(ad).on(ad.name == table[_AD_OF[doctype]])
	query = query.select(*(table[field] for field in (*_COMMON, *_OWN[doctype])))
	query = query.select(contact.picture, contact.vip, contact.blocked, contact.person)
	query = query.select(ad.name.as_("ad"), Coalesce(ad.title, ad.ad_name).as_("ad_title"))
	query = query.select(*waiting.columns(doctype, table))
	if doctype == CONVERSATION:
		query = waiting.with_risk(query, table)
	else:
		post = frappe.qb.DocType(POST)
		query = query.left_join(post).on(post.name == table.post)
		query = query.select(table.post, post.title.as_("post_title"))
	return query.where(table.name.isin(given("names")))


@dataclass(frozen=True)
class _Beside:
	"""What hangs on threads and on the people they are with."""

	#: DocType and name of a thread or contact -> the labels on it.
	labels: dict[Key, set[str]]
	#: Person -> whether they are VIP, and blocked, through whichever of their contacts.
	marks: dict[str, tuple[bool, bool]]


def _beside(read: dict[Key, Any]) -> _Beside:
	"""Labels and marks in one statement: among few threads each statement counts."""
	names = {name for _doctype, name in read} | {row.contact for row in read.values() if row.contact}
	people = {row.person for row in read.values() if row.person}
	found = _Beside({}, {})
	for doctype, name, label, is_vip, is_blocked in _hanging(names=names, people=people) if names else ():
		if doctype:
			found.labels.setdefault((doctype, name), set()).add(label)
		else:
			vip, blocked = found.marks.get(name, (False, False))
			found.marks[name] = (vip or bool(is_vip), blocked or bool(is_blocked))
	return found


@prepared
def _hanging() -> Any:
	"""Labels by DocType and name; then, with no DocType, the marks of people by contact."""
	row, contact = frappe.qb.DocType("FB Label Row"), frappe.qb.DocType(CONTACT)
	labels = frappe.qb.from_(row).select(row.parenttype, row.parent, row.label, 0, 0)
	labels = labels.where(row.parent.isin(given("names")))
	labels = labels.where(row.parenttype.isin((CONVERSATION, THREAD, CONTACT)))
	marks = frappe.qb.from_(contact).select(NOTHING, contact.person, NOTHING, contact.vip, contact.blocked)
	return labels.union_all(marks.where(contact.person.isin(given("people"))))


def _row(key: Key, row: Any, beside: _Beside) -> dict[str, Any]:
	doctype, name = key
	vip, blocked = beside.marks.get(row.person) or (bool(row.vip), bool(row.blocked))
	named = sorted(beside.labels.get(key, set()) | beside.labels.get((CONTACT, row.contact), set()))
	return {
		"doctype": doctype,
		"name": name,
		"kind": row.get("kind") or "Message",
		"page": row.page,
		"title": as_written(row.get("author_name") or row.title),
		"picture": row.picture or "",
		"vip": vip,
		"blocked": blocked,
		"contact": row.contact or None,
		"last_text": as_written(row.last_text),
		"last_ms": row.last_ms or 0,
		"last_out": row.last_way == "Outgoing",
		"unread": row.unread_count or 0,
		"state": row.state,
		"follow_up": bool(row.follow_up),
		"assigned_to": row.assigned_to or "",
		"labels": named,
		"ad": _titled(row.ad, row.ad_title),
		"post": _titled(row.get("post"), row.get("post_title")),
		"ticket": {"doctype": row.ticket_doctype, "name": str(row.ticket)} if row.ticket else None,
		"priority": row.priority or "",
		"waiting_since_ms": row.waiting_since_ms or None,
		"window_until_ms": row.get("window_until_ms") or 0,
		"risk": waiting.risk(row),
		"rating": row.get("rating") or 0,
		"recommendation": row.get("recommendation") or "",
	}


def _titled(name: str | None, title: str | None) -> dict[str, str] | None:
	return {"name": name, "title": as_written(title) or name} if name else None
