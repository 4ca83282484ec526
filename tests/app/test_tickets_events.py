"""From a delivery to a ticket, the whole way; and two workers on the same thread."""

from __future__ import annotations

import threading
from typing import Any

import frappe
import pytest

from fb_care.tickets import sync
from tests.app import tickets_data as data
from tests.app.hosts import FIXTURES, Host


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.page()


def tickets(host: Host) -> list[Any]:
	host.fresh()
	names = frappe.get_all(
		host.helpdesk, filters=[["fb_page", "is", "set"]], pluck="name", order_by="creation asc"
	)
	return [frappe.get_doc(host.helpdesk, name) for name in names]


def test_a_message_from_an_ad_becomes_a_ticket_with_its_ad(host: Host):
	host.receive("message__from_ad")
	[ticket] = tickets(host)
	assert ticket.fb_ad and ticket.fb_conversation and ticket.fb_contact
	assert ", from the ad " in ticket.subject
	assert ticket.fb_ad in ticket.description


def test_a_comment_becomes_a_ticket_with_the_way_to_it(host: Host):
	host.receive("comment__add")
	[ticket] = tickets(host)
	assert ticket.fb_comment_thread
	assert "commented" in ticket.subject
	assert "comment_id=" in ticket.description


def test_edit_and_unsend_reach_the_ticket(host: Host):
	host.receive("message__text")
	[ticket] = tickets(host)
	text = ticket.subject.partition(": ")[2]
	host.receive("message_edit__text")
	[ticket] = tickets(host)
	assert [note for note in data.notes(ticket) if "edited" in note]
	host.receive("message_unsend__is_deleted")
	[ticket] = tickets(host)
	shown = ticket.subject + ticket.description + "".join(row.content for row in data.timeline(ticket))
	assert text not in shown


def test_hiding_and_removing_a_comment_reach_the_ticket(host: Host):
	for name in ("comment__add", "comment__edited", "comment__reply", "comment__hide", "comment__remove"):
		host.receive(name)
	[ticket] = tickets(host)
	notes = data.notes(ticket)
	assert [word for word in ("edited", "hidden", "removed") if not any(word in note for note in notes)] == []


def test_no_kind_of_event_leaves_a_ticket_error(host: Host):
	for path in sorted((FIXTURES / "webhook").glob("*.json")):
		host.deliver(path.stem)
	host.drain()
	host.fresh()
	for doctype in ("FB Conversation", "FB Comment Thread"):
		errors = frappe.get_all(doctype, filters={"ticket_error": ["is", "set"]}, pluck="ticket_error")
		assert [error for error in errors if "before a ticket was made" not in error] == []
		assert frappe.db.count(doctype, {"ticket_due": 1}) == 0
	for ticket in tickets(host):
		assert "<script" not in (ticket.description or "")
		assert ticket.subject and len(ticket.subject) <= 140


def test_two_workers_make_one_ticket_and_no_entry_twice(host: Host):
	thread = data.conversation()
	for number in range(10):
		data.message(thread, f"number {number}", data.T0 + number)
	frappe.db.commit()
	place = {"site": host.site, "sites_path": frappe.local.sites_path}
	start, errors = threading.Barrier(2), []

	def work() -> None:
		frappe.init(**place)
		frappe.connect()
		start.wait()
		errors.append(sync.sync_thread("FB Conversation", thread).error)
		frappe.destroy()

	workers = [threading.Thread(target=work) for _ in range(2)]
	for worker in workers:
		worker.start()
	for worker in workers:
		worker.join()
	assert errors == ["", ""]
	[ticket] = tickets(host)
	assert len(data.timeline(ticket)) == 10
