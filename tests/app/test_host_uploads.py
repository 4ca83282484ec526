"""Files that people send with a form: kept privately, by permission, up to the host's limit."""

from __future__ import annotations

import io
from typing import Any

import frappe
import pytest

from tests.app.host_data import conversation
from tests.app.host_sessions import Answer
from tests.app.hosts import AGENT, Host

URL = "/api/method/upload_file"


def send(host: Host, content: bytes, name: str = "bike.txt", user: str | None = AGENT, **form: Any) -> Answer:
	"""A file sent by a page of the user's."""
	data = {"file": (io.BytesIO(content), name), "is_private": "1", **form}
	return host.request("POST", URL, data, user=user)


def test_a_file_is_kept_for_the_thread_it_was_sent_to(host: Host) -> None:
	host.page()
	thread = conversation("1")
	answer = send(host, b"two wheels", doctype="FB Conversation", docname=thread.name)
	assert answer.status == 200, answer.text
	made = answer.json()["message"]
	assert made["file_name"].startswith("bike") and made["file_url"].startswith("/private/files/bike")
	kept = frappe.get_doc("File", made["name"])
	assert (kept.attached_to_doctype, kept.attached_to_name) == ("FB Conversation", thread.name)
	assert kept.is_private and kept.owner == AGENT
	assert host.request("GET", made["file_url"], user=AGENT).body == b"two wheels"


def test_a_file_without_a_document_is_its_owners(host: Host) -> None:
	made = send(host, b"loose").json()["message"]
	assert not frappe.db.get_value("File", made["name"], "attached_to_doctype")
	assert host.request("GET", made["file_url"]).status == 403


def test_who_is_nobody_sends_nothing(host: Host) -> None:
	assert send(host, b"x", "nobody.txt", user=None).status == 403
	assert not frappe.get_all("File", filters={"file_name": "nobody.txt"})


@pytest.mark.parametrize("name", ["../../evil.txt", "a/b.txt"])
def test_a_name_leads_nowhere(host: Host, name: str) -> None:
	made = send(host, name.encode(), name=name).json()["message"]
	assert ".." not in made["file_url"].split("/") and made["file_url"].count("/") == 3


def test_what_is_too_big_is_refused(host: Host) -> None:
	answer = send(host, b"x" * (25 * 1024 * 1024 + 1), "big.txt")
	assert answer.status == 413
	assert host.request("GET", "/api/method/frappe.auth.get_logged_user", user=AGENT).status == 200
	assert not frappe.get_all("File", filters={"file_name": "big.txt"})
