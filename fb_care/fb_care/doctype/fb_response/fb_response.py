"""A message that called for an answer, and its answer. Kept by fb_care.figures.responses."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class FBResponse(Document):
	pass


def on_doctype_update() -> None:
	"""Figures are read by page and time; what a message changes, by conversation and time."""
	frappe.db.add_index("FB Response", ["page", "counts", "opened_ms", "left_out", "wait_ms"], "page_figures")
	frappe.db.add_index("FB Response", ["conversation", "counts", "opened_ms"])
