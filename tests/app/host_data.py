"""Rows that the tests of the host make, straight into the app's DocTypes."""

from __future__ import annotations

from typing import Any

import frappe

from tests.app.hosts import PAGE_ID


def contact(psid: str, page: str = PAGE_ID, **fields: Any) -> Any:
	doc = frappe.get_doc({"doctype": "FB Contact", "page": page, "psid": psid, **fields})
	return doc.insert(ignore_permissions=True)


def conversation(psid: str, page: str = PAGE_ID, **fields: Any) -> Any:
	contact(psid, page)
	values = {
		"page": page,
		"psid": psid,
		"contact": f"{page}-{psid}",
		"title": f"Person {psid}",
		"state": "Open",
	}
	return frappe.get_doc({"doctype": "FB Conversation", **values, **fields}).insert(ignore_permissions=True)


def message(mid: str | None, conversation: Any, **fields: Any) -> Any:
	values = {
		"conversation": conversation.name,
		"page": conversation.page,
		"direction": "Incoming",
		"sender_kind": "Customer",
		"mid": mid,
		"sent_ms": 1700000000123,
	}
	return frappe.get_doc({"doctype": "FB Message", **values, **fields})
