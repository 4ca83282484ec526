"""Keeping a signed delivery: one insert, then a word to the queue. Called by the webhook only.

Nothing is parsed here, so that the answer to Facebook never waits for what a delivery holds.
"""

from __future__ import annotations

import hashlib
from functools import partial

import frappe

from fb_care import __version__, clock
from fb_care.inbound import rows
from fb_care.inbound.wake import wake
from fb_care.times import site_datetime


def store(body: bytes, remote_ip: str = "") -> bool:
	"""Keep `body`, commit, and have it processed. False if the same body is here already: then it is counted.

	Raises what the database raises: the caller must not tell Facebook that the delivery is kept.
	"""
	body_hash = hashlib.sha256(body).hexdigest()
	try:
		rows.insert("FB Webhook Event", _row(body, body_hash, remote_ip))
	except Exception as error:
		if not is_taken(error):
			raise
		frappe.db.rollback()
		_count_duplicate(body_hash)
		return False
	frappe.db.after_commit.add(partial(wake, "drain"))
	frappe.db.commit()
	return True


def is_taken(error: Exception) -> bool:
	"""True when the database refused a row because a unique key is taken."""
	return bool(error.args) and bool(frappe.db.is_duplicate_entry(error))


def _row(body: bytes, body_hash: str, remote_ip: str) -> dict[str, object]:
	received_ms = clock.now_ms()
	return {
		"state": "Received",
		"received_ms": received_ms,
		"received_at": site_datetime(received_ms),
		"body": body.decode("utf-8", "replace").replace("\x00", ""),
		"body_hash": body_hash,
		"size": len(body),
		"remote_ip": remote_ip,
		"app_version": __version__,
	}


def _count_duplicate(body_hash: str) -> None:
	table = frappe.qb.DocType("FB Webhook Event")
	query = frappe.qb.update(table).set(table.duplicates, table.duplicates + 1)
	query.where(table.body_hash == body_hash).run()
	frappe.db.commit()
