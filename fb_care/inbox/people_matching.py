"""Who a person on Facebook may be in the books: suggestions with their reasons, for somebody to confirm.

Called by `api.people`, which has checked that the user may read the contact. Looks at what the person wrote
(`care.identifiers`) and finds records with the same phone number, e-mail address or order, among those that
the user may read. Links nothing by itself. No network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate

from fb_care.care import identifiers
from fb_care.care.identifiers import EMAIL, ORDER, PHONE, Identifier
from fb_care.inbound import groups
from fb_care.inbound.rows import as_written
from fb_care.inbox import people, people_records
from fb_care.inbox.people_links import TARGETS
from fb_care.times import site_datetime

#: Newest messages and comments that are looked through.
MESSAGES, COMMENTS = 300, 100
#: Characters of all of them together; nobody's long texts keep an agent waiting.
MOST_CHARS = 40_000
#: Suggestions shown.
MOST = 10
_WEIGHTS = {EMAIL: 30, PHONE: 30, ORDER: 30}
_SAME_NAME = 10


@dataclass(frozen=True)
class Said:
	"""Where an identifier was last written: "message" or "comment", and when (UTC ms)."""

	where: str
	at_ms: int


def suggest(contact: str) -> dict[str, Any]:
	"""`suggestions`, best first; `found`: what the person wrote that tells; `unread`: DocTypes not looked in.

	Each suggestion: doctype, name, title, linked (already so), reasons in words.
	"""
	names = people.readable(contact)
	regions = _regions(contact)
	said = _said(names, regions)
	hits, unread = people_records.find(said, regions)
	return {
		"suggestions": _ranked(contact, hits, said),
		"found": [{"kind": one.kind, "value": one.value, "words": _words(one, said[one])} for one in said],
		"unread": unread,
	}


def namesakes(thread: str) -> list[dict[str, str]]:
	"""Whose comment it may be: contacts of its page with just the author's name, as far as the user may read.

	Each: name, display_name, picture. None where the author is known already or has no name.
	"""
	row = frappe.db.get_value("FB Comment Thread", thread, ["page", "author_name", "contact"], as_dict=True)
	if row.contact or not row.author_name:
		return []
	fields = ["name", "display_name", "picture"]
	filters = {"page": row.page, "full_name": row.author_name}
	found = frappe.get_list("FB Contact", filters, fields, order_by="last_ms desc", limit=MOST)
	return [
		{"name": one.name, "display_name": as_written(one.display_name), "picture": one.picture or ""}
		for one in found
	]


def _said(names: Sequence[str], regions: Sequence[str]) -> dict[Identifier, Said]:
	"""Each identifier with where it was written last."""
	found: dict[Identifier, Said] = {}
	orders, left = _order_series(), MOST_CHARS
	for where, row in _texts(names):
		text = as_written(row.text)[: min(identifiers.MOST_CHARS, left)]
		left -= len(text)
		for one in identifiers.extract(text, regions, orders):
			known = found.get(one)
			if not known or (row.sent_ms or 0) > known.at_ms:
				found[one] = Said(where, row.sent_ms or 0)
	return found


def _texts(names: Sequence[str]) -> Iterable[tuple[str, Any]]:
	"""What the person wrote, newest first, messages before comments."""
	messages = frappe.get_all(
		"FB Message",
		filters={"contact": ["in", list(names)], "direction": "Incoming", "text": ["is", "set"]},
		fields=["text", "sent_ms"],
		order_by="sent_ms desc",
		limit=MESSAGES,
	)
	table = frappe.qb.DocType("FB Comment")
	query = frappe.qb.from_(table).select(table.text, table.sent_ms)
	query = query.where(people.by_author(table, people.author_ids(names)) & (table.direction == "Incoming"))
	comments = query.orderby(table.sent_ms, order=frappe.qb.desc).limit(COMMENTS).run(as_dict=True)
	return [*(("message", row) for row in messages), *(("comment", row) for row in comments)]


def _order_series() -> tuple[identifiers.Series, ...]:
	"""How order numbers look on this site; () without orders."""
	if not frappe.db.exists("DocType", people.ORDERS):
		return ()
	field = frappe.get_meta(people.ORDERS).get_field("naming_series")
	return identifiers.series((field.options or "").split("\n")) if field else ()


def _regions(contact: str) -> list[str]:
	"""Countries (two letters) whose numbers may be meant: the page's, the site's, the person's."""
	row = frappe.db.get_value("FB Contact", contact, ["page", "locale"], as_dict=True)
	countries = [
		frappe.db.get_value("FB Page", row.page, "country"),
		frappe.db.get_single_value("System Settings", "country"),
	]
	codes = [frappe.db.get_value("Country", country, "code") for country in countries if country]
	codes.append((row.locale or "").replace("-", "_").partition("_")[2])
	return list(dict.fromkeys(code.upper() for code in codes if code and len(code) == 2))


def _ranked(
	contact: str, hits: Sequence[people_records.Hit], said: dict[Identifier, Said]
) -> list[dict[str, Any]]:
	about = groups.about(contact)
	own_name = as_written(frappe.db.get_value("FB Contact", contact, "full_name")).casefold()
	by_record: dict[tuple[str, str], list[people_records.Hit]] = defaultdict(list)
	for hit in hits:
		by_record[hit.doctype, hit.name].append(hit)
	found = []
	for (doctype, name), mine in by_record.items():
		distinct = sorted({hit.by for hit in mine}, key=lambda one: -said[one].at_ms)
		score = sum(_WEIGHTS[one.kind] for one in distinct)
		if own_name and mine[0].title.casefold() == own_name:
			score += _SAME_NAME
		found.append(
			{
				"doctype": doctype,
				"name": name,
				"title": mine[0].title or name,
				"linked": about[TARGETS[doctype]] == name,
				"score": score,
				"reasons": [_reason(hit, said[hit.by]) for hit in _newest_first(mine, said)],
			}
		)
	order = list(TARGETS)
	found.sort(key=lambda one: (-one["score"], order.index(one["doctype"]), one["name"]))
	return found[:MOST]


def _newest_first(
	hits: Iterable[people_records.Hit], said: dict[Identifier, Said]
) -> list[people_records.Hit]:
	"""One hit for each identifier, the direct one before what was found through another record."""
	best: dict[Identifier, people_records.Hit] = {}
	for hit in sorted(hits, key=lambda hit: bool(hit.through)):
		best.setdefault(hit.by, hit)
	return sorted(best.values(), key=lambda hit: -said[hit.by].at_ms)


def _reason(hit: people_records.Hit, said: Said) -> str:
	words = _words(hit.by, said)
	return f"{words} ({hit.through})" if hit.through else words


def _words(one: Identifier, said: Said) -> str:
	"""Plain text such as "phone +33612345678 in the message of 2026-11-12"."""
	on = formatdate(site_datetime(said.at_ms)) if said.at_ms else "?"
	if said.where == "message":
		words = {
			PHONE: _("phone {0} in the message of {1}"),
			EMAIL: _("e-mail {0} in the message of {1}"),
			ORDER: _("order {0} in the message of {1}"),
		}
	else:
		words = {
			PHONE: _("phone {0} in the comment of {1}"),
			EMAIL: _("e-mail {0} in the comment of {1}"),
			ORDER: _("order {0} in the comment of {1}"),
		}
	return words[one.kind].format(one.value, on)
