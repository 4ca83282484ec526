"""Handlers of what concerns a page as a whole, and of what this app counts but does not keep."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from fb_care import health
from fb_care.facebook.events import Event, EventKind, PlainEvent, PolicyEnforcement
from fb_care.facebook.page_like import liked_by
from fb_care.inbound import contacts, rows
from fb_care.inbound.outcome import DONE, IGNORED, UNKNOWN, Arrival, Outcome
from fb_care.times import site_datetime

_COUNTED = {
	EventKind.GROUP_FEED: "posts in groups are not kept",
	EventKind.TEST: "sent by the Test button of Meta's dashboard",
}


def take_policy(event: PolicyEnforcement, arrival: Arrival) -> Outcome:
	"""POLICY_ENFORCEMENT: Meta warns, blocks or unblocks the page. Managers are told."""
	page = arrival.page.name
	if event.action == "unblock":
		_set_blocked(page, 0)
		health.clear(page, "policy")
		return Outcome(DONE)
	if event.action == "block":
		_set_blocked(page, 1)
		message = _("Meta has blocked the page from sending messages.")
	else:
		message = _("Meta warns the page about its policies.")
	health.notice(
		page,
		"Error" if event.action == "block" else "Warning",
		"policy",
		f"policy_{event.action}",
		f"{message} {event.reason}".strip(),
		_("Look at the page's support inbox on Facebook; it says what to change."),
	)
	return Outcome(DONE)


def take_changed_fields(event: PlainEvent, arrival: Arrival) -> Outcome:
	"""CHANGED_FIELDS: the subscription tells that something changed, but not what."""
	health.notice(
		arrival.page.name,
		"Warning",
		"values",
		"no_values",
		_("Facebook tells that something changed but leaves out what."),
		_("Turn on Include Values for the page's webhook in the Meta app."),
	)
	return Outcome(IGNORED, f"without values ({event.what})")


def take_page_like(event: PlainEvent, arrival: Arrival) -> Outcome:
	"""PAGE_LIKE: kept as the date on which a person liked the page, where one is named who is known here."""
	author_id, likes = liked_by(event.raw)
	contact = contacts.find(event.page_id, author_id)
	if not contact:
		return Outcome(IGNORED, "likes of the page are kept of known people only")
	# Locked like a person's other changes: first the conversation, which has the same name.
	rows.get("FB Conversation", {"name": contact}, ["name"], lock=True)
	known = rows.get("FB Contact", {"name": contact}, ["liked_page_on"], lock=True)
	on = site_datetime(event.happened_ms(arrival.received_ms)).date()
	before = getdate(known.liked_page_on) if known and known.liked_page_on else None
	if likes and (before is None or on < before):
		rows.update("FB Contact", contact, {"liked_page_on": on})
	elif not likes and before is not None and before <= on:
		rows.update("FB Contact", contact, {"liked_page_on": None})
	return Outcome(DONE)


def take_counted(event: Event, arrival: Arrival) -> Outcome:
	"""GROUP_FEED, TEST: nothing is kept of them but the delivery."""
	return Outcome(IGNORED, _COUNTED[event.kind])


def take_unknown(event: PlainEvent, arrival: Arrival) -> Outcome:
	"""UNKNOWN: nobody here knows what it is; the delivery keeps it."""
	return Outcome(UNKNOWN, f"{event.what}: {event.reason}" if event.reason else event.what)


def _set_blocked(page: str, blocked: int) -> None:
	if frappe.db.get_value("FB Page", page, "blocked_until_fixed") != blocked:
		frappe.db.set_value("FB Page", page, "blocked_until_fixed", blocked)
