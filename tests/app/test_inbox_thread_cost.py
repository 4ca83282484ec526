"""Opening a thread takes a few statements, and no more for a long one; what is read is all there is."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care.api import inbox_thread
from fb_care.inbox import thread_doc
from tests.app import inbox_thread_data
from tests.app.hosts import AGENT, MANAGER
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import NOW_MS, PAGE, insert
from tests.app.statements import counted

#: Of the app's tables: the thread with its labels, its row (thread, labels, who waits, what it costs), its
#: page, what was said with attachments and reactions.
PLAIN = 10
#: Beside these: what is quoted, what was edited, and two ways to reach somebody whose window is over.
MOST = PLAIN + 4


@pytest.fixture
def names(host) -> dict[str, str]:
	return dict(zip((TALK, COMMENTS), inbox_thread_data.two_pages(host)[PAGE], strict=True))


def asked(host: Any, doctype: str, name: str, about: str = "tabFB ") -> list[str]:
	"""The statements of opening the thread, once the host has what it keeps of itself."""
	with host.as_user(AGENT):
		inbox_thread.thread(doctype, name)
		with counted(about) as found:
			inbox_thread.thread(doctype, name)
	return found


def fill(doctype: str, name: str, numbers: range) -> None:
	"""So many of everything that a thread can have."""
	for number in numbers:
		(message if doctype == TALK else comment)(
			name,
			number,
			page=PAGE,
			direction="Outgoing",
			text=f"no {number}",
			sent_ms=NOW_MS + number,
			sent_by=(AGENT, MANAGER)[number % 2],
			edit_count=1,
			changes=[{"kind": "Edit", "old_text": "x", "at_ms": 1}],
			attachments=[{"kind": "image", "url": "https://x.example/1.jpg", "state": "Stored"}],
		)
		frappe.get_doc(doctype, name).add_comment("Comment", f"note {number}", comment_email=AGENT)


def message(name: str, number: int, **values: Any) -> None:
	reactions = [{"actor": PAGE, "emoji": "👍", "reaction": "like", "at_ms": 1}]
	values |= {"conversation": name, "sender_kind": "This App", "kind": "Message", "reactions": reactions}
	insert("FB Message", mid=f"m_{number}", reply_to_mid="m_1", **values)


def comment(name: str, number: int, **values: Any) -> None:
	values |= {"thread": name, "comment_id": f"1_{number}", "comment_tail": f"c{number}"}
	insert("FB Comment", comment_key=f"{PAGE}:{number}", **values)


@pytest.mark.parametrize("doctype", [TALK, COMMENTS])
def test_a_plain_thread_takes_few(host, names, doctype):
	frappe.db.set_value("FB Conversation", names[TALK], "window_until_ms", 2 * NOW_MS)
	found = asked(host, doctype, names[doctype])
	assert len(found) <= PLAIN, found


@pytest.mark.parametrize("doctype", [TALK, COMMENTS])
def test_a_long_thread_takes_no_more(host, names, doctype):
	name = names[doctype]
	fill(doctype, name, range(2))
	few = asked(host, doctype, name, "")
	fill(doctype, name, range(2, 60))
	assert len(asked(host, doctype, name, "")) == len(few)
	found = asked(host, doctype, name)
	assert len(found) <= MOST, found


@pytest.mark.parametrize("doctype", [TALK, COMMENTS])
def test_who_answered_is_asked_for_once(host, names, doctype):
	fill(doctype, names[doctype], range(2))
	frappe.db.delete("Comment", {"reference_name": names[doctype]})  # notes have authors of their own
	found = [query for query in asked(host, doctype, names[doctype], "tabUser") if "full_name" in query]
	assert len(found) == 1, found


@pytest.mark.parametrize("doctype", [TALK, COMMENTS])
def test_its_document_is_the_one_that_the_host_gives(host, names, doctype):
	doc = frappe.get_doc(doctype, names[doctype])
	for label in ("Repairs", "Late"):
		insert("FB Label", label=label)
		doc.append("labels", {"label": label})
	doc.save(ignore_permissions=True)
	found, known = thread_doc.read(doctype, doc.name), frappe.get_doc(doctype, doc.name)
	assert found.as_dict() == known.as_dict()
	assert [type(row) for row in found.labels] == [type(row) for row in known.labels] != []
	assert (type(found), found.is_new(), found.docstatus) == (type(known), known.is_new(), known.docstatus)
	with pytest.raises(frappe.DoesNotExistError):
		thread_doc.read(doctype, "nothing")
