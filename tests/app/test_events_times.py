"""Times that can't be true don't get into the order of things."""

from __future__ import annotations

from typing import Any

from fb_care import clock
from tests.app.hosts import PAGE_ID
from tests.app.payloads import NORA, POST, T0, comment, delivery, echo, feed, message, read

SECOND = 1000
YEARS = 3 * 365 * 24 * 3600 * SECOND
NOW = T0 + 60 * SECOND


def one(doctype: str, **filters: Any) -> Any:
	import frappe

	(row,) = frappe.get_all(doctype, filters=filters, fields=["*"])
	return row


def test_a_message_from_the_future_shuts_nobody_out(host) -> None:
	with clock.at(NOW):
		host.page()
		host.receive(delivery(message("m_1", "first", at=T0 + YEARS), at=T0))
		host.receive(delivery(message("m_2", "second", at=T0 + 10 * SECOND)))
	assert one("FB Message", mid="m_1").sent_ms == T0
	talk = one("FB Conversation")
	assert (talk.first_ms, talk.last_ms, talk.last_text) == (T0, T0 + 10 * SECOND, "second")
	page = one("FB Page", name=PAGE_ID)
	assert (page.last_event_ms, page.lag_ms) == (T0 + 10 * SECOND, 50 * SECOND)
	linked = [one("FB Message", mid=mid).communication for mid in ("m_1", "m_2")]
	assert all(linked) if host.helpdesk else not any(linked)


def test_without_any_time_that_can_be_it_is_the_time_of_arrival(host) -> None:
	with clock.at(NOW):
		host.page()
		host.receive(delivery(message("m_1", "first", at=T0 + YEARS), at=T0 + YEARS))
	assert one("FB Message").sent_ms == NOW


def test_a_clock_that_is_a_little_ahead_is_believed(host) -> None:
	with clock.at(NOW):
		host.page()
		host.receive(delivery(message("m_1", "first", at=NOW + 20 * SECOND)))
	assert one("FB Message").sent_ms == NOW + 20 * SECOND


def test_comments_and_posts_from_the_future(host) -> None:
	with clock.at(NOW):
		host.page()
		post = feed("add", "status", T0 + YEARS, PAGE_ID, "Lakeside Bikes", post_id=POST, message="New")
		host.receive(delivery(post))
		host.receive(delivery(comment(801, "How long?", at=T0 + YEARS)))
	assert one("FB Comment").sent_ms == one("FB Comment Thread").last_ms == T0
	assert (one("FB Post").created_ms, one("FB Post").text_ms) == (T0, T0)


def test_nothing_is_read_before_it_is_written(host) -> None:
	with clock.at(NOW):
		host.page()
		host.receive(delivery(echo("m_1", "Ready", at=T0)))
		host.receive(delivery(read(T0 + YEARS, psid=NORA)))
	with clock.at(NOW + 60 * SECOND):
		host.receive(delivery(echo("m_2", "Still there?", at=NOW + 30 * SECOND)))
	assert one("FB Message", mid="m_1").delivery_state == "Read"
	assert one("FB Message", mid="m_2").delivery_state == "Sent"
