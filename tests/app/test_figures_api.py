"""What screens get of a page's figures over HTTP, and who gets it."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import clock
from fb_care.api import figures as api
from fb_care.care.responsiveness import DAY_MS
from fb_care.figures import overview, policies
from fb_care.times import site_datetime
from tests.app import tickets_data
from tests.app.figures_data import FIRST, M, copied, talks
from tests.app.hosts import AGENT, MANAGER
from tests.app.payloads import T0, delivery, message

NOW = T0 + DAY_MS
OTHER_PAGE = "900800700600500"


@pytest.fixture
def page(host) -> str:
	return host.page().name


def seen(page: str, user: str = AGENT, at: int = NOW) -> Any:
	frappe.set_user(user)
	try:
		with clock.at(at):
			return frappe._dict(api.of_page(page))
	finally:
		frappe.set_user("Administrator")


def test_both_policies_with_what_they_ask_for(host, page: str) -> None:
	talks(host, *[2] * 9, None)
	found = seen(page)
	badge = found.badge
	assert (badge["openings"], badge["answered"], badge["rate"], badge["earned"]) == (10, 9, 90, True)
	assert (badge["mean_ms"], badge["counted"], badge["policy"]) == (2 * M, 9, policies.BADGE)
	assert (badge["rate_percent"], badge["time_ms"], badge["trim_percent"]) == (90, 5 * M, 90)
	assert (badge["from_ms"], badge["to_ms"]) == (NOW - 7 * DAY_MS, NOW)
	assert badge["to_at"] == str(site_datetime(NOW)) and found.as_of_at == badge["to_at"]
	assert found.told["policy"] == policies.RATE_AND_TIME and found.told["to_ms"] == T0 + 9
	assert (found.label, found.by_hand) == ("Within minutes", False)


def test_a_page_without_any_message(host, page: str) -> None:
	found = seen(page)
	assert (found.badge["openings"], found.badge["rate"], found.badge["mean_ms"]) == (0, None, None)
	assert (found.label, found.badge["earned"]) == ("", False)
	assert found.forecast["waiting"] == [] and found.forecast["changes_at"] == ""
	assert found.comments == {"days": 7, "all": 0, "answered": 0, "mean_ms": None}


def test_the_label_that_was_set_by_hand(host, page: str) -> None:
	talks(host, 3)
	frappe.db.set_value("FB Page", page, "label_choice", "Within a day")
	found = seen(page)
	assert (found.label, found.by_hand) == ("Within a day", True)
	assert found.told["measured_label"] == "Within minutes"


def test_what_is_left_out_by_reason(host, page: str) -> None:
	talks(host, 1, None, None)
	names = frappe.get_all("FB Response", filters={"state": "Open"}, pluck="name")
	frappe.db.set_value("FB Response", names[0], "left_out", "Spam")
	frappe.db.set_value("FB Response", names[1], "left_out", "Away")
	assert seen(page).badge["left_out"] == {"Spam": 1, "Away": 1}


def test_who_waits_what_it_costs_and_by_when(host, page: str) -> None:
	talks(host, *[1] * 8, None, None)
	frappe.db.set_value("FB Conversation", f"{page}-{FIRST + 8}", "title", "Ana Lima")
	found = seen(page, at=T0 + 20 * M).forecast
	assert (found["earned"], found["waits"], found["costs"], found["missing"]) == (False, 2, 2, 1)
	first = found["waiting"][0]
	assert (first["conversation"], first["title"]) == (f"{page}-{FIRST + 8}", "Ana Lima")
	assert (first["opened_ms"], first["costs"], first["too_late"]) == (T0 + 8, True, False)
	assert frappe.db.get_value("FB Message", first["opening"], "mid") == "q8"
	assert sum(found["to_win"].values()) > 0


def test_the_next_deadline_comes_first_and_what_is_too_late_last(host, page: str) -> None:
	"""All answers count, those given took 36 minutes; ten may take 50, so that the next one has 14."""
	policy = copied(trim_percent=100)
	frappe.db.set_value("FB Page", page, "badge_policy", policy)
	talks(host, *[4] * 9)
	talks(host, None, at=NOW - 60 * M, first=20)
	talks(host, None, None, at=NOW - 5 * M, first=30)
	found = seen(page).forecast
	waits = [(row["too_late"], row["by_ms"]) for row in found["waiting"]]
	assert waits == [
		(False, NOW + 9 * M + 30),
		(False, NOW + 9 * M + 31),
		(True, NOW - 46 * M + 20),
	]
	assert found["too_late"] == 1 and seen(page).badge["policy"] == policy


def test_at_most_fifty_are_named(host, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(overview, "MOST", 2)
	talks(host, None, None, None)
	found = seen(page).forecast
	assert (found["waits"], len(found["waiting"])) == (3, 2)


def test_two_that_wrote_at_the_same_moment_are_both_named(host, page: str) -> None:
	for number in (1, 2):
		host.receive(delivery(message(f"q{number}", "Hi", T0, psid=str(FIRST + number))))
	named = {row["conversation"] for row in seen(page).forecast["waiting"]}
	assert named == {f"{page}-{FIRST + 1}", f"{page}-{FIRST + 2}"}


def test_a_policy_that_allows_no_forecast_has_none(host, page: str) -> None:
	frappe.db.set_value("FB Page", page, "badge_policy", policies.RATE_AND_TIME)
	assert seen(page).forecast is None


def test_public_comments_stand_apart(host, page: str) -> None:
	"""Two people wrote, one is answered in public after ten minutes; Spam counts for nothing."""
	for number, answered in (("1", True), ("2", False)):
		tail = f"55{number}"
		thread = tickets_data.comment_thread(tail=tail, first_ms=T0)
		tickets_data.comment(thread, "How much?", tail, at=T0)
		if answered:
			more = {"direction": "Outgoing", "author_id": page, "send_state": ""}
			tickets_data.comment(thread, "12", f"{tail}9", at=T0 + 10 * M, **more)
	spam = tickets_data.comment_thread(tail="777", first_ms=T0, state="Spam")
	tickets_data.comment(spam, "Win now", "777", at=T0)
	found = seen(page)
	assert found.comments == {"days": 7, "all": 2, "answered": 1, "mean_ms": 10 * M}
	assert found.badge["openings"] == 0
	assert seen(page, at=T0 + 8 * DAY_MS).comments["all"] == 0


def test_only_who_may_read_the_page(host, page: str) -> None:
	host.page(OTHER_PAGE)
	add_user_permission("FB Page", OTHER_PAGE, AGENT)
	frappe.db.commit()
	with pytest.raises(frappe.PermissionError):
		seen(page)
	assert seen(OTHER_PAGE).page == OTHER_PAGE
	assert seen(page, MANAGER).page == page


def test_an_agent_may_not_have_it_worked_out_anew_and_a_manager_may(host, page: str) -> None:
	talks(host, 3)
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		api.refresh(page)
	with host.as_user(MANAGER), clock.at(NOW):
		assert api.refresh(page)["badge"]["answered"] == 1
	assert frappe.db.get_value("FB Page", page, ["figures_ms", "very_responsive"]) == (NOW, 1)


def test_over_http(host, page: str) -> None:
	path = "/api/method/fb_care.api.figures"
	answer = host.request("GET", f"{path}.of_page?page={page}", user=AGENT)
	assert answer.status == 200 and answer.json()["message"]["page"] == page
	assert host.request("GET", f"{path}.of_page?page={page}").status == 403
	assert host.request("GET", f"{path}.of_page?page=none", user=AGENT).status == 404
	assert host.request("POST", f"{path}.refresh", {"page": page}, user=AGENT).status == 403
