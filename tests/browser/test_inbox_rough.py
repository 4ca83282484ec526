"""The inbox where things go wrong or fast: missing threads, quick changes, an inbox that nobody sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="The Python package playwright is missing.")
from playwright.sync_api import expect

from tests.app.hosts import PAGE_ID
from tests.browser import inbox_cast as cast
from tests.browser.stage import Stage

NORA, OLE, ANA, EVA = (person[0] for person in cast.PEOPLE)
Opened = Callable[..., Any]


@pytest.fixture
def troubled(opened: Opened) -> Any:
	"""Nora's thread, in a page that keeps what promises were refused with nobody there to hear it."""
	page = opened(cast.talk(NORA))
	page.evaluate("""() => {
		window.unheard = [];
		addEventListener("unhandledrejection", (event) => window.unheard.push(String(event.reason)));
	}""")
	yield page
	assert page.evaluate("window.unheard") == []


def route(page: Any, *parts: str) -> None:
	page.evaluate("(parts) => frappe.set_route(['facebook-inbox', ...parts])", list(parts))


def unread(stage: Stage, psid: str) -> str:
	return stage.do("value", doctype="FB Conversation", name=cast.talk(psid), field="unread_count")


def test_a_thread_that_is_not_there_or_not_allowed_is_said_in_words(troubled: Any, stage: Stage) -> None:
	alert = troubled.locator(".fbi-thread-pane [role=alert]")
	for name in ("no-such-thread", stage.made["elsewhere"]):
		route(troubled, "fb-conversation", name)
		expect(alert).not_to_be_empty()
		expect(troubled.locator(".fbi-composer")).to_have_count(0)
	assert "Only for the other page" not in troubled.locator("body").inner_text()
	alert.get_by_role("button", name="Back to the list").click()
	troubled.get_by_text("Choose a conversation on the left.").wait_for()


def test_what_is_marked_unread_stays_unread(troubled: Any, stage: Stage) -> None:
	stage.do("writes", page=PAGE_ID, psid=NORA, text="Hello again")
	troubled.get_by_role("log").get_by_text("Hello again").wait_for()
	head = troubled.locator(".fbi-thread-tools")
	head.get_by_role("button", name="More").click()
	head.get_by_role("menuitem", name="Mark as unread").click()
	troubled.get_by_text("Marked as unread: 1").wait_for()
	troubled.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
	stage.do("writes", page=PAGE_ID, psid=EVA, text="Something else")
	troubled.locator(".fbi-row-last", has_text="Something else").wait_for()
	assert unread(stage, NORA) == "1"


def test_what_comes_while_nobody_sees_the_inbox_stays_unread(troubled: Any, stage: Stage) -> None:
	stage.do("nothing")
	troubled.evaluate("document.querySelector('.fbi').parentElement.style.display = 'none'")
	stage.do("writes", page=PAGE_ID, psid=NORA, text="Anybody there?")
	troubled.wait_for_timeout(600)
	assert unread(stage, NORA) not in ("", "0")
	troubled.evaluate("document.querySelector('.fbi').parentElement.style.display = ''")
	troubled.get_by_role("log").get_by_text("Anybody there?").wait_for()


def test_a_late_answer_of_the_server_stays_with_its_thread(troubled: Any) -> None:
	held: list[Any] = []
	slow = "**/fb_care.api.inbox_thread.add_note"
	troubled.route(slow, lambda call: held.append(call))
	troubled.get_by_role("button", name="Note", exact=True).click()
	troubled.get_by_role("textbox", name="Internal note").fill("About Nora")
	troubled.get_by_role("button", name="Add note").click()
	route(troubled, "fb-conversation", cast.talk(ANA))
	troubled.get_by_role("heading", name="Ana Lima").first.wait_for()
	troubled.get_by_role("button", name="Note", exact=True).click()
	troubled.get_by_role("textbox", name="Internal note").fill("About Ana")
	with troubled.expect_response(slow):
		held[0].continue_()
	expect(troubled.get_by_role("textbox", name="Internal note")).to_have_value("About Ana")
	assert troubled.get_by_role("log").get_by_text("About Nora").count() == 0
	route(troubled, "fb-conversation", cast.talk(NORA))
	troubled.get_by_role("log").get_by_text("About Nora").wait_for()
	troubled.get_by_role("button", name="Note", exact=True).click()
	expect(troubled.get_by_role("textbox", name="Internal note")).to_have_value("")


def test_a_comment_says_until_when_in_the_user_s_own_way(opened: Opened, stage: Stage) -> None:
	[comment] = stage.do("names", doctype="FB Comment", filters={"text": cast.COMMENT})
	thread = stage.do("value", doctype="FB Comment", name=comment, field="thread")
	page = opened(thread, doctype="fb-comment-thread")
	words = page.get_by_text("private reply possible until").inner_text()
	assert "until 20" not in words
