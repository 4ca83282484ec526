"""Making and migrating a site: its folder, tables, roles, users, and the app's own install steps."""

from __future__ import annotations

import json
import os
from typing import Any

import frappe
from cryptography.fernet import Fernet
from frappe.model import COLUMN_TYPES, VARCHAR
from frappe.model.meta import Meta, get_meta, site_descriptions
from frappe.site import DATABASE
from frappe.utils import cint, flt, now
from frappe.utils.password import update_password

PASSWORD = "demo"
_USERS = (
	("Administrator", "Administrator", "", "admin", ()),
	("Guest", "Guest", "", "", ()),
	("agent@example.com", "Avery", "Agent", PASSWORD, ("FB Care Agent", "Support Team")),
	("manager@example.com", "Morgan", "Manager", PASSWORD, ("FB Care Manager", "Support Team")),
)
_ROLES = ("Administrator", "System Manager", "Guest", "All", "Desk User", "Inbox User")
_FIXED_TABLES = (
	"CREATE TABLE IF NOT EXISTS tabSingles (doctype varchar, field varchar, value text)",
	"CREATE INDEX IF NOT EXISTS singles_index ON tabSingles (doctype, field)",
	"CREATE TABLE IF NOT EXISTS tabSeries (name varchar PRIMARY KEY, current int NOT NULL DEFAULT 0)",
	"CREATE TABLE IF NOT EXISTS __Auth (doctype varchar, name varchar, fieldname varchar, password text, "
	"encrypted int NOT NULL DEFAULT 0, PRIMARY KEY (doctype, name, fieldname))",
)


def make_site(
	path: str, helpdesk: str = "Issue", apps: tuple[str, ...] = ("fb_care",), **config: Any
) -> None:
	"""Makes a site in this folder. `helpdesk`: "Issue", as on a site with ERPNext, or "".

	More keywords go into site_config.json. Raises FileExistsError where there is a site already.
	"""
	if helpdesk not in ("", "Issue"):
		raise ValueError(f"The sandbox stands in for the helpdesk 'Issue' or none, not {helpdesk!r}")
	path = os.path.abspath(path)
	if os.path.exists(os.path.join(path, DATABASE)):
		raise FileExistsError(f"There is a site in {path}")
	for folder in ("private/files", "public/files"):
		os.makedirs(os.path.join(path, folder), exist_ok=True)
	settings = {
		"sandbox_helpdesk": helpdesk,
		"sandbox_apps": [],
		"encryption_key": Fernet.generate_key().decode(),
		**config,
	}
	_write_config(path, settings)
	_at_site(path)
	try:
		_fill(path, settings, apps)
	finally:
		frappe.destroy()


def _fill(path: str, settings: dict, apps: tuple[str, ...]) -> None:
	for statement in _FIXED_TABLES:
		frappe.db.execute(statement)
	_sync()
	_make_basics(settings["sandbox_helpdesk"])
	frappe.db.commit()
	for app in apps:
		for hook in frappe.get_hooks("before_install", app_name=app):
			frappe.call(_function(hook))
		settings["sandbox_apps"].append(app)
		_write_config(path, settings)
		frappe.local.conf.sandbox_apps = list(settings["sandbox_apps"])
		_sync()
		for hook in frappe.get_hooks("after_install", app_name=app):
			frappe.call(hook)
	_make_users()
	frappe.db.commit()


def migrate_site(path: str) -> None:
	"""Brings tables up to their DocTypes (adds columns and indexes, drops none), then `after_migrate`."""
	_at_site(os.path.abspath(path))
	try:
		_sync()
		for hook in frappe.get_hooks("after_migrate"):
			frappe.call(hook)
		frappe.db.commit()
	finally:
		frappe.destroy()


def _function(dotted: str) -> Any:
	module, _, name = dotted.rpartition(".")
	return getattr(frappe.get_module(module), name)


def _at_site(path: str) -> None:
	frappe.init(os.path.basename(path), sites_path=os.path.dirname(path), force=True)
	frappe.connect()


def _write_config(path: str, settings: dict) -> None:
	with open(os.path.join(path, "site_config.json"), "w") as file:
		json.dump(settings, file, indent=1, sort_keys=True)


def _sync() -> None:
	"""Tables, roles and DocType rows for all descriptions the site has; the apps' index hooks."""
	frappe.clear_cache()
	for name in site_descriptions():
		sync_table(get_meta(name, cached=False))
	for name, description in site_descriptions().items():
		frappe.db.execute("DELETE FROM tabDocType WHERE name = ?", [name])
		row = {key: description.get(key) for key in ("module", "issingle", "istable", "autoname")}
		_insert("DocType", name, **{k: cint(v) if k.startswith("is") else v for k, v in row.items()})
		for rule in description.get("permissions", ()):
			_role(rule["role"])
		if "app" in description:
			module = frappe.get_module(frappe.get_controller(name).__module__)
			if hook := getattr(module, "on_doctype_update", None):
				hook()
	frappe.db.commit()


