"""The demo's hand on a site: settings and pages for the fake Facebook, and putting back what there was.

Commands of demo_site.py; they run under the site's own Python.
"""

from __future__ import annotations

from typing import Any

DEMO_LABEL = "recorded day (demo)"


def setup(
	graph_url: str, app_id: str, secret: str, verify_token: str, pages: list[dict[str, str]]
) -> dict[str, Any]:
	"""Settings and pages for the fake Facebook; gives the settings there were, for `restore`."""
	import frappe

	settings = frappe.get_doc("FB Care Settings")
	keys = ("enabled", "app_id", "graph_url", "media_hosts")
	before = {key: settings.get(key) for key in keys}
	before["verify_token"] = settings.get_password("verify_token", raise_exception=False) or ""
	hosts = ",".join(part for part in (settings.media_hosts or "", "127.0.0.1") if part)
	settings.update({"enabled": 1, "app_id": app_id, "graph_url": graph_url, "media_hosts": hosts})
	settings.verify_token = verify_token
	# First, as the first one signs the calls to Graph; the site's own stay accepted.
	others = [row for row in settings.app_secrets if row.label != DEMO_LABEL]
	settings.app_secrets = []
	settings.append("app_secrets", {"label": DEMO_LABEL, "secret": secret, "active": 1})
	settings.app_secrets.extend(others)
	for number, row in enumerate(settings.app_secrets, start=1):
		row.idx = number
	settings.save(ignore_permissions=True)
	for page in pages:
		_make_page(page)
	return before


def _make_page(page: dict[str, str]) -> None:
	import frappe

	values = {
		"page_name": page["name"],
		"access_token": page["token"],
		"enabled": 1,
		"automatic_texts": page["automatic"],
	}
	if frappe.db.exists("FB Page", page["page_id"]):
		doc = frappe.get_doc("FB Page", page["page_id"])
		doc.update(values)
		doc.save(ignore_permissions=True)
	else:
		doc = frappe.get_doc({"doctype": "FB Page", "page_id": page["page_id"], **values})
		doc.insert(ignore_permissions=True)


def restore(before: dict[str, Any]) -> None:
	"""Put back what `setup` changed in the settings; the pages stay."""
	import frappe

	settings = frappe.get_doc("FB Care Settings")
	settings.update(before)
	settings.app_secrets = [row for row in settings.app_secrets if row.label != DEMO_LABEL]
	settings.save(ignore_permissions=True)


def subscribe(page_id: str) -> list[str]:
	"""Subscribe a page as the button on its form does, and check it."""
	from fb_care.jobs import health

	fields = health.subscribe(page_id)
	health.check(page_id)
	return fields
