"""An agent's day in the inbox, on a whole site: what comes in, what is done with it, what stays hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="The Python package playwright is missing.")
from playwright.sync_api import expect

from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.browser import inbox_cast as cast
from tests.browser.stage import PASSWORD, Stage

ROW = "[data-testid=row]"
NORA, OLE, ANA = (cast.talk(person[0]) for person in cast.PEOPLE[:3])
ELSEWHERE = f"fb-conversation/{cast.OTHER_PAGE}-{cast.ELSEWHERE[0]}"
NEWCOMER = ("24680135790888", "Ida", "Holm")
#: Until news are on the screen (ms): by the sandbox's event stream, and asked for every five seconds.
AT_ONCE, BY_ASKING = 1000, 15_000
#: Until the first rows are painted, of several visits with an empty cache the quickest.
PAINTED_MS, VISITS = 1000, 3
#: Keeps when (ms since the navigation began) the frame with the first rows was through.
WATCH_ROWS = """window.rowsAt = new Promise((painted) => new MutationObserver((_changes, watch) => {
	if (!document.querySelector("[data-testid=row]")) return;
	watch.disconnect();
	requestAnimationFrame(() => setTimeout(() => painted(performance.now())));
}).observe(document, {childList: true, subtree: true}));"""
Visit = Callable[..., Any]


def row(page: Any, name: str) -> Any:
	return page.locator(f"{ROW}[data-key='FB Conversation/{name}']")


def state(stage: Stage, name: str, field: str = "state") -> str:
	return stage.do("value", doctype="FB Conversation", name=name, field=field)


def test_the_hosts_own_login_leads_to_the_inbox(chromium: Any, stage: Stage) -> None:
	context = chromium.new_context(viewport={"width": 1300, "height": 850})
	page = context.new_page()
	page.goto(f"{stage.url}/login")
	user, password, button = (
		("#login_email", "#login_password", ".btn-login:visible")
		if stage.on_bench
		else ("input[name=usr]", "input[name=pwd]", "button[type=submit]")
	)
	page.locator(user).fill(AGENT)
	page.locator(password).fill(PASSWORD)
	page.locator(button).first.click()
	page.wait_for_url(lambda url: "/login" not in url)  # where to, is the host's choice
	page.goto(stage.inbox())
	expect(row(page, NORA)).to_contain_text("Nora Lindqvist")
	context.close()


def test_a_message_comes_in_and_is_read(visit: Visit, stage: Stage) -> None:
	page = visit()
	expect(row(page, NORA)).to_be_visible()
	live = page.locator(".fbi-live-words", has_text="Live" if not stage.on_bench else "")
	live.wait_for()
	page.evaluate("window.same = true")
	psid, first, last = NEWCOMER
	name = cast.talk(psid)
	stage.do("person", page=PAGE_ID, psid=psid, first=first, last=last)
	stage.do("writes", page=PAGE_ID, psid=psid, text="Do you repair cargo bikes?")
	new = row(page, name)
	expect(new).to_be_visible(timeout=BY_ASKING if stage.on_bench else AT_ONCE)
	expect(new).to_contain_text("Do you repair cargo bikes?")
	expect(new).to_contain_class("fbi-unread")
	assert page.locator(ROW).first.get_attribute("data-key") == f"FB Conversation/{name}"
	assert page.evaluate("window.same")
	new.click()
	page.get_by_role("log").get_by_text("Do you repair cargo bikes?").wait_for()
	expect(page.locator(f"{ROW}.fbi-unread[data-key$='{name}']")).to_have_count(0)
	assert state(stage, name, "unread_count") in ("", "0")


def test_several_are_done_and_undone(visit: Visit, stage: Stage) -> None:
	page = visit()
	chosen = (NORA, OLE, ANA)
	for name in chosen:
		row(page, name).focus()
		page.keyboard.press("x")
	page.get_by_role("toolbar").get_by_role("button", name="Done", exact=True).click()
	page.get_by_text("Marked as done: 3").wait_for()
	for name in chosen:
		expect(row(page, name)).to_have_count(0)
		assert state(stage, name) == "Done"
	page.get_by_role("button", name="Undo", exact=True).click()
	page.get_by_text("Undone: 3").wait_for()
	for name in chosen:
		expect(row(page, name)).to_be_visible()
		assert state(stage, name) == "Open"


def test_another_pages_people_stay_hidden(visit: Visit, stage: Stage) -> None:
	page = visit(ELSEWHERE)
	alert = page.locator(".fbi-thread").get_by_role("alert")
	alert.wait_for()
	assert len(alert.locator("p").inner_text()) > 20 and "Zoe" not in page.content()
	alert.get_by_role("button", name="Back to the list").click()
	page.get_by_role("tab", name="All").click()
	expect(row(page, NORA)).to_be_visible()
	assert page.locator(ROW, has_text="Zoe").count() == 0
	search = page.locator(".fbi-search input")
	search.fill("Zoe")
	page.get_by_text("Nothing was found for “Zoe”.").wait_for()
	search.fill(cast.ELSEWHERE[3])
	page.get_by_text(f"Nothing was found for “{cast.ELSEWHERE[3]}”.").wait_for()


def test_who_works_for_both_pages_sees_both(visit: Visit) -> None:
	page = visit(ELSEWHERE, user=MANAGER)
	page.get_by_role("log").get_by_text(cast.ELSEWHERE[3]).wait_for()
	expect(page.locator(ROW, has_text="Zoe Hidden")).to_be_visible()
	expect(row(page, NORA)).to_be_visible()


def test_the_first_rows_are_painted_within_a_second(visit: Visit, stage: Stage) -> None:
	if stage.on_bench:
		pytest.skip("A desk loads itself first; what is measured is the sandbox's page.")
	taken = []
	for _ in range(VISITS):
		page = visit(before=lambda page: page.add_init_script(WATCH_ROWS))
		taken.append(page.evaluate("window.rowsAt"))
	assert min(taken) < PAINTED_MS, taken
