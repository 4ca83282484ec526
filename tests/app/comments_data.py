"""Comments at the fake Facebook that have come in here, for the tests of what agents do with them."""

from __future__ import annotations

import json
from typing import Any

import frappe

from fb_care import clock
from fb_care.inbound import comment_merge, comment_threads
from fb_care.inbound.outcome import Arrival, Batch
from tests.app.hosts import PAGE_ID, Host
from tests.app.payloads import POST
from tests.fakebook import comments

COMMENT_ID = "122100000000000501_801"
MINUTE = 60_000
EVA = ("7700000000001", "Eva Brandt")


def commented(host: Host, facebook: Any, comment: Any = None, **page: Any) -> str:
	"""A comment (Eva's question unless given) is written at Facebook and comes in; name of its FB Comment."""
	host.page(**page)
	facebook.world.pages[PAGE_ID].subscribed = ["feed", "messages", "message_echoes"]
	if POST not in facebook.world.posts:
		facebook.add_post(POST, "Winter service")
	if comment is None:
		written_ms = clock.now_ms() - MINUTE
		comment = facebook.add_comment(COMMENT_ID, POST, EVA, "How long does it take?", created_ms=written_ms)
	comments.publish(facebook, comment, "add")
	deliver_all(host, facebook)
	tail = comment.comment_id.rpartition("_")[2]
	return frappe.db.get_value("FB Comment", {"page": PAGE_ID, "comment_tail": tail}, "name")


def deliver_all(host: Host, facebook: Any) -> int:
	"""Bring in what Facebook has to report; how many deliveries."""
	waiting = [one for one in facebook.webhooks.deliveries if one.next_ms is not None]
	for one in waiting:
		one.next_ms = None
		assert host.deliver(json.loads(one.body)).status == 200
		host.drain()
	frappe.db.commit()
	return len(waiting)


def gather(stray: str, thread: str) -> None:
	"""`stray` turns out to be about the first comment of `thread`, which takes it in."""
	fields = ["name", "page", "comment_id"]
	comment = frappe.db.get_value("FB Comment", {"thread": thread}, fields, as_dict=True)
	comment.update(kind="Comment", post=None)
	frappe.db.set_value("FB Comment Thread", thread, "root_key", f"of the post of {thread}")
	key = comment_threads.key(comment.page, comment.comment_id)
	frappe.db.set_value("FB Comment Thread", stray, "root_key", key)
	frappe.db.commit()
	comment_merge.gather(thread, comment, Arrival(None, "", 0, Batch()))
