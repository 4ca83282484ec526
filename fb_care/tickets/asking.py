"""Asking for tickets that were left out by mistake: after Spam or a block is taken back.

Called by the controllers of FB Conversation, FB Comment Thread and FB Contact, and by the desk's bulk
actions. Only marks the threads; the sweep makes the tickets within a minute or so. The caller commits.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.model.document import Document

from fb_care.tickets import entries
from fb_care.tickets.threads import PARTS


def after_spam(doc: Document) -> None:
	"""A conversation or comment thread was saved; if it is Spam no longer, its ticket is due."""
	before = doc.get_doc_before_save()
	if before and before.state == "Spam" and doc.state != "Spam":
		again(doc.doctype, [doc.name])


def after_block(contact: str) -> None:
	"""A person is blocked no longer: what they wrote meanwhile is due for tickets."""
	for doctype in PARTS:
		again(doctype, frappe.get_all(doctype, filters={"contact": contact}, pluck="name"))


def again(doctype: str, names: Sequence[str]) -> None:
	"""Mark those of these threads as due in which a person said something that is in no ticket yet."""
	part_doctype, link = PARTS[doctype]
	part, table = frappe.qb.DocType(part_doctype), frappe.qb.DocType(doctype)
	if not names:
		return
	asked = part[link].isin(list(names)) & (part.direction == "Incoming") & entries.not_linked(part)
	waiting = frappe.qb.from_(part).select(part[link]).distinct().where(asked).run(pluck=True)
	if waiting:
		wanted = table.name.isin(list(waiting)) & (table.state != "Spam")
		frappe.qb.update(table).set(table.ticket_due, 1).where(wanted).run()
