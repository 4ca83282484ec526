"""The answer dialog of the desk, run in a browser with a stand-in for what it uses of the host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "fb_care" / "public" / "js"
NAMES = ("fb_care_desk.js", "fb_care_answer_parts.js", "fb_care_answer.js", "fb_care_answer_form.js")
EVIL = "<img src=x onerror=\"document.title='gone'\">"
STAND_IN = Path(__file__).with_name("desk_stand_in.js")
WINDOW = {
	"may": True,
	"until": "2026-11-20 14:05:00",
	"until_ms": 7_500_000,
	"now_ms": 290_000,
	"reason": "Open since the person's last message.",
	"waits": "",
	"alternatives": [],
}
PRIVATE = {
	"doctype": "FB Conversation",
	"name": "1-2",
	"private": True,
	"to": f"Ana {EVIL}",
	"window": WINDOW,
}
PUBLIC = {
	"doctype": "FB Comment Thread",
	"name": "t1",
	"private": False,
	"to": "Ana",
	"post": f"New hours {EVIL}",
	"comment": "c1",
	"window": {**WINDOW, "until": "", "until_ms": 0, "reason": "The answer is public."},
}
OVER = {
	**PRIVATE,
	"window": {
		**WINDOW,
		"may": False,
		"reason": "The time is over.",
		"alternatives": [{"label": "Write an e-mail."}],
	},
}


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
	"""A page of an origin, so that drafts have a store; `server` in it stands for the site."""
	page = chromium.new_page()
	page.route("https://desk.example/*", lambda route: route.fulfill(body="<!doctype html><body></body>"))
	page.goto("https://desk.example/")
	troubles: list[str] = []
	page.on("pageerror", lambda error: troubles.append(str(error)))
	page.add_script_tag(path=STAND_IN)
	for name in NAMES:
		page.add_script_tag(path=SCRIPTS / name)
	yield page
	assert page.title() != "gone" and not page.locator("img").count()
	page.close()
	assert not troubles


def opened(desk: Any, *ways: dict[str, Any], **about: Any) -> None:
	"""Open the dialog on a ticket with these ways to answer."""
	facts = {"ways": list(ways), "last": None, "unsettled": [], "email": "", "limit": 2000, **about}
	desk.evaluate("(about) => (window.server.about = about)", facts)
	desk.evaluate("() => fb_care.answer.open({ doctype: 'Issue', name: 'ISS-1', frm: { doc: {} } })")


def sent(desk: Any) -> list[dict[str, Any]]:
	return [one["args"] for one in desk.evaluate("server.calls") if one["method"].endswith("answers.send")]


def test_it_says_to_whom_and_until_when(desk: Any) -> None:
	opened(desk, PRIVATE)
	text = desk.locator(".fb-care-where").inner_text()
	assert "Private message to Ana <img" in text
	assert "Until 14:05, 2 h left" in text
	assert desk.locator(".btn-primary").inner_text() == "Send privately"


def test_public_looks_and_reads_otherwise(desk: Any) -> None:
	opened(desk, PUBLIC)
	assert desk.locator(".fb-care-public").count() == 1
	assert "under the post “New hours <img" in desk.locator(".fb-care-where").inner_text()
	assert desk.locator(".btn-primary").inner_text() == "Post publicly"


def test_an_answer_goes_to_the_thread_that_was_shown(desk: Any) -> None:
	opened(desk, PRIVATE, PUBLIC)
	desk.locator("textarea").fill("  Yes, Ana ")
	desk.locator(".btn-primary").click()
	[args] = sent(desk)
	assert (args["doctype"], args["name"], args["text"], args["confirm"]) == (
		"FB Conversation",
		"1-2",
		"Yes, Ana",
		0,
	)
	opened(desk, PRIVATE, PUBLIC)
	desk.locator("select").select_option("1")
	assert desk.locator(".btn-primary").inner_text() == "Post publicly"
	desk.locator("textarea").fill("For all")
	desk.locator(".btn-primary").click()
	assert (sent(desk)[1]["name"], sent(desk)[1]["text"]) == ("t1", "For all")


def test_what_was_typed_for_one_way_never_goes_the_other(desk: Any) -> None:
	opened(desk, PRIVATE, PUBLIC)
	desk.locator("textarea").fill("Your number is 42")
	desk.locator("select").select_option("1")
	assert desk.locator("textarea").input_value() == ""
	desk.locator("select").select_option("0")
	assert desk.locator("textarea").input_value() == "Your number is 42"


def test_nothing_is_sent_when_the_time_is_over(desk: Any) -> None:
	opened(desk, OVER, email="ana@example.com")
	assert "The time is over." in desk.locator(".fb-care-where").inner_text()
	assert "Write an e-mail." in desk.locator(".fb-care-where").inner_text()
	assert desk.locator(".btn-primary").is_disabled()
	assert desk.get_by_role("button", name="Write an e-mail").count() == 1
	desk.locator("textarea").fill("Too late")
	desk.locator("textarea").press("Control+Enter")
	assert sent(desk) == []


def test_a_draft_is_kept_until_it_is_sent(desk: Any) -> None:
	opened(desk, PRIVATE)
	desk.locator("textarea").fill("Half a sen")
	desk.evaluate("cur_dialog.hide()")
	opened(desk, PRIVATE)
	assert desk.locator("textarea").input_value() == "Half a sen"
	desk.locator(".btn-primary").click()
	opened(desk, PRIVATE)
	assert desk.locator("textarea").input_value() == ""


def test_a_colleague_was_faster(desk: Any) -> None:
	desk.evaluate("() => (server.refuse = ['AnsweredMeanwhile', 'Ole has just answered.'])")
	opened(desk, PRIVATE)
	desk.locator("textarea").fill("Me too")
	desk.locator(".btn-primary").click()
	assert desk.evaluate("server.asked") == ["Ole has just answered."]
	desk.evaluate("() => { server.refuse = null; server.yes(); }")
	assert [args["confirm"] for args in sent(desk)] == [0, 1]
	assert desk.locator(".dialog").count() == 0


def test_a_refusal_keeps_what_was_typed(desk: Any) -> None:
	desk.evaluate("() => (server.refuse = ['Refusal', 'The page is off.'])")
	opened(desk, PRIVATE)
	desk.locator("textarea").fill("Hello")
	desk.locator(".btn-primary").click()
	assert desk.locator("textarea").input_value() == "Hello"


@pytest.mark.parametrize(
	("length", "words"),
	[
		(0, "0 of 2000 characters"),
		(2000, "2000 of 2000 characters"),
		(2001, "2001 characters; sent as 2 messages"),
		(4100, "4100 characters; sent as 3 messages"),
	],
)
def test_the_count(desk: Any, length: int, words: str) -> None:
	opened(desk, PRIVATE)
	desk.locator("textarea").fill("é" * length)
	assert desk.locator(".fb-care-count").inner_text() == words


def test_a_saved_reply_comes_to_be_edited(desk: Any) -> None:
	desk.evaluate("() => (fb_care.saved_replies = { pick: (options) => (server.pick = options) })")
	opened(desk, PRIVATE)
	desk.locator("textarea").fill("Hello")
	desk.get_by_role("button", name="Saved replies").click()
	picked = {
		"text": f"We open at 9 {EVIL}",
		"saved_reply": "Hours",
		"files": [{"name": "f1", "file_name": EVIL}],
	}
	desk.evaluate("(picked) => server.pick.on_pick(picked)", {**picked, "missing": []})
	assert desk.locator("textarea").input_value() == f"Hello\n\nWe open at 9 {EVIL}"
	assert sent(desk) == []
	desk.locator(".btn-primary").click()
	[args] = sent(desk)
	assert (args["saved_reply"], args["files"]) == ("Hours", '["f1"]')


def test_what_is_not_settled_can_be_decided(desk: Any) -> None:
	row = {
		"doctype": "FB Message",
		"row": "m1",
		"text": f"Yes {EVIL}",
		"state": "Unknown",
		"words": "unknown.",
		"by": "Avery",
	}
	opened(desk, PRIVATE, unsettled=[{**row, "decisions": ["it_was_sent", "again", "discard"]}])
	box = desk.locator(".fb-care-unsettled")
	assert "Yes <img" in box.inner_text() and "Avery: unknown." in box.inner_text()
	box.get_by_role("button", name="Send again").click()
	assert "It may have arrived already" in desk.evaluate("server.asked[0]")
	desk.evaluate("server.yes()")
	made = [one for one in desk.evaluate("server.calls") if one["method"] == "fb_care.api.answers.again"]
	assert made[0]["args"] == {"row": "m1", "doctype": "FB Message"}


def test_the_headline_of_a_ticket_is_harmless(desk: Any) -> None:
	call = "(about) => fb_care.answer.headline(about)"
	html = desk.evaluate(call, {"ways": [PRIVATE], "last": {"words": f"sent {EVIL}"}, "unsettled": [{}]})
	assert "Replies go to Facebook: Private message to Ana &lt;img" in html and "until 14:05" in html
	assert "<img" not in html and "Answers that need a decision: 1" in html


def test_a_ticket_follows_its_answer_until_it_is_out(desk: Any) -> None:
	desk.clock.install()
	facts = {"ways": [PRIVATE], "unsettled": [], "email": "", "limit": 2000}
	queued, sent = ({**facts, "last": {"state": state, "words": state}} for state in ("Queued", "Sent"))
	desk.evaluate("(about) => (server.about = about)", queued)
	desk.evaluate(FORM)
	assert "Last answer: Queued" in desk.evaluate("server.headline")
	desk.evaluate("(about) => (server.about = about)", sent)
	desk.clock.run_for(3500)
	desk.wait_for_function("server.refreshed === 1")
	assert "Last answer: Sent" in desk.evaluate("server.headline")
	before = desk.evaluate("server.calls.length")
	desk.clock.run_for(60_000)
	assert desk.evaluate("server.calls.length") == before


#: A ticket's form, and what the dialog's scripts do when it is drawn.
FORM = """() => {
	server.refreshed = 0;
	const none = () => {};
	const frm = {
		doctype: "Issue",
		doc: { name: "ISS-1", fb_conversation: "1-2" },
		wrapper: document.body,
		is_new: () => false,
		add_custom_button: () => ({ addClass: none }),
		dashboard: { clear_headline: none, set_headline: (html) => (server.headline = html) },
		timeline: { refresh: () => (server.refreshed += 1) },
	};
	window.$ = () => ({ is: () => true });
	return fb_care.answer.on_form(frm);
}"""
