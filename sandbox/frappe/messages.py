"""Messages to people, logs, translation, JSON and other small calls that stand right on `frappe`."""

from __future__ import annotations

import csv
import json
import logging
import secrets
import sys
import traceback
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import frappe
import frappe.exceptions
from frappe.dicts import _dict
from frappe.missing import missing


def _(msg: str, lang: str | None = None, context: str | None = None) -> str:
	"""The text in the user's language, where an app's translations have it."""
	text = msg.decode() if isinstance(msg, bytes) else str(msg)
	lang = lang or getattr(frappe.local, "lang", None) or "en"
	return text if lang == "en" else translations(lang).get(text.strip()) or text


@lru_cache(maxsize=8)
def translations(lang: str) -> dict[str, str]:
	"""Every translation of the installed apps into this language; {} for English."""
	path = Path(frappe.get_app_path("fb_care", "translations", f"{lang}.csv"))
	if not lang.isidentifier() or not path.is_file():
		return {}
	with path.open(encoding="utf-8", newline="") as file:
		return {row[0]: row[1] for row in csv.reader(file) if len(row) > 1}


def bold(text: Any) -> str:
	return f"<strong>{text}</strong>"


def scrub(txt: str) -> str:
	return txt.replace(" ", "_").replace("-", "_").lower()


def safe_decode(param: Any, encoding: str = "utf-8") -> Any:
	return param.decode(encoding, errors="replace") if isinstance(param, bytes) else param


def parse_json(val: Any) -> Any:
	"""What a JSON text holds; all else as it is; dicts with attributes."""
	if isinstance(val, str):
		val = json.loads(val)
	return _dict(val) if isinstance(val, dict) else val


def as_json(obj: Any, indent: int | None = 1, separators: Any = None, ensure_ascii: bool = True) -> str:
	return json.dumps(
		obj,
		indent=indent,
		sort_keys=True,
		default=json_default,
		separators=separators or (",", ": "),
		ensure_ascii=ensure_ascii,
	)


def json_default(value: Any) -> Any:
	"""How values that JSON has not are written: dates as text, documents as dicts."""
	if hasattr(value, "as_dict"):
		return value.as_dict()
	if hasattr(value, "isoformat") or hasattr(value, "total_seconds"):
		return str(value)
	if isinstance(value, set | tuple):
		return list(value)
	raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def generate_hash(txt: str | None = None, length: int = 56) -> str:
	"""Random hexadecimal digits."""
	return secrets.token_hex(length)[:length]


def msgprint(
	msg: Any,
	title: str | None = None,
	raise_exception: Any = False,
	as_table: bool = False,
	as_list: bool = False,
	indicator: str | None = None,
	alert: bool = False,
	primary_action: Any = None,
	is_minimizable: bool = False,
	wide: bool = False,
	*,
	realtime: bool = False,
) -> None:
	"""A message for the person at the other end; with `raise_exception` it is raised as well."""
	msg = safe_decode(msg)
	out = _dict(message=msg, title=title or "Message")
	if indicator or raise_exception:
		out.indicator = indicator or "red"
	if alert:
		out.alert = 1
	if raise_exception:
		out.raise_exception = 1
	if realtime:
		missing("frappe.msgprint(realtime=True)")
	frappe.local.message_log.append(out)
	if raise_exception:
		raise (raise_exception if isinstance(raise_exception, type) else frappe.ValidationError)(msg)


def throw(
	msg: Any,
	exc: type[Exception] = frappe.exceptions.ValidationError,
	title: str | None = None,
	is_minimizable: bool = False,
	wide: bool = False,
	as_list: bool = False,
	primary_action: Any = None,
) -> NoReturn:
	"""Raises, and shows the message."""
	msgprint(msg, raise_exception=exc, title=title, indicator="red", as_list=as_list)
	raise AssertionError("msgprint did not raise")


def clear_messages() -> None:
	frappe.local.message_log = []


def clear_last_message() -> None:
	frappe.local.message_log = frappe.local.message_log[:-1]


def errprint(msg: Any) -> None:
	print(msg, file=sys.stderr)


def get_traceback(with_context: bool = False) -> str:
	"""The traceback of the exception at hand; with the values of variables on a real site, never here."""
	return traceback.format_exc() if sys.exc_info()[0] else ""


def log_error(
	title: str | None = None,
	message: str | None = None,
	reference_doctype: str | None = None,
	reference_name: str | None = None,
	*,
	defer_insert: bool = False,
) -> Any:
	"""Makes an Error Log; a title of several lines is taken for the message."""
	text = None
	if message:
		text, title = (title, message) if title and "\n" in title else (message, title)
	values = {
		"doctype": "Error Log",
		"error": text or get_traceback(with_context=True),
		"method": title or "Error",
		"reference_doctype": reference_doctype,
		"reference_name": reference_name,
	}
	return frappe.get_doc(values).insert(ignore_permissions=True)


def logger(
	module: str | None = None, with_more_info: bool = False, allow_site: Any = True, **kwargs: Any
) -> Any:
	"""Python's own logger below `frappe`."""
	return logging.getLogger(f"frappe.{module or 'site'}")


def publish_realtime(
	event: str | None = None,
	message: Any = None,
	room: str | None = None,
	user: str | None = None,
	doctype: str | None = None,
	docname: str | None = None,
	task_id: str | None = None,
	after_commit: bool = False,
) -> None:
	"""Sends to open pages (frappe.sandbox.realtime), and to the Redis channel "events" as on a real site."""
	from frappe.sandbox import realtime

	site, kept = frappe.local.site, json.loads(as_json(message or {}))
	out = {"event": event, "message": message or {}, "room": room, "user": user, "doctype": doctype}
	text = as_json(dict(out, docname=docname, namespace=site), indent=None)
	where = (room,) if room else realtime.room(user, doctype, docname)

	def send() -> None:
		frappe.cache.publish("events", text)
		realtime.emit(site, where, event or "global", kept)

	if after_commit:
		frappe.db.after_commit.add(send)
	else:
		send()
