"""A sandbox site in a real browser: Debian's Chromium, driven by playwright, which downloads nothing here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SITE = Path(__file__).with_name("site_to_look_at.py")


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
