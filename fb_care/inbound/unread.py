"""Which comments nobody has read. The thread's count is the number of its unread comments.

Called with the thread locked, by what agents do: opening, answering, marking.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from fb_care.inbound import rows
from fb_care.inbound.comment_threads import COMMENT, DOCTYPE


def counted(number: int) -> dict[str, int]:
	"""The fields of a thread, of either DocType, in which so many are unread."""
	return {"unread_count": number, "has_unread": int(number > 0)}


def read_all(thread: str) -> None:
	"""All comments of the thread are read."""
	table = frappe.qb.DocType(COMMENT)
	frappe.qb.update(table).set(table.unread, 0).where((table.thread == thread) & (table.unread == 1)).run()


def mark(thread: str, names: Sequence[str], value: int) -> None:
	"""Set comments of one thread to read (0) or unread (1), and count. the page's own are never unread."""
	table = frappe.qb.DocType(COMMENT)
	mine = (table.thread == thread) & table.name.isin(list(names)) & (table.direction == "Incoming")
	frappe.qb.update(table).set(table.unread, value).where(mine).run()
	left = count(thread)
	rows.update(DOCTYPE, thread, counted(left))


def count(thread: str) -> int:
	"""How many comments of the thread are unread."""
	return frappe.db.count(COMMENT, {"thread": thread, "unread": 1})
