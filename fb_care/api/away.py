"""The switch of a page over HTTP, for its form, the inbox, and other programs of the site's owner.

Agents who may read the page switch it to away and back; messages are switched by who may change the page.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, escape_html

from fb_care.away import availability, holidays, told
from fb_care.footprint import MANAGERS
from fb_care.inbound import contention


@frappe.whitelist(methods=["GET", "POST"])
def state(page: str) -> dict[str, Any]:
	"""Whether the page is away, why, since and until when, by whom; see `fb_care.away.told.state`."""
	doc = _page(page, "read")
	found = told.state(doc.name)
	return {**found, "may_manage": _manages() and doc.has_permission("write")}


@frappe.whitelist(methods=["POST"])
def set_away(
	page: str, until: str | None = None, hours: float | str | None = None, reason: str = ""
) -> dict[str, Any]:
	"""Switch the page to away until a time, 12 hours from now at most; its state afterwards.

	`until`: site time ("2026-05-31 17:30"), or ISO 8601 with its offset. `hours`: instead of it, from now.
	"""
	name = _page(page, "read").name
	until_ms = told.until_ms(until, hours)
	by = frappe.session.user
	contention.patiently(partial(availability.set_away, name, until_ms, (reason or "").strip(), by))
	return state(name)


@frappe.whitelist(methods=["POST"])
def set_back(page: str) -> dict[str, Any]:
	"""Switch the page to available, outside of its hours until they begin again; its state afterwards."""
	name = _page(page, "read").name
	contention.patiently(partial(availability.set_back, name, frappe.session.user))
	return state(name)


@frappe.whitelist(methods=["POST"])
def set_messages(page: str, on: int | str) -> dict[str, Any]:
	"""Switch messages on (1) or off (0). For managers of the page; its state afterwards."""
	frappe.only_for(MANAGERS)
	name = _page(page, "write").name
	contention.patiently(partial(availability.set_messages, name, bool(cint(on)), frappe.session.user))
	return state(name)


@frappe.whitelist(methods=["GET", "POST"])
def holiday_lists() -> list[str]:
	"""The names of the host's holiday lists that a page can go by. For managers."""
	frappe.only_for(MANAGERS)
	return holidays.names()


def _manages() -> bool:
	return bool(set(MANAGERS) & set(frappe.get_roles()))


def _page(page: str, permission: str) -> Any:
	if not frappe.db.exists("FB Page", str(page)):
		words = _("There is no page {0} here; choose one from the list of pages.")
		frappe.throw(words.format(escape_html(str(page))), frappe.DoesNotExistError)
	doc = frappe.get_doc("FB Page", str(page))
	doc.check_permission(permission)
	return doc
