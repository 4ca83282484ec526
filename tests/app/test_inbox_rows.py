"""The inbox's list: what is in it, in which order, found by which filters."""

from __future__ import annotations

import json

import frappe
import pytest

from fb_care import clock
from fb_care.api import inbox
from fb_care.figures import responses
from tests.app.hosts import AGENT
from tests.app.inbox_data import HOUR, MINUTE, T0, commented, names, row, rows, said, talk
from tests.app.operating_data import OTHER_PAGE, PAGE, conversation, insert, thread
from tests.app.statements import counted


@pytest.fixture
def three(host):
	"""Two conversations and a comment thread, the newest last."""
	host.page(PAGE)
	found = [
		conversation(PAGE, "7301", last_ms=T0, unread_count=2),
		thread(PAGE, "1_2", last_ms=T0 + 1, author_name="Eva Brandt"),
		conversation(PAGE, "7302", last_ms=T0 + 2, follow_up=1),
	]
	frappe.db.commit()
	return found


def test_both_kinds_stand_in_one_list_newest_first(host, three):
	assert names(rows(host)) == three[::-1]
	assert names(rows(host, sort="oldest")) == three


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_page_by_page_nothing_is_missed_or_twice(host, three, sort):
	for psid in range(7400, 7404):
		conversation(PAGE, str(psid), last_ms=T0 + 1)
	thread(PAGE, "1_9", last_ms=T0 + 1)
	frappe.db.commit()
	whole = names(rows(host, sort=sort))
	assert len(whole) == 8
	found, before = [], ""
	while before is not None:
		answer = rows(host, before=before, limit=1, sort=sort)
		found += names(answer)
		before = answer["older"]
	assert found == whole


def test_filters(host, three):
	first, comments, last = three
	assert names(rows(host, unread=1)) == [first]
	assert names(rows(host, tab="Follow-up")) == [last]
	assert names(rows(host, kinds=["Comment"])) == [comments]
	assert names(rows(host, kinds=["Message"])) == [last, first]
	assert names(rows(host, pages=[OTHER_PAGE])) == []
	assert names(rows(host, tab="Done")) == []
	assert names(rows(host, assignee="none")) == three[::-1]
	assert names(rows(host, assignee="me")) == []


@pytest.mark.parametrize(
	"filters", [{"color": "red"}, {"tab": "Closed"}, {"unread": "maybe"}, {"kinds": "Message"}]
)
def test_what_there_is_not_is_an_error(host, filters):
	with pytest.raises(frappe.ValidationError):
		rows(host, **filters)


def test_some(host, three):
	with host.as_user(AGENT):
		answer = inbox.some(json.dumps([["FB Conversation", three[0]], ["FB Comment Thread", "gone"]]))
	assert names(answer) == [three[0]]


@pytest.fixture
def page(host):
	host.page(PAGE)


@pytest.fixture
def labelled(page):
	"""Three conversations: one with the label, one whose person has it, one without."""
	insert("FB Label", label="Repairs")
	found = [talk(psid, T0 + number) for number, psid in enumerate(("7301", "7302", "7303"))]
	for doctype, name in (("FB Conversation", found[0]), ("FB Contact", found[1])):
		doc = frappe.get_doc(doctype, name)
		doc.append("labels", {"label": "Repairs"})
		doc.save(ignore_permissions=True)
	frappe.db.commit()
	return found


def test_by_label_of_the_thread_or_the_person(host, labelled):
	assert names(rows(host, label="Repairs")) == [labelled[1], labelled[0]]
	assert names(rows(host, label="Nothing like it")) == []
	assert [one["labels"] for one in rows(host)["items"]] == [[], ["Repairs"], ["Repairs"]]


def test_by_ad_priority_and_window(host, page):
	insert("FB Ad", ad_id="6001", title="Half price <b>now</b>", page=PAGE)
	ad = talk("7301", first_ad="6001", last_ad="6001", priority="High")
	soon = talk("7302", window_until_ms=T0 + 2 * HOUR)
	talk("7303", window_until_ms=T0 + 4 * HOUR)
	talk("7304", window_until_ms=T0 - HOUR)
	with clock.at(T0):
		assert names(rows(host, from_ad=1)) == [ad]
		assert names(rows(host, priority="High")) == [ad]
		assert names(rows(host, window_soon=1)) == [soon]
	assert row(host, ad)["ad"] == {"name": "6001", "title": "Half price <b>now</b>"}
	assert row(host, soon)["window_until_ms"] == T0 + 2 * HOUR


@pytest.mark.parametrize("tab", ["Done", "Spam", "Archived"])
def test_tabs_by_state(host, page, tab):
	name = talk("7301", state=tab, follow_up=1)
	assert names(rows(host)) == []
	assert names(rows(host, tab=tab)) == [name]
	assert names(rows(host, tab="All")) == ([] if tab == "Spam" else [name])
	assert names(rows(host, tab="Follow-up")) == ([] if tab == "Spam" else [name])


