"""The `host` fixture of the app tests: a site of the sandbox or of a bench, empty before every test."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
if os.environ.get("FB_CARE_HOST") != "bench":
	sys.path.insert(0, str(ROOT / "sandbox"))  # its `frappe`; a bench has the real one

from tests.app.hosts import APP_ID, PAGE_ID, SECRET, Host, open_host  # noqa: E402 - needs the path

#: The recorded deliveries are of 2026-11-20 (UTC ms); what is of a time to come is not believed.
AFTER_THE_DAY_MS = 1_795_168_800_000 + 24 * 3600 * 1000


@pytest.fixture(autouse=True)
def _after_the_recorded_day(monkeypatch: pytest.MonkeyPatch) -> None:
	"""On a machine whose clock is behind the recorded day the app's clock goes ahead of it."""
	from fb_care import clock

	behind_s = AFTER_THE_DAY_MS / 1000 - time.time()
	if behind_s > 0:
		monkeypatch.setattr(clock, "time", SimpleNamespace(time=lambda: time.time() + behind_s))


@pytest.fixture(scope="session")
def _host() -> Iterator[Host]:
	host = open_host()
	yield host
	host.close()


@pytest.fixture
def host(_host: Host) -> Iterator[Host]:
	"""The host, with nothing of the app in it but settings and the test users."""
	import frappe

	_host.reset()
	yield _host
	frappe.db.rollback()
	frappe.set_user("Administrator")


@pytest.fixture
def facebook(host: Host) -> Iterator[Any]:
	"""The fake Facebook, running, with the test page on it; the settings point there."""
	import frappe

	from fb_care import clock
	from tests.fakebook import Facebook

	fake = Facebook(app_id=APP_ID, app_secret=SECRET, now_ms=clock.now_ms)
	fake.start()
	host.facebook = fake
	host.facebook_token = fake.add_page(PAGE_ID, "Lakeside Bikes").token
	settings = frappe.get_doc("FB Care Settings")
	settings.update({"graph_url": fake.graph_url, "media_hosts": "127.0.0.1"})
	settings.save(ignore_permissions=True)
	host.fresh()
	yield fake
	fake.stop()
	host.facebook, host.facebook_token = None, ""


@pytest.fixture
def talk(host: Host, facebook: Any) -> str:
	"""Nora has written to the page, which the fake Facebook knows; the conversation's name."""
	from tests.app.answers_data import begin

	host.page()
	return begin(host, facebook)


@pytest.fixture
def page_with_rules(host: Host) -> Any:
	"""The page, whose comments become tickets by rules; skips where there is no helpdesk."""
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	return host.page(comment_tickets="By rules")


@pytest.fixture
def default_rules(host: Host) -> None:
	"""The triage rules that come with the app."""
	import frappe

	from fb_care import install

	install.make_triage_rules()
	frappe.db.commit()
