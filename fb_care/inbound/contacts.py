"""The person as one page sees them. Names and pictures are asked of Facebook later, by a job."""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _

from fb_care.inbound import rows
from fb_care.times import site_datetime

NAME_CHARS = 140


def contact_name(page_id: str, psid: str) -> str:
	"""Name of the FB Contact, and of the FB Conversation, of a person. ValueError if the ids are too long."""
	name = f"{page_id}-{psid}"
	if len(name) > NAME_CHARS:
		raise ValueError(
			f"The ids of page {page_id[:40]} and person {psid[:40]} are too long to be Facebook's"
		)
	return name


def placeholder(psid: str) -> str:
	"""How a person is called until Facebook tells the name; never an invented one."""
	return _("Facebook user {0}").format(f"{psid[:4]}…")


def create(page_id: str, psid: str) -> None:
	"""Insert the contact. Raises if it is here already; the caller owns the transaction."""
	values = {
		"page": page_id,
		"psid": psid,
		"display_name": placeholder(psid),
		"profile_state": "Pending",
		"vip": 0,
		"blocked": 0,
	}
	rows.insert("FB Contact", values, name=contact_name(page_id, psid))
	_link_comments(page_id, psid)


def find(page_id: str, author_id: str) -> str | None:
	"""The contact of somebody who comments. That both ids agree is a hint of Meta's, not a promise."""
	if not author_id or len(page_id) + len(author_id) >= NAME_CHARS:
		return None
	row = rows.get("FB Contact", {"name": f"{page_id}-{author_id}"}, ["name"])
	return row.name if row else None


def note_seen(seen: Mapping[str, tuple[int, int]]) -> None:
	"""Contact -> first and last time (UTC ms) that the person wrote. What is stored only ever gets wider."""
	if not seen:
		return
	fields = ["name", "first_ms", "last_ms"]
	for known in frappe.get_all("FB Contact", {"name": ["in", list(seen)]}, fields, order_by="name"):
		first, last = seen[known.name]
		if not known.first_ms or first < known.first_ms:
			_widen(known.name, "first", first)
		if last > (known.last_ms or 0):
			_widen(known.name, "last", last)


def _widen(name: str, end: str, at_ms: int) -> None:
	"""Set one end of the time a person was seen, unless another worker has set it further out."""
	table = frappe.qb.DocType("FB Contact")
	column = table[f"{end}_ms"]
	further = column > at_ms if end == "first" else column < at_ms
	values = {f"{end}_ms": at_ms, f"{end}_at": site_datetime(at_ms), **rows.touched()}
	query = frappe.qb.update(table).where((table.name == name) & (column.isnull() | (column == 0) | further))
	for field, value in values.items():
		query = query.set(field, value)
	query.run()


def blocked(names: list[str]) -> set[str]:
	"""Which of these contacts are blocked."""
	if not names:
		return set()
	return set(frappe.get_all("FB Contact", {"name": ["in", names], "blocked": 1}, pluck="name"))


def _link_comments(page_id: str, psid: str) -> None:
	"""Comments of this person that came before their first message get the contact now."""
	thread = frappe.qb.DocType("FB Comment Thread")
	mine = (thread.page == page_id) & (thread.author_id == psid) & thread.contact.isnull()
	query = frappe.qb.update(thread).set(thread.contact, contact_name(page_id, psid))
	query.where(mine).run()
