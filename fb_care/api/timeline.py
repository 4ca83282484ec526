"""The timeline of a conversation or comment thread over HTTP, for the forms. `inbox.timeline` does it."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.inbox import given, timeline


@frappe.whitelist(methods=["GET", "POST"])
def conversation(name: str, before: str = "") -> dict[str, Any]:
	"""The newest messages before the cursor `before`, oldest first. PermissionError without access."""
	doc = given.thread("FB Conversation", name, "read")
	return timeline.of_conversation(doc, given.text(before))


@frappe.whitelist(methods=["GET", "POST"])
def comment_thread(name: str, before: str = "") -> dict[str, Any]:
	"""The newest comments before the cursor `before`, oldest first, with the post and ad they are about."""
	doc = given.thread("FB Comment Thread", name, "read")
	return timeline.of_comment_thread(doc, given.text(before))
