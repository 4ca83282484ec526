"""One private message, in or out."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class FBMessage(Document):
	pass


def on_doctype_update() -> None:
	"""The timeline of a conversation is read in order of Meta's time."""
	frappe.db.add_index("FB Message", ["conversation", "sent_ms"])
