"""Where the inbox is mounted: the sandbox's page, and the desk's against a stand-in for the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Desk
from tests.browser.test_desk import log_in

PAGE_SCRIPT = Path(__file__).resolve().parents[2] / "fb_care/fb_care/page/facebook_inbox/facebook_inbox.js"
#: As little of the desk as its page's script uses. `said` is what the tests look at.
DESK = """
window.said = { required: [], routes: [], titles: [], ways: [] };
window.__ = (text, values = []) => text.replace("{0}", values[0]);
window.frappe = {
	provide: (path) => path.split(".").reduce((at, part) => (at[part] = at[part] || {}), window),
	boot: { assets_json: {} },
	pages: { "facebook-inbox": document.querySelector("#page") },
	breadcrumbs: { add: (way) => said.ways.push(way.module) },
	utils: { set_title: (title) => said.titles.push(title) },
	get_route: () => ["facebook-inbox", "fb-conversation", "1-2"],
	require: async (names) => {
		said.required.push(...names);
		fb_care.inbox = { mount: (element, { route }) => {
			said.routes.push(["mount", ...route]);
			return { show: (next) => said.routes.push(["show", ...next]) };
		} };
	},
};
"""


@pytest.fixture
def inbox(page: Any, desk: Desk) -> Any:
	"""The sandbox's page, with the thread of the conversation open."""
	log_in(page)
	page.goto(f"/app/facebook-inbox/fb-conversation/{desk.made['conversation']}")
	page.get_by_test_id("inbox").wait_for()
	return page


def test_the_inbox_opens_from_the_home_page(page: Any) -> None:
	log_in(page)
	page.get_by_role("link", name="Open the inbox").click()
	page.get_by_test_id("inbox").wait_for()
	assert page.title() == "Facebook Inbox"


def test_it_fills_the_window_and_hears_news(inbox: Any) -> None:
	inbox.wait_for_function("frappe.realtime.socket.connected")
	box = inbox.locator("#inbox").bounding_box()
	assert box["y"] + box["height"] == pytest.approx(900, abs=1) and box["width"] == 1200
	assert inbox.evaluate("document.documentElement.scrollHeight") <= 900


def test_an_inbox_that_did_not_open_can_be_tried_again(page: Any, desk: Desk) -> None:
	log_in(page)
	start = "**/api/method/fb_care.api.inbox.start*"
	page.route(start, lambda route: route.fulfill(status=417, json={}))
	page.goto(f"/app/facebook-inbox/fb-conversation/{desk.made['conversation']}")
	page.get_by_role("alert").wait_for()
	page.get_by_role("button", name="Try again").click()
	page.get_by_role("button", name="Try again").wait_for()
	page.unroute(start)
	page.get_by_role("button", name="Try again").click()
	# The thread of the address, as if nothing had been.
	page.locator(".fbi-thread-pane .fbi-said").first.wait_for()
	assert page.get_by_role("alert").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_system_unless_told_otherwise(page: Any, scheme: str) -> None:
	log_in(page)
	page.emulate_media(color_scheme=scheme)
	page.goto("/app/facebook-inbox")
	assert page.evaluate("document.documentElement.dataset.theme") == scheme
	page.goto("/app/facebook-inbox?theme=dark")
	assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_address_names_the_open_thread(inbox: Any, desk: Desk) -> None:
	inbox.evaluate("frappe.set_route(['facebook-inbox', 'fb-comment-thread', 'a/b c'])")
	assert inbox.url.endswith("/app/facebook-inbox/fb-comment-thread/a%2Fb%20c")
	assert inbox.evaluate("frappe.get_route()") == ["facebook-inbox", "fb-comment-thread", "a/b c"]
	inbox.go_back()
	assert inbox.evaluate("frappe.get_route()")[2] == desk.made["conversation"]


def test_what_is_told_in_a_corner_is_text(inbox: Any) -> None:
	inbox.evaluate("frappe.show_alert({message: frappe.utils.escape_html('<b>Sent</b>')})")
	assert inbox.locator(".desk-said").inner_text() == "<b>Sent</b>"
	inbox.evaluate("frappe.show_alert('<img src=x onerror=alert(1)>Gone')")
	assert inbox.locator(".desk-said img").count() == 0


def open_desk(page: Any, boot: str) -> None:
	"""A bare page with the stand-in, and the desk page's script."""
	page.set_content('<div style="height: 48px"></div><div id="page"></div>')
	page.evaluate(DESK)
	page.evaluate(f"frappe.boot.assets_json = {boot}")
	page.add_script_tag(content=PAGE_SCRIPT.read_text(encoding="utf-8"))


def test_the_desk_mounts_once_and_tells_each_route(page: Any) -> None:
	open_desk(page, "{'fb_care_inbox.bundle.js': '/a.js', 'fb_care_inbox.bundle.css': '/a.css'}")
	page.evaluate(
		"""async () => {
			const wrapper = frappe.pages["facebook-inbox"];
			const loading = wrapper.on_page_load(wrapper);
			wrapper.on_page_show(wrapper);
			await loading;
			wrapper.on_page_show(wrapper);
			wrapper.on_page_show(wrapper);
		}"""
	)
	said = page.evaluate("said")
	assert said["required"] == ["fb_care_inbox.bundle.css", "fb_care_inbox.bundle.js"]
	assert [route[0] for route in said["routes"]] == ["mount", "show", "show"]
	assert all(route[1:] == ["fb-conversation", "1-2"] for route in said["routes"])
	assert set(said["titles"]) == {"Facebook Inbox"}
	assert said["ways"] == ["FB Care"] * 3
	assert page.locator(".fb-care-inbox").bounding_box()["height"] == 900 - 48 - 8


def test_the_desk_says_how_to_build_what_is_missing(page: Any) -> None:
	open_desk(page, "{'fb_care_inbox.bundle.js': '/a.js'}")
	page.evaluate(
		"() => { const wrapper = frappe.pages['facebook-inbox'];"
		" wrapper.on_page_load(wrapper); wrapper.on_page_show(wrapper); }"
	)
	assert "bench build --app fb_care" in page.get_by_role("alert").inner_text()
	assert page.evaluate("said.required") == []


def test_the_way_back_stays_while_threads_are_opened(visit: Any, stage: Any) -> None:
	if not stage.on_bench:
		pytest.skip("the sandbox's desk has no breadcrumbs")
	page = visit()
	way = page.locator("#navbar-breadcrumbs a", has_text="Facebook Care")
	way.wait_for()
	page.locator(".fbi-row").first.click()
	page.wait_for_url("**/app/facebook-inbox/fb-*/*")
	page.locator(".fbi-composer").wait_for()
	way.wait_for()
	page.reload()
	way.wait_for()
