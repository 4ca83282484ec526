"""What agents do to people: block, merge, split, notes, labels, and whose comments are whose.

Called by `api.people`, which has checked that the user may write the contact. Only what changes is written,
never the whole document: what Facebook or another agent sends meanwhile is not overwritten. Each change says
in the record's timeline who made it. The caller commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care import clock, live
from fb_care.footprint import MANAGERS
from fb_care.inbound import contacts, groups, rows
from fb_care.inbox import label_index
from fb_care.tickets import asking
from fb_care.times import site_datetime

DOCTYPE = "FB Contact"
#: Longest note; what is longer belongs into a file.
NOTE_CHARS = 10_000
REASON_CHARS = 500
#: Who may take away another person's note.
WHO_MAY = frozenset({*MANAGERS, "Administrator"})


def write(contact: str, values: Mapping[str, Any], words: str) -> None:
	"""Change fields of the contact and say so in its timeline; `words` is HTML."""
	rows.update(DOCTYPE, contact, values)
	_show(contact)
	frappe.get_doc(DOCTYPE, contact).add_comment("Info", words)


def block(contact: str, reason: str) -> None:
	"""Messages and comments of the person are kept and make no tickets any more."""
	reason = reason.strip()[:REASON_CHARS]
	values = {"blocked": 1, "blocked_by": frappe.session.user, "blocked_on": now(), "blocked_reason": reason}
	said = _("blocked this person: {0}").format(escape_html(reason)) if reason else _("blocked this person")
	write(contact, values, said)


def unblock(contact: str) -> bool:
	"""Take the block from each contact of the person that the user may write; whether it still holds."""
	names = groups.members(contact)
	_lock_threads(names)
	shut = frappe.get_all(DOCTYPE, {"name": ["in", names], "blocked": 1}, pluck="name")
	nothing = {"blocked": 0, "blocked_by": None, "blocked_on": None, "blocked_reason": None}
	for name in shut:
		if frappe.has_permission(DOCTYPE, "write", name):
			write(name, nothing, _("unblocked this person"))
	still = groups.blocked(names)
	_ask_again(names, set(names), still)
	return contact in still


def set_vip(contact: str, value: bool) -> bool:
	"""Mark the person as VIP, or take the mark from each of their contacts; whether they are VIP then.

	The mark may stay through a contact that the user may not write.
	"""
	marked = frappe.get_all(DOCTYPE, {"name": ["in", groups.members(contact)], "vip": 1}, pluck="name")
	if value and not marked:
		write(contact, {"vip": 1}, _("marked this person as VIP"))
	for name in () if value else marked:
		if frappe.has_permission(DOCTYPE, "write", name):
			write(name, {"vip": 0}, _("took the VIP mark off"))
	return bool(groups.about(contact).vip)


def merge(contact: str, other: str) -> list[str]:
	"""Say that two contacts are one person; the contacts of that person. What they hold stays as it is."""
	if contact == other:
		frappe.throw(_("That is the same contact."))
	names = sorted({*groups.members(contact), *groups.members(other)})
	locked = _locked(names)
	persons = {row.person for row in locked if row.person}
	if len(persons) == 1 and all(row.person for row in locked):
		frappe.throw(_("They are one person already."))
	_may_write_all(names)
	person = min(persons, default="") or frappe.generate_hash(length=16)
	table = frappe.qb.DocType(DOCTYPE)
	mine = table.name.isin(names)
	if persons:
		mine |= table.person.isin(sorted(persons))
	frappe.qb.update(table).set(table.person, person).where(mine).run()
	for name, with_whom in ((contact, other), (other, contact)):
		said = _("joined with {0}: they are one person").format(_called(name, with_whom))
		frappe.get_doc(DOCTYPE, name).add_comment("Info", said)
	return groups.members(contact)


def split(contact: str) -> list[str]:
	"""Say that a contact is a person of its own again; the contacts of those it was with."""
	names = groups.members(contact)
	if len(names) == 1:
		frappe.throw(_("This contact is joined with no other."))
	_lock_threads(names)
	_locked(names)
	_may_write_all(names)
	before = groups.blocked(names)
	rest = [name for name in names if name != contact]
	for name in [contact, *(rest if len(rest) == 1 else [])]:
		rows.update(DOCTYPE, name, {"person": None})
	frappe.get_doc(DOCTYPE, contact).add_comment("Info", _("split off: a person of its own again"))
	for name in rest:
		said = _("no longer joined with {0}").format(_called(name, contact))
		frappe.get_doc(DOCTYPE, name).add_comment("Info", said)
	_ask_again(names, before, groups.blocked(names))
	return rest


def add_note(contact: str, text: str) -> str:
	"""Add a dated note; its name."""
	text = text.strip()
	if not text:
		frappe.throw(_("An empty note says nothing: write one, or close the dialog."))
	if len(text) > NOTE_CHARS:
		frappe.throw(_("The note is too long: at most {0} characters.").format(NOTE_CHARS))
	values = {"at": now(), "author": frappe.session.user, "text": text}
	name = _append("FB Contact Note", (DOCTYPE, contact, "dated_notes"), values)
	rows.update(DOCTYPE, contact, {})
	return name


def remove_note(contact: str, note: str) -> None:
	"""Take a note away: one's own, or any for managers."""
	found = rows.get("FB Contact Note", {"name": note, "parent": contact}, ["author"])
	if not found:
		frappe.throw(_("There is no such note; load the form again."))
	if found.author != frappe.session.user and not WHO_MAY & set(frappe.get_roles()):
		frappe.throw(_("Only its author or a manager takes a note away."), frappe.PermissionError)
	frappe.db.delete("FB Contact Note", {"name": note})
	write(contact, {}, _("took a note away"))


