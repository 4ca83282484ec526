"""A document's values: reading, setting, child rows, and how they go into the table. No life cycle."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import frappe
from frappe.dicts import _dict
from frappe.missing import missing
from frappe.model import TABLE_FIELDTYPES
from frappe.model.naming import random_name, set_new_name
from frappe.utils import cint, cstr, flt, now

_RESERVED = {"doctype", "meta", "flags", "_doc_before_save", "_parent_doc", "permitted_fieldnames"} - {
	"doctype"
}
# Methods of a real Document that are not here: asking for one is refused, not answered by an AttributeError.
_HOST_METHODS = frozenset(
	"submit cancel rename queue_action add_tag get_tags remove_tag get_signature lock unlock add_seen "
	"add_viewed get_liked_by get_assigned_users log_error get_formatted precision round_floats_in "
	"validate_value set_title_field get_parentfield_of_doctype get_permlevel_access "
	"db_update_all deferred_insert".split()
)


class BaseDocument:
	"""Values of one document or child row, by field name, in its `__dict__`."""

	def __init__(self, values: dict) -> None:
		if values.get("doctype"):
			self.doctype = values["doctype"]
		self.update(values)

	def __getattr__(self, name: str) -> Any:
		if name in _HOST_METHODS:
			missing(f"Document.{name}")
		raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

	def __repr__(self) -> str:
		return f"<{type(self).__name__}: {self.get('name') or 'unsaved'}>"

	@property
	def meta(self) -> Any:
		return frappe.get_meta(self.doctype)

	def update(self, d: dict) -> BaseDocument:
		if "name" in d:
			self.name = d["name"]
		for key, value in d.items():
			self.set(key, value)
		return self

	def get(self, key: Any, filters: Any = None, limit: int | None = None, default: Any = None) -> Any:
		"""A value; of a child table, the rows that have these values."""
		if isinstance(filters, dict):
			rows = [
				row for row in self.__dict__.get(key, []) if all(row.get(k) == v for k, v in filters.items())
			]
			return rows[:limit] if limit else rows
		value = self.__dict__.get(key, default if filters is None else filters)
		return value[:limit] if limit and isinstance(value, list) else value

	def set(self, key: str, value: Any, as_value: bool = False) -> None:
		if key in _RESERVED:
			return
		if not as_value and key in self._table_fieldnames():
			self.__dict__[key] = []
			self.extend(key, value or [])
		else:
			self.__dict__[key] = value

	def _table_fieldnames(self) -> set[str]:
		return self.meta.table_fieldnames

	def append(self, key: str, value: Any = None) -> Any:
		"""Adds a child row and gives it back."""
		df = self.meta.get_field(key)
		if not df or df.fieldtype not in TABLE_FIELDTYPES:
			raise AttributeError(key)
		table = self.__dict__.setdefault(key, [])
		if not isinstance(value, BaseDocument):
			row = dict(value or {}, doctype=df.options)
			value = frappe.get_controller(df.options)(row)
			value.init_valid_columns()
		value.parent, value.parenttype, value.parentfield = self.name, self.doctype, key
		value.__dict__["docstatus"] = cint(value.get("docstatus"))
		value.idx = value.get("idx") or len(table) + 1
		if not value.get("name"):
			value.__dict__["__islocal"] = 1
		value.__dict__["_parent_doc"] = self
		table.append(value)
		return value

	def extend(self, key: str, value: Iterable[Any]) -> None:
		for row in value:
			self.append(key, row)

	def remove(self, doc: Any) -> None:
		"""Takes a child row out and numbers the rest anew."""
		rows = self.get(doc.parentfield)
		rows.remove(doc)
		for i, row in enumerate(rows):
			row.idx = i + 1

	@property
	def parent_doc(self) -> Any:
		return self.__dict__.get("_parent_doc")

	def is_new(self) -> Any:
		return self.get("__islocal")

	def init_valid_columns(self) -> None:
		for key in self.meta.get_valid_columns():
			self.__dict__.setdefault(key, None)
		self.__dict__["docstatus"] = cint(self.get("docstatus"))
		self.__dict__["idx"] = cint(self.get("idx"))

	def init_child_tables(self) -> None:
		for fieldname in self._table_fieldnames():
			if self.__dict__.get(fieldname) is None:
				self.__dict__[fieldname] = []

	def update_if_missing(self, d: dict) -> None:
		for key, value in d.items():
			if value is not None and self.get(key) is None:
				self.set(key, value)

	def get_valid_dict(self, sanitize: bool = True, ignore_nulls: bool = False) -> _dict:
		"""The values of all columns, in the types the columns take."""
		row = _dict()
		for fieldname in self.meta.get_valid_columns():
			value = self.__dict__.get(fieldname)
			df = self.meta.get_field(fieldname)
			if df and (sanitize or value is not None):
				value = _column_ready(df, value)
			if not (ignore_nulls and value is None):
				row[fieldname] = value
		return row

	def as_dict(
		self,
		no_nulls: bool = False,
		no_default_fields: bool = False,
		convert_dates_to_str: bool = False,
		no_child_table_fields: bool = False,
	) -> _dict:
		"""All values with child rows; a Password field shows stars only."""
		if no_default_fields or no_child_table_fields:
			missing("Document.as_dict(no_default_fields=..., no_child_table_fields=...)")
		out = self.get_valid_dict(ignore_nulls=no_nulls)
		if convert_dates_to_str:
			out.update({k: str(v) for k, v in out.items() if hasattr(v, "isoformat")})
		out["doctype"] = self.doctype
		for fieldname in self._table_fieldnames():
			rows = self.get(fieldname) or []
			out[fieldname] = [
				row.as_dict(no_nulls, convert_dates_to_str=convert_dates_to_str) for row in rows
			]
		for key in ("__islocal", "__unsaved"):
			if self.__dict__.get(key):
				out[key] = self.__dict__[key]
		return out

	def as_json(self) -> str:
		return frappe.as_json(self.as_dict())

	def db_insert(self, ignore_if_duplicate: bool = False) -> None:
		"""Inserts the row; a clash is a DuplicateEntryError (name) or UniqueValidationError (other key)."""
		if not self.name:
			set_new_name(self)
		if not self.creation:
			self.creation = self.modified = now()
			self.owner = self.modified_by = frappe.session.user
		try:
			frappe.db.insert_row(self.doctype, self.get_valid_dict())
		except frappe.db.IntegrityError as error:
			self._clash(error, ignore_if_duplicate)
		self.set("__islocal", False)

	def _clash(self, error: Exception, ignore_if_duplicate: bool) -> None:
		if not frappe.db.is_duplicate_entry(error):
			raise error
		# SQLite may name another key of the row first; on a real site the name comes first.
		if not (frappe.db.is_primary_key_violation(error) or frappe.db.exists(self.doctype, self.name)):
			self._raise_not_unique(error)
		if self.meta.autoname == "hash" and not ignore_if_duplicate:
			self.name = random_name()
			self.db_insert()
		elif not ignore_if_duplicate:
			frappe.msgprint(f"{self.doctype} {frappe.bold(self.name)} already exists", title="Duplicate Name")
			raise frappe.DuplicateEntryError(self.doctype, self.name, error)

	def _raise_not_unique(self, error: Exception) -> None:
		frappe.msgprint(f"{self.meta.get_label(str(error).rpartition('.')[2])} must be unique")
		raise frappe.UniqueValidationError(self.doctype, self.name, error)

	def db_update(self) -> None:
		"""Updates the row, or inserts it where it is new."""
		if self.get("__islocal") or not self.name:
			self.db_insert()
			return
		row = self.get_valid_dict()
		name = cstr(row.pop("name"))
		try:
			frappe.db.set_value(self.doctype, name, row, update_modified=False)
		except frappe.db.IntegrityError as error:
			if not frappe.db.is_duplicate_entry(error):
				raise
			self._raise_not_unique(error)

	def get_password(self, fieldname: str = "password", raise_exception: bool = True) -> str | None:
		"""The secret in the clear."""
		from frappe.utils.password import get_decrypted_password

		if (value := self.get(fieldname)) and not is_dummy_password(value):
			return value
		return get_decrypted_password(self.doctype, self.name, fieldname, raise_exception=raise_exception)


def is_dummy_password(pwd: str) -> bool:
	return set(pwd) == {"*"}


def _column_ready(df: _dict, value: Any) -> Any:
	if isinstance(value, list) and df.fieldtype not in TABLE_FIELDTYPES:
		frappe.throw(f"Value for {df.label} cannot be a list")
	if df.fieldtype == "Check":
		return 1 if cint(value) else 0
	if df.fieldtype == "Int" and not isinstance(value, int):
		return cint(value)
	if df.fieldtype == "JSON" and isinstance(value, dict):
		return json.dumps(value, separators=(",", ":"))
	if df.fieldtype in ("Currency", "Float", "Percent") and not isinstance(value, float):
		return flt(value)
	if (df.fieldtype in ("Date", "Datetime", "Time") and value == "") or (
		df.unique and not cstr(value).strip()
	):
		return None
	return value
