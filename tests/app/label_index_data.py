"""What the index of labels holds, and what it must hold, for its tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe

from fb_care.inbox import label_index, label_rebuild
from fb_care.inbox.indexes import REPEATED
from tests.app.inbox_thread_data import COMMENTS, TALK

CONTACT = "FB Contact"


def held() -> list[Any]:
	"""Label, DocType and thread of each row, its time and the rest of what it repeats of the thread."""
	fields = ["label", "thread_doctype", "thread", *REPEATED]
	return sorted(map(tuple, frappe.get_all(label_index.INDEX, {}, fields, as_list=True)), key=_key)


def truth() -> list[Any]:
	"""The same, from the threads, their persons and what these carry."""
	labels: dict[Any, set[str]] = {}
	fields = ["parenttype", "parent", "label"]
	for doctype, name, label in frappe.get_all("FB Label Row", {}, fields, as_list=True):
		labels.setdefault((doctype, name), set()).add(label)
	found = set()
	for doctype in (TALK, COMMENTS):
		for thread in frappe.get_all(doctype, {}, "*"):
			mine = labels.get((doctype, thread.name), set()) | labels.get((CONTACT, thread.contact), set())
			repeated = [thread.get(field) for field in REPEATED]
			found |= {(label, doctype, thread.name, *repeated) for label in mine}
	return sorted(found, key=_key)


def _key(row: tuple[Any, ...]) -> tuple[Any, ...]:
	return row[:3]


def stays_true() -> None:
	"""The index is true once all is committed, and making it anew changes nothing."""
	frappe.db.commit()
	before = held()
	assert before == truth() != []
	label_rebuild.rebuild()
	assert held() == before


def check(*expected: Sequence[str]) -> None:
	"""The index is true once all is committed; of threads (DocType, name) and labels exactly these."""
	frappe.db.commit()
	assert held() == truth()
	assert sorted((row[1], row[2], row[0]) for row in held()) == sorted(map(tuple, expected))


def labelled(doctype: str, name: str, *labels: str) -> None:
	"""Puts exactly these labels on a record, through its form."""
	doc = frappe.get_doc(doctype, name)
	doc.set("labels", [{"label": label} for label in labels])
	doc.save(ignore_permissions=True)
