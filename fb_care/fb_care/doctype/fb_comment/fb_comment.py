"""One public comment, visitor's post, mention or rating."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from fb_care.inbox import indexes as inbox_indexes


class FBComment(Document):
	pass


def on_doctype_update() -> None:
	"""Meta's ids of one comment agree in their last part only. The inbox asks for a thread's last ones."""
	frappe.db.add_index("FB Comment", ["page", "comment_tail"])
	inbox_indexes.of_comments()
