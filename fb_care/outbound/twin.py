"""Facebook's report of an answer that came first, and was stored as something of its own.

Called by the channels of the outbox.
"""

from __future__ import annotations

from collections.abc import Mapping

import frappe

from fb_care.inbound import rows


def drop(doctype: str, found_by: Mapping[str, str], keep: str) -> None:
	"""Delete the row of `doctype` that `found_by` names, and its ticket's entry, unless it is `keep` itself.

	One of the two is enough, and the outbox's row knows who wrote it. The thread is locked.
	"""
	twin = rows.get(doctype, found_by, ["name", "communication"])
	if not twin or twin.name == keep:
		return
	if twin.communication:
		frappe.delete_doc("Communication", twin.communication, force=True, ignore_permissions=True)
	frappe.delete_doc(doctype, twin.name, force=True, ignore_permissions=True, delete_permanently=True)
