"""An inbox with very many conversations, made and taken away: commands of host_side.py."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

from benchmarks import inboxes, long_threads
from benchmarks.bulk import insert_many
from tests.app.hosts import Host

CONVERSATION, MESSAGE, CONTACT = "FB Conversation", "FB Message", "FB Contact"
AD, LABELS, INDEX, NOTE = "FB Ad", "FB Label Row", "FB Thread Label", "Comment"
RESPONSE = "FB Response"
#: What long threads have besides.
HANGING = {
	"FB Attachment": long_threads.attachments,
	"FB Reaction": long_threads.reactions,
	NOTE: long_threads.notes,
}


def fill_inbox(host: Host, count: int) -> dict[str, Any]:
	"""`count` conversations with their contacts, ads and five messages each; a few are long."""
	import frappe

	from fb_care import clock
	from fb_care.inbox import label_rebuild

	_others(host)
	start = time.perf_counter()
	until_ms = clock.now_ms()
	insert_many(CONTACT, (inboxes.contact(row) for row in inboxes.conversations(count, until_ms)))
	insert_many(CONVERSATION, inboxes.conversations(count, until_ms))
	insert_many(LABELS, _label_rows(count, until_ms))
	label_rebuild.rebuild()
	insert_many(RESPONSE, (inboxes.response(row) for row in inboxes.conversations(count, until_ms)))
	say = inboxes.Zipf(inboxes.words(), random.Random(2))
	rows = inboxes.conversations(count, until_ms)
	insert_many(MESSAGE, (message for row in rows for message in inboxes.messages(row, say)))
	_hang(count, until_ms)
	for doctype in (CONTACT, CONVERSATION, MESSAGE, RESPONSE, LABELS, INDEX, *HANGING):
		_analyze(doctype)
	found = {doctype: frappe.db.count(doctype) for doctype in (CONVERSATION, MESSAGE)}
	return {"rows": found, "seconds": time.perf_counter() - start}


def empty_inbox(host: Host) -> dict[str, Any]:
	"""Take all of it away at once: row by row it would take longer than making it."""
	import frappe

	frappe.db.delete(NOTE, {"reference_doctype": CONVERSATION})
	hanging = ("FB Attachment", "FB Reaction")
	for doctype in (MESSAGE, CONVERSATION, CONTACT, RESPONSE, LABELS, INDEX, *hanging, AD):
		if frappe.db.db_type == "sqlite":
			frappe.db.delete(doctype)
		else:
			frappe.db.truncate(doctype)
	frappe.db.commit()
	return {}


def _others(host: Host) -> None:
	import frappe

	for number in range(inboxes.PAGES):
		host.page(page_id=f"9000{number}", page_name=f"Page {number}")
	for number in range(inboxes.LABELS):
		frappe.get_doc({"doctype": "FB Label", "label": f"Label {number}"}).insert(ignore_if_duplicate=True)
	insert_many(AD, inboxes.ads())
	frappe.db.commit()


def _hang(count: int, until_ms: int) -> None:
	"""Pictures, reactions and notes of the long threads."""
	rows = inboxes.conversations(count, until_ms)
	longs = [row for row in rows if long_threads.is_long(int(row["psid"]))]
	for doctype, made in HANGING.items():
		insert_many(doctype, (one for row in longs for one in made(row)))


def _label_rows(count: int, until_ms: int) -> Iterator[dict[str, Any]]:
	for row in inboxes.conversations(count, until_ms):
		for label in inboxes.labels_of(row):
			yield {
				"name": f"l{row['psid']}",
				"parent": row["name"],
				"parenttype": CONVERSATION,
				"parentfield": "labels",
				"idx": 1,
				"label": label,
			}


def _analyze(doctype: str) -> None:
	import frappe

	if frappe.db.db_type == "mariadb":
		frappe.db.sql(f"analyze table `tab{doctype}`")
	elif frappe.db.db_type == "postgres":
		frappe.db.sql(f'analyze "tab{doctype}"')
	frappe.db.commit()


COMMANDS = {f.__name__: f for f in (fill_inbox, empty_inbox)}
