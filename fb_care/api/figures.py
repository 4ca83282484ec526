"""How responsive a page is, over HTTP. Called by the desk's forms and pages; `figures` does the work."""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe

from fb_care.figures import overview
from fb_care.figures import page as figures
from fb_care.inbound import contention


@frappe.whitelist(methods=["GET", "POST"])
def of_page(page: str) -> dict[str, Any]:
	"""All that a screen shows of a page's figures: `figures.overview.of_page`. For who may read the page."""
	return overview.of_page(_may(page, "read"))


@frappe.whitelist(methods=["POST"])
def refresh(page: str) -> dict[str, Any]:
	"""Work the figures out anew, keep them on the page, and answer `of_page`. For who may write the page."""
	contention.patiently(partial(figures.refresh, _may(page, "write")))
	return overview.of_page(page)


def _may(page: str, ptype: str) -> str:
	frappe.get_doc("FB Page", str(page)).check_permission(ptype)
	return str(page)
