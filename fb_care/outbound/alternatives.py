"""What else an agent can do to reach a person where no message may be sent: an e-mail, a comment, to wait.

Called by `windows`.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce

from fb_care.outbound.channel import Channel
from fb_care.prepared import given, prepared
from fb_care.tickets import address

CONVERSATION = "FB Conversation"


def of(channel: Channel, holder: Any) -> list[dict[str, str]]:
	"""What is possible instead in this thread (its row or document), each with a sentence."""
	found = [*_by_email(holder), *(_by_comment(holder) if channel.holder == CONVERSATION else [])]
	wait = _("When the person writes again, you can answer for 24 hours.")
	return [*found, {"kind": "wait", "label": wait}]


def _by_email(holder: Any) -> list[dict[str, str]]:
	found = _emails(contact=holder.get("contact")) if holder.get("contact") else ()
	email = found[0][0] if found else ""
	if not email or address.is_made_up(email):
		return []
	return [{"kind": "email", "address": email, "label": _("Write an e-mail to {0} instead.").format(email)}]


def _by_comment(holder: Any) -> list[dict[str, str]]:
	label = _("Answer their comment instead.")
	threads = _comment_threads(contact=holder.get("contact"), page=holder.page)
	return [{"kind": "comment", "thread": thread, "label": label} for (thread,) in threads]


@prepared
def _emails() -> Any:
	"""The address of the host's record that a person is linked to."""
	contact, record = frappe.qb.DocType("FB Contact"), frappe.qb.DocType("Contact")
	query = frappe.qb.from_(contact).join(record).on(record.name == contact.contact)
	return query.select(record.email_id).where(contact.name == given("contact"))


@prepared
def _comment_threads() -> Any:
	"""The newest comment thread of a person on a page."""
	thread = frappe.qb.DocType("FB Comment Thread")
	query = frappe.qb.from_(thread).select(thread.name).where(thread.contact == given("contact"))
	query = query.where((thread.page == given("page")) & (Coalesce(thread.state, "") != "Spam"))
	return query.orderby(thread.last_ms, order=frappe.qb.desc).limit(1)
