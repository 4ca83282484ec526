"""The index by which the inbox lists a label: true whatever changes in threads, their persons or labels."""

from __future__ import annotations

import frappe
import pytest

from fb_care.api import people
from fb_care.inbound import comment_threads, rows
from fb_care.inbox import label_index, label_rebuild
from fb_care.patches import labels_of_threads
from tests.app import bulk_data, comments_data, payloads, people_data, triage_data
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.label_index_data import CONTACT, check, held, labelled, truth
from tests.app.payloads import NORA, T0
from tests.app.statements import counted

MINE = f"{PAGE_ID}-{NORA}"


@pytest.fixture
def thread(host):
	"""A conversation, and a comment thread by the same person; its name."""
	host.page()
	for name in ("Angry", "Press"):
		people_data.label(name)
	host.receive(payloads.delivery(payloads.message("m_1", "Hello")))
	name = people_data.thread_by("77", last_ms=T0, contact=MINE)
	frappe.db.commit()
	assert held() == []
	return name


def test_labels_of_a_thread(thread):
	people.set_labels(TALK, MINE, ["Press"])
	check((TALK, MINE, "Press"))
	people.set_labels(TALK, MINE, ["Angry", "Press"])
	people.set_labels(COMMENTS, thread, ["Press"])
	check((TALK, MINE, "Press"), (TALK, MINE, "Angry"), (COMMENTS, thread, "Press"))
	people.set_labels(TALK, MINE, [])
	check((COMMENTS, thread, "Press"))


def test_labels_of_a_person_are_those_of_all_threads_with_them(thread):
	people.set_labels(CONTACT, MINE, ["Press"])
	check((TALK, MINE, "Press"), (COMMENTS, thread, "Press"))
	people.set_labels(TALK, MINE, ["Press"])
	people.set_labels(CONTACT, MINE, [])
	check((TALK, MINE, "Press"))


@pytest.mark.parametrize("doctype", [TALK, CONTACT, COMMENTS])
def test_forms(thread, doctype):
	name = thread if doctype == COMMENTS else MINE
	both = [(COMMENTS, thread), (TALK, MINE)] if doctype == CONTACT else [(doctype, name)]
	labelled(doctype, name, "Press")
	check(*((*one, "Press") for one in both))
	labelled(doctype, name, "Angry")
	check(*((*one, "Angry") for one in both))
	labelled(doctype, name)
	check()


def test_what_is_said_moves_it(host, thread):
	people.set_labels(CONTACT, MINE, ["Press"])
	host.receive(payloads.delivery(payloads.message("m_2", "There?", at=T0 + 5)))
	check((TALK, MINE, "Press"), (COMMENTS, thread, "Press"))
	assert ("Press", TALK, MINE, T0 + 5) in [row[:4] for row in held()]


def test_a_new_thread_has_the_labels_of_its_person(host, thread):
	people.set_labels(CONTACT, MINE, ["Press"])
	other = people_data.thread_by("78", tail="556", last_ms=T0, contact=MINE)
	check((TALK, MINE, "Press"), (COMMENTS, thread, "Press"), (COMMENTS, other, "Press"))


def test_whose_comment_it_is(host, thread):
	people.set_labels(CONTACT, MINE, ["Press"])
	other = people_data.thread_by("78", tail="556", last_ms=T0)
	common = [(TALK, MINE, "Press"), (COMMENTS, thread, "Press")]
	check(*common)
	people.link_author(other, MINE)
	check(*common, (COMMENTS, other, "Press"))
	people.unlink_author(MINE, "78")
	check(*common)


def test_people_that_are_joined_keep_their_labels(host, thread):
	host.page(people_data.OTHER_PAGE, page_name="Hill Tools")
	other = people_data.data.conversation(page=people_data.OTHER_PAGE)
	people.set_labels(CONTACT, MINE, ["Press"])
	expected = [(TALK, MINE, "Press"), (COMMENTS, thread, "Press")]
	people.merge(MINE, other)
	check(*expected)
	people.split(MINE)
	check(*expected)


def test_many_at_once_and_back(host, thread):
	keys = [[TALK, MINE], [COMMENTS, thread]]
	done = bulk_data.do(host, "label", keys, value="Press")
	check(*((*key, "Press") for key in keys))
	bulk_data.undo(host, done["undo"])
	check()


def test_rules(host, thread):
	if not host.helpdesk:
		pytest.skip("rules decide about what becomes a ticket")
	triage_data.rule(is_question="Yes", add_labels=["Press"], ticket="No ticket")
	frappe.db.set_value("FB Page", PAGE_ID, "message_tickets", "By rules")
	frappe.db.commit()
	host.receive(payloads.delivery(payloads.message("m_2", "How much is it?", at=T0 + 5)))
	check((TALK, MINE, "Press"))


