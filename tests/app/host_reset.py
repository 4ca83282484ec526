"""Empties a test site of what the app and its tests made, and puts settings and test users back.

On a bench only rows that belong to the app go: its own DocTypes, tickets that name a Facebook page, and what
hangs on these (communications, files, comments), plus logs written since the run began.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import frappe
from frappe.utils.password import update_password

from fb_care.install import make_response_policies
from fb_care.tickets import triage_rules
from tests.app.hosts import AGENT, APP_ID, MANAGER, OWNER, PASSWORD, SECRET, VERIFY_TOKEN

MODULE = "FB Care"
SETTINGS = "FB Care Settings"
POLICIES = "FB Response Policy"
TICKETS = ("Issue", "HD Ticket")
#: DocTypes of the host whose rows point at a document, with the fields that do.
POINTERS = {
	"Communication": ("reference_doctype", "reference_name"),
	"Comment": ("reference_doctype", "reference_name"),
	"Version": ("ref_doctype", "docname"),
	"Notification Log": ("document_type", "document_name"),
	"File": ("attached_to_doctype", "attached_to_name"),
	"ToDo": ("reference_type", "reference_name"),
}
#: Roles besides the app's own that people who work on tickets have, where the site knows them.
DESK_ROLES = ("Support Team", "Agent")

TRIES = 3

_state: dict[str, Any] = {}


def reset() -> None:
	"""Empty the app, then commit. Quick: a few statements for each table, no document hooks.

	A web server or worker of the bench may be at work on the same tables; a deadlock with it is tried again.
	"""
	for left in reversed(range(TRIES)):
		try:
			return _reset()
		except frappe.QueryDeadlockError:
			frappe.db.rollback()
			if not left:
				raise


def _reset() -> None:
	if "began" not in _state:
		_state.update(began=_newest_log(), users=False)
	_delete_tickets()
	_delete_app_rows()
	_delete_people()
	_delete_logs()
	if not _state["users"]:
		make_user(OWNER, "System Manager")  # first, because the host makes a first person System Manager
		make_user(AGENT, "FB Care Agent")
		make_user(MANAGER, "FB Care Manager")
		make_response_policies()
		_state["users"] = True
	_reset_users()
	_reset_settings()
	frappe.cache.delete_keys("fb_care")
	triage_rules.forget()
	for key in ("login_failed_count", "login_failed_time"):
		frappe.cache.delete_value(key)
	frappe.db.commit()
	frappe.clear_document_cache(SETTINGS, SETTINGS)


def make_user(email: str, *roles: str, password: str = PASSWORD) -> None:
	"""A System User with exactly these roles (and those a helpdesk's people have), able to log in."""
	known = [role for role in (*roles, *DESK_ROLES) if role in roles or frappe.db.exists("Role", role)]
	if frappe.db.exists("User", email):
		doc = frappe.get_doc("User", email)
		doc.update({"enabled": 1, "roles": []})
	else:
		doc = frappe.get_doc({"doctype": "User", "email": email, "first_name": email.split("@")[0].title()})
		doc.update({"enabled": 1, "send_welcome_email": 0, "user_type": "System User"})
	for role in known:
		doc.append("roles", {"role": role})
	doc.flags.ignore_permissions = True
	doc.save()
	update_password(email, password)
	frappe.db.commit()


def app_doctypes() -> list[str]:
	"""The app's DocTypes that have a table."""
	if "doctypes" not in _state:
		filters = {"module": MODULE, "issingle": 0, "is_virtual": 0}
		_state["doctypes"] = frappe.get_all("DocType", filters=filters, pluck="name")
	return _state["doctypes"]


def _newest_log() -> datetime | None:
	"""Rows of logs up to this time were there before the run."""
	return frappe.get_all("Error Log", pluck="creation", order_by="creation desc", limit=1)[:1] or None


def _delete_tickets() -> None:
	for doctype in TICKETS:
		if not frappe.db.table_exists(doctype) or not frappe.db.has_column(doctype, "fb_page"):
			continue
		names = frappe.get_all(doctype, filters={"fb_page": ["is", "set"]}, pluck="name")
		if names:
			_delete_pointers([doctype], names)
			frappe.db.delete(doctype, {"name": ["in", names]})
			if doctype == "HD Ticket":
				frappe.db.delete("HD Ticket Activity", {"ticket": ["in", names]})


def _delete_app_rows() -> None:
	_delete_pointers(app_doctypes(), None)
	for doctype in app_doctypes():
		# The policies that come with the app are as they were: nobody can change them.
		frappe.db.delete(doctype, {"standard": 0} if doctype == POLICIES else None)
	frappe.db.set_value(POLICIES, {"standard": 1}, {"rebuild_after": None})
	frappe.db.delete("__Auth", {"doctype": ["in", [*app_doctypes(), SETTINGS]]})


def _delete_pointers(doctypes: list[str], names: list[str] | None) -> None:
	"""Delete the host's rows about these documents of one DocType, or about all of several.

	Together: a statement for each of them was half of what a test took.
	"""
	for table, (type_field, name_field) in POINTERS.items():
		filters: dict[str, Any] = {type_field: ["in", doctypes]}
		if names is not None:
			filters[name_field] = ["in", [str(name) for name in names]]
		if table == "File":
			_delete_files(filters)
			continue
		if table == "Communication" and (said := frappe.get_all(table, filters=filters, pluck="name")):
			_delete_files({"attached_to_doctype": table, "attached_to_name": ["in", said]})
		frappe.db.delete(table, filters)


def _delete_files(filters: dict[str, Any]) -> None:
	urls = set(frappe.get_all("File", filters=filters, pluck="file_url"))
	frappe.db.delete("File", filters)
	for url in urls:
		_delete_content(str(url or ""))


def _delete_people() -> None:
	"""Contacts that tests made, or a helpdesk made of the people in them; those of users stay."""
	for address in ("%@example.com", "%.facebook.invalid"):
		mine = {"email_id": ["like", address], "user": ["is", "not set"]}
		names = frappe.get_all("Contact", filters=mine, pluck="name")
		if names:
			for table in ("Contact Email", "Contact Phone", "Dynamic Link"):
				frappe.db.delete(table, {"parent": ["in", names], "parenttype": "Contact"})
			frappe.db.delete("Contact", {"name": ["in", names]})


def _delete_content(url: str) -> None:
	"""Take a file off the disk if no row names it any more."""
	if url.startswith(("/files/", "/private/files/")) and not frappe.db.exists("File", {"file_url": url}):
		folder = "private" if url.startswith("/private/") else "public"
		Path(frappe.get_site_path(folder, "files", url.rsplit("/", 1)[1])).unlink(missing_ok=True)


def _delete_logs() -> None:
	before = _state["began"]
	frappe.db.delete("Error Log", {"creation": [">", before[0]]} if before else {})


def _reset_users() -> None:
	"""Test users see everything their roles allow, in the site's language: no User Permission is left over,
	and nothing of how they saw their desk, which a browser's test that broke off may have changed."""
	users = ["in", [AGENT, MANAGER]]
	looks = [field for field in ("language", "desk_theme") if frappe.db.has_column("User", field)]
	frappe.db.set_value("User", {"name": users}, dict.fromkeys(looks), update_modified=False)
	if frappe.get_all("User Permission", filters={"user": users}, limit=1):
		frappe.db.delete("User Permission", {"user": users})
	for user in (AGENT, MANAGER):
		# Also where a test rolled its limits back: the host keeps them in its cache.
		frappe.clear_cache(user=user)
	frappe.db.delete("Notification Log", {"for_user": users})


def _reset_settings() -> None:
	"""Every setting at its default, with the secret and words the tests sign with."""
	doc = frappe.get_doc(SETTINGS)
	for field in doc.meta.fields:
		if field.fieldtype not in ("Section Break", "Column Break", "Tab Break", "HTML", "Table"):
			doc.set(field.fieldname, field.default)
	doc.update({"enabled": 1, "app_id": APP_ID, "verify_token": VERIFY_TOKEN, "app_secrets": []})
	doc.append("app_secrets", {"label": "test", "secret": SECRET, "active": 1})
	doc.save(ignore_permissions=True)
