"""How the inbox's list behaves as a whole: when news come in, with ten thousand rows, and by axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.axe import serious
from tests.browser.list_backend import Backend, row
from tests.browser.test_inbox_list import ROW, at

Shown = Callable[..., Any]
#: To a part of the list's height; gives whether a row is drawn in the middle of the view.
SCROLL = """async (part) => {
	const box = document.querySelector(".fbi-rows");
	const frame = () => new Promise(requestAnimationFrame);
	box.scrollTop = box.scrollHeight * part;
	await frame();
	await frame();
	const view = box.getBoundingClientRect();
	const hit = document.elementFromPoint(view.left + 100, view.top + view.height / 2);
	return Boolean(hit && hit.closest("[data-testid=row]"));
}"""
LONG_MS, STEPS, ROUNDS = 50, 100, 5


def cpu_ms(devtools: Any) -> float:
	"""What the tasks of the page's main thread have used so far of the processor."""
	metrics = devtools.send("Performance.getMetrics")["metrics"]
	return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def long_steps(page: Any, devtools: Any) -> set[int]:
	"""From top to bottom: the steps in which the main thread worked so long that one task may have been long.

	What it used of the processor counts, as on a machine with much to do a task also waits for its turn.
	"""
	found, before = set(), cpu_ms(devtools)
	for step in range(STEPS):
		assert page.evaluate(SCROLL, step / STEPS)
		before, last = cpu_ms(devtools), before
		if before - last >= LONG_MS:
			found.add(step)
	return found


def test_news_on_top_do_not_move_what_one_reads(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms) for number in range(1, 49)])
	page = shown(backend)
	page.wait_for_selector(ROW)
	page.locator(".fbi-rows").evaluate("box => { box.scrollTop = 84 * 20 }")
	seen = page.locator(f"{ROW}[data-key='FB Conversation/c00023']")
	seen.focus()
	place = seen.bounding_box()
	for number in (0, 60, 61):
		name = f"c{number:05}"
		backend.rows["FB Conversation", name] = row(number, backend.now_ms, last_ms=backend.now_ms + number)
	page.evaluate("window.dispatchEvent(new Event('online'))")
	page.get_by_role("button", name="3 new").wait_for()
	assert seen.bounding_box() == place and at(page) == "FB Conversation/c00023"
	page.get_by_role("button", name="3 new").click()
	page.wait_for_function("document.activeElement.dataset.key === 'FB Conversation/c00061'")
	assert page.get_by_role("button", name="3 new").count() == 0


def test_ten_thousand_rows_scroll_without_long_tasks(shown: Shown) -> None:
	backend = Backend(lambda now_ms: [row(number, now_ms, unread=number % 3) for number in range(10_000)])
	rows = backend.inbox_rows
	backend.inbox_rows = lambda filters, before="", limit=50: rows(filters, before, 5000)
	page = shown(backend)
	page.wait_for_selector(ROW)
	page.locator(ROW).first.focus()
	page.keyboard.press("End")
	page.wait_for_function("document.querySelector('.fbi-rows').ariaRowCount === '10000'")
	devtools = page.context.new_cdp_session(page)
	devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
	# What a busy machine adds here and there is elsewhere in the next round; what the list costs is not.
	always = set(range(STEPS))
	for _ in range(ROUNDS):
		always &= long_steps(page, devtools)
		if not always:
			break
	assert not always
	assert page.locator(ROW).count() < 60


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_for_axe(shown: Shown, width: int, theme: str) -> None:
	page = shown(Backend(), width, theme)
	page.locator(ROW).nth(2).focus()
	page.keyboard.press("x")
	page.get_by_role("button", name="Filters").click()
	page.keyboard.press("f")
	page.locator(".fbi-undo").wait_for()
	assert serious(page, ".fbi-list") == []
	box = page.locator(".fbi-list").bounding_box()
	assert box["x"] >= 0 and box["x"] + box["width"] <= width
