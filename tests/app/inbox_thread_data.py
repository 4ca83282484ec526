"""Two pages, and the means to listen to what open inboxes are told, for the tests of the inbox."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from tests.app.operating_data import OTHER_PAGE, PAGE, conversation, thread

TALK, COMMENTS = "FB Conversation", "FB Comment Thread"


def two_pages(host: Any, agent: str = "") -> dict[str, tuple[str, str]]:
	"""Page -> a conversation and a comment thread of it; the agent is allowed the first page only."""
	from frappe.permissions import add_user_permission

	host.page(PAGE)
	host.page(OTHER_PAGE, page_name="Hill Tools")
	names = {page: (conversation(page), thread(page, root=f"{page}_1")) for page in (PAGE, OTHER_PAGE)}
	if agent:
		add_user_permission("FB Page", PAGE, agent)
	frappe.db.commit()
	return names


def listen(monkeypatch: pytest.MonkeyPatch, *events: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
	"""What is told to browsers from now on: (event, message, to whom)."""
	told: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

	def publish(event: str, message: Any = None, *args: Any, **to: Any) -> None:
		if not events or event in events:
			told.append((event, message, to))

	monkeypatch.setattr(frappe, "publish_realtime", publish)
	return told
