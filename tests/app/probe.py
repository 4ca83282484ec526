"""Whitelisted functions that only exist to be called over HTTP by test_host.py, and jobs to be enqueued.

The tests put this module in as `fb_care.host_probe`, because a host calls functions of installed apps only.
"""

from __future__ import annotations

import frappe
from werkzeug.wrappers import Response

NAME = "fb_care.host_probe"


@frappe.whitelist(allow_guest=True)
def echo() -> dict:
	"""What arrived, and as whom."""
	return {"form": {k: v for k, v in frappe.form_dict.items() if k != "cmd"}, "user": frappe.session.user}


@frappe.whitelist(allow_guest=True)
def add(a: int, b: int = 1) -> int:
	return a + b


@frappe.whitelist()
def members_only() -> str:
	return frappe.session.user


@frappe.whitelist(allow_guest=True, methods=["POST"])
def post_only() -> str:
	return "posted"


def not_whitelisted() -> str:
	return "secret"


@frappe.whitelist(allow_guest=True)
def fail(kind: str) -> None:
	"""Raise the host's exception of that name, or frappe.throw without one."""
	if kind == "throw":
		frappe.throw("This is wrong")
	if kind == "ValueError":
		raise ValueError("A plain error")
	raise getattr(frappe, kind)(f"A {kind}")


@frappe.whitelist(allow_guest=True)
def plain() -> Response:
	"""An answer that isn't JSON."""
	return Response("12345", mimetype="text/plain")


@frappe.whitelist(allow_guest=True)
def status(code: int) -> None:
	frappe.local.response["http_status_code"] = code


@frappe.whitelist(allow_guest=True)
def write(ad_id: str, then: str = "") -> None:
	"""Insert a row; then fail, or commit first and fail."""
	frappe.get_doc({"doctype": "FB Ad", "ad_id": ad_id, "title": "Probe"}).insert(ignore_permissions=True)
	frappe.db.after_commit.add(lambda: note(f"committed {ad_id}"))
	if then == "fail":
		frappe.throw("Not this time")


notes: list[str] = []


def note(text: str) -> None:
	notes.append(text)


def job(ad_id: str, fail: bool = False) -> None:
	"""Insert a row as whoever enqueued this; fail afterwards if asked to."""
	frappe.get_doc({"doctype": "FB Ad", "ad_id": ad_id, "title": frappe.session.user}).insert(
		ignore_permissions=True
	)
	if fail:
		raise ValueError(f"The job about {ad_id} fails")


def chain(ad_id: str) -> None:
	"""A job that enqueues another."""
	frappe.enqueue(f"{NAME}.job", ad_id=ad_id)
