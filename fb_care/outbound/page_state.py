"""What of a page matters for whether, how and when it may write: read in one statement.

Called by `pages` and `windows`. A page that is not there may do nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.query_builder.functions import Count

from fb_care import settings
from fb_care.outbound import problems
from fb_care.prepared import given, prepared

#: Codes of open notices that keep a page from sending, with what that is to an answer.
_NOTICED = {"token_dead": problems.TOKEN, "sending_refused": problems.PERMISSION}


@dataclass(frozen=True, kw_only=True)
class PageState:
	"""`enabled`: it is in use here. `human_agent`: Meta's permission of that name.

	`obstacle`: why nothing of it can be sent at present, as a code of `problems`; "" if it can.
	`paused_until_ms` (UTC ms): it sends nothing before, for Facebook's limits; 0 or a past time: it sends.
	"""

	page_name: str = ""
	enabled: bool = False
	human_agent: bool = False
	obstacle: str = problems.TOKEN_MISSING
	paused_until_ms: int = 0


def of(page: str) -> PageState:
	"""The page as it is now."""
	found = _read(page=page, as_dict=True)
	if not found:
		return PageState()
	return PageState(
		page_name=found[0].page_name or "",
		enabled=bool(found[0].enabled),
		human_agent=bool(found[0].human_agent),
		obstacle=_obstacle(found[0]),
		paused_until_ms=found[0].send_paused_until_ms or 0,
	)


def _obstacle(row: Any) -> str:
	if not row.tokens:
		return problems.TOKEN_MISSING
	if row.blocked_until_fixed:
		return problems.RESTRICTED
	return next((problem for code, problem in _NOTICED.items() if row[code]), "")


@prepared
def _read() -> Any:
	page = frappe.qb.DocType("FB Page")
	query = frappe.qb.from_(page).select(page.page_name, page.enabled, page.human_agent)
	query = query.select(page.blocked_until_fixed, page.send_paused_until_ms)
	query = query.select(settings.page_tokens(given("page")).as_("tokens"))
	query = query.select(*(_notices(page.name, code).as_(code) for code in _NOTICED))
	return query.where(page.name == given("page"))


def _notices(page: Any, code: str) -> Any:
	"""How many open notices of this code the page has."""
	row = frappe.qb.DocType("FB Page Notice")
	query = frappe.qb.from_(row).select(Count(row.name)).where(row.parent == page)
	return query.where((row.parenttype == "FB Page") & (row.solved == 0) & (row.code == code))
