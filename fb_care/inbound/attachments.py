"""Attachments of messages and comments as child rows; a job copies the files later."""

from __future__ import annotations

import json
from collections.abc import Sequence

import frappe

from fb_care.facebook.events import Attachment
from fb_care.inbound import rows
from fb_care.inbound.outcome import Batch

DOCTYPE = "FB Attachment"
#: Kinds whose address is a page to look at, not a file to copy.
_PAGES = frozenset({"fallback", "link", "location", "template", "appointment_booking", "post", "ig_post"})


def insert(parent: tuple[str, str], found: Sequence[Attachment], batch: Batch) -> None:
	"""Insert the attachments of `parent` (DocType, name) in their order."""
	if not found:
		return
	children = [_row(one) for one in found]
	rows.insert_children(DOCTYPE, (*parent, "attachments"), children)
	batch.fetch = batch.fetch or any(child["state"] == "Pending" for child in children)


def forget(parent: str, reason: str) -> None:
	"""What was taken back is no longer shown: addresses and titles go, a job deletes the kept files."""
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.update(table).where((table.parent == parent) & (table.parentfield == "attachments"))
	gone = {"url": "", "title": "", "details": "", "state": "None", "reason": reason}
	for field, value in gone.items():
		query = query.set(field, value)
	query.run()


def _row(one: Attachment) -> dict[str, object]:
	copy = one.url.startswith(("https://", "http://")) and one.kind not in _PAGES
	return {
		"kind": one.kind,
		"title": one.title,
		"url": one.url,
		"meta_id": one.meta_id,
		"state": "Pending" if copy else "None",
		"tries": 0,
		"details": json.dumps(dict(one.details), ensure_ascii=False) if one.details else None,
	}
