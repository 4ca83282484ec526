"""The inbox's thread and composer in a real browser, on a site with its worker and a fake Facebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="The Python package playwright is missing.")
from playwright.sync_api import expect

from tests.app.hosts import MANAGER, PAGE_ID
from tests.browser import inbox_cast as cast
from tests.browser.stage import Stage

NORA, OLE, ANA, EVA = (person[0] for person in cast.PEOPLE)
Opened = Callable[..., Any]
INK = "node => getComputedStyle(node).color"


def area(page: Any) -> Any:
	return page.locator(".fbi-area")


def log(page: Any) -> Any:
	return page.get_by_role("log")


def settled(page: Any) -> None:
	"""Nothing is on its way to the server any more."""
	expect(page.locator(".fbi-sending")).to_have_count(0, timeout=20_000)


def received(stage: Stage, psid: str) -> list[str]:
	return stage.do("received", psid=psid)


def comment_thread(stage: Stage, text: str = cast.COMMENT) -> str:
	[comment] = stage.do("names", doctype="FB Comment", filters={"text": text})
	return stage.do("value", doctype="FB Comment", name=comment, field="thread")


def test_a_saved_reply_is_edited_sent_once_and_seen_delivered(opened: Opened, stage: Stage) -> None:
	page = opened(cast.talk(NORA))
	assert cast.PEOPLE[0][3] in log(page).inner_text()
	assert "left" in page.locator(".fbi-window").inner_text()
	area(page).press("/")
	page.get_by_label("Search saved replies").fill("/hours")
	page.locator(".fbi-reply-text", has_text="Hello Nora, we are open from 9 to 18.").wait_for()
	page.keyboard.press("Enter")
	expect(area(page)).to_have_value("Hello Nora, we are open from 9 to 18.")
	area(page).press_sequentially(" See you!")
	area(page).press("Control+Enter")
	assert area(page).input_value() == ""
	text = "Hello Nora, we are open from 9 to 18. See you!"
	log(page).get_by_text(text).wait_for()
	settled(page)
	stage.do("nothing")
	assert received(stage, NORA) == [text]
	stage.do("gets", page=PAGE_ID, psid=NORA)
	log(page).get_by_text("Delivered", exact=True).wait_for(timeout=15_000)
	assert log(page).get_by_text(text).count() == 1


def test_a_lost_answer_of_the_server_sends_nothing_twice(opened: Opened, stage: Stage) -> None:
	page = opened(cast.talk(EVA))
	lost: list[str] = []

	def lose(route: Any) -> None:
		if lost:
			return route.continue_()
		lost.append(route.request.post_data)
		route.fetch()  # the server has it; the browser never hears of it
		return route.abort()

	page.route("**/fb_care.api.answers.send", lose)
	area(page).fill("Only once, please")
	page.get_by_role("button", name="Send", exact=True).click()
	log(page).get_by_text("Only once, please").first.wait_for()
	settled(page)
	stage.do("nothing")
	assert len(lost) == 1
	assert received(stage, EVA) == ["Only once, please"]
	assert log(page).get_by_text("Only once, please").count() == 1


def test_offline_it_waits_and_goes_out_once(opened: Opened, stage: Stage) -> None:
	page = opened(cast.talk(OLE))
	page.context.set_offline(True)
	page.get_by_text("You are offline.").wait_for()
	area(page).fill("From the train")
	area(page).press("Control+Enter")
	page.get_by_text("waiting for connection").wait_for()
	page.context.set_offline(False)
	settled(page)
	stage.do("nothing")
	assert received(stage, OLE) == ["From the train"]


def test_a_draft_survives_and_belongs_to_its_thread(opened: Opened) -> None:
	page = opened(cast.talk(ANA))
	area(page).fill("Half of a sen")
	page.reload()
	page.locator(".fbi-composer").wait_for()
	assert area(page).input_value() == "Half of a sen"
	page.get_by_role("button", name="Note", exact=True).click()
	assert area(page).input_value() == ""
	page.locator("[data-testid=row]", has_text="Ole").first.click()
	page.get_by_role("heading", name="Ole Madsen", level=2).wait_for()
	assert area(page).input_value() == ""
	page.locator("[data-testid=row]", has_text="Ana Lima").get_by_text("Draft").wait_for()


def test_notes_are_for_the_team(opened: Opened, stage: Stage) -> None:
	page = opened(cast.talk(ANA))
	before = received(stage, ANA)
	page.locator(".fbi-timeline").focus()
	page.keyboard.press("n")
	area(page).fill(f"Knows the chef {cast.EVIL}")
	area(page).press("Control+Enter")
	note = page.locator(".fbi-note", has_text="Knows the chef <img")
	note.wait_for()
	note.get_by_role("button", name="Remove the note").click()
	page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
	note.wait_for(state="detached")
	assert received(stage, ANA) == before


def test_a_colleagues_answer_is_a_warning_first(opened: Opened, stage: Stage) -> None:
	first, second = opened(cast.talk(ANA), user=MANAGER), opened(cast.talk(ANA))
	area(second).fill("I have it")
	area(first).press_sequentially("We are ")
	second.locator(".fbi-writing").wait_for(timeout=20_000)
	area(first).fill("We are on it")
	area(first).press("Control+Enter")
	settled(first)
	stage.do("nothing")
	area(second).press("Control+Enter")
	second.get_by_role("button", name="Send all the same").wait_for()
	assert area(second).input_value() == "I have it"
	log(second).get_by_text("We are on it").wait_for()
	second.get_by_role("button", name="Send all the same").click()
	settled(second)
	stage.do("nothing")
	assert received(stage, ANA)[-2:] == ["We are on it", "I have it"]


def test_a_comment_is_answered_in_public_and_once_in_private(opened: Opened, stage: Stage) -> None:
	page = opened(comment_thread(stage), "fb-comment-thread")
	page.locator(".fbi-comment-actions").get_by_role("button", name="Reply", exact=True).click()
	area(page).fill("Two days")
	page.get_by_role("button", name="Post publicly").click()
	log(page).get_by_text("Two days").wait_for()
	page.get_by_role("button", name="Answer privately").click()
	dialog = page.get_by_role("dialog")
	dialog.get_by_label("Text").fill("Bring it on Monday")
	send = dialog.get_by_role("button", name="Send privately")
	# The ink of the small buttons around it can't be read on it.
	expect(send).not_to_have_css("color", dialog.get_by_role("button", name="Saved").evaluate(INK))
	send.click()
	dialog.wait_for(state="detached")
	page.get_by_text("answered privately by").wait_for(timeout=15_000)
	assert page.get_by_role("button", name="Answer privately").count() == 0


def test_liked_and_hidden(opened: Opened, stage: Stage) -> None:
	page = opened(comment_thread(stage), "fb-comment-thread")
	first = page.locator(".fbi-in .fbi-comment-actions").first
	first.get_by_role("button", name="Like", exact=True).click()
	first.get_by_role("button", name="Unlike").wait_for()
	first.get_by_role("button", name="Hide", exact=True).click()
	first.get_by_role("button", name="Show", exact=True).wait_for()


def test_files_and_emoji(opened: Opened, stage: Stage) -> None:
	page = opened(cast.talk(OLE))
	picture = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944")
	page.get_by_test_id("files").set_input_files(
		{"name": "a<b>.png", "mimeType": "image/png", "buffer": picture}
	)
	page.locator(".fbi-composer-files button").wait_for()
	page.get_by_test_id("files").set_input_files(
		{"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}
	)
	page.get_by_text("The file empty.txt is empty.").wait_for()
	page.locator(".fbi-composer-files button").click()
	assert page.locator(".fbi-composer-files").count() == 0
	page.get_by_role("button", name="Emoji").click()
	page.get_by_label("Search emoji").fill("bicycle")
	page.get_by_role("button", name="bicycle", exact=True).click()
	assert area(page).input_value().startswith("🚲")


def test_a_file_arrives_in_the_draft_of_its_thread(opened: Opened) -> None:
	page = opened(cast.talk(OLE))
	held: list[Any] = []
	page.route("**/upload_file", lambda route: held.append(route))
	page.get_by_test_id("files").set_input_files(
		{"name": "bill.txt", "mimeType": "text/plain", "buffer": b"12.50"}
	)
	page.locator(".fbi-composer-files").wait_for()
	page.locator("[data-testid=row]", has_text="Eva").first.click()
	page.get_by_role("heading", name="Eva", level=2).wait_for()
	held[0].continue_()
	page.locator("[data-testid=row]", has_text="Ole Madsen").get_by_text("Draft").wait_for()
	assert page.locator(".fbi-composer-files").count() == 0
	page.locator("[data-testid=row]", has_text="Ole Madsen").first.click()
	page.locator(".fbi-composer-files", has_text="bill.txt").wait_for()
	page.locator(".fbi-composer-files").get_by_role("button").last.click()
	assert page.locator(".fbi-composer-files").count() == 0


def test_a_file_that_arrives_late_does_not_make_too_many(opened: Opened) -> None:
	def files(*names: str) -> list[dict[str, Any]]:
		return [{"name": name, "mimeType": "text/plain", "buffer": b"12.50"} for name in names]

	page = opened(cast.talk(OLE))
	held: list[Any] = []
	page.route("**/upload_file", lambda route: route.continue_() if held else held.append(route))
	page.get_by_test_id("files").set_input_files(files("late.txt"))
	page.locator(".fbi-composer-files").wait_for()
	for person in ("Eva", "Ole Madsen"):
		page.locator("[data-testid=row]", has_text=person).first.click()
		page.get_by_role("heading", name=person, level=2).wait_for()
	page.get_by_test_id("files").set_input_files(files(*(f"{number}.txt" for number in range(10))))
	removes = page.locator(".fbi-composer-files").get_by_role("button", name="Take off")
	expect(removes).to_have_count(10)
	held[0].continue_()
	page.get_by_text("late.txt: At most 10 files fit into one answer.").wait_for()
	expect(removes).to_have_count(10)
	for _number in range(10):
		removes.last.click()
	expect(page.locator(".fbi-composer-files")).to_have_count(0)


def test_what_fits_is_offered_and_pasted_files_go_along(opened: Opened, stage: Stage) -> None:
	stage.do("writes", page=PAGE_ID, psid=NORA, text="What are your opening hours?")
	page = opened(cast.talk(NORA))
	page.locator(".fbi-suggestions").get_by_role("button", name="Opening hours").click()
	expect(area(page)).to_have_value("Hello Nora, we are open from 9 to 18.")
	area(page).evaluate("""(node) => {
		const clipboardData = new DataTransfer();
		clipboardData.items.add(new File(["words"], "<b>list.txt", {type: "text/plain"}));
		node.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
	}""")
	page.locator(".fbi-composer-files").get_by_role("button", name="Take off").click()
	expect(page.locator(".fbi-composer-files")).to_have_count(0)


def test_new_messages_keep_the_place_of_the_reader(opened: Opened, stage: Stage) -> None:
	psid = cast.WICKED[0]
	for number in range(60):
		stage.do("writes", page=PAGE_ID, psid=psid, text=f"Line {number}")
	page = opened(cast.talk(psid))
	assert log(page).get_by_text("Line 59").is_visible()
	box = page.locator(".fbi-timeline")
	box.evaluate("node => node.scrollTo(0, node.scrollHeight / 3)")
	at = page.locator(".fbi-timeline").evaluate("node => node.scrollTop")
	stage.do("writes", page=PAGE_ID, psid=psid, text="One more")
	page.get_by_role("button", name="1 new message").wait_for(timeout=15_000)
	assert abs(box.evaluate("node => node.scrollTop") - at) < 2
	page.get_by_role("button", name="1 new message").click()
	assert log(page).get_by_text("One more").is_visible()
	box.evaluate("node => node.scrollTo(0, 0)")
	log(page).get_by_text("Look <img").wait_for()
	assert box.evaluate("node => node.scrollTop") > 100
