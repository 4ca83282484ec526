"""A sandbox site in a real browser: Debian's Chromium, driven by playwright, which downloads nothing here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_timeout

from tests.app.hosts import AGENT
from tests.browser.list_backend import Backend
from tests.browser.stage import DESK, Stage

HERE = Path(__file__).parent
SITE = HERE / "site_to_look_at.py"


@dataclass(frozen=True)
class Desk:
	"""Where the site is, and the names of its documents."""

	url: str
	made: dict[str, str]


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
	process = subprocess.Popen(
		[sys.executable, str(SITE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
	)
	assert process.stdin and process.stdout
	url, made = process.stdout.readline().strip(), process.stdout.readline()
	assert url.startswith("http://"), "the site to look at did not start; its error stands above"
	yield Desk(url, json.loads(made))
	process.stdin.close()
	process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
	"""The browser; without one these tests are skipped."""
	path = shutil.which("chromium") or shutil.which("google-chrome")
	if not path:
		pytest.skip("No Chromium was found: apt-get install chromium runs the browser tests too.")
	playwright = pytest.importorskip(
		"playwright.sync_api", reason="The Python package playwright is missing."
	)
	with playwright.sync_playwright() as driver:
		browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
		yield browser
		browser.close()


def is_trouble(line: Any) -> bool:
	"""A refused login (401) is told on the console, and no trouble."""
	return line.type == "error" and "responded with a status of 4" not in line.text


@pytest.fixture
def page(chromium: Any, desk: Desk) -> Iterator[Any]:
	"""A page of a new browser profile; the test fails if a page's script ran or its console complained."""
	context = chromium.new_context(base_url=desk.url, viewport={"width": 1200, "height": 900})
	page = context.new_page()
	page.set_default_timeout(10_000)
	troubles: list[str] = []
	page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
	page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
	page.on("console", lambda line: troubles.append(line.text) if is_trouble(line) else None)
	yield page
	context.close()
	assert not troubles


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
	"""A site with an inbox, on the sandbox or (FB_CARE_DESK=bench) on a site of a bench."""
	one = Stage()
	yield one
	one.close()


@pytest.fixture
def visit(chromium: Any, stage: Stage) -> Iterator[Callable[..., Any]]:
	"""Opens the inbox as somebody; the test fails if a page's script broke or one of a customer's ran.

	`thread`: "fb-conversation/1-2"; `before` is given the page while it is still empty; `options` are those
	of a browser's context.
	"""
	contexts, troubles = [], []

	def go(
		thread: str = "",
		user: str = AGENT,
		theme: str = "light",
		lang: str = "en",
		before: Callable[[Any], None] | None = None,
		**options: Any,
	) -> Any:
		context = chromium.new_context(**{"viewport": {"width": 1300, "height": 850}, **options})
		contexts.append(context)
		page = context.new_page()
		page.set_default_timeout(10_000)
		page.set_default_navigation_timeout(30_000)  # a desk's first visit has its boot made
		page.on("dialog", lambda dialog: troubles.append(dialog.message))
		page.on("pageerror", lambda error: troubles.append(str(error)))
		stage.log_in(page, user)
		if before:
			before(page)
		page.goto(stage.inbox(thread, user, theme, lang))
		page.get_by_test_id("inbox").wait_for()
		return page

	yield go
	for context in contexts:
		for page in context.pages:
			assert page.title() not in ("1", "2") and not page.locator(".fbi img[src=x], .fbi script").count()
		context.close()
	assert not troubles


@pytest.fixture
def opened(visit: Callable[..., Any]) -> Callable[..., Any]:
	"""Opens a thread that may be answered."""

	def open_(name: str, doctype: str = "fb-conversation", **options: Any) -> Any:
		page = visit(f"{doctype}/{name}", **options)
		page.locator(".fbi-composer").wait_for()
		return page

	return open_


@pytest.fixture
def shown(visit: Callable[..., Any]) -> Callable[..., Any]:
	"""Opens the inbox before rows in memory."""

	def show(backend: Backend, width: int = 1200, theme: str = "light") -> Any:
		size = {"width": width, "height": 900}
		page = visit(theme=theme, before=backend.attach, viewport=size, bypass_csp=True)
		page.wait_for_selector(".fbi-rows")
		return page

	return show


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
	"""Each try has its own time: else the second has what the first left of it, or no end at all."""
	if getattr(item, "execution_count", 1) > 1:
		settings = pytest_timeout._get_item_settings(item)
		item.config.hook.pytest_timeout_cancel_timer(item=item)
		item.config.hook.pytest_timeout_set_timer(item=item, settings=settings)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
	"""A browser waits for a machine that may have much else to do: what fails is tried once more, and the
	report tells it ("RERUN").

	On a real desk only what has a stage there is run: all else is about the sandbox, or needs no desk.
	"""
	config.option.rerun_show_tracebacks = True
	for item in items:
		if HERE in item.path.parents:
			item.add_marker(pytest.mark.flaky(reruns=1))
	if not DESK:
		return
	elsewhere = [item for item in items if "stage" not in getattr(item, "fixturenames", ())]
	config.hook.pytest_deselected(items=elsewhere)
	items[:] = [item for item in items if item not in elsewhere]
