"""Threads for the tests of what is done to many at once, and how these tests do it."""

from __future__ import annotations

import json

import frappe

from fb_care.api import inbox_bulk
from fb_care.inbox import bulk_job
from tests.app import inbox_thread_data
from tests.app.hosts import AGENT
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import NOW_MS, PAGE


def threads(host):
	"""Five conversations and a comment thread of the page, all unread; another page has one of each."""
	names = inbox_thread_data.two_pages(host, AGENT)
	keys = [[TALK, inbox_thread_data.conversation(PAGE, psid=f"83{number:02}")] for number in range(4)]
	keys += [[TALK, names[PAGE][0]], [COMMENTS, names[PAGE][1]]]
	for doctype, name in keys:
		values = {"last_ms": NOW_MS, "unread_count": 2, "has_unread": 1}
		frappe.db.set_value(doctype, name, values)
	comment = frappe.db.get_value("FB Comment", {"thread": names[PAGE][1]}, "name")
	frappe.db.set_value("FB Comment", comment, "unread", 1)
	frappe.db.commit()
	return keys


def do(host, action, keys="[]", user=AGENT, **more):
	with host.as_user(user):
		return inbox_bulk.do(action, json.dumps(keys) if isinstance(keys, list) else keys, **more)


def undo(host, token, user=AGENT):
	with host.as_user(user):
		return inbox_bulk.undo(token)


def values(keys, field):
	return [frappe.db.get_value(doctype, name, field) for doctype, name in keys]


def work(host, job):
	"""The job's stretches, in this process."""
	frappe.db.commit()
	host.drop_jobs()
	while True:
		bulk_job.go_on(job)
		frappe.set_user("Administrator")
		if bulk_job._get(job)["finished"]:
			break
	host.fresh()
