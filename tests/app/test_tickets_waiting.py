"""What waits for a ticket gets into it, however late, out of order or after a mistake; and closing times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, now_datetime

from fb_care import clock
from fb_care.api import inbox
from fb_care.tickets import sync
from fb_care.tickets.hosts import HOSTS
from tests.app import tickets_data as data
from tests.app.hosts import Host
from tests.app.tickets_data import DAY, MINUTE, T0


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.page()


def said(ticket: Any) -> str:
	return " ".join(row.content for row in data.timeline(ticket))


def stored(doctype: str, name: str, days_ago: int) -> None:
	"""Make it a row that was written so many days ago."""
	frappe.db.set_value(doctype, name, "creation", add_days(now_datetime(), -days_ago), update_modified=False)


def refused(thread: str, doctype: str = "FB Conversation") -> str:
	def refuse(*args: Any, **kwargs: Any) -> None:
		frappe.throw("Project is mandatory", frappe.MandatoryError)

	frappe.db.commit()
	helpdesk = HOSTS[sync.hosts.host_doctype()[0]]
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(type(helpdesk), "create", refuse, raising=False)
		return sync.sync_thread(doctype, thread).error


def test_a_time_in_the_future_shuts_nobody_out(host: Host):
	thread = data.conversation()
	data.message(thread, "from the future", T0 + 1000 * DAY)
	data.synced(host, thread)
	data.message(thread, "an ordinary question", T0)
	frappe.db.set_value("FB Conversation", thread, "last_ms", T0 + 1000 * DAY)
	assert "an ordinary question" in said(data.synced(host, thread))


def test_a_message_that_comes_weeks_late_gets_into_the_ticket(host: Host):
	thread = data.conversation()
	data.message(thread, "today", T0)
	data.synced(host, thread)
	data.message(thread, "sent weeks ago", T0 - 20 * DAY)
	frappe.db.set_value("FB Conversation", thread, "last_ms", T0)
	assert "sent weeks ago" in said(data.synced(host, thread))


def test_what_waited_for_a_ticket_for_long_gets_into_it(host: Host):
	thread = data.conversation()
	first = data.message(thread, "order 1 broken", T0)
	stored("FB Message", first, 20)
	assert refused(thread)
	data.message(thread, "are you there?", T0 + 20 * DAY)
	assert refused(thread)
	ticket = data.synced(host, thread)
	assert ticket.subject == "Ana Lima: order 1 broken"
	assert len(data.timeline(ticket)) == 2
	assert not frappe.db.get_value("FB Conversation", thread, "ticket_waits_from")


def test_the_same_holds_for_comments(host: Host):
	thread = data.comment_thread(data.post())
	stored("FB Comment", data.comment(thread, "Open on Sunday?"), 20)
	assert refused(thread, "FB Comment Thread")
	data.comment(thread, "Hello?", "556", T0 + 20 * DAY)
	assert len(data.timeline(data.synced(host, thread, "FB Comment Thread"))) == 2


def test_what_was_left_out_stays_out_when_there_is_much_of_it(host: Host, monkeypatch: pytest.MonkeyPatch):
	from fb_care.tickets import entries

	monkeypatch.setattr(entries, "BATCH", 2)
	thread = data.conversation()
	for number in range(5):
		stored("FB Message", data.message(thread, f"long ago {number}", T0 - (300 - number) * DAY), 300)
	for number in range(3):
		data.message(thread, f"today {number}", T0 + number * MINUTE)
	ticket = data.synced(host, thread)
	assert len(data.timeline(ticket)) == 3 and "long ago" not in said(ticket)


@pytest.mark.parametrize("way", ["desk", "form"])
def test_what_was_written_while_it_was_spam_by_mistake_gets_a_ticket(host: Host, way: str):
	thread = data.conversation(state="Spam")
	data.message(thread, "I am no robot")
	assert data.synced(host, thread) is None
	if way == "desk":
		inbox.set_state("FB Conversation", thread, "Open")
	else:
		doc = frappe.get_doc("FB Conversation", thread)
		doc.state = "Open"
		doc.save()
	frappe.db.commit()
	assert sync.sync_due() == 1
	host.fresh()
	assert frappe.db.get_value("FB Conversation", thread, "ticket")


def test_what_a_person_wrote_while_blocked_by_mistake_gets_a_ticket(host: Host):
	thread = data.conversation()
	comments = data.comment_thread(data.post(), contact=thread)
	person = frappe.get_doc("FB Contact", thread)
	person.blocked = 1
	person.save()
	data.message(thread, "Hello?")
	data.comment(comments, "Hello?")
	assert data.synced(host, thread) is None
	assert data.synced(host, comments, "FB Comment Thread") is None
	person.reload()
	person.blocked = 0
	person.save()
	frappe.db.commit()
	assert sync.sync_due() == 2
	host.fresh()
	assert frappe.db.get_value("FB Conversation", thread, "ticket")
	assert frappe.db.get_value("FB Comment Thread", comments, "ticket")


def test_unblocking_leaves_spam_and_what_is_in_tickets_alone(host: Host):
	thread = data.conversation()
	data.message(thread, "Hello")
	data.synced(host, thread)
	comments = data.comment_thread(data.post(), contact=thread, state="Spam")
	data.comment(comments, "Buy this")
	frappe.db.set_value("FB Comment Thread", comments, "ticket_due", 0)
	person = frappe.get_doc("FB Contact", thread)
	for blocked in (1, 0):
		person.blocked = blocked
		person.save()
	frappe.db.commit()
	assert sync.sync_due() == 0


def closed_then(host: Host, thread: str) -> Any:
	"""A ticket that a person closed in its form at T0."""
	ticket = data.synced(host, thread)
	with clock.at(T0 + MINUTE):
		ticket.status = "Closed"
		ticket.save()
	frappe.db.set_value(ticket.doctype, ticket.name, "resolution_date", None, update_modified=False)
	frappe.db.commit()
	return ticket


def test_saving_a_closed_ticket_again_does_not_make_it_young(host: Host):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	ticket = closed_then(host, thread)
	ticket.reload()
	ticket.priority = ticket.priority
	ticket.save()
	data.message(thread, "Me again", T0 + 30 * DAY)
	new = data.synced(host, thread)
	assert new.name != ticket.name
	assert frappe.db.get_value(host.helpdesk, ticket.name, "status") == "Closed"


def test_a_ticket_that_was_reopened_closes_anew(host: Host):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	ticket = closed_then(host, thread)
	data.message(thread, "One more thing", T0 + 2 * DAY)
	again = data.synced(host, thread)
	assert again.name == ticket.name and again.status == "Open" and not again.get("fb_closed_at")
	with clock.at(T0 + 20 * DAY):
		again.status = "Closed"
		again.save()
	frappe.db.set_value(again.doctype, again.name, "resolution_date", None, update_modified=False)
	data.message(thread, "And another", T0 + 22 * DAY)
	assert data.synced(host, thread).name == ticket.name


def test_what_the_page_writes_does_not_make_a_closed_ticket_young(host: Host):
	thread = data.conversation()
	data.message(thread, "Hello", T0)
	ticket = data.synced(host, thread)
	closed = now_datetime() - timedelta(days=30)
	values = {"status": "Closed", "resolution_date": None, "modified": closed}
	frappe.db.set_value(ticket.doctype, ticket.name, values, update_modified=False)
	data.message(thread, "Goodbye", clock.now_ms() - DAY, incoming=False)
	data.synced(host, thread)
	assert frappe.db.get_value(ticket.doctype, ticket.name, "modified") == closed
	data.message(thread, "Me again", clock.now_ms())
	assert data.synced(host, thread).name != ticket.name


def test_the_end_of_a_jobs_time_ends_the_job(host: Host, monkeypatch: pytest.MonkeyPatch):
	from rq.timeouts import JobTimeoutException

	def over(*args: Any) -> None:
		raise JobTimeoutException("Task exceeded maximum timeout value (300 seconds)")

	thread = data.conversation()
	data.message(thread, "Hello")
	frappe.db.commit()
	with monkeypatch.context() as patch:
		patch.setattr(sync, "_one_batch", over)
		with pytest.raises(JobTimeoutException):
			sync.sync_thread("FB Conversation", thread)
	row = frappe.db.get_value("FB Conversation", thread, ["ticket_error", "ticket_due"], as_dict=True)
	assert "TimeoutException" in row.ticket_error and row.ticket_due == 1
	assert sync.sync_due() == 0
	assert data.synced(host, thread)
