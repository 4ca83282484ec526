"""How a document gets its name: by its class, a field, a format, a series, or at random."""

from __future__ import annotations

import base64
import re
import secrets
import time
from typing import Any

import frappe
from frappe.missing import missing
from frappe.utils import now_datetime

_BRACES = re.compile(r"\{([^{}]+)\}")
_DATE_PARTS = {"YY": "%y", "YYYY": "%Y", "MM": "%m", "DD": "%d"}


def set_new_name(doc: Any) -> None:
	"""Sets `doc.name` by the rule of its DocType; a name given before counts only where they are prompted."""
	doc.run_method("before_naming")
	autoname = doc.meta.autoname or ""
	given, doc.name = doc.name, None
	if doc.meta.issingle:
		doc.name = doc.doctype
	if not doc.name:
		doc.run_method("autoname")
	if not doc.name and autoname.lower() == "prompt":
		doc.name = given
		if not given:
			frappe.throw(f"Please set the document name of {doc.doctype}")
	if not doc.name:
		doc.name = _by_rule(autoname, doc) or random_name()
	doc.name = validate_name(doc.doctype, doc.name)


def _by_rule(autoname: str, doc: Any) -> str | None:
	if autoname.startswith("field:"):
		value = (doc.get(autoname[6:]) or "").strip()
		if not value:
			frappe.throw(f"{doc.meta.get_label(autoname[6:])} is required")
		return value
	if autoname.startswith("format:"):
		return _BRACES.sub(lambda match: _part(match[1], doc), autoname[7:])
	if autoname.startswith("naming_series:"):
		if not doc.naming_series:
			options = (doc.meta.get_options("naming_series") or "").split("\n")
			doc.naming_series = next((option for option in options if option), None)
		return _series(f"{doc.naming_series}.#####")
	if autoname not in ("", "hash"):
		missing(f"autoname {autoname!r}")
	return None


def _part(name: str, doc: Any) -> str:
	if name in _DATE_PARTS:
		return now_datetime().strftime(_DATE_PARTS[name])
	if not doc.meta.has_field(name):
		missing(f"{{{name}}} in the autoname of {doc.doctype}")
	return str(doc.get(name) or "")


def _series(key: str) -> str:
	name = ""
	for part in key.split("."):
		if part.startswith("#"):
			name += str(_next(name)).zfill(len(part))
		else:
			name += now_datetime().strftime(_DATE_PARTS[part]) if part in _DATE_PARTS else part
	return name


def _next(prefix: str) -> int:
	frappe.db.execute("INSERT OR IGNORE INTO tabSeries (name, current) VALUES (?, 0)", [prefix])
	frappe.db.execute("UPDATE tabSeries SET current = current + 1 WHERE name = ?", [prefix])
	return frappe.db.execute("SELECT current FROM tabSeries WHERE name = ?", [prefix])[0][0]


def random_name() -> str:
	"""Ten characters: four from the time, so that neighbours stand together, six at random."""
	moment = (int(time.time() * 10) % 32**4).to_bytes(5, "big")
	tail = base64.b32hexencode(secrets.token_bytes(6)).decode()[:6]
	return (base64.b32hexencode(moment).decode()[-4:] + tail).lower()


def validate_name(doctype: str, name: Any) -> str:
	if not name:
		frappe.throw(f"No Name Specified for {doctype}")
	if isinstance(name, int):
		frappe.throw("Invalid name type (integer) for varchar name column", frappe.NameError)
	name = name.strip()
	if doctype == name and not frappe.get_meta(doctype).issingle and name != "DocType":
		frappe.throw(f"Name of {doctype} cannot be {name}", frappe.NameError)
	if re.search("[<>]", name):
		frappe.throw("Name cannot contain special characters like '<', '>'", frappe.NameError)
	return name
