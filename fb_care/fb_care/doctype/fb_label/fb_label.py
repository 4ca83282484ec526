"""A word that agents put on people, conversations and comments."""

from __future__ import annotations

from frappe.model.document import Document

from fb_care.inbox import label_index


class FBLabel(Document):
	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""The host has put the new name where the old one was linked; the index holds no links."""
		label_index.renamed(old)
