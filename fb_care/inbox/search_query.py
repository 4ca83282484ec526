"""The statements behind a search in the inbox (`search`), for each form of what is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce
from pypika import Case, Criterion
from pypika.terms import ValueWrapper

from fb_care.inbox import full_text
from fb_care.inbox.filters import CONVERSATION, THREAD
from fb_care.inbox.full_text import Form
from fb_care.inbox.words import LONGER
from fb_care.prepared import family, given

#: So many texts of the threads that are looked through at most.
MOST_TEXTS = 1000
#: More than there are.
ALL = 1_000_000_000
#: DocType -> its own columns that are looked through.
TITLES = {CONVERSATION: ("title",), THREAD: ("author_name", "title")}
#: DocType -> what is said in it, and the link of that to the thread.
SAID = {CONVERSATION: ("FB Message", "conversation"), THREAD: ("FB Comment", "thread")}


@dataclass(frozen=True)
class Holds:
	"""1 for threads that may hold the words, in what was said or in their own columns; 0 for others."""

	form: Form

	def __call__(self, doctype: str, table: Any) -> Any:
		return Case().when(_holds(doctype, table, self.form), 1).else_(0)


@dataclass(frozen=True)
class Holding:
	"""Such threads up to a time, `end_ms`."""

	form: Form
	newest: bool

	def __call__(self, doctype: str, table: Any) -> Any:
		end_ms = given("end_ms")
		near = table.last_ms >= end_ms if self.newest else table.last_ms <= end_ms
		return near & _holds(doctype, table, self.form)


def _holds(doctype: str, table: Any, form: Form) -> Any:
	said, query = _said(doctype, table)
	some = _is_there(query.where(_may_hold(said, form)))
	if not form.is_literal:
		# First what an index gives without the rows; few threads come through.
		kept = full_text.kept(said.words, form) | (said.words == LONGER)
		some = _is_there(query.where(kept)) & some
	return some | _own(doctype, table, form)


def _said(doctype: str, thread: Any) -> tuple[Any, Any]:
	"""What was said in the thread, as a table and a query."""
	part, link = SAID[doctype]
	said = frappe.qb.DocType(part).as_("s")
	return said, frappe.qb.from_(said).where(said[link] == thread.name)


def _is_there(query: Any) -> Any:
	"""Not EXISTS: MariaDB would gather first all messages that hold the words."""
	return Coalesce(query.select(ValueWrapper(1)).limit(1), 0) == 1


def _may_hold(said: Any, form: Form) -> Any:
	return Criterion.any(_ways(said, form))


def _ways(said: Any, form: Form) -> list[Any]:
	"""By the words that are kept of each text; by itself where these didn't fit, or are none."""
	by_text = full_text.like([said.text], form)
	if form.is_literal:
		return [by_text]
	return [full_text.kept(said.words, form), (said.words == LONGER) & by_text]


def _own(doctype: str, thread: Any, form: Form) -> Any:
	return full_text.like([thread[column] for column in TITLES[doctype]], form)


@dataclass(frozen=True)
class Said:
	"""Threads in which the words were said, as the index knows."""

	form: Form

	def __call__(self, doctype: str, table: Any) -> Any:
		part, link = SAID[doctype]
		said = frappe.qb.DocType(part).as_("s")
		inside = frappe.qb.from_(said).select(said[link].as_("thread"))
		inside = inside.where(full_text.condition([said.text], self.form))
		# With a limit it is a table of its own: else MariaDB may look into the index once for each thread,
		# and then finds one only.
		inside = inside.limit(ALL).as_("inside")
		return table.name.isin(frappe.qb.from_(inside).select(inside.thread))


@dataclass(frozen=True)
class Called:
	"""Threads that have the words in their own columns, as the index knows."""

	form: Form

	def __call__(self, doctype: str, table: Any) -> Any:
		return full_text.condition([table[column] for column in TITLES[doctype]], self.form)


@family
def texts_of(doctype: str, form: Form, way: int, is_told: bool) -> Any:
	"""What was said in these threads and may hold the words: thread, text, time, name. In one of the ways in
	which that is known (`ways`)."""
	part, link = SAID[doctype]
	table = frappe.qb.DocType(part).as_("s")
	query = frappe.qb.from_(table).select(table[link], table.text, table.sent_ms, table.name)
	query = query.where(table[link].isin(given("names")) & _ways(table, form)[way])
	if is_told and frappe.db.db_type == "mariadb" and not form.is_literal:
		query = query.use_index(f"{frappe.scrub(part)}_inbox_find")
	return query.limit(MOST_TEXTS)


def ways(form: Form) -> int:
	"""In how many ways texts are looked for (`texts_of`)."""
	return 1 if form.is_literal else 2


@family
def titles_of(doctype: str, form: Form) -> Any:
	"""Those of these threads whose own columns may hold the words: name, time, the columns."""
	table = frappe.qb.DocType(doctype).as_("t")
	columns = [table[column] for column in TITLES[doctype]]
	query = frappe.qb.from_(table).select(table.name, table.last_ms, *columns)
	return query.where(table.name.isin(given("names")) & full_text.like(columns, form))
