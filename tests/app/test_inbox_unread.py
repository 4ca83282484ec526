"""Whatever happens to a thread, in whatever order: what is unread of it, and the mark that says so, agree."""

from __future__ import annotations

import random

import frappe
import pytest

from fb_care.api import comments, inbox, inbox_thread
from fb_care.inbound import unread
from tests.app import payloads
from tests.app.bulk_data import do, undo
from tests.app.comments_data import commented
from tests.app.hosts import AGENT, PAGE_ID
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.payloads import NORA, T0

STEPS = 25
ACTIONS = ("read", "unread", "open", "done", "spam", "archive")


def agree(doctype):
	"""has_unread says whether unread_count counts; of comments it counts those that are unread."""
	fields = ["name", "unread_count", "has_unread", "state"]
	for row in frappe.get_all(doctype, fields=fields):
		assert row.has_unread == int(row.unread_count > 0), row
		assert row.unread_count >= 0, row
		if doctype == COMMENTS:
			assert row.unread_count == unread.count(row.name), row


class Talk:
	"""What can happen to a conversation."""

	def __init__(self, host):
		self.host, self.at, self.tokens = host, T0, []
		self.key = (TALK, f"{PAGE_ID}-{NORA}")
		self.said()

	def said(self):
		self.at += 1
		self.host.receive(payloads.delivery(payloads.message(f"m_{self.at}", "Hello", at=self.at)))

	def echoed(self):
		self.at += 1
		self.host.receive(payloads.delivery(payloads.echo(f"m_{self.at}", "Hi", at=self.at)))

	def read(self):
		with self.host.as_user(AGENT):
			inbox.mark_read(*self.key)

	def marked_unread(self):
		with self.host.as_user(AGENT):
			inbox_thread.mark_unread(*self.key)

	def put(self, action):
		found = do(self.host, action, [list(self.key)])
		assert found["refused"] == []
		if found["undo"]:
			self.tokens.append(found["undo"])

	def undone(self):
		if self.tokens:
			undo(self.host, self.tokens.pop())

	def saved(self):
		doc = frappe.get_doc(*self.key)
		doc.state = "Open"
		doc.save(ignore_permissions=True)
		frappe.db.commit()


class Thread(Talk):
	"""What can happen to a comment thread."""

	def __init__(self, host, facebook):
		self.host, self.at, self.tokens = host, T0, []
		comment = commented(host, facebook)
		self.key = (COMMENTS, frappe.db.get_value("FB Comment", comment, "thread"))

	def said(self):
		pass

	echoed = said

	def marked(self):
		found = frappe.get_all("FB Comment", {"thread": self.key[1]}, pluck="name")
		with self.host.as_user(AGENT):
			comments.mark_read(found[0])

	def marked_unread_one(self):
		found = frappe.get_all("FB Comment", {"thread": self.key[1]}, pluck="name")
		with self.host.as_user(AGENT):
			comments.mark_unread(found[0])


def turn(chance, thread):
	deeds = [name for name in dir(thread) if name in DEEDS]
	deed = chance.choice([*deeds, "put", "put"])
	if deed == "put":
		thread.put(chance.choice(ACTIONS))
	else:
		getattr(thread, deed)()
	thread.host.fresh()


DEEDS = ("said", "echoed", "read", "marked_unread", "undone", "saved", "marked", "marked_unread_one")


@pytest.mark.parametrize("seed", range(3))
def test_of_conversations(host, seed):
	host.page()
	thread, chance = Talk(host), random.Random(seed)
	for _step in range(STEPS):
		turn(chance, thread)
		agree(TALK)


@pytest.mark.parametrize("seed", range(3))
def test_of_comment_threads(host, facebook, seed):
	thread, chance = Thread(host, facebook), random.Random(seed)
	for _step in range(STEPS):
		turn(chance, thread)
		agree(COMMENTS)


def test_what_came_meanwhile_is_not_put_away_by_taking_back(host):
	"""Opened by mistake, answered to by the person: taking it back leaves it open."""
	host.page()
	thread = Talk(host)
	do(host, "done", [list(thread.key)])
	token = do(host, "open", [list(thread.key)])["undo"]
	thread.said()
	found = undo(host, token)
	assert (found["done"], len(found["refused"])) == (0, 1)
	assert frappe.db.get_value(*thread.key, ["state", "unread_count"]) == ("Open", 1)


def test_what_came_meanwhile_counts_besides(host):
	host.page()
	thread = Talk(host)
	token = do(host, "spam", [list(thread.key)])["undo"]
	thread.said()
	assert frappe.db.get_value(*thread.key, ["state", "unread_count"]) == ("Spam", 1)
	assert undo(host, token)["done"] == 1
	assert frappe.db.get_value(*thread.key, ["state", "unread_count", "has_unread"]) == ("Open", 2, 1)


@pytest.mark.parametrize("action", ["done", "archive", "spam"])
@pytest.mark.parametrize("first", ["", "done", "spam"])
def test_the_figures_are_as_before_when_it_is_taken_back(host, first, action):
	host.page()
	thread = Talk(host)
	if first:
		do(host, first, [list(thread.key)])
	host.fresh()
	before = frappe.get_all("FB Response", pluck="left_out", order_by="opened_ms asc")
	assert len(before) > 0
	token = do(host, action, [list(thread.key)])["undo"]
	if token:
		undo(host, token)
	host.fresh()
	assert frappe.get_all("FB Response", pluck="left_out", order_by="opened_ms asc") == before
	assert frappe.db.get_value(*thread.key, "state") == {"": "Open", "done": "Done", "spam": "Spam"}[first]
