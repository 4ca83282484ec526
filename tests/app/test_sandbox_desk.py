"""The sandbox's desk as HTTP: permissions, search and paging, and what a page never shows."""

from __future__ import annotations

import frappe
import pytest

from tests.app.host_data import contact, conversation
from tests.app.host_sessions import Answer
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host

OTHER_PAGE = "200300400500600"


@pytest.fixture(autouse=True)
def _sandbox_only(host: Host) -> None:
	if host.name != "sandbox":
		pytest.skip("A bench has a desk of its own.")


def see(host: Host, path: str, user: str = AGENT) -> Answer:
	"""A page, in a session of its own: from its first page on, a session's writes need a token."""
	return host.login(user).request("GET", path)


def test_a_guest_is_sent_to_the_login(host: Host) -> None:
	for path in ("/", "/app", "/app/fb-conversation", "/app/nothing"):
		answer = host.request("GET", path)
		assert (answer.status, answer.headers["Location"]) == (303, "/login"), path


def test_pages_run_no_script_and_are_not_kept(host: Host) -> None:
	answer = see(host, "/app")
	policy = answer.headers["Content-Security-Policy"]
	assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
	assert answer.headers["Cache-Control"] == "no-store"
	assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
	"path", ["/app/user", "/app/nothing", "/app/fb-page/404", "/elsewhere", "/app/a/b/c"]
)
def test_what_is_not_there(host: Host, path: str) -> None:
	assert see(host, path).status == 404


def test_a_list_shows_only_what_may_be_read(host: Host) -> None:
	host.page()
	host.page(OTHER_PAGE, page_name="Harbour Boats")
	conversation("1", title="Mine")
	theirs = conversation("2", page=OTHER_PAGE, title="Theirs")
	frappe.permissions.add_user_permission("FB Page", PAGE_ID, AGENT)
	shown = see(host, "/app/fb-conversation").text
	assert "Mine" in shown and "Theirs" not in shown and "Harbour" not in shown
	assert see(host, f"/app/fb-conversation/{theirs.name}").status == 403
	assert see(host, "/app/fb-webhook-event").status == 403
	assert "Theirs" in see(host, "/app/fb-conversation", user=MANAGER).text


def test_search_filters_and_pages(host: Host) -> None:
	host.page()
	for number in range(25):
		contact(str(number), full_name=f"Person {number:02}", vip=number % 2)
	first = see(host, "/app/fb-contact").text
	assert first.count('scope="row"') == 20 and "start=20" in first
	assert see(host, "/app/fb-contact?start=20").text.count('scope="row"') == 5
	assert see(host, "/app/fb-contact?search=Person+07").text.count('scope="row"') == 1
	assert see(host, "/app/fb-contact?vip=1&start=0").text.count('scope="row"') == 12
	assert see(host, "/app/fb-contact?search='+OR+1=1--").text.count('scope="row"') == 0
	for odd in ("start=-1", "start=x", "start=²", "notes=1", "search=%25"):
		assert see(host, f"/app/fb-contact?{odd}").text.count('scope="row"') == 20, odd


def test_secrets_are_never_shown(host: Host) -> None:
	host.page(access_token="EAAB-very-secret")
	for path in (f"/app/fb-page/{PAGE_ID}", "/app/fb-page", "/app/fb-care-settings"):
		answer = see(host, path, user=MANAGER)
		assert answer.status == 200
		assert not any(word in answer.text for word in ("EAAB", "test-app-secret", "test-verify"))


def test_an_unknown_button_changes_nothing(host: Host) -> None:
	host.page()
	thread = conversation("1")
	path = f"/app/fb-conversation/{thread.name}"
	for form in ({}, {"action": "state", "value": "Gone"}, {"action": "delete"}, {"action": "replay"}):
		assert host.login(AGENT).request("POST", path, form).status == 417
	assert frappe.db.get_value("FB Conversation", thread.name, "state") == "Open"
