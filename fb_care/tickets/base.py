"""What this app wants of a helpdesk: the `TicketHost` interface, and what it does alike for both hosts.

Called by `sync`, `changes` and `refresh` only, inside their transaction and as Administrator. A host's own
rules (priority, SLA, assignment, reopening) run as they do for any ticket and any Communication; nothing here
sends e-mail.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import frappe
from frappe.model.document import Document
from frappe.utils import escape_html, get_datetime, now, now_datetime

from fb_care.inbound import rows
from fb_care.tickets import quick
from fb_care.times import site_datetime

#: The app's own field on tickets; see `closing`.
CLOSED_AT = "fb_closed_at"


@dataclass(frozen=True, kw_only=True)
class Entry:
	"""One message or comment as it goes into a ticket's timeline."""

	doctype: str
	name: str
	incoming: bool
	#: False for what is context and no answer (automatic messages, what was said before): the host's
	#: rules for answers (status, first response) are left out for it.
	counts: bool
	sender_name: str
	sender: str
	sent_ms: int
	#: Escaped; see `cards`.
	html: str
	text: str
	#: "" or what the timeline must say of its state; see `changes`.
	shows: str = ""
	#: Addresses of kept files (/private/files/...) with their names.
	files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class TicketDraft:
	"""A ticket to be made."""

	subject: str
	html: str
	page: str
	thread_doctype: str
	thread: str
	raised_by: str
	ad: str = ""
	fb_contact: str = ""
	contact: str = ""
	customer: str = ""
	lead: str = ""
	#: Fields of the host's own that the triage rules set: priority, team.
	handling: dict[str, str] = field(default_factory=dict)

	def links(self) -> dict[str, str]:
		"""The app's own fields on the ticket."""
		return {
			"fb_page": self.page,
			"fb_conversation": self.thread if self.thread_doctype == "FB Conversation" else "",
			"fb_comment_thread": self.thread if self.thread_doctype == "FB Comment Thread" else "",
			"fb_ad": self.ad,
			"fb_contact": self.fb_contact,
		}


@dataclass(frozen=True, kw_only=True)
class TicketState:
	"""How a ticket stands now; `closed_at` in the site's time zone, None while it is open."""

	status: str
	subject: str
	closed_at: datetime | None

	@property
	def open(self) -> bool:
		return self.closed_at is None