def test_what_is_deleted(host, thread):
	people.set_labels(CONTACT, MINE, ["Press"])
	bulk_data.do(host, "delete", [[TALK, MINE]], user=MANAGER, value="DELETE")
	check((COMMENTS, thread, "Press"))
	empty = rows.insert(COMMENTS, {"page": PAGE_ID, "contact": MINE, "root_key": "x"})
	check((COMMENTS, thread, "Press"), (COMMENTS, empty, "Press"))
	comment_threads.drop_if_empty(empty)
	check((COMMENTS, thread, "Press"))
	frappe.delete_doc(CONTACT, MINE, force=True)
	check()


def test_a_label_goes_as_it_went(thread):
	people.set_labels(TALK, MINE, ["Press"])
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("FB Label", "Press")
	frappe.db.rollback()
	people.set_labels(TALK, MINE, [])
	frappe.delete_doc("FB Label", "Press")
	check()


def test_threads_that_turn_out_to_be_one(thread):
	stray = people_data.thread_by("77", tail="556", last_ms=T0)
	people.set_labels(COMMENTS, thread, ["Angry"])
	people.set_labels(COMMENTS, stray, ["Angry", "Press"])
	comments_data.gather(stray, thread)
	assert not frappe.db.exists(COMMENTS, stray)
	check((COMMENTS, thread, "Angry"), (COMMENTS, thread, "Press"))
	assert not frappe.db.exists("FB Label Row", {"parent": stray})
	assert frappe.db.count("FB Label Row", {"parent": thread}) == 2


def test_a_label_that_got_another_name(thread):
	people.set_labels(CONTACT, MINE, ["Press"])
	people_data.label("Media")
	frappe.db.set_value("FB Label Row", {"label": "Press"}, "label", "Media")  # the host, of all links
	frappe.get_doc("FB Label", "Press").after_rename("Press", "Media")
	check((TALK, MINE, "Media"), (COMMENTS, thread, "Media"))


def test_what_is_rolled_back_leaves_nothing(thread):
	labelled(TALK, MINE, "Press")
	frappe.db.rollback()
	check()
	labelled(TALK, MINE, "Press")
	check((TALK, MINE, "Press"))


def test_an_index_that_fails_keeps_nothing_and_the_next_change_works(thread, monkeypatch):
	def fail(*args):
		raise frappe.QueryDeadlockError

	with monkeypatch.context() as patch:
		patch.setattr(label_index, "refresh", fail)
		labelled(TALK, MINE, "Press")
		with pytest.raises(frappe.QueryDeadlockError):
			frappe.db.commit()
		frappe.db.rollback()
	check()
	people.set_labels(TALK, MINE, ["Angry"])
	check((TALK, MINE, "Angry"))


@pytest.mark.parametrize("work", [label_rebuild.rebuild, labels_of_threads.execute])
def test_a_rebuild_gives_the_same(thread, monkeypatch, work):
	monkeypatch.setattr(label_rebuild, "BATCH", 1)
	for prepared in (label_rebuild._rows_of_labels, label_rebuild._rows_of_index):
		monkeypatch.setattr(prepared, "_sql", {})
	people.set_labels(CONTACT, MINE, ["Press"])
	people.set_labels(TALK, MINE, ["Press", "Angry"])
	before = held()
	frappe.db.delete(label_index.INDEX, {"thread": thread})
	frappe.db.set_value(label_index.INDEX, {"thread": MINE, "label": "Press"}, "last_ms", 1)
	wrong = {"label": "Angry", "thread_doctype": COMMENTS, "thread": "gone", "last_ms": 5}
	rows.insert(label_index.INDEX, wrong, name=label_index._name(("Angry", COMMENTS, "gone")))
	frappe.db.commit()
	work()
	assert held() == before == truth()


def test_a_wrong_row_is_put_right_by_the_next_change(thread):
	people.set_labels(TALK, MINE, ["Press"])
	frappe.db.set_value(label_index.INDEX, {"thread": MINE}, "last_ms", 1)
	frappe.db.commit()
	rows.update(TALK, MINE, {"follow_up": 1})
	check((TALK, MINE, "Press"))


def test_a_thread_without_labels_costs_one_statement(thread):
	rows.update(TALK, MINE, {"follow_up": 1})
	with counted() as asked:
		frappe.db.commit()
	assert len(asked) == 1 and asked[0].lstrip("( ").upper().startswith("SELECT")
	with counted() as asked:
		frappe.db.commit()
		rows.get(TALK, {"name": MINE}, ["name"], lock=True)
		frappe.db.commit()
	assert len(asked) == 1  # the lock itself


def test_where_nothing_differs_nothing_is_written(thread):
	people.set_labels(CONTACT, MINE, ["Press"])
	rows.update(TALK, MINE, {"ticket_due": 1})
	with counted() as asked:
		frappe.db.commit()
	assert len(asked) == 1
	rows.update(TALK, MINE, {"last_ms": T0 + 9})
	with counted() as asked:
		frappe.db.commit()
	assert len(asked) == 3  # reads, locks, writes
	check((TALK, MINE, "Press"), (COMMENTS, thread, "Press"))


def test_nobody_reads_it(host, thread):
	for user in (AGENT, MANAGER):
		assert not frappe.has_permission(label_index.INDEX, "read", user=user)