def set_labels(doctype: str, name: str, labels: Sequence[str]) -> list[str]:
	"""Put exactly these labels on a contact, conversation or comment thread; the labels then there."""
	wanted = list(dict.fromkeys(label.strip() for label in labels if label.strip()))
	known = set(frappe.get_all("FB Label", {"name": ["in", wanted]}, pluck="name"))
	if unknown := [label for label in wanted if label not in known]:
		names = ", ".join(escape_html(label) for label in unknown)
		frappe.throw(_("There is no label {0}. A manager makes labels in the list FB Label.").format(names))
	if doctype == DOCTYPE:
		_lock_threads([name])
	rows.get(doctype, {"name": name}, ["name"], lock=True)
	mine = {"parenttype": doctype, "parent": name, "parentfield": "labels"}
	before = _labels_now(mine)
	gone, new = set(before) - set(wanted), [label for label in wanted if label not in before]
	if not gone and not new:
		return before
	if gone:
		frappe.db.delete("FB Label Row", {**mine, "label": ["in", sorted(gone)]})
	for label in new:
		_append("FB Label Row", (doctype, name, "labels"), {"label": label})
	live.relabelled({*gone, *new})
	after = sorted(wanted)
	rows.update(doctype, name, {"label_words": ", ".join(after)} if doctype == DOCTYPE else {})
	if doctype == DOCTYPE:
		label_index.person_changed(name)
	said = ", ".join(escape_html(label) for label in after) or _("none")
	frappe.get_doc(doctype, name).add_comment("Info", _("set the labels: {0}").format(said))
	return after


