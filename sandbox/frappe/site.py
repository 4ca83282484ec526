"""A site's life in one thread: `init` reads its settings, `connect` opens its database, `destroy` ends it.

Everything a request or job knows is in `frappe.local`, which each thread has for itself.
"""

from __future__ import annotations

import json
import os
from typing import Any

import frappe
from frappe.database import Database
from frappe.dicts import _dict
from frappe.query_builder import qb

DATABASE = "site.sqlite"


def get_site_config(sites_path: str | None = None, site_path: str | None = None) -> _dict:
	"""The settings of the site, read anew from `<site>/site_config.json`."""
	with open(os.path.join(site_path or frappe.local.site_path, "site_config.json")) as file:
		return _dict(json.load(file))


def init(site: str, sites_path: str = ".", new_site: bool = False, force: bool = False) -> None:
	"""Makes the site the one of this thread. Does nothing where one is, unless forced."""
	local = frappe.local
	if getattr(local, "initialised", None) and not force:
		return
	if getattr(local, "db", None):
		local.db.close()
	local.site, local.sites_path = site, os.path.abspath(sites_path)
	local.site_path = os.path.join(local.sites_path, site)
	local.conf = get_site_config(site_path=local.site_path)
	local.conf.setdefault("sandbox_apps", [])
	local.lang = local.conf.lang or "en"
	local.flags = _dict(currently_saving=[], in_test=False, in_install=False, in_migrate=False)
	local.error_log, local.message_log, local.debug_log = [], [], []
	local.response, local.form_dict, local.session = _dict(docs=[]), _dict(), _dict(data=_dict())
	local.request = local.request_ip = local.job = local.db = None
	local.cache, local.metas, local.document_cache, local.new_doc_templates = {}, {}, {}, {}
	local.data_version = None
	local.qb = qb
	local.initialised = True


def connect(site: str | None = None, db_name: str | None = None, set_admin_as_user: bool = True) -> None:
	"""Opens this thread's own connection to the site's database."""
	if site:
		init(site)
	if frappe.local.db:
		frappe.local.db.close()
	frappe.local.db = Database(os.path.join(frappe.local.site_path, DATABASE))
	if set_admin_as_user:
		set_user("Administrator")


def destroy() -> None:
	"""Closes the connection and forgets everything of this thread; what was not committed is lost."""
	if getattr(frappe.local, "db", None):
		frappe.local.db.close()
	frappe.local.__release_local__()


def set_user(username: str) -> None:
	"""Makes this the current user."""
	frappe.local.session.user = frappe.local.session.sid = username
	frappe.local.session.data = _dict()
	frappe.local.form_dict = _dict()
	frappe.local.cache, frappe.local.new_doc_templates = {}, {}


def get_site_path(*joins: str) -> str:
	return os.path.join(frappe.local.site_path, *joins)


def get_system_settings(key: str) -> Any:
	return frappe.get_cached_doc("System Settings").get(key)


def only_for(roles: Any, message: bool = False) -> None:
	"""PermissionError unless the user has one of the roles."""
	if frappe.local.flags.in_test or frappe.session.user == "Administrator":
		return
	roles = (roles,) if isinstance(roles, str) else roles
	if set(roles).isdisjoint(frappe.get_roles()):
		frappe.throw(
			f"This action is only allowed for {', '.join(roles)}", frappe.PermissionError, "Not Permitted"
		)
