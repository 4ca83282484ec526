"""Documents by name: `frappe.get_doc` and its kin, lists, deletion, the cache of documents."""

from __future__ import annotations

import importlib
from copy import deepcopy
from functools import cache
from typing import Any

import frappe
from frappe import permissions
from frappe.database.listing import listing
from frappe.dicts import _dict
from frappe.missing import missing
from frappe.model import COLUMN_TYPES
from frappe.model.delete import delete_doc
from frappe.model.document import Document
from frappe.model.meta import Meta, get_meta, site_descriptions
from frappe.utils import now_datetime, nowdate

__all__ = ["Meta", "delete_doc", "get_meta"]

_HOST_CONTROLLERS = {
	"Communication": "frappe.host.communication.Communication",
	"Contact": "frappe.host.people.Contact",
	"Custom Field": "frappe.host.custom_field.CustomField",
	"File": "frappe.host.file.File",
	"Issue": "frappe.host.issue.Issue",
	"ToDo": "frappe.host.todo.ToDo",
	"User": "frappe.host.people.User",
}


def get_controller(doctype: str) -> type[Document]:
	"""The class of a DocType's documents; that of the app which overrides it last."""
	if overrides := _overrides(tuple(frappe.get_installed_apps())).get(doctype):
		module, _, name = overrides[-1].rpartition(".")
		return getattr(importlib.import_module(module), name)
	if path := _HOST_CONTROLLERS.get(doctype):
		module, _, name = path.rpartition(".")
		return getattr(importlib.import_module(module), name)
	description = site_descriptions().get(doctype)
	if not description:
		raise ImportError(doctype)
	if "app" not in description:
		return Document
	name = frappe.scrub(doctype)
	module = f"{description['app']}.{frappe.scrub(description['module'])}.doctype.{name}.{name}"
	return getattr(importlib.import_module(module), doctype.replace(" ", "").replace("-", ""))


@cache
def _overrides(apps: tuple[str, ...]) -> dict[str, list[str]]:
	return frappe.get_hooks("override_doctype_class", {})


def get_doc(*args: Any, **kwargs: Any) -> Any:
	"""By DocType and name (or filters) from the database; by dict or keywords a new one."""
	if args and isinstance(args[0], Document):
		return args[0]
	if args and isinstance(args[0], str):
		return get_controller(args[0])(*args, **kwargs)
	values = args[0] if args else kwargs
	if not isinstance(values, dict) or "doctype" not in values:
		raise ValueError('"doctype" is a required key')
	return get_controller(values["doctype"])(values)


def get_single(doctype: str) -> Any:
	return get_doc(doctype, doctype)


def new_doc(
	doctype: str,
	*,
	parent_doc: Any = None,
	parentfield: str | None = None,
	as_dict: bool = False,
	**kwargs: Any,
) -> Any:
	"""A new document with the defaults of its fields."""
	templates = frappe.local.new_doc_templates
	if doctype not in templates:
		templates[doctype] = _template(get_meta(doctype))
	values = deepcopy(templates[doctype])
	for df in get_meta(doctype).fields:
		if df.default in ("Today", "__user", "user", "Now"):
			values[df.fieldname] = _moving_default(df.default)
	return (values if as_dict else get_doc(values)).update(kwargs)


def _template(meta: Meta) -> _dict:
	values = _dict(dict.fromkeys(meta.get_valid_columns()))
	values.update(doctype=meta.name, owner=frappe.session.user, docstatus=0, idx=0, __islocal=1)
	for df in meta.fields:
		if df.fieldtype not in COLUMN_TYPES:
			continue
		if df.default and str(df.default).startswith(":"):
			missing(f"the default {df.default!r} of {meta.name}.{df.fieldname}")
		if df.default and df.fieldname != meta.title_field:
			values[df.fieldname] = df.default
		elif df.fieldtype == "Select" and df.options and not df.default:
			values[df.fieldname] = df.options.split("\n", 1)[0]
		if df.fieldtype in ("Check", "Int"):
			value = values.get(df.fieldname)
			values[df.fieldname] = int(value) if value else (0 if df.fieldtype == "Check" else value)
	return values


def _moving_default(default: str) -> Any:
	if default in ("__user", "user"):
		return frappe.session.user
	return nowdate() if default == "Today" else now_datetime()


def get_cached_doc(*args: Any, **kwargs: Any) -> Any:
	"""Like `get_doc`, from this thread's cache where nobody has saved the document, or committed, since."""
	name = args[1] if len(args) > 1 and args[1] is not None else args[0]
	if kwargs or not isinstance(name, str):
		missing("frappe.get_cached_doc with anything but names")
	version = frappe.db.data_version()
	if frappe.local.data_version != version:
		frappe.local.data_version = version
		frappe.local.document_cache.clear()
	cache = frappe.local.document_cache
	if (args[0], name) not in cache:
		cache[args[0], name] = get_doc(args[0], name)
	return cache[args[0], name]


def clear_document_cache(doctype: str, name: str | None = None) -> None:
	for key in [key for key in frappe.local.document_cache if key[0] == doctype and name in (None, key[1])]:
		del frappe.local.document_cache[key]


def clear_cache(user: str | None = None, doctype: str | None = None) -> None:
	"""Forgets documents and DocTypes read so far, and the user's or site's cached values."""
	frappe.local.document_cache.clear()
	frappe.local.metas.clear()
	frappe.local.new_doc_templates.clear()
	frappe.local.cache.clear()


def get_cached_value(doctype: str, name: str, fieldname: Any = "name", as_dict: bool = False) -> Any:
	"""A value, or values, of a cached document; None where there is none."""
	try:
		doc = get_cached_doc(doctype, name)
	except frappe.DoesNotExistError:
		frappe.clear_last_message()
		return None
	if isinstance(fieldname, str):
		return doc.get(fieldname)
	values = [doc.get(field) for field in fieldname]
	return _dict(zip(fieldname, values, strict=True)) if as_dict else values


def get_all(doctype: str, *args: Any, **kwargs: Any) -> Any:
	"""Rows, whatever the user may see; without a limit unless told."""
	kwargs["ignore_permissions"] = True
	kwargs.setdefault("limit_page_length", 0)
	return listing(doctype, *args, **kwargs)


def get_list(doctype: str, *args: Any, **kwargs: Any) -> Any:
	"""Rows that the user may see."""
	return listing(doctype, *args, **kwargs)


def get_value(*args: Any, **kwargs: Any) -> Any:
	return frappe.db.get_value(*args, **kwargs)


def has_permission(
	doctype: Any = None,
	ptype: str = "read",
	doc: Any = None,
	user: str | None = None,
	throw: bool = False,
	*,
	parent_doctype: str | None = None,
	debug: bool = False,
) -> bool:
	"""Whether the user may do this to the DocType, or to the document; PermissionError if told to throw."""
	doctype = doctype or doc.doctype
	allowed = permissions.has_permission(doctype, ptype, doc, user, parent_doctype=parent_doctype)
	if throw and not allowed:
		name = (doc if isinstance(doc, str) else doc.name) if doc else ""
		frappe.flags.error_message = f"No permission for {doctype} {name}".strip()
		raise frappe.PermissionError(frappe.flags.error_message)
	return allowed


def delete_doc_if_exists(doctype: str, name: str, force: int = 0) -> None:
	if frappe.db.exists(doctype, name):
		delete_doc(doctype, name, force=force)
