"""What open inboxes are told: which thread changed, once per transaction, to those who may see the page."""

from __future__ import annotations

import frappe
import pytest

from fb_care import live
from fb_care.api import inbox, inbox_thread, people
from fb_care.inbound import rows
from tests.app import answers_data, inbox_thread_data, payloads
from tests.app.comments_data import commented
from tests.app.hosts import AGENT, PAGE_ID
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import OTHER_PAGE, PAGE, insert
from tests.app.payloads import NORA, T0

EVENT = "fb_care_inbox"
MINE = f"{PAGE_ID}-{NORA}"


def news(doctype, name, page=PAGE_ID, what="thread"):
	to = {"doctype": "FB Page", "docname": page}
	return (EVENT, {"page": page, "doctype": doctype, "name": name, "what": what}, to)


@pytest.fixture
def told(host, monkeypatch):
	"""What is told from the first commit of the test on."""
	host.page()
	return inbox_thread_data.listen(monkeypatch, EVENT)


def receive(host, told, *items):
	host.receive(payloads.delivery(*items))
	found, told[:] = list(told), []
	return found


def test_each_message_is_told(host, told):
	assert set(map(str, receive(host, told, payloads.message("m_1", "Hello")))) == {str(news(TALK, MINE))}
	assert news(TALK, MINE) in receive(host, told, payloads.echo("m_2", "Hi", at=T0 + 1))


@pytest.mark.parametrize(
	"change",
	[
		payloads.edit("m_1", "Hello!", 1, T0 + 1),
		payloads.unsend("m_1", T0 + 1),
		payloads.item(
			at=T0 + 1, reaction={"mid": "m_1", "action": "react", "emoji": "👍", "reaction": "like"}
		),
		payloads.item(at=T0 + 1, read={"watermark": T0 + 1}),
	],
	ids=["edit", "unsend", "reaction", "read"],
)
def test_so_is_what_happens_to_one(host, told, change):
	receive(host, told, payloads.message("m_1", "Hello"))
	assert news(TALK, MINE) in receive(host, told, change)


def test_comments_are_told_with_their_page(host, facebook, monkeypatch):
	told = inbox_thread_data.listen(monkeypatch, EVENT)
	comment = commented(host, facebook)
	thread = frappe.db.get_value("FB Comment", comment, "thread")
	assert news(COMMENTS, thread) in told


def test_once_per_thread_and_transaction(host, told):
	inbox_thread_data.conversation(psid="9100")
	frappe.db.commit()
	told.clear()
	name = f"{PAGE_ID}-9100"
	for number in range(50):
		rows.update(TALK, name, {"last_text": str(number)})
		values = {"conversation": name, "page": PAGE_ID, "mid": f"m_many_{number}", "direction": "Incoming"}
		rows.insert("FB Message", values)
	assert told == []
	frappe.db.commit()
	assert told == [news(TALK, name)]
	frappe.db.commit()
	assert len(told) == 1


def test_what_is_rolled_back_is_not_told(host, told):
	inbox_thread_data.conversation(psid="9100")
	frappe.db.commit()
	told.clear()
	rows.update(TALK, f"{PAGE_ID}-9100", {"last_text": "no"})
	frappe.db.rollback()
	frappe.db.commit()
	assert told == []
	rows.update(TALK, f"{PAGE_ID}-9100", {"last_text": "yes"})
	frappe.db.commit()
	assert len(told) == 1


def test_a_comment_thread_that_nobody_locked_finds_its_page(host, told):
	name = inbox_thread_data.thread(root="77_78")
	frappe.db.commit()
	told.clear()
	rows.update(COMMENTS, name, {"last_text": "x"})
	frappe.db.commit()
	assert told == [news(COMMENTS, name)]


def test_the_way_in_costs_no_statement(host, told, monkeypatch):
	name = inbox_thread_data.thread(root="77_78")
	frappe.db.commit()
	rows.get(COMMENTS, {"name": name}, ["name", "page"], lock=True)

	def no_more(*args, **kwargs):
		raise AssertionError("a statement")

	with monkeypatch.context() as patch:
		database = frappe.local.db
		patch.setattr(database, "sql" if hasattr(type(database), "sql") else "execute", no_more)
		live.written(COMMENTS, name, {"last_text": "x"})
		live.written("FB Comment", "c", {"text": "x"})
		live.written("FB Message", "m", {"conversation": MINE, "page": PAGE_ID})
		told.clear()
		live._tell()
	assert told == [news(COMMENTS, name), news(TALK, MINE)]
	frappe.db.rollback()


def do_state():
	inbox.set_state(TALK, MINE, "Done")


def do_read():
	inbox.mark_read(TALK, MINE)


def do_flag():
	inbox.set_follow_up(TALK, MINE, 1)


def do_note():
	inbox_thread.add_note(TALK, MINE, "Note")


def do_assign():
	inbox_thread.assign(TALK, MINE, AGENT)


def do_label():
	people.set_labels(TALK, MINE, ["Urgent"])


def do_label_of_the_person():
	people.set_labels("FB Contact", MINE, ["Urgent"])


def do_form():
	doc = frappe.get_doc(TALK, MINE)
	doc.state = "Archived"
	doc.save()


def do_comment_in_the_form():
	frappe.get_doc(TALK, MINE).add_comment("Comment", "<p>From the form</p>")


DEEDS = (
	do_state, do_read, do_flag, do_note, do_assign, do_label, do_label_of_the_person, do_form,
	do_comment_in_the_form,
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_what_agents_do_is_told(host, told, deed):
	insert("FB Label", label="Urgent")
	receive(host, told, payloads.message("m_1", "Hello"))
	with host.as_user(AGENT):
		deed()
	frappe.db.commit()
	assert told == [news(TALK, MINE)]


def test_an_answer_is_told_when_it_waits_and_when_it_is_sent(host, facebook, talk, monkeypatch):
	told = inbox_thread_data.listen(monkeypatch, EVENT)
	answers_data.answer(host)
	assert news(TALK, talk) in told
	told.clear()
	answers_data.run(host)
	assert news(TALK, talk) in told


def test_only_people_of_the_page_may_listen(host):
	inbox_thread_data.two_pages(host, AGENT)
	with host.as_user(AGENT):
		assert frappe.has_permission("FB Page", "read", PAGE)
		assert not frappe.has_permission("FB Page", "read", OTHER_PAGE)
