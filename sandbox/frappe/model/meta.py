"""What a DocType is: its JSON file, plus the custom fields of this site.

`get_meta` is behind `frappe.get_meta`. Descriptions come from files: the installed app's own
`<app>/<module>/doctype/*/*.json`, and the host's in `sandbox/doctypes/*.json`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import frappe
from frappe.dicts import _dict
from frappe.missing import missing
from frappe.model import CHILD_FIELDS, COLUMN_TYPES, DEFAULT_FIELDS, OPTIONAL_FIELDS, TABLE_FIELDTYPES

HOST_DOCTYPES = Path(__file__).resolve().parents[2] / "doctypes"
_UNKNOWN_TO_SANDBOX = ("is_virtual", "is_submittable", "is_tree", "autoname_autoincrement")


class Meta:
	"""One DocType; properties of its JSON are attributes, those it does not set are None."""

	def __init__(self, description: dict, custom_fields: list[dict]) -> None:
		self.__dict__.update({k: v for k, v in description.items() if k not in ("fields", "permissions")})
		if unknown := [key for key in _UNKNOWN_TO_SANDBOX if description.get(key)]:
			missing(f"{unknown[0]} of DocType {self.name}")
		self.issingle = int(bool(description.get("issingle")))
		self.istable = int(bool(description.get("istable")))
		self.fields = [
			_dict(permlevel=0, parent=self.name).update(df) for df in (*description["fields"], *custom_fields)
		]
		self.permissions = [_dict(permlevel=0).update(p) for p in description.get("permissions", [])]
		self.table_fieldnames = {df.fieldname for df in self.get_table_fields()}
		self._fields = {df.fieldname: df for df in self.fields}
		self.valid_columns = [*DEFAULT_FIELDS] + [
			df.fieldname for df in self.fields if df.fieldtype in COLUMN_TYPES
		]
		if self.istable:
			self.valid_columns += CHILD_FIELDS

	def __getattr__(self, name: str) -> Any:
		if name.startswith("__"):
			raise AttributeError(name)
		if name.startswith(("get_", "has_", "is_")) and name not in ("is_submittable", "is_virtual"):
			missing(f"frappe.get_meta(...).{name}")
		return None

	def get(self, key: str, filters: dict | None = None, default: Any = None) -> Any:
		"""A property, or the fields that have just these values."""
		value = getattr(self, key)
		if not filters:
			return default if value is None else value
		if key != "fields" or any(isinstance(v, list | tuple) for v in filters.values()):
			missing(f"meta.get({key!r}, {filters!r})")
		return [df for df in value if all(df.get(k) == v for k, v in filters.items())]

	def columns(self) -> set[str]:
		"""The names of all columns of the table."""
		return {*self.valid_columns, *(() if self.istable else OPTIONAL_FIELDS)}

	def get_valid_columns(self) -> list[str]:
		return self.valid_columns

	def get_field(self, fieldname: str) -> _dict | None:
		return self._fields.get(fieldname)

	def has_field(self, fieldname: str) -> bool:
		return fieldname in self._fields

	def get_label(self, fieldname: str) -> str:
		df = self.get_field(fieldname)
		return df.label if df and df.label else fieldname.replace("_", " ").title()

	def get_options(self, fieldname: str) -> str | None:
		return self._fields[fieldname].options

	def get_link_fields(self) -> list[_dict]:
		return [df for df in self.fields if df.fieldtype == "Link" and df.options != "[Select]"]

	def get_dynamic_link_fields(self) -> list[_dict]:
		return [df for df in self.fields if df.fieldtype == "Dynamic Link"]

	def get_select_fields(self) -> list[_dict]:
		return [df for df in self.fields if df.fieldtype == "Select"]

	def get_table_fields(self) -> list[_dict]:
		return [df for df in self.fields if df.fieldtype in TABLE_FIELDTYPES]

	def get_title_field(self) -> str:
		title = self.title_field or ("title" if self.has_field("title") else None)
		return title or "name"

	def get_search_fields(self) -> list[str]:
		names = [name.strip() for name in (self.search_fields or "").split(",") if name.strip()]
		return names if "name" in names else ["name", *names]

	def get_set_only_once_fields(self) -> list[_dict]:
		return [df for df in self.fields if df.set_only_once]


@cache
def read_descriptions(apps: tuple[str, ...], helpdesk: str) -> dict[str, dict]:
	"""All DocTypes of a site by name, from the files of the host and of its apps."""
	found = [json.loads(path.read_text()) for path in sorted(HOST_DOCTYPES.glob("*.json"))]
	found = [doctype for doctype in found if doctype.get("sandbox_app", "frappe") in ("frappe", helpdesk)]
	for app in apps:
		for path in sorted(Path(frappe.get_app_path(app)).glob("*/doctype/*/*.json")):
			if path.stem == path.parent.name:
				found.append({**json.loads(path.read_text()), "app": app})
	return {doctype["name"]: doctype for doctype in found}


def site_descriptions() -> dict[str, dict]:
	"""The DocTypes of the site at hand."""
	return read_descriptions(tuple(frappe.local.conf.sandbox_apps), frappe.local.conf.sandbox_helpdesk or "")


def get_meta(doctype: str, cached: bool = True) -> Meta:
	"""The DocType, or DoesNotExistError."""
	metas = frappe.local.metas
	if not cached or doctype not in metas:
		description = site_descriptions().get(doctype)
		if not description:
			frappe.throw(f"DocType {doctype} not found", frappe.DoesNotExistError)
		metas[doctype] = Meta(description, _custom_fields(doctype))
	return metas[doctype]


def _custom_fields(doctype: str) -> list[dict]:
	if doctype == "Custom Field" or not frappe.db or not frappe.db.table_exists("Custom Field"):
		return []
	rows = frappe.db.execute(
		"SELECT * FROM `tabCustom Field` WHERE dt = ? ORDER BY idx, creation", [doctype], as_dict=True
	)
	return [dict({k: v for k, v in row.items() if v is not None}, is_custom_field=1) for row in rows]
