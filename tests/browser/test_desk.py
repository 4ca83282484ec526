"""What a person sees and does in the sandbox's desk."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import Desk
from tests.browser.site_to_look_at import AD_WORDS, EVIL, NAME, POST_TEXT, WORDS

AGENT, MANAGER = "agent@example.com", "manager@example.com"


def log_in(page: Any, user: str = AGENT) -> None:
	page.goto("/app")
	page.get_by_label("E-mail").fill(user)
	page.get_by_label("Password").fill("demo")
	page.get_by_role("button", name="Log in").click()
	page.get_by_role("heading", name="Home").wait_for()


def fits(page: Any) -> bool:
	"""Whether nothing makes the page scroll sideways."""
	return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def assert_text(place: Any, words: str) -> None:
	"""The words are there, and the picture tag sent after them is read as text, not shown as a picture.

	The app stores a `<` that could begin a tag as `&lt;`; a page must not rely on that.
	"""
	assert f"{words} <img src=" in place.inner_text()


def test_login_is_needed_and_told_when_wrong(page: Any, desk: Desk) -> None:
	page.goto(f"/app/fb-conversation/{desk.made['conversation']}")
	assert page.url.endswith("/login")
	page.get_by_label("E-mail").fill(AGENT)
	page.get_by_label("Password").fill("wrong")
	with page.expect_response(re.compile("/login")) as answer:
		page.get_by_role("button", name="Log in").click()
	assert answer.value.status == 401


def test_from_the_home_page_to_a_conversation_with_its_ad(page: Any, desk: Desk) -> None:
	log_in(page)
	page.get_by_role("link", name="FB Conversation").click()
	page.get_by_role("link", name=NAME).click()
	assert page.get_by_role("heading", level=1).inner_text() == NAME
	card = page.get_by_label("Ad", exact=True).first
	assert AD_WORDS in card.inner_text()
	assert_text(page.get_by_label("Timeline"), WORDS)


def test_what_people_write_stays_text(page: Any, desk: Desk) -> None:
	log_in(page)
	for path in (
		"/app/fb-conversation",
		f"/app/fb-conversation/{desk.made['conversation']}",
		"/app/fb-comment-thread",
		f"/app/fb-comment-thread/{desk.made['thread']}",
		"/app/fb-contact",
		"/app/fb-ad",
		"/app/fb-post",
		"/app/issue",
	):
		page.goto(path)
		assert page.locator("img[onerror], main script").count() == 0, path
		assert page.title() not in ("1", "2"), path
		assert fits(page), path
	page.goto(f"/app/fb-comment-thread/{desk.made['thread']}")
	assert_text(page.get_by_label("Timeline"), WORDS)
	page.goto("/app/fb-post")
	assert page.get_by_role("link", name=POST_TEXT).count() == 1


def test_a_ticket_shows_ad_words_and_files(page: Any, desk: Desk) -> None:
	log_in(page)
	page.goto(f"/app/fb-conversation/{desk.made['conversation']}")
	page.locator("a[href^='/app/issue/']").first.click()
	assert AD_WORDS in page.get_by_label("Ad", exact=True).first.inner_text()
	assert_text(page.get_by_label("Timeline"), WORDS)
	assert page.locator("img[onerror], main script").count() == 0
	assert fits(page)


def test_an_answer_from_the_ticket(page: Any, desk: Desk) -> None:
	log_in(page)
	page.goto(f"/app/fb-conversation/{desk.made['conversation']}")
	page.locator("a[href^='/app/issue/']").first.click()
	box = page.get_by_label("Reply on Facebook")
	assert "Private message to" in box.inner_text() and box.locator("img").count() == 0
	page.get_by_label("Your answer").fill(f"Yes, it is. {EVIL}")
	box.get_by_role("button", name="Send").click()
	entry = page.locator(".item.outgoing").last
	assert "Yes, it is. <img src=" in entry.inner_text()
	assert "Message on Facebook: queued" in entry.inner_text()
	page.locator(".heading .badge", has_text="Replied").wait_for()
	assert fits(page)


def test_an_answer_that_is_refused_is_not_lost(page: Any, desk: Desk) -> None:
	log_in(page)
	page.goto(f"/app/fb-conversation/{desk.made['conversation']}")
	page.get_by_label("Your answer").fill("x" * 20_001)
	page.get_by_role("button", name="Send").click()
	assert "20001 characters" in page.get_by_role("alert").inner_text()
	assert page.get_by_label("Your answer").input_value() == "x" * 20_001
	page.set_viewport_size({"width": 360, "height": 740})
	assert fits(page)


def test_states_and_follow_up(page: Any, desk: Desk) -> None:
	log_in(page)
	page.goto(f"/app/fb-conversation/{desk.made['conversation']}")
	page.get_by_role("button", name="Done").click()
	page.locator(".heading .badge", has_text="Done").wait_for()
	page.get_by_role("button", name="Follow up").click()
	page.locator(".heading .badge", has_text="Follow up").wait_for()
	page.goto("/app/fb-conversation?state=Done&follow_up=1")
	assert page.get_by_role("link", name=NAME).count() == 1
	page.goto("/app/fb-conversation?state=Spam")
	assert page.get_by_role("link", name=NAME).count() == 0


def test_a_manager_replays_a_failed_delivery(page: Any, desk: Desk) -> None:
	log_in(page, MANAGER)
	page.get_by_role("link", name="Failed 1").click()
	page.locator("tbody a").first.click()
	assert page.locator(".heading .badge").inner_text() == "Failed"
	page.get_by_role("button", name="Replay").click()
	page.locator(".heading .badge", has_text="Received").wait_for()


def test_an_agent_sees_no_deliveries(page: Any, desk: Desk) -> None:
	log_in(page)
	assert page.get_by_role("link", name="FB Webhook Event").count() == 0


def test_a_write_from_elsewhere_is_refused(page: Any, desk: Desk) -> None:
	log_in(page)
	path = f"/app/fb-conversation/{desk.made['conversation']}"
	answer = page.request.post(path, form={"action": "state", "value": "Spam"})
	assert answer.status == 400


@pytest.mark.parametrize("path", ["/app", "/app/fb-conversation", "conversation", "thread", "/login"])
def test_it_fits_a_phone(page: Any, desk: Desk, path: str) -> None:
	page.set_viewport_size({"width": 360, "height": 740})
	if path != "/login":
		log_in(page)
	kind = {"conversation": "fb-conversation", "thread": "fb-comment-thread"}.get(path)
	page.goto(f"/app/{kind}/{desk.made[path]}" if kind else path)
	assert fits(page)
