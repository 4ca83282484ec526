"""When and why a page was away. Kept by fb_care.away.periods."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class FBAwayPeriod(Document):
	pass


def on_doctype_update() -> None:
	"""Whether a page was away at some time is asked for each opening."""
	frappe.db.add_index("FB Away Period", ["page", "start_ms"])
