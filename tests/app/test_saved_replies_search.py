"""Finding saved replies for a conversation or comment thread: by what is typed, by the last message."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import saved_replies as api
from tests.app import tickets_data as data
from tests.app.hosts import AGENT
from tests.app.operating_data import OTHER_PAGE
from tests.app.saved_data import limit, reply


@pytest.fixture
def talk(host):
	"""A conversation with Ana, who has written in French."""
	host.page()
	name = data.conversation("Ana Lima")
	data.message(name, "Bonjour, où est ma commande ?")
	return name


def api_search(talk: str, query: str = "") -> list[dict]:
	frappe.set_user(AGENT)
	try:
		return api.search("FB Conversation", talk, query)
	finally:
		frappe.set_user("Administrator")


def api_suggest(talk: str) -> list[dict]:
	frappe.set_user(AGENT)
	try:
		return api.suggest("FB Conversation", talk)
	finally:
		frappe.set_user("Administrator")


def api_fill(saved: str, talk: str) -> dict:
	frappe.set_user(AGENT)
	try:
		return api.fill(saved, "FB Conversation", talk)
	finally:
		frappe.set_user("Administrator")


def test_search_by_words_and_shortcut(host, talk):
	text, more = "Sorry, {{ contact.first_name }}", {"shortcut": "late", "folder": "Orders"}
	late = reply("Late delivery", text, text_language="en", **more)
	reply("Refund", "We pay you back", folder="Money")
	reply("Off", "Late too", enabled=0)
	assert api_search(talk, "/late") == [
		{
			"name": late.name,
			"title": "Late delivery",
			"folder": "Orders",
			"shortcut": "late",
			"language": "en",
			"preview": "Sorry, [First name of the person]",
		}
	]
	assert [row["title"] for row in api_search(talk, "monney")] == ["Refund"]
	assert {row["title"] for row in api_search(talk)} == {"Late delivery", "Refund"}


def test_suggestions_for_the_newest_message(host, talk):
	reply("Late delivery", "Sorry", variants={"fr": "Votre commande est en route"})
	reply("Opening hours", "9 to 6")
	found = api_suggest(talk)
	assert [(row["title"], row["language"]) for row in found] == [("Late delivery", "fr")]
	assert 0 < found[0]["score"] <= 100
	data.message(talk, "Opening hours please?", at=data.T0 + data.MINUTE)
	data.message(talk, "Late delivery, sorry", at=data.T0 + 2 * data.MINUTE, incoming=False)
	assert [row["title"] for row in api_suggest(talk)] == ["Opening hours"]


def test_suggestions_for_a_comment(host, talk):
	thread = data.comment_thread()
	data.comment(thread, "When are you open?")
	reply("Opening hours", "We are open from 9 to 6")
	frappe.set_user(AGENT)
	assert [row["title"] for row in api.suggest("FB Comment Thread", thread)] == ["Opening hours"]


def test_a_conversation_that_may_not_be_read(host, talk):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	saved = reply()
	limit(AGENT, OTHER_PAGE)
	for call in (api_search, api_suggest, lambda name: api_fill(saved.name, name)):
		with pytest.raises(frappe.PermissionError):
			call(talk)
