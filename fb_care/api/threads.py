"""The conversation or comment thread behind what a request names, if its user may. For the API's modules."""

from __future__ import annotations

import frappe
from frappe import _

from fb_care.footprint import TICKET_DOCTYPES
from fb_care.inbox import given
from fb_care.outbound import lanes


def behind(doctype: str, name: str, right: str) -> tuple[str, str]:
	"""DocType and name of the thread that an answer from this document goes to.

	`right` is what the user must be allowed to do with the thread; a ticket must be readable. Raises
	PermissionError, and ValidationError for a ticket that is not from Facebook.
	"""
	if doctype in TICKET_DOCTYPES:
		frappe.get_doc(doctype, name).check_permission("read")
	thread = lanes.resolve(doctype, name)
	if not thread[1]:
		frappe.throw(_("{0} {1} is not from Facebook.").format(_(doctype), frappe.utils.escape_html(name)))
	given.thread(*thread, right)
	return thread
