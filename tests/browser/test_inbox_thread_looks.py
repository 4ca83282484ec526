"""What the inbox's thread looks like: everything that may stand in one, narrow, dark, French, and by axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="The Python package playwright is missing.")
from playwright.sync_api import expect

from tests.browser import inbox_cast as cast
from tests.browser.axe import serious
from tests.browser.stage import Stage
from tests.browser.test_inbox_thread import area, comment_thread, log

NORA, OLE, _ANA, EVA = (person[0] for person in cast.PEOPLE)
Opened = Callable[..., Any]


def test_all_that_may_stand_in_a_thread(opened: Opened, stage: Stage) -> None:
	page = opened(cast.talk(EVA))

	def richer(route: Any) -> None:
		answer = route.fetch().json()
		answer["message"]["items"] += everything(answer["message"]["items"][0])
		route.fulfill(json=answer)

	page.route("**/fb_care.api.inbox_thread.thread", richer)
	page.reload()
	log(page).get_by_text("Newest").wait_for()
	assert log(page).get_by_text("unsent by the person").is_visible()
	assert log(page).locator("a[href^=javascript]").count() == 0
	assert (
		log(page)
		.get_by_role("link", name="https://example.com/a")
		.get_attribute("rel")
		.startswith("noopener")
	)
	for name in ("Send again", "It was sent"):
		assert log(page).get_by_role("button", name=name).first.is_visible()
	log(page).get_by_text("before it was edited").click()
	assert log(page).get_by_text("Former words").is_visible()
	log(page).locator(".fbi-quoted").click()
	expect(page.locator("#fbi-item-rich-0")).to_be_focused()
	log(page).get_by_role("button", name="Show ").click()
	page.get_by_role("dialog").get_by_role("img").wait_for()
	page.keyboard.press("Escape")
	page.keyboard.press("r")
	expect(area(page)).to_be_focused()
	page.keyboard.press("Escape")
	expect(page.locator("[data-testid=row][tabindex='0']")).to_be_focused()


def everything(like: dict[str, Any]) -> list[dict[str, Any]]:
	"""Items of every look, after `like` in time, full of what must stay text."""
	out = {
		"direction": "Outgoing",
		"sender": "Lakeside Bikes",
		"agent": f"Ana {cast.EVIL}",
		"origin": "this app",
	}
	files = [
		{
			"kind": "image",
			"title": cast.EVIL,
			"url": "/private/files/none.png",
			"state": "Kept",
			"reason": "",
		},
		{
			"kind": "image",
			"title": "elsewhere",
			"url": "https://example.com/a.png",
			"state": "",
			"reason": "too large",
		},
		{"kind": "file", "title": cast.EVIL, "url": "javascript:alert(1)", "state": "", "reason": cast.EVIL},
		{"kind": "audio", "title": "", "url": "/private/files/none.mp3", "state": "Kept", "reason": ""},
	]
	rich: list[dict[str, Any]] = [
		{"text": f"{cast.EVIL} https://example.com/a", "attachments": files},
		{"text": "", "unsent": True, "state": "Unsent"},
		{
			**out,
			"text": "It failed",
			"state": "Failed",
			"error": cast.EVIL,
			"decisions": ["again", "discard"],
		},
		{
			**out,
			"text": "Who knows",
			"state": "Unknown",
			"error": "",
			"decisions": ["again", "it_was_sent", "discard"],
		},
		{
			"text": "New words",
			"notes": ["edited"],
			"edits": [{"text": f"Former words {cast.EVIL}", "until_ms": 1}],
		},
		{"text": "Came back", "direction": "System", "sender": "", "notes": ["came back through an ad"]},
		{
			**out,
			"text": "Away",
			"agent": "",
			"automatic": "Away Message",
			"state": "Read",
			"read_ms": like["at_ms"],
		},
		{
			"text": "Newest",
			"reply_to": {"name": "rich-0", "sender": cast.EVIL, "text": cast.EVIL},
			"reactions": [{"emoji": "👍", "by": "page"}, {"emoji": cast.EVIL, "by": "person"}],
		},
	]
	blank = {
		**like,
		"text": "",
		"attachments": [],
		"reactions": [],
		"notes": [],
		"ad": None,
		"state": "",
		"decisions": [],
	}
	return [
		{**blank, "name": f"rich-{number}", "at_ms": like["at_ms"] + 1000 * (number + 60), **item}
		for number, item in enumerate(rich)
	]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1300])
def test_nobody_is_shut_out(opened: Opened, stage: Stage, width: int, theme: str) -> None:
	options = {"viewport": {"width": width, "height": 780}, "bypass_csp": True, "theme": theme}
	for name, doctype in ((cast.talk(OLE), "fb-conversation"), (comment_thread(stage), "fb-comment-thread")):
		page = opened(name, doctype, **options)
		assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
		assert serious(page, ".fbi") == []


def test_in_french(opened: Opened) -> None:
	page = opened(cast.talk(NORA), lang="fr")
	page.get_by_role("button", name="Envoyer", exact=True).wait_for()
	parts = (".fbi-sides", ".fbi-window-left", ".fbi-composer-foot", ".fbi-thread-title p")
	text = " ".join(page.locator(part).inner_text() for part in parts)
	assert not [word for word in ("Reply", "left", "characters", "messages", "sends") if word in text], text
