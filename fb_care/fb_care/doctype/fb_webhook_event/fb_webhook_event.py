"""One signed delivery of Facebook's as received, and what became of it."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from fb_care.jobs import retention


class FBWebhookEvent(Document):
	@staticmethod
	def clear_old_logs(days: int = 30) -> None:
		"""For the host's Log Settings, where an admin adds this DocType: clears processed deliveries only."""
		retention.clear_deliveries(days)


def on_doctype_update() -> None:
	"""Waiting deliveries are taken in the order in which they came, retries in that of falling due."""
	frappe.db.add_index("FB Webhook Event", ["state", "received_ms"])
	frappe.db.add_index("FB Webhook Event", ["state", "next_try_ms"])
