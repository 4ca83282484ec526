"""What of a page matters for sending: the same in one statement as field by field."""

from __future__ import annotations

import frappe
import pytest

from fb_care import health
from fb_care.outbound import page_state, pages, problems
from tests.app.hosts import PAGE_ID
from tests.app.statements import counted


def test_a_page_that_may_send(host):
	host.page(page_name="Hill & Sons", human_agent=1, send_paused_until_ms=7)
	with counted("") as asked:
		found = page_state.of(PAGE_ID)
	assert len(asked) == 1
	told = {"page_name": "Hill & Sons", "enabled": True, "human_agent": True, "paused_until_ms": 7}
	assert found == page_state.PageState(obstacle="", **told)


def test_a_page_that_is_gone_may_do_nothing(host):
	found = page_state.of("70001")
	assert (found.enabled, found.obstacle) == (False, problems.TOKEN_MISSING)


@pytest.mark.parametrize(
	("code", "problem"),
	[("token_dead", problems.TOKEN), ("sending_refused", problems.PERMISSION), ("silent", "")],
)
def test_open_notices_keep_it_from_sending(host, code, problem):
	host.page()
	health.notice(PAGE_ID, "Error", "test", code, "What happened", "what to do")
	assert page_state.of(PAGE_ID).obstacle == pages.obstacle(PAGE_ID) == problem
	health.clear(PAGE_ID, "test")
	assert page_state.of(PAGE_ID).obstacle == ""


def test_a_missing_token_comes_before_a_restriction(host):
	host.page(blocked_until_fixed=1)
	assert page_state.of(PAGE_ID).obstacle == problems.RESTRICTED
	page = frappe.get_doc("FB Page", PAGE_ID)
	page.access_token = ""
	page.save(ignore_permissions=True)
	assert page_state.of(PAGE_ID).obstacle == pages.obstacle(PAGE_ID) == problems.TOKEN_MISSING