def sync_table(meta: Meta) -> None:
	"""Makes the table of a DocType, or adds the columns and indexes it lacks."""
	if meta.issingle:
		return
	table = f"tab{meta.name}"
	if not frappe.db.table_exists(meta.name):
		owned = (
			"parent varchar, parentfield varchar, parenttype varchar"
			if meta.istable
			else ", ".join(
				f"`{name}` text" for name in ("_user_tags", "_comments", "_assign", "_liked_by", "_seen")
			)
		)
		frappe.db.execute(
			f"CREATE TABLE `{table}` (name varchar(140) NOT NULL PRIMARY KEY, creation datetime(6), "
			"modified datetime(6), modified_by varchar(140), owner varchar(140), "
			f"docstatus int NOT NULL DEFAULT 0, idx int NOT NULL DEFAULT 0, {owned})"
		)
		first = "parent" if meta.istable else "modified"
		frappe.db.execute(f"CREATE INDEX `{table}-{first}` ON `{table}` ({first})")
	present = set(frappe.db.get_table_columns(meta.name))
	for df in meta.fields:
		if df.fieldtype in COLUMN_TYPES and df.fieldname not in present:
			frappe.db.execute(f"ALTER TABLE `{table}` ADD COLUMN `{df.fieldname}` {_column(df)}")
		if df.fieldtype in COLUMN_TYPES and (df.unique or df.search_index):
			kind = "UNIQUE INDEX" if df.unique else "INDEX"
			name = f"{table}-{df.fieldname}"
			frappe.db.execute(f"CREATE {kind} IF NOT EXISTS `{name}` ON `{table}` (`{df.fieldname}`)")


def _column(df: Any) -> str:
	kind, name = COLUMN_TYPES[df.fieldtype], f"`{df.fieldname}`"
	if df.fieldtype in ("Check", "Int"):
		return f"{kind} NOT NULL DEFAULT {cint(df.default)} CHECK (typeof({name}) = 'integer')"
	if df.fieldtype in ("Currency", "Float", "Percent"):
		return f"{kind} NOT NULL DEFAULT {flt(df.default)}"
	default = ""
	if df.default and df.default not in ("Today", "Now", "__user", "user", "_Login"):
		default = " DEFAULT '{}'".format(str(df.default).replace("'", "''"))
	if kind == "varchar":
		size = cint(df.length) or VARCHAR
		return f"varchar({size}){default} CHECK (length({name}) <= {size})"
	check = f" CHECK (typeof({name}) IN ('integer', 'null'))" if kind == "bigint" else ""
	return f"{kind}{default}{check}"


def _insert(doctype: str, name: str, **values: Any) -> None:
	"""A row that is there before anything that could check it."""
	stamp = {"creation": now(), "modified": now(), "owner": "Administrator", "modified_by": "Administrator"}
	frappe.db.insert_row(doctype, {"name": name, **stamp, **values})


def _role(name: str) -> None:
	if not frappe.db.exists("Role", name):
		_insert("Role", name, role_name=name, desk_access=int(name not in ("Guest", "All")))


def _make_basics(helpdesk: str) -> None:
	for role in _ROLES:
		_role(role)
	for name, first, last, _password, _roles in _USERS[:2]:
		kind = "System User" if name == "Administrator" else "Website User"
		full = f"{first} {last}".strip()
		_insert(
			"User",
			name,
			email=f"{first.lower()}@example.com",
			first_name=first,
			full_name=full,
			user_type=kind,
		)
	update_password("Administrator", "admin")
	frappe.db.write_single("System Settings", {"time_zone": "Europe/Berlin", "language": "en"})
	home = {"is_folder": 1, "file_name": "Home", "is_home_folder": 1}
	_insert("File", "Home", **home)
	_insert(
		"File",
		"Home/Attachments",
		is_folder=1,
		file_name="Attachments",
		folder="Home",
		is_attachments_folder=1,
	)
	for code, name in (("de", "Deutsch"), ("en", "English"), ("fr", "Français")):
		_insert("Language", code, language_code=code, language_name=name, enabled=1)
	if helpdesk == "Issue":
		for priority in ("Low", "Medium", "High"):
			_insert("Issue Priority", priority)


def _make_users() -> None:
	for name, first, last, password, roles in _USERS[2:]:
		known = [role for role in roles if frappe.db.exists("Role", role)]
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": name,
				"first_name": first,
				"last_name": last,
				"roles": [{"role": role} for role in known],
			}
		)
		user.insert(ignore_permissions=True)
		update_password(user.name, password)