def link_author(thread: str, contact: str) -> int:
	"""Say that who wrote in this comment thread is this contact; how many threads got it."""
	fields = ["page", "author_id", "author_name", "contact"]
	found = frappe.db.get_value("FB Comment Thread", thread, fields, as_dict=True)
	page = frappe.db.get_value(DOCTYPE, contact, "page")
	if not found.author_id:
		frappe.throw(_("Facebook does not say who wrote this comment."))
	if found.contact:
		frappe.throw(_("The comment is that of {0} already.").format(frappe.bold(found.contact)))
	if found.page != page:
		frappe.throw(_("Comment and contact belong to different pages: join the contacts instead."))
	values = {
		"author_id": found.author_id,
		"author_name": found.author_name,
		"author_key": contacts.author_key(page, found.author_id),
		"linked_by": frappe.session.user,
		"linked_on": now(),
	}
	_append("FB Contact Author", (DOCTYPE, contact, "authors"), values)
	named = escape_html(rows.as_written(found.author_name) or found.author_id)
	write(contact, {}, _("comments as {0} too").format(named))
	return _move_threads(page, found.author_id, None, contact)


def unlink_author(contact: str, author_id: str) -> int:
	"""Take that back; how many threads lost the contact."""
	page = frappe.db.get_value(DOCTYPE, contact, "page")
	mine = {"parent": contact, "author_key": contacts.author_key(page, author_id)}
	if not rows.get("FB Contact Author", mine, ["name"]):
		frappe.throw(_("This contact comments under no such id."))
	frappe.db.delete("FB Contact Author", mine)
	write(contact, {}, _("no longer comments as {0}").format(escape_html(author_id)))
	return _move_threads(page, author_id, contact, None)


def now() -> Any:
	"""Now, as this site's people read it."""
	return site_datetime(clock.now_ms())


def _show(contact: str) -> None:
	"""The conversation with this person has the same name, and shows their marks."""
	live.changed("FB Conversation", contact)


def _move_threads(page: str, author_id: str, before: str | None, after: str | None) -> int:
	filters = {"page": page, "author_id": author_id, "contact": before or ["is", "not set"]}
	names = frappe.get_all("FB Comment Thread", filters, pluck="name")
	for name in names:
		rows.update("FB Comment Thread", name, {"contact": after})
	return len(names)


def _append(doctype: str, parent: tuple[str, str, str], values: Mapping[str, Any]) -> str:
	"""One more row of a table, behind the others."""
	parenttype, name, field = parent
	place = {"parenttype": parenttype, "parent": name, "parentfield": field}
	idx = frappe.db.count(doctype, place) + 1
	return rows.insert(doctype, {**values, **place, "idx": idx})


def _labels_now(place: Mapping[str, str]) -> list[str]:
	"""The labels of a record as they are now: read with a lock, or another agent's would be overlooked."""
	table = frappe.qb.DocType("FB Label Row")
	query = frappe.qb.from_(table).select(table.label)
	for field, value in place.items():
		query = query.where(table[field] == value)
	return sorted(query.for_update().run(pluck=True))


def _lock_threads(names: Sequence[str]) -> None:
	"""First the conversations, as everybody who changes a person does."""
	for name in sorted(names):
		rows.get("FB Conversation", {"name": name}, ["name"], lock=True)


def _locked(names: Sequence[str]) -> list[Any]:
	"""Their rows as they are now, locked in the order of their names."""
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(table).select(table.name, table.person).where(table.name.isin(list(names)))
	return list(query.orderby(table.name).for_update().run(as_dict=True))


def _may_write_all(names: Sequence[str]) -> None:
	"""Who joins or splits must be allowed every contact of the person: what they do concerns all of them."""
	if not all(frappe.has_permission(DOCTYPE, "write", name) for name in names):
		words = _("This person also has contacts on pages that you may not see. Ask a manager.")
		frappe.throw(words, frappe.PermissionError)


def _called(reader: str, name: str) -> str:
	"""How a contact is called in another one's timeline: by name only to people of the same page."""
	pages = [frappe.db.get_value(DOCTYPE, one, ["page", "display_name"]) for one in (reader, name)]
	if pages[0][0] != pages[1][0]:
		return _("a contact of another page")
	return escape_html(rows.as_written(pages[1][1]))


def _ask_again(names: Sequence[str], before: set[str], after: set[str]) -> None:
	"""What contacts wrote that are blocked no longer is due for tickets."""
	for name in names:
		if name in before and name not in after:
			asking.after_block(name)
