"""A label of a thread or of its person, beside the thread's time: an index that the app keeps itself."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care.inbox import indexes as inbox_indexes


class FBThreadLabel(Document):
	pass


def on_doctype_update() -> None:
	"""The inbox lists the threads that carry a label by time."""
	inbox_indexes.of_thread_labels()
