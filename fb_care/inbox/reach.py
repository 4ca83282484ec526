"""Which threads of which pages a user may see: by the right to read, and by User Permissions on pages.

Both kinds of threads can have limits of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from fb_care import permissions
from fb_care.inbox.filters import CONVERSATION, THREAD, Filters

DOCTYPES = (CONVERSATION, THREAD)


@dataclass(frozen=True)
class Source:
	"""Threads of one DocType that may be listed. `pages`: only these; None: of all pages."""

	doctype: str
	pages: tuple[str, ...] | None

	@property
	def number(self) -> int:
		"""Its place among threads of the same time."""
		return DOCTYPES.index(self.doctype)


def of(user: str, wanted: Filters | None = None) -> list[Source]:
	"""What this user may see of what is wanted. Raises PermissionError for who may read no threads at all."""
	readable = [doctype for doctype in DOCTYPES if frappe.has_permission(doctype, "read", user=user)]
	if not readable:
		frappe.throw(_("You may not read conversations and comments."), frappe.PermissionError)
	wanted = wanted or Filters()
	found = [
		Source(doctype, _pages(user, doctype, wanted.pages)) for doctype in readable if wanted.wants(doctype)
	]
	return [source for source in found if source.pages is None or source.pages]


def pages(user: str) -> list[str] | None:
	"""The pages of which the user may see threads of either kind; None: all."""
	found: set[str] = set()
	for source in of(user):
		if source.pages is None:
			return None
		found |= set(source.pages)
	return sorted(found)


def page_rows(user: str, fields: Sequence[str]) -> list[Any]:
	"""These pages, in the order of their names as people know them."""
	allowed = pages(user)
	filters = {} if allowed is None else {"name": ["in", allowed or [""]]}
	return frappe.get_all("FB Page", filters=filters, fields=list(fields), order_by="page_name asc, name asc")


def page_names(user: str) -> list[str]:
	"""The FB Pages whose threads the user may see, in the same order."""
	return [row.name for row in page_rows(user, ("name", "page_name"))]


def _pages(user: str, doctype: str, wanted: Sequence[str]) -> tuple[str, ...] | None:
	allowed = permissions.allowed_pages(user, doctype) if user != "Administrator" else []
	if not allowed:
		return tuple(wanted) or None
	return tuple(page for page in dict.fromkeys(allowed) if not wanted or page in wanted)
