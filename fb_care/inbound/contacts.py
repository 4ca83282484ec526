"""The person as one page sees them. Names and pictures are asked of Facebook later, by a job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _

from fb_care.inbound import groups, rows
from fb_care.times import site_datetime

NAME_CHARS = 140
#: Profile states: to be asked of Facebook, and not yet to be asked.
ASK, WAIT = "Pending", "Waiting"


def contact_name(page_id: str, psid: str) -> str:
	"""Name of the FB Contact, and of the FB Conversation, of a person. ValueError if the ids are too long."""
	name = f"{page_id}-{psid}"
	if len(name) > NAME_CHARS:
		raise ValueError(
			f"The ids of page {page_id[:40]} and person {psid[:40]} are too long to be Facebook's"
		)
	return name


def placeholder(psid: str) -> str:
	"""How a person is called until Facebook tells the name; never an invented one.

	By the last digits: the first ones are the same for many people.
	"""
	return _("Facebook user {0}").format(f"…{psid[-4:]}")


def create(page_id: str, psid: str, wrote: bool) -> None:
	"""Insert the contact. Raises if it is here already; the caller owns the transaction.

	Facebook tells a person's name only once the person `wrote`, and its refusal would be final.
	"""
	values = {
		"page": page_id,
		"psid": psid,
		"display_name": placeholder(psid),
		"profile_state": ASK if wrote else WAIT,
		"vip": 0,
		"blocked": 0,
	}
	rows.insert("FB Contact", values, name=contact_name(page_id, psid))
	_link_comments(page_id, psid)


def note_wrote(contact: str) -> None:
	"""The person wrote for the first time: now Facebook may be asked for the name."""
	table = frappe.qb.DocType("FB Contact")
	query = frappe.qb.update(table).set(table.profile_state, ASK)
	query.where((table.name == contact) & (table.profile_state == WAIT)).run()


def find(page_id: str, author_id: str) -> str | None:
	"""The contact of somebody who comments. That both ids agree is a hint of Meta's, not a promise.

	Where they don't, a person may have said whose id it is.
	"""
	if not author_id or len(page_id) + len(author_id) >= NAME_CHARS:
		return None
	row = rows.get("FB Contact", {"name": f"{page_id}-{author_id}"}, ["name"])
	if row:
		return row.name
	told = rows.get("FB Contact Author", {"author_key": author_key(page_id, author_id)}, ["parent"])
	return told.parent if told else None


def author_key(page_id: str, author_id: str) -> str:
	"""What names somebody who comments on a page."""
	return f"{page_id}:{author_id}"


def note_seen(seen: Mapping[str, tuple[int, int]]) -> None:
	"""Contact -> first and last time (UTC ms) that the person wrote. What is stored only ever gets wider."""
	if not seen:
		return
	changes: dict[str, dict[str, Any]] = {}
	for known in _locked(list(seen)):
		first, last = seen[known.name]
		if known.first_ms and known.first_ms <= first and (known.last_ms or 0) >= last:
			continue
		first, last = min(known.first_ms or first, first), max(known.last_ms or 0, last)
		changes[known.name] = {
			"first_ms": first,
			"first_at": site_datetime(first),
			"last_ms": last,
			"last_at": site_datetime(last),
			"unreachable": 0,
		}
	rows.update_many("FB Contact", changes)


def _locked(names: list[str]) -> list[Any]:
	"""Their rows, locked in the order of their names, so that two workers can't hold each other up."""
	table = frappe.qb.DocType("FB Contact")
	query = frappe.qb.from_(table).select(table.name, table.first_ms, table.last_ms)
	return list(query.where(table.name.isin(names)).orderby(table.name).for_update().run(as_dict=True))


def blocked(names: list[str]) -> set[str]:
	"""Which of these contacts are blocked."""
	return groups.blocked(names)


def _link_comments(page_id: str, psid: str) -> None:
	"""Comments of this person that came before their first message get the contact now."""
	thread = frappe.qb.DocType("FB Comment Thread")
	mine = (thread.page == page_id) & (thread.author_id == psid) & thread.contact.isnull()
	query = frappe.qb.update(thread).set(thread.contact, contact_name(page_id, psid))
	query.where(mine).run()
