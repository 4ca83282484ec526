"""The buttons of the FB Page form. For people who may write the page; they wait for Facebook's answer."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care import health as notices
from fb_care import settings
from fb_care.facebook.errors import GraphError
from fb_care.jobs import health


@frappe.whitelist(methods=["POST"])
def check_now(page: str) -> dict:
	"""Check the page's token and subscription now; its health afterwards."""
	_may_write(page)
	return health.check(page)


@frappe.whitelist(methods=["POST"])
def subscribe(page: str) -> list[str]:
	"""Subscribe the page to the webhook fields this app needs; the fields."""
	_may_write(page)
	try:
		return health.subscribe(page)
	except (GraphError, settings.TokenMissing) as error:
		_refused(error)
	return []


@frappe.whitelist(methods=["POST"])
def unsubscribe(page: str) -> None:
	"""Take this app off the page."""
	_may_write(page)
	try:
		health.unsubscribe(page)
	except (GraphError, settings.TokenMissing) as error:
		_refused(error)


@frappe.whitelist(methods=["POST"])
def solve_notices(page: str) -> int:
	"""Mark the page's open notices as solved; how many. The next check brings back what is still wrong."""
	_may_write(page)
	return notices.solve(page)


def _may_write(page: str) -> None:
	frappe.get_doc("FB Page", page).check_permission("write")


def _refused(error: Exception) -> None:
	frappe.throw(_("Facebook did not accept this: {0}").format(escape_html(str(error))))
