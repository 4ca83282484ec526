"""Apps: which are installed, their hooks, what may be called over HTTP, and code found by its dotted name."""

from __future__ import annotations

import importlib
import inspect
import os
from collections.abc import Callable
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import frappe
from frappe.dicts import _dict
from frappe.missing import missing

whitelisted: set[Callable] = set()
guest_methods: set[Callable] = set()
allowed_http_methods_for_whitelisted_func: dict[Callable, list[str]] = {}

# What the host itself hooks in, for its own DocTypes.
_HOST_HOOKS = {
	"has_permission": {
		"File": ["frappe.host.file.has_permission"],
		"Notification Log": ["frappe.host.notification_log.has_permission"],
	},
	"permission_query_conditions": {
		"File": ["frappe.host.file.query_conditions"],
		"Notification Log": ["frappe.host.notification_log.query_conditions"],
	},
}


def get_installed_apps() -> list[str]:
	"""The apps of the site; "erpnext" is among them where the sandbox stands in for its Issue."""
	host = ["erpnext"] if frappe.local.conf.sandbox_helpdesk == "Issue" else []
	return ["frappe", *host, *frappe.local.conf.sandbox_apps]


def get_module(modulename: str) -> ModuleType:
	return importlib.import_module(modulename)


def get_app_path(app_name: str, *joins: str) -> str:
	"""A path below the app's package."""
	return os.path.join(os.path.dirname(get_module(app_name).__file__ or ""), *joins)


def get_attr(method_string: str) -> Any:
	"""What a dotted name leads to, such as a function of an app."""
	modulename, _, methodname = method_string.rpartition(".")
	if modulename.split(".")[0] not in (*get_installed_apps(), "frappe"):
		frappe.throw(f"App {modulename.split('.')[0]} is not installed", frappe.AppNotInstalledError)
	return getattr(get_module(modulename), methodname)


def call(fn: Any, *args: Any, **kwargs: Any) -> Any:
	"""Calls a function with those of the keywords it takes."""
	fn = get_attr(fn) if isinstance(fn, str) else fn
	parameters = inspect.signature(fn).parameters
	takes_all = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())
	kwargs = {key: value for key, value in kwargs.items() if takes_all or key in parameters}
	for taboo in ("ignore_permissions", "flags"):
		kwargs.pop(taboo, None)
	return fn(*args, **kwargs)


@cache
def _app_hooks(app: str) -> dict[str, Any]:
	hooks: dict[str, Any] = {}
	for key, value in inspect.getmembers(get_module(f"{app}.hooks")):
		if not key.startswith("_") and not isinstance(value, ModuleType | FunctionType | type):
			_append(hooks, key, value)
	return hooks


def _append(target: dict, key: Any, value: Any) -> None:
	if isinstance(value, dict):
		for inner, item in value.items():
			_append(target.setdefault(key, {}), inner, item)
	else:
		target.setdefault(key, []).extend(value if isinstance(value, list) else [value])


def get_hooks(
	hook: str | None = None, default: Any = "_KEEP_DEFAULT_LIST", app_name: str | None = None
) -> Any:
	"""The hooks of all apps: single values as lists, dicts with lists as values."""
	hooks = _dict()
	for app in [app_name] if app_name else frappe.local.conf.sandbox_apps:
		for key, value in _app_hooks(app).items():
			_append(hooks, key, value)
	if not app_name:
		for key, value in _HOST_HOOKS.items():
			_append(hooks, key, value)
	if hook:
		return hooks.get(hook, [] if default == "_KEEP_DEFAULT_LIST" else default)
	return hooks


def get_doc_handlers(doctype: str, method: str) -> list[str]:
	"""The dotted names hooked to one event of a DocType (sandbox only)."""
	events = get_hooks("doc_events", {})
	handlers = list(events.get(doctype, {}).get(method, []))
	for key, value in events.items():
		if isinstance(key, tuple) and doctype in key:
			handlers += value.get(method, [])
	return handlers + events.get("*", {}).get(method, [])


def whitelist(
	allow_guest: bool = False, xss_safe: bool = False, methods: list[str] | None = None
) -> Callable:
	"""Decorator: the function may be called over HTTP, by guests too if told so."""

	def mark(fn: Callable) -> Callable:
		if any(not isinstance(annotation, str) for annotation in fn.__annotations__.values()):
			missing(f"types that a real site checks arguments by ({fn.__module__} without `annotations`)")
		whitelisted.add(fn)
		allowed_http_methods_for_whitelisted_func[fn] = methods or ["GET", "POST", "PUT", "DELETE"]
		if allow_guest:
			guest_methods.add(fn)
		return fn

	return mark


def is_whitelisted(method: Callable) -> None:
	"""PermissionError unless this user may call it over HTTP."""
	if method not in whitelisted or (frappe.session.user == "Guest" and method not in guest_methods):
		frappe.throw(
			f"Function {method.__module__}.{method.__name__} is not whitelisted.", frappe.PermissionError
		)
