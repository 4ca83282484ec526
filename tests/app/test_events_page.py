"""What concerns a page as a whole, and what is only counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.hosts import MANAGER, PAGE_ID
from tests.app.payloads import T0, delivery, message


def outcome() -> dict[str, Any]:
	import frappe

	(row,) = frappe.get_all("FB Webhook Event", fields=["outcomes"])
	(found,) = json.loads(row.outcomes)
	return found


def page() -> Any:
	import frappe

	return frappe.get_doc("FB Page", PAGE_ID)


def test_policy_block_breaks_health_and_tells_managers(host) -> None:
	import frappe

	host.page()
	host.receive("policy_enforcement__block")
	assert (page().health, page().blocked_until_fixed) == ("Broken", 1)
	assert [notice.code for notice in page().notices] == ["policy_block"]
	host.run_jobs()
	assert frappe.get_all("Notification Log", filters={"for_user": MANAGER})


def test_policy_unblock_mends_it(host) -> None:
	host.page()
	host.receive("policy_enforcement__block")
	host.receive("policy_enforcement__unblock")
	assert page().health != "Broken"
	assert page().blocked_until_fixed == 0


def test_policy_warning(host) -> None:
	host.page()
	host.receive("policy_enforcement__warning")
	assert (page().health, page().blocked_until_fixed) == ("Warning", 0)


def test_subscription_without_values_is_a_warning(host) -> None:
	host.page()
	host.receive("changed_fields__without_values")
	assert page().health == "Warning"
	assert "Include Values" in page().notices[0].action


def test_a_subscription_that_is_whole_does_not_mend_missing_values(host) -> None:
	from fb_care import clock, health
	from fb_care.jobs import health as checks

	host.page()
	with clock.at(T0):
		host.receive("changed_fields__without_values")
	health.clear(PAGE_ID, "subscription")
	checks.check_values(PAGE_ID)
	assert page().health == "Warning"


def test_an_event_with_values_mends_it(host) -> None:
	from fb_care import clock
	from fb_care.jobs import health as checks

	host.page()
	with clock.at(T0 - 10**12):
		host.receive("changed_fields__without_values")
	host.receive("comment__add")
	checks.check_values(PAGE_ID)
	assert [notice.solved for notice in page().notices] == [1]
	assert page().health != "Warning"


@pytest.mark.parametrize(
	("fixture", "state"),
	[
		("page_like__add", "ignored"),
		("group_feed__comment", "ignored"),
		("test__messages_button", "ignored"),
		("feed_reaction__post", "ignored"),
		("handover__app_roles", "ignored"),
		("unknown__leadgen", "unknown"),
		("unknown__instagram", "unknown"),
		("unknown__no_entry", "unknown"),
	],
)
def test_what_is_only_counted(host, fixture: str, state: str) -> None:
	import frappe

	host.page()
	host.receive(fixture)
	found = outcome()
	assert found["state"] == state
	assert found["reason"]
	assert frappe.db.count("FB Message") == frappe.db.count("FB Comment") == 0
	(row,) = frappe.get_all("FB Webhook Event", fields=["state", "unknown_count", "ignored_count", "reason"])
	assert row.state == "Done"
	assert (row.unknown_count, row.ignored_count) == ((1, 0) if state == "unknown" else (0, 1))


def test_page_knows_its_last_event_and_lag(host) -> None:
	from fb_care import clock

	host.page()
	before = page().modified
	with clock.at(T0 + 2500):
		host.receive(delivery(message("m_1", "Hello")))
	assert (page().last_event_ms, page().lag_ms) == (T0, 2500)
	assert page().modified == before, "a busy page's form must stay savable"
	with clock.at(T0 + 9000):
		host.receive(delivery(message("m_0", "Earlier", at=T0 - 5000)))
	assert page().last_event_ms == T0


def test_delivery_says_what_was_in_it(host) -> None:
	import frappe

	from fb_care import clock

	host.page()
	with clock.at(T0 + 2500):
		host.receive(delivery(message("m_1", "Hello"), message("m_2", "Hi", at=T0 + 500)))
	(row,) = frappe.get_all("FB Webhook Event", fields=["*"])
	assert (row.pages, row.kinds, row.event_count, row.done_count) == ("Lakeside Bikes", "message 2", 2, 2)
	assert (row.event_ms, row.lag_ms, row.received_ms, row.done_ms) == (T0, 2000, T0 + 2500, T0 + 2500)
