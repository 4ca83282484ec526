"""The inbox's page in the sandbox: who may open it, what it hands to the script, and its policy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import frappe
import pytest

from sandbox.web import assets
from tests.app import host_reset
from tests.app.host_data import conversation
from tests.app.host_sessions import Answer
from tests.app.hosts import AGENT, MANAGER, Host

CLERK = "clerk@example.com"
PATH = "/app/facebook-inbox"
EVIL = "</script><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _sandbox_only(host: Host, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
	if host.name != "sandbox":
		pytest.skip("A bench has a desk of its own.")
	monkeypatch.setattr(assets, "ready", lambda: "0123456789abcdef")
	before = frappe.db.get_value("User", AGENT, ["full_name", "language"], as_dict=True)
	yield
	frappe.db.set_value("User", AGENT, dict(before))
	frappe.db.commit()


def see(host: Host, path: str = PATH, user: str = AGENT) -> Answer:
	return host.login(user).request("GET", path)


def boot_of(answer: Answer) -> dict[str, Any]:
	"""What the page hands to its scripts."""
	found = re.search(r'<script type="application/json" id="boot">(.*?)</script>', answer.text, re.DOTALL)
	assert found
	return json.loads(found[1])


def test_a_guest_is_sent_to_the_login(host: Host) -> None:
	answer = host.request("GET", PATH)
	assert (answer.status, answer.headers["Location"]) == (303, "/login")


def test_who_has_none_of_the_roles_is_refused(host: Host) -> None:
	host_reset.make_user(CLERK)
	try:
		assert see(host, user=CLERK).status == 403
		assert PATH not in see(host, "/app", user=CLERK).text
	finally:
		frappe.delete_doc("User", CLERK, ignore_permissions=True)


@pytest.mark.parametrize("path", [PATH, f"{PATH}/fb-conversation/1-2", f"{PATH}/fb-comment-thread/a%2Fb"])
def test_every_address_of_the_inbox_is_the_same_page(host: Host, path: str) -> None:
	answer = see(host, path)
	assert answer.status == 200
	assert "/assets/inbox/0123456789abcdef/fb_care_inbox.bundle.js" in answer.text


def test_only_this_hosts_own_scripts_and_styles_run(host: Host) -> None:
	policy = see(host).headers["Content-Security-Policy"]
	rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
	assert rules["default-src"] == "'none'"
	assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
	assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
	assert "unsafe" not in policy and "*" not in policy and "http" not in policy


def test_no_script_or_style_stands_in_the_page_itself(host: Host) -> None:
	text = see(host).text
	assert re.findall(r"<script(?![^>]*(?:src=|application/json))", text) == []
	assert "<style" not in text and " style=" not in text and not re.search(r"\son\w+=", text)


def test_the_page_knows_its_user_and_lets_the_script_write(host: Host) -> None:
	session = host.login(MANAGER)
	boot = boot_of(session.request("GET", PATH))
	assert boot["user"]["name"] == MANAGER and "FB Care Manager" in boot["user"]["roles"]
	assert boot["lang"] == "en" and boot["__messages"] == {}
	assert boot["time_zone"]["system"]
	session.csrf_token = boot["csrf_token"]
	assert session.request("POST", "/api/method/frappe.auth.get_logged_user").json()["message"] == MANAGER


def test_a_name_cannot_leave_the_script_element(host: Host) -> None:
	frappe.db.set_value("User", AGENT, "full_name", EVIL)
	answer = see(host)
	assert boot_of(answer)["user"]["full_name"] == EVIL
	assert "alert(1)</script>" not in answer.text


def test_french_for_who_asks_for_it_or_has_chosen_it(host: Host) -> None:
	asked = boot_of(see(host, f"{PATH}?_lang=fr"))
	assert asked["lang"] == "fr" and asked["__messages"]["Facebook Inbox"] == "Boîte de réception Facebook"
	frappe.db.set_value("User", AGENT, "language", "fr")
	chosen = see(host)
	assert '<html lang="fr"' in chosen.text and boot_of(chosen)["lang"] == "fr"
	for odd in ("../../etc/passwd", "fr/../fr", "xx"):
		assert boot_of(see(host, f"{PATH}?_lang={odd}", user=MANAGER))["__messages"] == {}, odd


def test_what_the_server_says_is_in_the_users_language_too(host: Host) -> None:
	frappe.db.set_value("User", AGENT, "language", "fr")
	method = "/api/method/fb_care.api.inbox.set_state"
	form = {"doctype": "User", "names": "[]", "state": "Done"}
	english = host.request("POST", method, form, user=MANAGER).text
	assert host.request("POST", method, form, user=AGENT).text != english


@pytest.mark.parametrize(
	("query", "told"), [("?theme=dark", ' data-theme="dark"'), ("?theme=x", ""), ("", "")]
)
def test_the_theme_can_be_asked_for(host: Host, query: str, told: str) -> None:
	assert f'<html lang="en"{told}>' in see(host, PATH + query).text


def test_what_was_not_built_is_said(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
	def refuse() -> str:
		raise assets.AssetsError("The packages that bundle the inbox are not installed. In /here: npm ci")

	monkeypatch.setattr(assets, "ready", refuse)
	answer = see(host)
	assert answer.status == 503 and "npm ci" in answer.text


def test_only_bundles_are_served_as_such(host: Host) -> None:
	for path in ("stamp.json", "../.gitignore", "%2e%2e/README.md", "lock"):
		assert host.request("GET", f"/assets/inbox/0123456789abcdef/{path}").status == 404, path


def test_home_and_forms_lead_into_the_inbox(host: Host) -> None:
	host.page()
	thread = conversation("1")
	assert f'href="{PATH}"' in see(host, "/app").text
	link = f'href="{PATH}/fb-conversation/{thread.name}"'
	assert link in see(host, f"/app/fb-conversation/{thread.name}").text
