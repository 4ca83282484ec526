"""Photos and files are copied to private Files of message and ticket, and nothing else is fetched."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.jobs import fetch
from tests.app import tickets_data as data
from tests.app.hosts import Host
from tests.app.tickets_data import T0


@pytest.fixture(autouse=True)
def page(host: Host, facebook: Any) -> Any:
	return host.page()


def attached(facebook: Any, name: str, kind: str = "image", **values: Any) -> dict[str, Any]:
	return {"kind": kind, "url": facebook.media_url(name), "state": "Pending", **values}


def message_with(host: Host, *rows: dict[str, Any]) -> tuple[str, str]:
	thread = data.conversation()
	return thread, data.message(thread, "Look", attachments=list(rows))


def fetched(host: Host, at: int = T0) -> None:
	frappe.db.commit()
	with clock.at(at):
		fetch.fetch_pending()
	host.fresh()


def rows_of(parent: str) -> list[Any]:
	fields = ["state", "reason", "file", "mime_type", "size", "tries", "next_ms"]
	return frappe.get_all("FB Attachment", filters={"parent": parent}, fields=fields, order_by="idx asc")


def test_a_photo_is_kept_as_a_private_file(host: Host, facebook: Any):
	_thread, message = message_with(host, attached(facebook, "photo.png"))
	fetched(host)
	[row] = rows_of(message)
	assert (row.state, row.mime_type) == ("Stored", "image/png") and row.size > 0
	[file] = data.files_of("FB Message", message)
	assert file.is_private and file.file_url == row.file and file.file_url.startswith("/private/files/")
	content = frappe.get_doc("File", file.name).get_content()
	assert content[:4] == b"\x89PNG"


@pytest.mark.parametrize("ticket_first", [True, False])
def test_the_file_is_on_the_tickets_entry_whichever_comes_first(
	host: Host, facebook: Any, ticket_first: bool
):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	thread, message = message_with(host, attached(facebook, "photo.png"))
	if ticket_first:
		data.synced(host, thread)
		fetched(host)
	else:
		fetched(host)
		data.synced(host, thread)
	host.fresh()
	communication = frappe.db.get_value("FB Message", message, "communication")
	[file] = data.files_of("Communication", communication)
	assert file.is_private and file.file_url == rows_of(message)[0].file


def test_a_comments_photo_is_kept_too(host: Host, facebook: Any):
	thread = data.comment_thread(data.post())
	comment = data.comment(thread, "Look", attachments=[attached(facebook, "photo.jpg")])
	fetched(host)
	assert [row.state for row in rows_of(comment)] == ["Stored"]
	assert len(data.files_of("FB Comment", comment)) == 1


def test_several_kinds_are_kept_in_one_run(host: Host, facebook: Any):
	rows = [("photo.gif", "sticker"), ("clip.mp4", "video"), ("voice.ogg", "audio"), ("sheet.pdf", "file")]
	_thread, message = message_with(host, *[attached(facebook, name, kind) for name, kind in rows])
	fetched(host)
	assert [row.state for row in rows_of(message)] == ["Stored"] * 4


@pytest.mark.parametrize(
	("name", "kind", "state", "words"),
	[
		("wrong-type", "image", "Refused", "no known type"),
		("html", "file", "Refused", "no known type"),
		("svg", "image", "Refused", "no known type"),
		("sheet.pdf", "image", "Refused", "application/pdf"),
		("too-large", "image", "Refused", "larger than"),
		("redirect-metadata", "image", "Refused", "169.254.169.254"),
		("missing", "image", "Failed", "gone at Facebook"),
		("gone", "image", "Failed", "gone at Facebook"),
		("denied", "image", "Failed", "expired"),
		("empty", "image", "Failed", "empty"),
	],
)
def test_what_is_not_kept_ends_with_its_reason(
	host: Host, facebook: Any, name: str, kind: str, state: str, words: str
):
	_thread, message = message_with(host, attached(facebook, name, kind))
	fetched(host)
	[row] = rows_of(message)
	assert row.state == state and words in row.reason
	assert data.files_of("FB Message", message) == []
	assert fetch.fetch_pending() == 0


def test_private_addresses_are_refused_without_the_escape(
	host: Host, facebook: Any, monkeypatch: pytest.MonkeyPatch
):
	monkeypatch.setitem(frappe.local.conf, "fb_care_allow_private_media", 0)
	_thread, message = message_with(host, attached(facebook, "photo.png"))
	fetched(host)
	[row] = rows_of(message)
	assert row.state == "Refused"
	assert facebook.media_calls == []


def test_plain_http_is_refused_where_graph_is_https(host: Host, facebook: Any):
	frappe.db.set_single_value("FB Care Settings", "graph_url", "https://graph.facebook.com")
	host.fresh()
	_thread, message = message_with(host, attached(facebook, "photo.png"))
	fetched(host)
	assert "https" in rows_of(message)[0].reason


def test_a_host_that_is_not_listed_is_refused(host: Host, facebook: Any):
	frappe.db.set_single_value("FB Care Settings", "media_hosts", "fbcdn.net")
	host.fresh()
	_thread, message = message_with(host, attached(facebook, "photo.png"))
	fetched(host)
	assert "not among the hosts" in rows_of(message)[0].reason


def test_a_passing_failure_is_tried_again_with_growing_waits_and_then_given_up(host: Host, facebook: Any):
	_thread, message = message_with(host, attached(facebook, "broken"))
	at, waits = T0, []
	for _try in range(5):
		fetched(host, at)
		[row] = rows_of(message)
		assert row.state == "Pending"
		waits.append((row.next_ms - at) // 1000)
		fetched(host, row.next_ms - 1)
		assert rows_of(message)[0].tries == row.tries
		at = row.next_ms
	assert waits == [60, 300, 1800, 7200, 43200]
	fetched(host, at)
	[row] = rows_of(message)
	assert row.state == "Failed" and "500" in row.reason and "6 tries" in row.reason


def test_files_of_unsent_messages_are_deleted(host: Host, facebook: Any):
	thread, message = message_with(host, attached(facebook, "photo.png"))
	fetched(host)
	if host.helpdesk:
		data.synced(host, thread)
	communication = frappe.db.get_value("FB Message", message, "communication")
	row = frappe.get_all("FB Attachment", filters={"parent": message}, pluck="name")[0]
	frappe.db.set_value("FB Attachment", row, {"state": "None", "url": "", "reason": "unsent"})
	frappe.db.set_value("FB Message", message, {"unsent": 1, "text": ""})
	frappe.db.commit()
	assert fetch.enqueue_if_pending()
	fetched(host)
	assert data.files_of("FB Message", message) == []
	if communication:
		assert data.files_of("Communication", communication) == []
	assert not rows_of(message)[0].file
	assert not fetch.enqueue_if_pending()


def test_a_message_unsent_while_its_photo_was_on_the_way_keeps_none(
	host: Host, facebook: Any, monkeypatch: pytest.MonkeyPatch
):
	from fb_care.inbound import media

	_thread, message = message_with(host, attached(facebook, "photo.png"))
	row = frappe.get_all("FB Attachment", filters={"parent": message}, pluck="name")[0]
	really = media.get

	def unsent_meanwhile(*args: Any) -> Any:
		found = really(*args)
		frappe.db.set_value("FB Attachment", row, {"state": "None", "url": ""})
		frappe.db.commit()
		return found

	monkeypatch.setattr(media, "get", unsent_meanwhile)
	fetched(host)
	assert rows_of(message)[0].state == "None"
	assert data.files_of("FB Message", message) == []


def test_agents_see_the_file_and_strangers_do_not(host: Host, facebook: Any):
	_thread, message = message_with(host, attached(facebook, "photo.png"))
	fetched(host)
	[file] = data.files_of("FB Message", message)
	assert host.request("GET", file.file_url, user="agent@example.com").status == 200
	assert host.request("GET", file.file_url).status in (403, 404)
