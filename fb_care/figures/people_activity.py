"""Who writes, complains and recommends most: what people said within some days, by person.

Several contacts of one person count together (`inbound.groups`); who comments and is no contact stands for
themselves. What is in a conversation or thread that was put away as spam does not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import frappe

from fb_care.figures.reporting import Scope
from fb_care.inbound.threads import WORDS

CONTACT, MESSAGE, COMMENT = "FB Contact", "FB Message", "FB Comment"
THREAD, CONVERSATION = "FB Comment Thread", "FB Conversation"
#: What is said, by the figure it counts for.
_SAID = {"messages": MESSAGE, "comments": COMMENT}
#: Meta's names of the reactions that speak for us.
POSITIVE = ("like", "love", "smile")
#: So many names stand in one query.
BATCH = 500


@dataclass
class Person:
	"""A person with what they said; `contacts` empty for who only comments, under `authors` (page, id)."""

	name: str = ""
	contacts: set[str] = field(default_factory=set)
	authors: set[tuple[str, str]] = field(default_factory=set)
	pages: set[str] = field(default_factory=set)
	messages: int = 0
	comments: int = 0
	questions: int = 0
	complaints: int = 0
	#: Which messages and comments these were, and which of them complain, by DocType.
	said: dict[str, list[str]] = field(default_factory=dict)
	complained: dict[str, list[str]] = field(default_factory=dict)
	reactions: int = 0
	recommendations: int = 0
	last_ms: int = 0
	vip: bool = False
	labels: set[str] = field(default_factory=set)

	@property
	def activity(self) -> int:
		return self.messages + self.comments + self.reactions + self.recommendations


class People:
	"""The persons found so far, by contact or by author."""

	def __init__(self, scope: Scope, names: Collection[str], authors: Collection[tuple[str, str]]) -> None:
		"""`names`: contacts, `authors`: (page, id), of whom something will be told."""
		self._contacts = {row.name: row for row in _contacts(names)}
		self._of_author = _by_author(authors)
		self._contacts |= {
			row.name: row for row in _contacts({*self._of_author.values()} - {*self._contacts})
		}
		self._found: dict[str, Person] = {}

	def of(self, contact: str) -> Person | None:
		"""The person of a contact; None if the user may not see it."""
		row = self._contacts.get(contact)
		if not row:
			return None
		person = self._found.setdefault(row.person or row.name, Person())
		person.name = person.name or row.display_name or row.full_name or row.name
		person.contacts.add(row.name)
		person.pages.add(row.page)
		person.last_ms = max(person.last_ms, row.last_ms or 0)
		person.vip = person.vip or bool(row.vip)
		return person

	def by(self, page: str, author: str, name: str) -> Person | None:
		"""The person who comments on a page under this id and name."""
		contact = self._of_author.get((page, author))
		person = self.of(contact) if contact else None
		if contact and not person:
			return None
		person = person or self._found.setdefault(f"{page}:{author}", Person())
		person.name = person.name or name or author
		person.authors.add((page, author))
		person.pages.add(page)
		return person

	def all(self) -> list[Person]:
		"""Everybody, with what holds for the whole person."""
		_widen(self._found)
		return list(self._found.values())


def of(scope: Scope) -> list[Person]:
	"""Everybody who said something within the days."""
	flags = ["name", "is_question", "is_complaint"]
	said = [["direction", "=", "Incoming"]]
	spam = _spam(CONVERSATION, scope) | _spam(THREAD, scope)
	messages = scope.rows(
		MESSAGE, ["contact", "conversation", *flags], "sent_ms", [*said, ["kind", "in", list(WORDS)]]
	)
	messages = [row for row in messages if row.conversation not in spam]
	comments = scope.rows(COMMENT, ["thread", "author_id", "author_name", *flags], "sent_ms", said)
	comments = [row for row in comments if row.thread not in spam and row.author_id]
	ratings = [row for row in _ratings(scope) if row.name not in spam and row.author_id]
	reactions = [row for row in _reactions(scope) if row.conversation not in spam]
	names = {row.contact for row in (*messages, *reactions) if row.contact}
	people = People(scope, names, {(row.page, row.author_id) for row in (*comments, *ratings)})
	for row in messages:
		_count(people.of(row.contact), row, "messages", row.sent_ms)
	for row in comments:
		_count(people.by(row.page, row.author_id, row.author_name), row, "comments", row.sent_ms)
	for row in ratings:
		_count(people.by(row.page, row.author_id, row.author_name), {}, "recommendations", row.first_ms)
	for row in reactions:
		_count(people.of(row.contact), {}, "reactions", row.at_ms)
	return people.all()


def _count(person: Person | None, row: Any, what: str, at_ms: int) -> None:
	if person is None:
		return
	setattr(person, what, getattr(person, what) + 1)
	person.questions += int(row.get("is_question") or 0)
	complaint = int(row.get("is_complaint") or 0)
	person.complaints += complaint
	if doctype := _SAID.get(what):
		person.said.setdefault(doctype, []).append(row.name)
		if complaint:
			person.complained.setdefault(doctype, []).append(row.name)
	person.last_ms = max(person.last_ms, at_ms)


def _spam(doctype: str, scope: Scope) -> set[str]:
	if not scope.pages:
		return set()
	filters = {"page": ["in", list(scope.pages)], "state": "Spam", "last_ms": [">=", scope.span_ms()[0]]}
	return set(frappe.get_all(doctype, filters, pluck="name"))


def _ratings(scope: Scope) -> list[Any]:
	"""Recommendations of a page that speak for it."""
	fields = ["name", "author_id", "author_name", "recommendation", "rating"]
	rows = scope.rows(THREAD, fields, "first_ms", [["kind", "=", "Rating"]])
	return [row for row in rows if row.recommendation == "POSITIVE" or (row.rating or 0) >= 4]


def _reactions(scope: Scope) -> list[Any]:
	"""Reactions of people to messages, of those that speak for us."""
	if not scope.pages:
		return []
	since, until = scope.span_ms()
	reaction, message = frappe.qb.DocType("FB Reaction"), frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(reaction).join(message).on(reaction.parent == message.name)
	query = query.select(message.page, message.contact, message.conversation, reaction.actor, reaction.at_ms)
	query = query.where((reaction.parenttype == MESSAGE) & reaction.reaction.isin(list(POSITIVE)))
	query = query.where((reaction.at_ms >= since) & (reaction.at_ms < until))
	found = query.where(message.page.isin(list(scope.pages))).run(as_dict=True)
	return [row for row in found if row.actor != row.page and scope.holds(row.page, row.at_ms)]


def _contacts(names: Iterable[str]) -> Iterator[Any]:
	"""These contacts, as far as the user may see them."""
	fields = ["name", "page", "person", "display_name", "full_name", "vip", "last_ms"]
	for some in _batches(names):
		yield from frappe.get_list(CONTACT, {"name": ["in", some]}, fields, limit_page_length=0)


def _by_author(authors: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
	"""(page, author's id) -> contact: their own id, or one that people have told."""
	found: dict[tuple[str, str], str] = {}
	for keys in _batches(f"{page}:{author}" for page, author in authors):
		told = frappe.get_all("FB Contact Author", {"author_key": ["in", keys]}, ["parent", "author_key"])
		found |= {tuple(row.author_key.split(":", 1)): row.parent for row in told}
	for names in _batches(f"{page}-{author}" for page, author in authors):
		own = frappe.get_all(CONTACT, {"name": ["in", names]}, ["name", "page", "psid"])
		found |= {(row.page, row.psid): row.name for row in own}
	return found


def _widen(found: dict[str, Person]) -> None:
	"""VIP anywhere is VIP; the labels of all their contacts."""
	of_contact = {name: person for person in found.values() for name in person.contacts}
	for keys in _batches(found):
		for key in frappe.get_all(CONTACT, {"person": ["in", keys], "vip": 1}, pluck="person"):
			found[key].vip = True
	for names in _batches(of_contact):
		filters = {"parenttype": CONTACT, "parentfield": "labels", "parent": ["in", names]}
		for row in frappe.get_all("FB Label Row", filters, ["parent", "label"]):
			of_contact[row.parent].labels.add(row.label)


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
	ordered = sorted(set(values))
	return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))