def test_what_a_row_says(host, page):
	name = talk("7301", last_text="2 &lt;b>bikes", unread_count=3, follow_up=1)
	frappe.db.set_value("FB Conversation", name, {"ticket_doctype": "Issue", "ticket": "T-1"})
	frappe.db.set_value("FB Contact", name, {"vip": 1, "picture": "/files/nora.jpg"})
	found = row(host, name)
	expected = {
		"kind": "Message",
		"page": PAGE,
		"title": "Nora Vale",
		"picture": "/files/nora.jpg",
		"vip": True,
	}
	expected |= {"blocked": False, "contact": name, "last_text": "2 <b>bikes", "last_ms": T0, "unread": 3}
	expected |= {
		"state": "Open",
		"follow_up": True,
		"assigned_to": "",
		"labels": [],
		"ad": None,
		"post": None,
	}
	expected |= {"ticket": {"doctype": "Issue", "name": "T-1"}, "waiting_since_ms": None, "risk": None}
	assert {key: found[key] for key in expected} == expected


def test_of_a_person_with_several_contacts_one_vip_is_enough(host, page):
	name, other = talk("7301"), talk("7302")
	frappe.db.set_value("FB Contact", {"name": ["in", [name, other]]}, "person", "p1")
	frappe.db.set_value("FB Contact", other, {"vip": 1, "blocked": 1})
	assert row(host, name)["vip"] and row(host, name)["blocked"]


@pytest.mark.parametrize(
	("answer", "waits"),
	[
		({}, None),
		({"send_state": "Queued"}, None),
		({"send_state": "Unknown"}, None),
		({"send_state": "Failed"}, T0),
		({"send_state": "Discarded"}, T0),
		({"automatic": "Away message"}, T0),
		({"sender_kind": "Automated"}, T0),
	],
)
def test_since_when_the_person_waits(host, page, answer, waits):
	name = talk("7301")
	said(name, T0)
	said(name, T0 + 1)
	said(name, T0 + 2, incoming=False, **answer)
	assert row(host, name)["waiting_since_ms"] == waits
	assert row(host, name)["last_out"] == (answer.get("send_state") not in ("Failed", "Discarded"))
	said(name, T0 + MINUTE)
	assert row(host, name)["waiting_since_ms"] == (waits or T0 + MINUTE)
	assert not row(host, name)["last_out"]


@pytest.mark.parametrize("state", ["Done", "Spam"])
def test_nobody_waits_where_it_is_settled(host, page, state):
	name = talk("7301", state=state)
	said(name, T0)
	assert row(host, name)["waiting_since_ms"] is None


def test_since_when_under_a_comment(host, page):
	name = insert("FB Comment Thread", page=PAGE, kind="Comment", root_id="1_2", last_ms=T0).name
	commented(name, T0)
	assert row(host, name)["waiting_since_ms"] == T0
	commented(name, T0 + 1, incoming=False)
	assert row(host, name)["waiting_since_ms"] is None and row(host, name)["last_out"]
	last = commented(name, T0 + 2)
	commented(name, T0 + 3, state="Removed")
	assert row(host, name)["waiting_since_ms"] == T0 + 2
	private = {"page": PAGE, "thread": name, "comment": last, "comment_key": "1:2", "state": "Sent"}
	insert("FB Private Reply", **private, sent_ms=T0 + 3)
	assert row(host, name)["waiting_since_ms"] is None


def test_what_the_badge_risks(host, page):
	name = talk("7301")
	with clock.at(T0):
		said(name, T0 + 1)
		responses.rebuild(name)
		assert row(host, name)["risk"] == {"by_ms": T0 + 1 + 5 * MINUTE, "costs": False}
		frappe.db.set_value("FB Page", PAGE, "very_responsive", 1)
		assert row(host, name)["risk"]["costs"] is True
		said(name, T0 + 2, incoming=False)
		responses.rebuild(name)
		assert row(host, name)["risk"] is None


def test_a_fixed_number_of_statements(host, labelled):
	thread(PAGE, "1_2", last_ms=T0)
	found = []
	for _ in range(2):
		with host.as_user(AGENT):
			inbox.rows("{}")
			with counted() as asked:
				inbox.rows(json.dumps({"label": "Repairs", "tab": "All"}))
			with counted() as plain:
				inbox.rows("{}")
		found.append((len(asked), len(plain)))
		for number in range(5):
			said(talk(f"74{len(found)}{number}", T0 + number), T0)
			thread(PAGE, f"1_{len(found)}{number}", last_ms=T0)
	assert found[0] == found[1]
	assert found[0][1] <= 9, plain


def test_odd_cursors_begin_at_the_start(host, three):
	for before in ("x", "1:2:3", ":::", "1:0:", "9" * 30 + ":0:a", "1:0:\x00'"):
		assert isinstance(rows(host, before=before)["items"], list)
