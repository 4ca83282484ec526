"""The inbox's list in a real browser, before rows in memory (list_backend.py)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.browser.list_backend import EVIL, Backend, row

ROW = "[data-testid=row]"
FIRST = "FB Conversation/c00000"
Shown = Callable[..., Any]


def keys(page: Any) -> list[str]:
	"""Of the rows that are drawn, from top to bottom."""
	script = "rows => rows.sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((row) => row.dataset.key)"
	return page.locator(ROW).evaluate_all(script)


def at(page: Any) -> str:
	"""The key of the row that has the focus."""
	return page.evaluate("document.activeElement.dataset.key || ''")


def wait_for_rows(page: Any, count: int) -> None:
	page.wait_for_function(f"document.querySelectorAll('{ROW}').length === {count}")


def tick_first(page: Any) -> None:
	"""Choose the first row by its key."""
	page.locator(ROW).first.focus()
	page.keyboard.press("x")


def test_what_customers_write_stays_text(shown: Shown) -> None:
	page = shown(Backend())
	evil = page.locator(ROW).nth(1)
	assert f"Mal {EVIL}" in evil.inner_text() and f"Look {EVIL}" in evil.inner_text()
	assert page.locator(".fbi img[src=x], .fbi script").count() == 0
	assert page.title() not in ("1", "2")


def test_a_row_says_what_an_agent_wants_to_know(shown: Shown) -> None:
	page = shown(Backend())
	first, late = page.locator(ROW).nth(0), page.locator(ROW).nth(2)
	assert (
		"answer by" in first.inner_text() and "5 min" in first.inner_text() and "Order" in first.inner_text()
	)
	assert "late since" in late.inner_text()
	assert "You: " in page.locator(ROW).nth(3).inner_text()
	name = first.get_attribute("aria-label")
	assert "Nora Lindqvist" in name and "unread: 2" in name and "waiting 5 min" in name and "VIP" in name


def test_tabs_and_kinds_ask_the_server_and_show_what_is_unread(shown: Shown) -> None:
	backend = Backend()
	page = shown(backend)
	page.get_by_role("tab", name="Open unread: 999+", exact=True).wait_for()
	page.get_by_role("tab", name="Done").click()
	wait_for_rows(page, 1)
	assert backend.asked("inbox.rows")[-1]["filters"] == json.dumps(
		{"tab": "Done", "sort": "newest"}, separators=(",", ":")
	)
	page.keyboard.press("1")
	page.get_by_role("button", name="Comments").click()
	wait_for_rows(page, 1)
	assert keys(page) == ["FB Comment Thread/c00005"]


def test_filters_are_shown_taken_off_and_remembered(shown: Shown) -> None:
	backend = Backend()
	page = shown(backend)
	page.get_by_role("button", name="Filters").click()
	page.locator("select[name=assignee]").select_option("me")
	wait_for_rows(page, 1)
	page.locator("select[name=label]").select_option("Order")
	page.get_by_text("Nothing matches these filters.").wait_for()
	page.get_by_role("button", name="Take off: Assigned to: Me").click()
	wait_for_rows(page, 2)
	page.reload()
	wait_for_rows(page, 2)
	page.get_by_role("button", name="Clear filters").click()
	page.wait_for_function(f"document.querySelectorAll('{ROW}').length > 5")
	assert page.locator(".fbi-mark-off").count() == 0


def test_search_waits_for_the_words_marks_them_and_can_be_cleared(shown: Shown) -> None:
	backend = Backend()
	page = shown(backend)
	page.wait_for_selector(ROW)
	page.keyboard.press("/")
	page.keyboard.type("blue", delay=20)
	page.wait_for_selector(f"{ROW} mark")
	asked = [json.loads(args["filters"]).get("query") for args in backend.asked("inbox.rows")]
	assert asked == [None, "blue"]
	assert page.locator(f"{ROW} mark").first.inner_text() == "blue"
	page.get_by_role("button", name="Clear the search").click()
	page.wait_for_function("!document.querySelector('mark')")
	page.keyboard.type("nobody wrote this")
	page.get_by_text("Nothing was found for “nobody wrote this”.").wait_for()


def test_all_that_are_loaded_are_done_and_undone(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms) for number in range(30)])
	page = shown(backend)
	page.locator(ROW).first.hover()
	page.locator(f"{ROW} input").first.click()
	page.get_by_role("button", name="All 30 loaded").click()
	page.get_by_role("toolbar").get_by_role("button", name="Done").click()
	wait_for_rows(page, 0)
	page.get_by_text("Marked as done: 30").wait_for()
	page.get_by_text("All done: nobody waits for an answer.").wait_for()
	assert all(one["state"] == "Done" for one in backend.rows.values())
	page.keyboard.press("z")
	page.get_by_text("Undone: 30").wait_for()
	page.wait_for_selector(ROW)
	assert keys(page)[0] == FIRST and all(one["state"] == "Open" for one in backend.rows.values())


def test_what_the_server_refuses_comes_back_and_says_why(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms) for number in range(3)])
	backend.refuses.add("c00001")
	page = shown(backend)
	page.locator(ROW).first.focus()
	for key in "xjxe":
		page.keyboard.press(key)
	page.get_by_text("Not done: 1").click()
	assert EVIL in page.get_by_role("alert").inner_text()
	wait_for_rows(page, 2)
	backend.broken["inbox_bulk.do"] = (417, "Not today.")
	page.locator(ROW).first.focus()
	page.keyboard.press("e")
	page.get_by_text("Not today.").wait_for()
	wait_for_rows(page, 2)


def test_a_large_action_shows_how_far_it_is(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms) for number in range(300)])
	told = {"done": 120, "total": 300, "refused": [], "finished": False, "undo": ""}
	backend.inbox_bulk_state = lambda job: dict(told)
	backend.inbox_bulk_stop = lambda job: told.update(done=180, finished=True, undo="t1")
	page = shown(backend)
	tick_first(page)
	page.get_by_role("button", name="All that match").click()
	page.get_by_role("toolbar").get_by_role("button", name="Mark as read").click()
	page.get_by_role("button", name="Yes, with all").click()
	page.get_by_text("120 of 300").wait_for()
	page.get_by_role("button", name="Stop").click()
	page.get_by_text("Marked as read: 180").wait_for()
	assert json.loads(backend.asked("inbox_bulk.do")[0]["filters"])["tab"] == "Open"


def test_a_large_action_is_there_again_when_the_inbox_is_opened_anew(shown: Shown) -> None:
	backend = Backend()
	told = {"done": 120, "total": 300, "at_least": True, "refused": [], "finished": False, "undo": ""}
	backend.job = {"job": "j1", "action": "read", "stopped": False, **told}
	backend.inbox_bulk_state = lambda job: dict(told)
	backend.inbox_bulk_stop = lambda job: told.update(done=180, finished=True, undo="t1")
	page = shown(backend)
	page.get_by_text("120 of 300+").wait_for()
	page.get_by_role("button", name="Stop").click()
	page.get_by_text("Marked as read: 180").wait_for()
	assert backend.asked("inbox_bulk.stop") == [{"job": "j1"}]


def test_how_many_match_is_told_before_all_of_them_are_chosen(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms) for number in range(1300)])
	page = shown(backend)
	tick_first(page)
	page.get_by_role("button", name="All that match: 1,300").click()
	page.get_by_text("All that match are chosen: 1,300").wait_for()
	backend.inbox_bulk_count = lambda filters: {"total": 10_000, "at_least": True}
	page = shown(backend)
	tick_first(page)
	page.get_by_role("button", name="All that match: 10,000+").wait_for()


def test_deleting_takes_a_word_and_the_right_to(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms) for number in range(3)])
	page = shown(backend)
	tick_first(page)
	page.get_by_role("button", name="More").click()
	page.get_by_role("menuitem", name="Delete …").click()
	sure = page.get_by_role("button", name="Delete for good")
	assert sure.is_disabled()
	page.get_by_label("Type DELETE to delete:").fill("DELETE")
	sure.click()
	wait_for_rows(page, 2)
	backend.can = {"write": True, "delete": False, "manage": False}
	page = shown(backend)
	tick_first(page)
	page.get_by_role("button", name="More").click()
	assert page.get_by_role("menuitem", name="Delete …").count() == 0


def test_everything_frequent_has_a_key(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms) for number in range(20)])
	page = shown(backend)
	page.wait_for_selector(ROW)
	page.keyboard.press("j")
	assert at(page) == FIRST
	page.keyboard.press("ArrowDown")
	page.keyboard.press("f")
	page.wait_for_selector(f"{ROW}[data-key='FB Conversation/c00001'] .fbi-flag")
	page.keyboard.press("Shift+ArrowDown")
	page.get_by_text("Chosen: 2").wait_for()
	page.keyboard.press("Escape")
	page.keyboard.press("a")
	page.get_by_role("dialog").get_by_label("Find").fill("bea")
	page.keyboard.press("Enter")
	page.get_by_text("Assignment changed: 1").wait_for()
	assert backend.rows["FB Conversation", "c00002"]["assigned_to"] == "bea@example.com"
	page.locator(f"{ROW}[data-key='FB Conversation/c00002']").focus()
	page.keyboard.press("e")
	page.wait_for_function("document.activeElement.dataset.key === 'FB Conversation/c00003'")
	page.keyboard.press("End")
	page.wait_for_function("document.activeElement.dataset.key === 'FB Conversation/c00019'")


def test_the_open_row_is_read_and_stays_until_another_is_opened(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms, unread=1) for number in range(3)])
	page = shown(backend)
	page.get_by_role("button", name="Filters").click()
	page.locator("input[name=unread]").check()
	page.locator(ROW).first.click()
	page.wait_for_function(f"!document.querySelector('{ROW}').classList.contains('fbi-unread')")
	assert keys(page)[0] == FIRST and backend.rows["FB Conversation", "c00000"]["unread"] == 0
	page.locator(ROW).nth(1).click()
	wait_for_rows(page, 2)
	assert keys(page)[0] == "FB Conversation/c00001"


def test_what_is_marked_as_unread_is_closed_and_stays_so(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms, unread=1) for number in range(3)])
	page = shown(backend)
	page.locator(ROW).first.click()
	page.wait_for_function(f"!document.querySelector('{ROW}').classList.contains('fbi-unread')")
	page.keyboard.press("u")
	page.wait_for_selector(f"{ROW}.fbi-unread >> nth=2")
	page.get_by_text("Marked as unread: 1").wait_for()
	assert page.locator(".fbi-nothing-open").is_visible()
	assert backend.rows["FB Conversation", "c00000"]["unread"] == 1


def test_errors_say_what_to_do(shown: Shown) -> None:
	backend = Backend()
	backend.broken["inbox.rows"] = (500, "The database has gone for lunch.")
	page = shown(backend)
	page.get_by_text("The database has gone for lunch.").wait_for()
	backend.broken.clear()
	page.get_by_role("button", name="Try again").click()
	page.wait_for_selector(ROW)
