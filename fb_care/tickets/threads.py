"""A conversation or a comment thread as tickets see it: one shape for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url_to_form

from fb_care.inbound import groups
from fb_care.inbound.rows import as_written
from fb_care.tickets import address, cards, quick, subject
from fb_care.tickets.words import summary

CONVERSATION = "FB Conversation"
COMMENTS = "FB Comment Thread"
#: The DocType of what a thread holds, and its link to the thread.
PARTS = {CONVERSATION: ("FB Message", "conversation"), COMMENTS: ("FB Comment", "thread")}

_COMMON = [
	"name",
	"page",
	"contact",
	"state",
	"ticket",
	"ticket_doctype",
	"ticket_due",
	"ticket_error",
	"ticket_waits_from",
	"last_ms",
	"follow_up",
	"triage",
	"triage_priority",
]
_FIELDS = {
	CONVERSATION: [*_COMMON, "psid", "last_ad"],
	COMMENTS: [
		*_COMMON,
		"kind",
		"author_id",
		"author_name",
		"post",
		"ad",
		"permalink",
		"recommendation",
		"rating",
		"root_key",
	],
}
PERSON_FIELDS = [
	"full_name",
	"psid",
	"blocked",
	"person",
	"contact",
	"customer",
	"lead",
	"vip",
	"liked_page_on",
]


@dataclass
class Thread:
	"""What a ticket needs to know of a thread; rows are plain dicts as the database gave them."""

	doctype: str
	row: Any
	#: The FB Contact's row, empty where there is none.
	person: Any
	page: Any

	@property
	def name(self) -> str:
		return self.row.name

	@property
	def part_doctype(self) -> str:
		return PARTS[self.doctype][0]

	@property
	def link_field(self) -> str:
		return PARTS[self.doctype][1]

	@property
	def is_conversation(self) -> bool:
		return self.doctype == CONVERSATION

	@property
	def wants_tickets(self) -> bool:
		"""Whether the page lets this kind of thread open tickets, always or by rules."""
		return self.tickets_when != "Never"

	@property
	def tickets_when(self) -> str:
		"""When the page makes tickets of this kind of thread: "Always", "By rules" or "Never"."""
		return self.page.message_tickets if self.is_conversation else self.page.comment_tickets

	@property
	def silenced(self) -> bool:
		"""Spam and blocked people don't get into tickets."""
		return self.row.state == "Spam" or bool(self.person.get("blocked"))

	def who(self) -> tuple[str, str]:
		"""Name ("" while unknown) and page-scoped id of the person the thread is with."""
		told = self.person.get("full_name") or ""
		if self.is_conversation:
			return as_written(told), self.row.psid or self.person.get("psid") or ""
		return as_written(self.row.author_name or told), self.row.author_id or ""

	def who_words(self) -> str:
		"""The person as shown to people."""
		return subject.person(*self.who(), _=_)

	def own_address(self) -> str:
		"""The made-up address of the person."""
		return address.of_person(*self.who())


def lock(doctype: str, name: str) -> Thread | None:
	"""The thread, locked until the transaction ends; None when it is gone. Call it first in a transaction."""
	return read(doctype, name, locked=True)


def read(doctype: str, name: str, locked: bool = False) -> Thread | None:
	"""The thread, to look at; None when it is gone."""
	row = quick.get(doctype, {"name": name}, _FIELDS[doctype], lock=locked)
	if not row:
		return None
	person = {}
	if row.contact:
		person = quick.get("FB Contact", {"name": row.contact}, PERSON_FIELDS) or {}
		groups.widen(person)
	return Thread(doctype, row, person, frappe.get_cached_doc("FB Page", row.page))


def subject_of(thread: Thread, text: str, kinds: list[str], ad: str) -> str:
	"""The subject of the thread's ticket, for the message that opened it and the ad it came from."""
	who = thread.who_words()
	text = as_written(text) or summary(kinds, _)
	if thread.is_conversation:
		title = as_written(frappe.db.get_value("FB Ad", ad, "title")) if ad else ""
		return subject.message(who, text, title, from_ad=bool(ad), _=_)
	row = thread.row
	if row.kind == "Visitor Post":
		return subject.visitor_post(who, text, _)
	if row.kind == "Mention":
		return subject.mention(who, text, _)
	if row.kind == "Rating":
		return subject.rating(who, text, row.recommendation or "", row.rating or 0, _)
	title = as_written(frappe.db.get_value("FB Post", row.post, "title")) if row.post else ""
	return subject.comment(who, text, title, _)


def ad_card(ad: str) -> str:
	"""The ad's card from what is known of it now; named by its id even where there is no record of it."""
	fields = ["title", "ad_name", "campaign_name", "permalink", "post_id", "page"]
	row = frappe.db.get_value("FB Ad", ad, fields, as_dict=True) or frappe._dict()
	post = row.post_id or ""
	if post and "_" not in post and row.page:
		post = f"{row.page}_{post}"
	card = cards.AdCard(
		ad_id=ad,
		title=as_written(row.title or row.ad_name),
		campaign=as_written(row.campaign_name),
		link=row.permalink or (f"https://www.facebook.com/{post}" if post else ""),
		record_url=get_url_to_form("FB Ad", ad) if row else "",
	)
	return cards.ad_html(card, _)


def post_card(post: str) -> str:
	"""The post's card from what is known of it now."""
	row = frappe.db.get_value("FB Post", post, ["title", "permalink"], as_dict=True) or frappe._dict()
	card = cards.PostCard(
		post_id=post,
		title=as_written(row.title),
		link=row.permalink or f"https://www.facebook.com/{post}",
		record_url=get_url_to_form("FB Post", post) if row else "",
	)
	return cards.post_html(card, _)


def footer(thread: Thread) -> str:
	"""Where the ticket comes from: the page, and the way to the thread on this site."""
	words = _("Open the conversation") if thread.is_conversation else _("Open the comments")
	page = frappe.utils.escape_html(thread.page.page_name or thread.page.name)
	way = cards.link(get_url_to_form(thread.doctype, thread.name), words)
	return f"<p>{_('Facebook page')}: {page} · {way}</p>"
