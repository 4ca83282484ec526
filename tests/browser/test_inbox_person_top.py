"""The inbox's person pane, top bar and help of the keys in a real browser, on a whole site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.app.hosts import MANAGER
from tests.browser import inbox_cast as cast
from tests.browser.axe import serious
from tests.browser.stage import Stage

NORA, WICKED = cast.talk(cast.PEOPLE[0][0]), cast.talk(cast.WICKED[0])
Opened = Callable[..., Any]


@pytest.fixture(scope="module", autouse=True)
def _as_in_the_beginning(stage: Stage) -> None:
	"""Once, as it takes a while: the tests put back what they change, or ask for `anew`."""
	stage.do("fill")


@pytest.fixture
def anew(stage: Stage) -> None:
	stage.do("fill")


@pytest.fixture
def opened(visit: Callable[..., Any]) -> Opened:
	"""Opens a thread."""

	def open_inbox(thread: str = NORA, width: int = 1400, **options: Any) -> Any:
		size = {"width": width, "height": 850}
		page = visit(
			f"fb-conversation/{thread}", viewport=size, reduced_motion="reduce", bypass_csp=True, **options
		)
		page.locator(".fbi-row" if width > 767 else ".fbi-top-person").first.wait_for()
		return page

	return open_inbox


def person(page: Any) -> Any:
	pane = page.get_by_role("complementary", name="Person", exact=True)
	pane.locator(".fbi-person-name").wait_for()
	return pane


def test_the_person_is_shown(opened: Opened) -> None:
	pane = person(opened())
	assert pane.locator(".fbi-person-name").inner_text() == "Nora Lindqvist"
	assert pane.locator(".fbi-person-counts").inner_text().split("\n")[:2] == ["Messages", "1"]
	form = pane.get_by_role("link", name="Open the form").get_attribute("href")
	assert form == f"/app/fb-contact/{NORA}"


def test_a_note_is_added_and_taken_away_and_stays_text(opened: Opened, stage: Stage) -> None:
	page = opened()
	pane = person(page)
	pane.get_by_role("button", name="Write a note about the person").click()
	pane.get_by_label("Note about the person").fill(f"Likes tea {cast.EVIL}")
	pane.get_by_role("button", name="Add the note").click()
	pane.locator(".fbi-note-text", has_text="Likes tea").wait_for()
	assert pane.locator(".fbi-note-text").inner_text() == f"Likes tea {cast.EVIL}"
	pane.get_by_role("button", name="Remove the note").click()
	page.get_by_role("dialog", name="Remove this note?").get_by_role("button", name="Remove").click()
	pane.get_by_text("No notes yet.").wait_for()
	assert stage.do("names", doctype="FB Contact Note", filters={"parent": NORA}) == []


def test_a_note_has_the_time_of_the_browsers_zone(opened: Opened) -> None:
	page = opened(timezone_id="Pacific/Auckland")
	pane = person(page)
	pane.get_by_role("button", name="Write a note about the person").click()
	pane.get_by_label("Note about the person").fill("Likes tea")
	pane.get_by_role("button", name="Add the note").click()
	shown = pane.locator(".fbi-note-foot span").inner_text()
	words = page.evaluate(
		"""() => {
			const zone = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
			return [0, 60000].map((ago) => zone.format(Date.now() - ago));
		}"""
	)
	assert shown.partition(" · ")[2] in words


def test_vip_by_its_key_and_its_switch(opened: Opened, stage: Stage) -> None:
	page = opened()
	pane = person(page)
	switch = pane.get_by_role("switch")
	page.locator(".fbi-person-name").click()
	page.keyboard.press("v")
	pane.locator("[role=switch][aria-checked=true]").wait_for()
	assert stage.do("value", doctype="FB Contact", name=NORA, field="vip") == "1"
	switch.click()
	pane.locator("[role=switch][aria-checked=false]").wait_for()
	assert stage.do("value", doctype="FB Contact", name=NORA, field="vip") in ("", "0")


def test_labels_are_put_on_and_taken_off(opened: Opened, stage: Stage) -> None:
	evil = "Hot &lt;b&gt; 'x' {{ 7 * 7 }}"
	stage.do("label", name=evil, color="#ffee00")
	page = opened()
	pane = person(page)
	pane.get_by_role("button", name="Put a label on the person").click()
	page.get_by_role("menuitem", name="Hot").click()
	label = pane.locator(".fbi-person-label")
	label.wait_for()
	assert label.inner_text() == evil
	assert label.evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"
	label.get_by_role("button").click()
	label.wait_for(state="detached")


def test_block_with_a_reason_and_unblock(opened: Opened, stage: Stage) -> None:
	page = opened()
	pane = person(page)
	pane.get_by_role("button", name="Block this person").click()
	dialog = page.get_by_role("dialog", name="Block this person?")
	dialog.get_by_label("Reason").fill("Rude <i>words</i>")
	dialog.get_by_role("button", name="Block", exact=True).click()
	pane.get_by_text("Reason: Rude <i>words</i>").wait_for()
	assert stage.do("value", doctype="FB Contact", name=NORA, field="blocked") == "1"
	pane.get_by_role("button", name="Unblock").click()
	page.get_by_role("dialog").get_by_role("button", name="Unblock", exact=True).click()
	pane.get_by_role("button", name="Block this person").wait_for()
	assert stage.do("value", doctype="FB Contact", name=NORA, field="blocked") in ("", "0")


def test_the_picker_and_its_keys_filter_the_list(opened: Opened) -> None:
	page = opened(user=MANAGER)
	rows = page.locator(".fbi-row")
	page.get_by_text("Zoe Hidden").first.wait_for()
	page.get_by_role("button", name="Pages: All pages").click()
	page.locator("[data-page]", has_text="Hill Tools").click()
	page.wait_for_function("document.querySelectorAll('.fbi-row').length === 1")
	assert "Zoe Hidden" in rows.inner_text()
	page.get_by_role("button", name="Pages: Hill Tools").wait_for()
	page.locator(".fbi-person-name").click()
	page.keyboard.press("]")
	page.get_by_role("button", name="Pages: Lakeside Bikes").wait_for()
	page.wait_for_function("document.querySelectorAll('.fbi-row').length > 1")
	assert page.get_by_text("Zoe Hidden").count() == 0
	page.keyboard.press("]")
	page.get_by_role("button", name="Pages: All pages").wait_for()


def test_an_agent_of_one_page_sees_only_that(opened: Opened) -> None:
	page = opened()
	page.get_by_role("button", name="Pages: Lakeside Bikes").click()
	assert page.locator("[data-page]").count() == 1
	assert "Hill Tools" not in page.locator(".fbi-top").inner_text()


def test_away_and_back(opened: Opened, stage: Stage) -> None:
	page = opened()
	made = stage.made["page"]
	page.get_by_role("button", name="Availability: Available").click()
	page.get_by_label("Reason (for colleagues)").fill("Lunch <b>now</b>")
	page.get_by_role("button", name="1 hour").click()
	button = page.get_by_role("button", name="Availability: Away until")
	button.wait_for()
	page.locator(".fbi-away .fbi-popover-panel").wait_for(state="detached")
	assert stage.do("value", doctype="FB Page", name=made, field="away") == "1"
	button.click()
	panel = page.get_by_role("dialog", name="Availability")
	panel.get_by_text("set by").wait_for()
	assert panel.get_by_text("Reason: Lunch <b>now</b>").count() == 1
	assert panel.get_by_role("button", name="Messages off").count() == 0
	panel.get_by_role("button", name="Back: available now").click()
	page.get_by_role("button", name="Availability: Available").wait_for()
	assert stage.do("value", doctype="FB Page", name=made, field="away") in ("", "0")


def test_all_pages_are_switched_after_a_question(opened: Opened, stage: Stage) -> None:
	page = opened(user=MANAGER)
	page.get_by_role("button", name="Availability: Available").click()
	page.get_by_role("button", name="30 minutes").click()
	dialog = page.locator("dialog[open]")
	assert {"Hill Tools", "Lakeside Bikes"} == set(dialog.locator("li").all_inner_texts())
	assert stage.do("value", doctype="FB Page", name=stage.made["page"], field="away") in ("", "0")
	dialog.get_by_role("button", name="Yes").click()
	page.get_by_role("button", name="Availability: Away until").wait_for()
	for name in (stage.made["page"], stage.made["other_page"]):
		assert stage.do("value", doctype="FB Page", name=name, field="away") == "1"


@pytest.mark.usefixtures("anew")
def test_the_badge_tells_who_waits_and_opens_them(opened: Opened) -> None:
	page = opened()
	page.locator(".fbi-badge > button", has_text="Badge not earned").click()
	panel = page.locator(".fbi-badge .fbi-popover-panel")
	panel.get_by_text("0 of 5 openings answered").wait_for()
	assert panel.get_by_text("Answers that win it back: 5 to those who wait, given now.").count() == 1
	assert "/app/query-report/" in (panel.get_by_text("The messages behind this").get_attribute("href") or "")
	panel.get_by_role("button", name="Ana Lima").click()
	page.wait_for_url(f"**/{cast.talk(cast.PEOPLE[2][0])}*")
	page.locator(".fbi-person-name", has_text="Ana Lima").wait_for()


def test_the_keys_are_listed(opened: Opened) -> None:
	page = opened()
	person(page)
	page.locator(".fbi-person-name").click()
	page.keyboard.press("?")
	dialog = page.get_by_role("dialog", name="Keys")
	for words in ("List", "Person", "Pages and availability", "Help"):
		assert dialog.get_by_role("heading", name=words, exact=True).count() == 1
	assert "VIP, or not any more" in dialog.inner_text()
	page.keyboard.press("Escape")
	dialog.wait_for(state="detached")
	page.keyboard.press("p")
	page.locator(".fbi-person").wait_for(state="detached")
	page.keyboard.press("p")
	page.locator(".fbi-person").wait_for()


def test_what_customers_wrote_stays_text(opened: Opened) -> None:
	page = opened(WICKED)
	assert "<img src=" in person(page).locator(".fbi-person-name").inner_text()
	page.locator(".fbi-badge > button").click()
	page.locator(".fbi-badge .fbi-popover-panel", has_text="Mal <img").wait_for()


def test_in_french(opened: Opened) -> None:
	page = opened(lang="fr")
	page.get_by_role("complementary", name="Personne").wait_for()
	page.get_by_role("button", name="Disponibilité").click()
	page.get_by_role("button", name="30 minutes").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 360])
def test_nothing_serious_for_axe(opened: Opened, width: int, theme: str) -> None:
	page = opened(width=width, theme=theme)
	if width == 360:
		page.get_by_role("button", name="Show or hide the person").click()
	person(page)
	assert page.evaluate("document.documentElement.scrollWidth") <= width
	assert serious(page, ".fbi-person") == []
	for name in (".fbi-page-picker", ".fbi-away", ".fbi-badge"):
		page.locator(f"{name} > button").click()
		panel = page.locator(f"{name} .fbi-popover-panel")
		panel.wait_for()
		box = panel.bounding_box()
		assert box["x"] >= 0 and box["x"] + box["width"] <= width
		assert serious(page, ".fbi-top") == []
		page.keyboard.press("Escape")
	page.get_by_role("button", name="Keys (?)").click()
	page.get_by_role("dialog", name="Keys").wait_for()
	assert serious(page, "dialog") == []
