"""A label on a contact, conversation or comment thread."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care.inbox import indexes as inbox_indexes


class FBLabelRow(Document):
	pass


def on_doctype_update() -> None:
	"""The host asks what carries a label before it takes it away, or renames it."""
	inbox_indexes.of_labels()
