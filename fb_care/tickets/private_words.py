"""What a comment's card in the ticket says of its private reply. Called by `entries` and `private_notes`."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import format_datetime

from fb_care import team
from fb_care.facebook import window
from fb_care.times import site_datetime


def used(row: Any) -> str:
	"""What became of the private reply (a row of the ledger); "" while it may still be sent."""
	if row.state == "Sent":
		by, at = team.name_of(row.sent_by), row.sent_at
		return _("Answered privately by {0} ({1})").format(by, format_datetime(at) if at else "")
	if row.state == "Unknown":
		return _("Whether a private reply was sent is not known")
	return ""


def deadline(sent_ms: int | None) -> str:
	"""Until when a comment written at `sent_ms` (UTC ms) can be answered privately, for its card."""
	if not sent_ms:
		return ""
	until = site_datetime(window.private_reply_until(sent_ms))
	return _("A private reply is possible until {0}").format(format_datetime(until))