class TicketHost(ABC):
	"""One kind of ticket."""

	doctype: ClassVar[str]
	closed_statuses: ClassVar[tuple[str, ...]] = ("Resolved", "Closed")
	#: False where a description would make the host write an entry of its own.
	takes_description: ClassVar[bool] = True

	@abstractmethod
	def own_values(self, draft: TicketDraft) -> dict[str, Any]:
		"""Values of the host's own fields beyond subject and raised_by."""

	def state(self, ticket: str) -> TicketState | None:
		"""None when the ticket is gone. When it closed, see `closing`."""
		fields = ["status", "subject", "resolution_date", "modified"]
		own = self._has_closing_time()
		row = quick.get(self.doctype, {"name": ticket}, [*fields, CLOSED_AT] if own else fields)
		if not row:
			return None
		closed = row.status in self.closed_statuses
		at = get_datetime(row.get(CLOSED_AT) or row.resolution_date or row.modified) if closed else None
		return TicketState(status=row.status, subject=row.subject or "", closed_at=at)

	def create(self, draft: TicketDraft) -> tuple[str, str]:
		"""Insert the ticket; its name and status. Raises what the host raises (mandatory, validation)."""
		doc = frappe.new_doc(self.doctype)
		values = {"subject": draft.subject, "raised_by": draft.raised_by, **self.own_values(draft)}
		values.update(draft.handling)
		if self.takes_description:
			values["description"] = draft.html
		values.update({key: value for key, value in draft.links().items() if doc.meta.has_field(key)})
		doc.update({key: value for key, value in values.items() if value})
		# The app's own links were read in this transaction; what people typed into a contact was not.
		doc.flags.ignore_links = not (draft.contact or draft.customer or draft.lead)
		doc.insert(ignore_permissions=True)
		if not self.takes_description:
			quick.put(self.doctype, doc.name, {"description": draft.html})
		return str(doc.name), doc.status

	def add_entry(self, ticket: str, entry: Entry, subject: str, rules: bool) -> str:
		"""Add one Communication to the ticket's timeline and return its name. No e-mail is sent.

		With `rules` the host's own rules run (reopening, first response); without, it is only written down.
		"""
		said_at = site_datetime(entry.sent_ms) or now_datetime()
		values = {
			# What the host calls an "Automated Message" is an e-mail of its own; of those it shows no sender.
			"communication_type": "Communication",
			"communication_medium": "Chat",
			"comment_type": "",
			"delivery_status": "",
			"sent_or_received": "Received" if entry.incoming else "Sent",
			"email_status": "Open",
			"status": "Linked",
			"subject": subject,
			"sender": entry.sender,
			"sender_full_name": entry.sender_name,
			"communication_date": said_at,
			"has_attachment": 1 if entry.files else 0,
			"reference_doctype": self.doctype,
			"reference_name": ticket,
		}
		values = {**rows.clean("Communication", values), "content": entry.html}
		if not rules:
			return _write_down(values, said_at)
		doc = frappe.new_doc("Communication")
		doc.update(values)
		doc.insert(ignore_permissions=True)
		# The host stamps the time of processing; the timeline and its averages go by when it was said.
		quick.put("Communication", doc.name, {"content": entry.html, "creation": said_at})
		return doc.name

	def forget_closing(self, ticket: str) -> None:
		"""The ticket was reopened by an entry: the time it closed is no longer true."""
		if self._has_closing_time():
			quick.put(self.doctype, ticket, {CLOSED_AT: None})

	def _has_closing_time(self) -> bool:
		return bool(frappe.get_meta(self.doctype).has_field(CLOSED_AT))

	def touch(self, ticket: str) -> None:
		"""The ticket has news: it moves up in lists, and open forms show it."""
		quick.put(self.doctype, ticket, {"modified": now()})
		place = {"doctype": self.doctype, "name": ticket}
		news = {**place, "modified": now()}
		frappe.publish_realtime("doc_update", news, doctype=self.doctype, docname=ticket, after_commit=True)
		frappe.publish_realtime("list_update", place, doctype=self.doctype, after_commit=True)

	def refresh(self, ticket: str, communication: str) -> None:
		"""An entry has changed: open forms show it. The ticket itself stays as it is, unlike in `touch`."""
		doc = frappe.get_doc("Communication", communication).as_dict()
		news = {"doc": doc, "key": "communications", "action": "update"}
		frappe.publish_realtime(
			"docinfo_update", news, doctype=self.doctype, docname=ticket, after_commit=True
		)

	def open_again(self, ticket: str) -> None:
		"""What answered the ticket did not go out: it waits for an answer again, by the host's own rules."""
		doc = frappe.get_doc(self.doctype, ticket)
		doc.status = "Open"
		save_for_the_app(doc)

	def note(self, ticket: str, text: str) -> None:
		"""Say in the ticket's timeline, in plain words, that something changed."""
		frappe.get_doc(self.doctype, ticket).add_comment("Info", escape_html(text))

	def attach(self, ticket: str, communication: str, file_url: str, file_name: str) -> None:
		"""Attach a kept private file to the ticket ("" as communication), or to one of its Communications."""
		target = ("Communication", communication) if communication else (self.doctype, ticket)
		attach_copy(*target, file_url, file_name)


def _write_down(values: dict[str, Any], said_at: datetime) -> str:
	"""Insert a Communication in one statement; its name."""
	name, user = frappe.generate_hash(length=10), frappe.session.user
	row = {
		"name": name,
		"owner": user,
		"creation": said_at,
		"modified": now(),
		"modified_by": user,
		"docstatus": 0,
		"idx": 0,
		"user": user,
		**values,
	}
	table = frappe.qb.DocType("Communication")
	frappe.qb.into(table).columns(*row).insert(*row.values()).run()
	return name


def save_for_the_app(doc: Document) -> None:
	"""Save a ticket whose status the app changed, whatever mandatory field was left empty before."""
	doc.flags.ignore_mandatory = True
	doc.save(ignore_permissions=True)


def attach_copy(doctype: str, name: str, file_url: str, file_name: str) -> None:
	"""Attach a private file that exists already to a record; once, however often called."""
	found = {"attached_to_doctype": doctype, "attached_to_name": name, "file_url": file_url}
	if frappe.db.exists("File", found):
		return
	doc = frappe.get_doc({"doctype": "File", "file_name": file_name, "is_private": 1, **found})
	doc.insert(ignore_permissions=True)
