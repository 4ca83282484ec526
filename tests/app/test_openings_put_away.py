"""What counts as put away: a form saved twice, and messages that reached us before but came up later."""

from __future__ import annotations

import frappe
import pytest

from fb_care import clock
from fb_care.figures import responses, standing
from tests.app.payloads import T0, delivery, message

CONVERSATION = "FB Conversation"
MINUTE = 60_000


@pytest.fixture
def page(host) -> str:
	return host.page().name


def left_out() -> list[str]:
	return frappe.get_all("FB Response", pluck="left_out", order_by="opened_ms asc")


def talk() -> str:
	return frappe.get_all(CONVERSATION, pluck="name")[0]


def test_a_form_saved_twice_keeps_that_it_was_put_away(host, page: str) -> None:
	host.receive(delivery(message("m1", "Thanks!", T0)))
	form = frappe.get_doc(CONVERSATION, talk())
	form.state = "Done"
	form.save()
	form.follow_up = 1
	form.save()
	standing.reconsider(talk())
	assert left_out() == ["Done"]
	form.state = "Open"
	form.save()
	assert left_out() == [""]


def test_an_open_form_keeps_what_was_noted_meanwhile(host, page: str) -> None:
	host.receive(delivery(message("m1", "Hi", T0)))
	form = frappe.get_doc(CONVERSATION, talk())
	noted = {"automatic_due": 1, "window_warned_ms": 7, "dismissed_ms": 5, "dismissed_before_ms": 3}
	frappe.db.set_value(CONVERSATION, talk(), noted, update_modified=False)
	form.follow_up = 1
	form.save()
	assert frappe.db.get_value(CONVERSATION, talk(), list(noted), as_dict=True) == noted


def test_what_nobody_could_see_yet_was_not_put_away(host, page: str) -> None:
	with clock.at(T0 + MINUTE):
		host.receive(delivery(message("m1", "Thanks!", T0)))
	day = T0 + 24 * 60 * MINUTE
	with clock.at(day + MINUTE):
		host.deliver(delivery(message("m2", "One more thing", day + 1)))
	with clock.at(day + 5 * MINUTE):
		frappe.db.set_value(CONVERSATION, talk(), "state", "Done")
		standing.state_changed(talk(), "Open", "Done")
		frappe.db.commit()
	with clock.at(day + 9 * MINUTE):
		host.drain()
	assert left_out() == ["Done", ""]
	responses.rebuild(talk())
	standing.reconsider(talk())
	assert left_out() == ["Done", ""]
