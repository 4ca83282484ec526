"""The helpdesk's own first response and our figures: when they say the same, and when they don't."""

from __future__ import annotations

import time
from typing import Any

import frappe
import pytest
from frappe.utils import get_datetime

from tests.app.answers_data import HOUR, MINUTE, TALK, answer, arrive, begin, moment, run
from tests.app.hosts import Host

#: So many seconds may lie between the answer that is written and the entry in the ticket.
SECONDS = 2


@pytest.fixture(autouse=True)
def _site(host: Host, facebook: Any) -> None:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	host.page()


def real_ms() -> int:
	"""The host stamps first responses with the machine's time, which no test can move."""
	return int(time.time() * 1000)


def asks(host: Host, facebook: Any, at: int) -> Any:
	"""Nora writes; her ticket, which has no service level agreement."""
	begin(host, facebook, at=at)
	host.fresh()
	ticket = frappe.get_doc(host.helpdesk, frappe.db.get_value("FB Conversation", TALK, "ticket"))
	field = "service_level_agreement" if ticket.meta.has_field("service_level_agreement") else "sla"
	if ticket.get(field):
		frappe.db.set_value(ticket.doctype, ticket.name, field, None)
		ticket.reload()
	return ticket


def answers(host: Host, facebook: Any, at: int) -> None:
	"""An agent answers with our composer, and Facebook's echo of it is here."""
	answer(host, at=at)
	run(host, at)
	with moment(host, at):
		arrive(host, facebook)
	host.fresh()


def responses() -> list[Any]:
	fields = ["opened_ms", "answered_ms", "answered_at", "wait_ms"]
	return frappe.get_all("FB Response", fields=fields, order_by="opened_ms asc")


def test_one_opening_one_new_ticket_no_sla_they_agree(host: Host, facebook: Any):
	now = real_ms()
	ticket = asks(host, facebook, now - 5 * MINUTE)
	assert not ticket.first_responded_on and responses()[0].answered_ms is None
	answers(host, facebook, now)
	ticket.reload()
	[ours] = responses()
	assert ours.wait_ms == 5 * MINUTE
	difference = get_datetime(ticket.first_responded_on) - get_datetime(ours.answered_at)
	# What the machine took for the answer itself is no difference between the two.
	assert -SECONDS <= difference.total_seconds() <= SECONDS + (real_ms() - now) / 1000


def test_a_later_opening_of_the_same_ticket_is_ours_alone(host: Host, facebook: Any):
	now = real_ms()
	ticket = asks(host, facebook, now - 26 * HOUR)
	answers(host, facebook, now - 26 * HOUR + 30 * MINUTE)
	ticket.reload()
	first = ticket.first_responded_on
	assert asks(host, facebook, now - MINUTE).name == ticket.name
	answers(host, facebook, now)
	ticket.reload()
	assert [row.wait_ms for row in responses()] == [30 * MINUTE, MINUTE]
	assert ticket.first_responded_on == first
