"""News for open pages: who hears what, when, and how a stream ends."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests

from tests.app.host_data import conversation
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, PASSWORD, ROOT, Host

OTHER_PAGE = "200300400500600"
WAIT_S = 10


@pytest.fixture(autouse=True)
def _sandbox_only(host: Host) -> None:
	if host.name != "sandbox":
		pytest.skip("A bench has a socket server.")


class Page:
	"""One open page of a user: its stream, and the rooms it asks for."""

	def __init__(self, url: str, user: str) -> None:
		self.url, self.http = url, requests.Session()
		self.http.post(f"{url}/api/method/login", {"usr": user, "pwd": PASSWORD}).raise_for_status()
		self.stream = self.http.get(f"{url}/sandbox/events", stream=True, timeout=WAIT_S)
		self._lines = self.stream.iter_lines(chunk_size=1, decode_unicode=True)
		self.connection = self.next()["connection"]

	def next(self) -> Any:
		"""The next event; StopIteration where the stream has ended."""
		return json.loads(next(line for line in self._lines if line.startswith("data: "))[6:])

	def ask(self, action: str, doctype: str, docname: str = "", connection: str = "") -> int:
		"""Enter or leave a room; the HTTP status."""
		form = {
			"connection": connection or self.connection,
			"action": action,
			"doctype": doctype,
			"docname": docname,
		}
		return self.http.post(f"{self.url}/sandbox/rooms", form, timeout=WAIT_S).status_code


@pytest.fixture
def opened(host: Host) -> Iterator[Callable[[str], Page]]:
	"""Opens a page of a user at a server of its own."""
	from frappe.sandbox import realtime
	from werkzeug.serving import make_server

	host.page()
	frappe.db.commit()
	server = make_server("127.0.0.1", 0, host.application(), threaded=True)
	thread = threading.Thread(target=server.serve_forever)
	thread.start()
	yield lambda user: Page(f"http://127.0.0.1:{server.server_port}", user)
	realtime.end_all()
	server.shutdown()
	thread.join()


def tell(event: str, **where: Any) -> None:
	frappe.publish_realtime(event, {"said": event}, **where)


def test_a_user_hears_what_is_for_them_and_for_all(opened: Callable[[str], Page]) -> None:
	page = opened(AGENT)
	assert page.stream.headers["Content-Type"].startswith("text/event-stream")
	tell("theirs", user=MANAGER)
	tell("mine", user=AGENT)
	tell("everybody")
	assert [page.next(), page.next()] == [
		{"event": "mine", "message": {"said": "mine"}},
		{"event": "everybody", "message": {"said": "everybody"}},
	]


def test_what_is_told_after_commit_waits_for_it(opened: Callable[[str], Page]) -> None:
	page = opened(AGENT)
	tell("rolled back", user=AGENT, after_commit=True)
	frappe.db.rollback()
	tell("later", user=AGENT, after_commit=True)
	tell("now", user=AGENT)
	assert page.next()["event"] == "now"
	frappe.db.commit()
	assert page.next()["event"] == "later"


def test_rooms_of_documents_are_entered_and_left(opened: Callable[[str], Page]) -> None:
	page = opened(AGENT)
	tell("before", doctype="FB Page", docname=PAGE_ID)
	assert page.ask("join", "FB Page", PAGE_ID) == 204
	tell("inside", doctype="FB Page", docname=PAGE_ID)
	assert page.next()["event"] == "inside"
	assert page.ask("leave", "FB Page", PAGE_ID) == 204
	tell("after", doctype="FB Page", docname=PAGE_ID)
	tell("end", user=AGENT)
	assert page.next()["event"] == "end"


def test_nobody_enters_the_room_of_what_they_may_not_read(host: Host, opened: Callable[[str], Page]) -> None:
	host.page(OTHER_PAGE)
	theirs = conversation("2", page=OTHER_PAGE)
	frappe.permissions.add_user_permission("FB Page", PAGE_ID, AGENT)
	frappe.db.commit()
	page = opened(AGENT)
	assert page.ask("join", "FB Page", PAGE_ID) == 204
	assert page.ask("join", "FB Page", OTHER_PAGE) == 403
	assert page.ask("join", "FB Conversation", theirs.name) == 403
	assert page.ask("join", "FB Webhook Event") == 403
	assert page.ask("join", "Nothing", "x") in (403, 404)
	tell("secret", doctype="FB Page", docname=OTHER_PAGE)
	tell("end", user=AGENT)
	assert page.next()["event"] == "end"


def test_a_connection_is_its_users_own(opened: Callable[[str], Page]) -> None:
	mine, theirs = opened(AGENT), opened(MANAGER)
	assert mine.ask("join", "FB Page", PAGE_ID, connection=theirs.connection) == 404
	assert mine.ask("join", "FB Page", PAGE_ID, connection="unknown") == 404
	assert mine.ask("dance", "FB Page", PAGE_ID) == 404


def test_a_stream_ends_with_the_login(opened: Callable[[str], Page]) -> None:
	page, other = opened(AGENT), opened(MANAGER)
	page.http.post(f"{page.url}/api/method/logout", timeout=WAIT_S)
	with pytest.raises(StopIteration):
		page.next()
	tell("still here", user=MANAGER)
	assert other.next()["event"] == "still here"


def test_streams_end_with_the_server(opened: Callable[[str], Page]) -> None:
	from frappe.sandbox import realtime

	page = opened(AGENT)
	realtime.end_all()
	with pytest.raises(StopIteration):
		page.next()


def test_an_open_page_does_not_keep_the_server_from_stopping(host: Host) -> None:
	frappe.db.commit()
	command = [sys.executable, "-m", "sandbox", "serve", "--dir", frappe.get_site_path(), "--port", "0"]
	with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
		try:
			url = server.stdout.readline().removeprefix("Listening on ").strip()  # type: ignore[union-attr]
			page = Page(url, AGENT)
			server.terminate()
			assert server.wait(timeout=WAIT_S) == 0
			with pytest.raises(StopIteration):
				page.next()
		finally:
			server.kill()


def test_a_guest_hears_nothing(host: Host) -> None:
	assert host.request("GET", "/sandbox/events").status == 303
	assert host.request("POST", "/sandbox/rooms", {"connection": "x"}).status == 303
