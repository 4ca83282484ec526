"""The timeline that forms show: in order, page by page, plain text, only for those who may see the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care.api import timeline
from fb_care.inbox import timeline as queries
from tests.app import tickets_data as data
from tests.app.hosts import AGENT, Host
from tests.app.tickets_data import MINUTE, T0

KEYS = {
	"name", "at", "at_ms", "direction", "sender", "sender_kind", "text", "state", "depth", "attachments",
	"automatic", "reactions", "ad", "notes", "agent",
}  # fmt: skip


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	return host.page()


def test_messages_come_oldest_first_with_all_that_belongs_to_them(host: Host):
	ad = data.ad(post_id="1_2")
	thread = data.conversation(last_ad=ad)
	data.message(
		thread,
		"<b>How much?</b>",
		ad=ad,
		attachments=[
			{
				"kind": "image",
				"file": "/private/files/a.png",
				"url": "https://x.example/a",
				"state": "Stored",
			},
			{"kind": "fallback", "title": "A walk", "url": "javascript:alert(1)", "state": "None"},
		],
		reactions=[{"actor": "1", "emoji": "👍"}, {"actor": "2", "emoji": "", "reaction": ""}],
	)
	data.message(thread, "30 euros", T0 + MINUTE, incoming=False, delivery_state="Read")
	answer = timeline.conversation(thread)
	first, second = answer["items"]
	assert set(first) == KEYS == set(second)
	assert (first["direction"], first["sender"], first["text"]) == (
		"Incoming",
		"Ana Lima",
		"<b>How much?</b>",
	)
	assert [row["url"] for row in first["attachments"]] == ["/private/files/a.png", ""]
	assert first["reactions"] == ["👍"]
	assert first["ad"]["title"] == "Summer sale" and first["ad"]["link"] == "https://www.facebook.com/1_2"
	assert (second["direction"], second["sender"], second["state"]) == ("Outgoing", "Lakeside Bikes", "Read")
	assert answer["ad"]["ad_id"] == ad and answer["older"] is None


def test_system_notes_and_unsent_messages_are_told_apart(host: Host):
	thread = data.conversation()
	data.message(thread, "Ana Lima opted in", kind="System")
	data.message(thread, "", T0 + 1, unsent=1)
	assert [(row["direction"], row["state"]) for row in timeline.conversation(thread)["items"]] == [
		("System", ""),
		("Incoming", "Unsent"),
	]


def test_pages_join_without_gap_or_repetition(host: Host, monkeypatch: pytest.MonkeyPatch):
	monkeypatch.setattr(queries, "PAGE", 3)
	thread = data.conversation()
	names = [data.message(thread, str(number), T0 + (number // 2) * MINUTE) for number in range(8)]
	seen: list[str] = []
	before: str | None = ""
	pages = 0
	while before is not None:
		answer = timeline.conversation(thread, before)
		seen = [row["name"] for row in answer["items"]] + seen
		before = answer["older"]
		pages += 1
	assert pages == 3 and len(seen) == 8 and set(seen) == set(names)
	assert [row["text"] for row in timeline.conversation(thread, "nonsense")["items"]][-1] in ("6", "7")


def counted(really: Callable[..., Any], taken: list[str]) -> Callable[..., Any]:
	def call(*args: Any, **kwargs: Any) -> Any:
		taken.append(really.__name__)
		return really(*args, **kwargs)

	return call


def test_a_page_takes_the_same_number_of_queries_however_long(host: Host):
	thread = data.conversation()

	def queries_taken() -> int:
		taken = []
		with pytest.MonkeyPatch.context() as patch:
			for place, name in ((frappe, "get_all"), (frappe, "get_doc"), (frappe.db, "get_value")):
				patch.setattr(place, name, counted(getattr(place, name), taken))
			timeline.conversation(thread)
		return len(taken)

	data.message(thread, "one")
	few = queries_taken()
	assert few
	for number in range(20):
		data.message(thread, str(number), T0 + number)
	assert queries_taken() <= few


def test_comments_come_with_post_and_depth(host: Host):
	thread = data.comment_thread(data.post())
	root = data.comment(thread, "Open on Sunday?")
	reply = data.comment(
		thread, "Yes", "556", T0 + 1, parent_comment=root, direction="Outgoing", author_name="Lakeside Bikes"
	)
	data.comment(thread, "Thanks", "557", T0 + 2, parent_comment=reply, state="Hidden")
	answer = timeline.comment_thread(thread)
	assert [row["depth"] for row in answer["items"]] == [0, 1, 2]
	assert [row["state"] for row in answer["items"]] == ["", "", "Hidden"]
	assert answer["post"]["title"] == "New opening hours" and answer["post"]["link"].startswith("https://")


def test_only_those_who_may_see_the_page_get_it(host: Host):
	thread = data.conversation()
	data.message(thread, "Hello")
	other = data.insert("FB Page", page_id="999888777666555", page_name="Hill Tools").name
	path = f"/api/method/fb_care.api.timeline.conversation?name={thread}"
	assert host.request("GET", path).status in (401, 403)
	assert host.request("GET", path, user=AGENT).json()["message"]["items"][0]["text"] == "Hello"
	add_user_permission("FB Page", other, AGENT)
	frappe.clear_cache(user=AGENT)
	assert host.request("GET", path, user=AGENT).status == 403
