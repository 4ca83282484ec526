"""The timeline of a conversation or comment thread over HTTP, for the forms. `inbox.timeline` does it."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.inbox import timeline


@frappe.whitelist(methods=["GET", "POST"])
def conversation(name: str, before: str = "") -> dict[str, Any]:
	"""The newest messages before the cursor `before`, oldest first. PermissionError without access."""
	frappe.get_doc("FB Conversation", str(name)).check_permission("read")
	return timeline.of_conversation(str(name), str(before or ""))


@frappe.whitelist(methods=["GET", "POST"])
def comment_thread(name: str, before: str = "") -> dict[str, Any]:
	"""The newest comments before the cursor `before`, oldest first, with the post and ad they are about."""
	frappe.get_doc("FB Comment Thread", str(name)).check_permission("read")
	return timeline.of_comment_thread(str(name), str(before or ""))
