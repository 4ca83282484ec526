"""What saving checks of a document's own values: mandatory, options, lengths, links, HTML, secrets."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.missing import missing
from frappe.model import COLUMN_TYPES, TABLE_FIELDTYPES, VARCHAR
from frappe.model.base import BaseDocument, is_dummy_password
from frappe.utils import cint, cstr, strip_html, validate_url
from frappe.utils.html_utils import sanitize_html
from frappe.utils.password import remove_encrypted_password, set_encrypted_password

_MAX_INT = {"int": 2**31 - 1, "bigint": 2**63 - 1}


def missing_mandatory(doc: BaseDocument) -> list[str]:
	"""The names of mandatory fields that hold nothing."""
	names = [
		df.fieldname for df in doc.meta.fields if df.reqd and not _has_content(doc.get(df.fieldname), df)
	]
	if doc.meta.istable:
		names += [name for name in ("parent", "parenttype") if not doc.get(name)]
	return names


def _has_content(value: Any, df: Any) -> bool:
	if value is None or value == []:
		return False
	if df.fieldtype in TABLE_FIELDTYPES:
		return True
	return bool(strip_html(cstr(value)).strip()) or (df.fieldtype == "Text Editor" and "<img" in value)


def validate_values(doc: BaseDocument) -> None:
	"""Everything but mandatory fields and links, in the host's order; may change values as the host does."""
	_urls_and_emails(doc)
	_selects(doc)
	_lengths(doc)
	_autoname_field(doc)
	_html(doc)
	_passwords(doc)


def _urls_and_emails(doc: BaseDocument) -> None:
	for df in doc.meta.fields:
		value = doc.get(df.fieldname)
		if df.fieldtype == "Data" and df.options == "URL" and value:
			validate_url(value, throw=True)
		if (
			df.fieldtype == "Data"
			and df.options == "Email"
			and value
			and value not in ("Administrator", "Guest")
		):
			local, at, domain = value.rpartition("@")
			if not (local and at and "." in domain) or any(c in value for c in " <>,;\n"):
				frappe.throw(f"{value} is not a valid Email Address", frappe.InvalidEmailAddressError)


def _selects(doc: BaseDocument) -> None:
	for df in doc.meta.get_select_fields():
		if df.fieldname == "naming_series" or not (doc.get(df.fieldname) and df.options):
			continue
		value = cstr(doc.get(df.fieldname)).strip()
		doc.set(df.fieldname, value)
		options = df.options.split("\n")
		if value not in options:
			comma_options = '", "'.join(options)
			frappe.throw(f'{df.label} cannot be "{value}". It should be one of "{comma_options}"')


def _lengths(doc: BaseDocument) -> None:
	if doc.meta.issingle:
		return
	for fieldname, value in doc.get_valid_dict().items():
		df = doc.meta.get_field(fieldname)
		if not df or df.fieldtype == "Check":
			continue
		column = COLUMN_TYPES[df.fieldtype]
		if column == "int" and cint(df.length) > 11:
			column = "bigint"
		limit = (cint(df.length) or VARCHAR) if column == "varchar" else _MAX_INT.get(column)
		size = len(cstr(value)) if column == "varchar" else abs(cint(value))
		if limit and size > limit:
			frappe.throw(
				f"{doc.doctype} {doc.name}: '{frappe.bold(df.label)}' ({value}) will get truncated, as max "
				f"characters allowed is {limit}",
				frappe.CharacterLengthExceededError,
				title="Value too big",
			)


def _autoname_field(doc: BaseDocument) -> None:
	_, _, fieldname = (doc.meta.autoname or "").partition("field:")
	if fieldname and doc.name and doc.name != doc.get(fieldname):
		doc.set(fieldname, doc.name)


def _html(doc: BaseDocument) -> None:
	for fieldname, value in doc.get_valid_dict().items():
		if not isinstance(value, str) or not ("<" in value or ">" in value):
			continue
		df = doc.meta.get_field(fieldname)
		if df and (
			df.ignore_xss_filter
			or (df.fieldtype in ("Data", "Small Text", "Text") and df.options == "Email")
			or df.fieldtype in ("Attach", "Attach Image", "Barcode", "Code")
		):
			continue
		doc.set(fieldname, sanitize_html(value))


def _passwords(doc: BaseDocument) -> None:
	for df in doc.meta.fields:
		if df.fieldtype != "Password":
			continue
		password = doc.get(df.fieldname)
		if not password:
			remove_encrypted_password(doc.doctype, doc.name, df.fieldname)
		elif not is_dummy_password(password):
			set_encrypted_password(doc.doctype, doc.name, password, df.fieldname)
			doc.set(df.fieldname, "*" * len(password))


def validate_links(doc: BaseDocument, children: list[BaseDocument]) -> None:
	"""Every link must lead to a document; LinkValidationError names those that don't."""
	lost = [text for holder in (doc, *children) for text in _lost_links(holder)]
	if lost:
		frappe.throw(f"Could not find {', '.join(lost)}", frappe.LinkValidationError)


def _lost_links(doc: BaseDocument) -> list[str]:
	lost = []
	for df in doc.meta.get_link_fields() + doc.meta.get_dynamic_link_fields():
		if not (value := doc.get(df.fieldname)):
			continue
		if any(other.fetch_from for other in doc.meta.fields):
			missing(f"fetch_from in {doc.doctype}")
		target = df.options if df.fieldtype == "Link" else doc.get(df.options)
		if not target:
			frappe.throw(f"{doc.meta.get_label(df.options)} must be set first")
		if frappe.get_meta(target).issingle or frappe.db.exists(target, value):
			continue
		row = f"Row #{doc.idx}: " if doc.get("parentfield") else ""
		lost.append(f"{row}{df.label}: {value}")
	return lost


def validate_set_only_once(doc: BaseDocument, before: BaseDocument | None) -> None:
	for df in doc.meta.get_set_only_once_fields() if before else ():
		if df.fieldtype in TABLE_FIELDTYPES:
			missing(f"set_only_once of the table {df.fieldname}")
		old, new = before.get(df.fieldname), doc.get(df.fieldname)
		if (str(old) != str(new)) if df.fieldtype in ("Date", "Datetime", "Time") else old != new:
			frappe.throw(
				f"Value cannot be changed for {frappe.bold(doc.meta.get_label(df.fieldname))}",
				frappe.CannotChangeConstantError,
			)
