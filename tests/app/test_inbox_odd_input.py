"""What no browser of ours asks: answered, or refused in words; never an error of the database."""

from __future__ import annotations

import json

import frappe
import pytest

from fb_care.api import inbox, inbox_bulk, inbox_thread
from tests.app import inbox_thread_data
from tests.app.hosts import AGENT
from tests.app.inbox_thread_data import TALK
from tests.app.operating_data import PAGE

NUL, HALF = "a\x00b", "a\ud800b"
ODD = (NUL, HALF, "", "x" * 5000, "<b>x</b>", "%", "\\", "'\"`;--", "😀")


@pytest.fixture
def talk(host):
	return inbox_thread_data.two_pages(host, AGENT)[PAGE][0]


def _try(host, work):
	"""It answers, or refuses in words; the database is still of use."""
	with host.as_user(AGENT):
		try:
			return work()
		except (frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError):
			frappe.db.rollback()
			return None
		finally:
			frappe.db.get_value("FB Page", PAGE, "name")


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_filters_and_cursors(host, talk, text):
	for name in ("query", "label", "assignee", "priority"):
		_try(host, lambda name=name: inbox.rows(json.dumps({name: text, "tab": "All"})))
	for more in ({"pages": [text]}, {"kinds": [text]}, {"tab": text}, {text: 1}):
		_try(host, lambda more=more: inbox.rows(json.dumps(more)))
		_try(host, lambda more=more: inbox.counts(json.dumps(more)))
	for cursor in (text, f"1:0:{text}", f"{text}:0:x", f"9:{text}:x"):
		_try(host, lambda cursor=cursor: inbox.rows("{}", cursor))
		_try(host, lambda cursor=cursor: inbox_thread.thread(TALK, talk, cursor))


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_names_of_threads(host, talk, text):
	before = frappe.db.count("Error Log")
	for work in (
		lambda: inbox.some(json.dumps([[TALK, text]])),
		lambda: inbox.set_state(TALK, text, "Done"),
		lambda: inbox.mark_read(TALK, text),
		lambda: inbox_thread.thread(TALK, text),
		lambda: inbox_thread.person(TALK, text),
		lambda: inbox_thread.mark_unread(TALK, text),
		lambda: inbox_thread.assign(TALK, text, AGENT),
		lambda: inbox_thread.present(TALK, text),
		lambda: inbox_thread.remove_note(text),
		lambda: inbox_bulk.undo(text),
		lambda: inbox_bulk.state(text),
		lambda: inbox_bulk.stop(text),
	):
		_try(host, work)
	found = _try(host, lambda: inbox_bulk.do("read", json.dumps([[TALK, text], [TALK, talk]])))
	assert found is None or [one["name"] for one in found["refused"]] != [talk]
	assert frappe.db.count("Error Log") == before


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_values(host, talk, text):
	_try(host, lambda: inbox_thread.assign(TALK, talk, text))
	_try(host, lambda: inbox.set_state(TALK, talk, text))
	for action in ("assign", "label", "unlabel", "delete", text):
		_try(host, lambda action=action: inbox_bulk.do(action, json.dumps([[TALK, talk]]), value=text))


@pytest.mark.parametrize("text", [NUL, HALF, "<script>x</script> & <i>", "😀 é", "a\r\nb"], ids=ascii)
def test_notes_come_back_as_they_were_written(host, talk, text):
	with host.as_user(AGENT):
		note = inbox_thread.add_note(TALK, talk, text)
		shown = inbox_thread.thread(TALK, talk)["notes"]
	from fb_care.facebook.reading import clean_text

	assert note["text"] == "\n".join(clean_text(text).splitlines())
	assert [one["text"] for one in shown] == [note["text"]]


@pytest.mark.parametrize(
	"given",
	["[", "{", "nope", "1", "null", '"x"', "[[]]", "[1]", "[[1,2]]", "[" * 5000],
	ids=lambda given: given[:5],
)
def test_lists_that_are_none(host, talk, given):
	_try(host, lambda: inbox.some(given))
	_try(host, lambda: inbox_bulk.do("read", given))
	_try(host, lambda: inbox_bulk.do("read", filters=given))
	_try(host, lambda: inbox.rows(given))
	_try(host, lambda: inbox.set_state(TALK, given, "Done"))


@pytest.mark.parametrize("limit", [-5, 0, "x", "1e999", 10**9])
def test_limits(host, talk, limit):
	frappe.db.set_value(TALK, talk, "last_ms", 1)
	with host.as_user(AGENT):
		assert len(inbox.rows("{}", "", limit)["items"]) == 1
