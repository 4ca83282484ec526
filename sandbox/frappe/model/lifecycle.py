"""Inserting and saving a document, step by step in the host's order. `Document` adds the rest."""

from __future__ import annotations

import frappe
from frappe import permissions
from frappe.model import checks
from frappe.model.base import BaseDocument
from frappe.model.naming import set_new_name, validate_name
from frappe.utils import cstr, now


class Lifecycle(BaseDocument):
	"""The part of `Document` that writes."""

	def insert(
		self,
		ignore_permissions: bool | None = None,
		ignore_links: bool | None = None,
		ignore_if_duplicate: bool = False,
		ignore_mandatory: bool | None = None,
		set_name: str | None = None,
		set_child_names: bool = True,
	) -> Lifecycle:
		"""Inserts it as new, with its rows. The ignore_* are remembered in `flags`."""
		given = {
			"ignore_permissions": ignore_permissions,
			"ignore_links": ignore_links,
			"ignore_mandatory": ignore_mandatory,
		}
		self.flags.update({key: value for key, value in given.items() if value is not None})
		self.set("__islocal", True)
		self._prepare()
		self._check_links()
		self.check_permission("create")
		self.run_method("before_insert")
		self._name(set_name, set_child_names)
		permissions.reset_higher_levels(self)
		self.flags.in_insert = True
		self._before_save()
		self._validate()
		self.flags.in_insert = False
		self._insert_rows(ignore_if_duplicate)
		self.run_method("after_insert")
		self.flags.in_insert = True
		self._after_save()
		self.flags.in_insert = False
		self.__dict__.pop("__islocal", None)
		self.__dict__.pop("__unsaved", None)
		return self

	def _insert_rows(self, ignore_if_duplicate: bool) -> None:
		if self.meta.issingle:
			self._write_single()
		else:
			self.db_insert(ignore_if_duplicate=ignore_if_duplicate)
		for row in self.get_all_children():
			row.db_insert()

	def save(self, ignore_permissions: bool | None = None, ignore_version: bool | None = None) -> Lifecycle:
		"""Saves it; TimestampMismatchError where somebody else saved it since it was read."""
		if ignore_permissions is not None:
			self.flags.ignore_permissions = ignore_permissions
		if self.get("__islocal") or not self.get("name"):
			return self.insert()
		self._set_defaults()
		self.check_permission("write")
		self._prepare()
		for row in self.get_all_children():
			if not row.name:
				set_new_name(row)
		permissions.reset_higher_levels(self)
		self._check_links()
		self._before_save()
		self._validate()
		if self.meta.issingle:
			self._write_single()
		else:
			self.db_update()
		self._update_children()
		self._after_save()
		self.__dict__.pop("__unsaved", None)
		return self

	def _prepare(self) -> None:
		"""Defaults, who and when, and what the document was before."""
		if self.is_new():
			self._set_defaults()
		original, self.modified = self.modified, now()
		self.modified_by = frappe.session.user
		if self.is_new():
			self.creation, self.owner = self.modified, self.modified_by
		for row in self.get_all_children():
			row.modified, row.modified_by = self.modified, self.modified_by
			row.owner, row.creation = row.owner or self.owner, row.creation or self.creation
			row.parent, row.parenttype = self.name, self.doctype
		frappe.flags.currently_saving.append((self.doctype, self.name))
		self.load_doc_before_save(raise_exception=True)
		before = self._doc_before_save
		if before and cstr(before.modified) != cstr(original):
			frappe.msgprint(
				"Error: Document has been modified after you have opened it "
				f"({before.modified}, {self.modified}). Please refresh to get the latest document.",
				raise_exception=frappe.TimestampMismatchError,
			)

	def _set_defaults(self) -> None:
		if self.is_new():
			self.update_if_missing(frappe.new_doc(self.doctype, as_dict=True))
		for df in self.meta.get_table_fields():
			defaults = frappe.new_doc(df.options, as_dict=True)
			for row in self.get(df.fieldname) or []:
				if row.is_new():
					row.update_if_missing(defaults)

	def _name(self, set_name: str | None, set_child_names: bool) -> None:
		if not self.flags.name_set:
			if set_name:
				self.name = validate_name(self.doctype, set_name)
			else:
				set_new_name(self)
			for row in self.get_all_children() if set_child_names else ():
				set_new_name(row)
			self.flags.name_set = True
		for row in self.get_all_children():
			row.parent, row.parenttype = self.name, self.doctype

	def _check_links(self) -> None:
		if not self.flags.ignore_links:
			checks.validate_links(self, self.get_all_children())

	def _validate(self) -> None:
		if not self.flags.ignore_mandatory:
			lacking = checks.missing_mandatory(self)
			for row in self.get_all_children():
				lacking += checks.missing_mandatory(row)
			if lacking:
				frappe.msgprint(f"Error: Value missing for {self.doctype}: {', '.join(lacking)}")
				raise frappe.MandatoryError(f"[{self.doctype}, {self.name}]: {', '.join(lacking)}")
		for doc in (self, *self.get_all_children()):
			checks.validate_values(doc)
		if not self.is_new():
			checks.validate_set_only_once(self, self._doc_before_save)

	def _before_save(self) -> None:
		self.run_method("before_validate")
		if not self.flags.ignore_validate:
			self.run_method("validate")
			self.run_method("before_save")

	def _after_save(self) -> None:
		self.run_method("on_update")
		self.clear_cache()
		if self.flags.get("notify_update", True):
			self.notify_update()
		self.run_method("on_change")
		if (self.doctype, self.name) in frappe.flags.currently_saving:
			frappe.flags.currently_saving.remove((self.doctype, self.name))

	def _write_single(self) -> None:
		frappe.db.execute("DELETE FROM tabSingles WHERE doctype = ?", [self.doctype])
		frappe.db.write_single(self.doctype, self.get_valid_dict())

	def _update_children(self) -> None:
		for df in self.meta.get_table_fields():
			rows = self.get(df.fieldname) or []
			table = frappe.qb.DocType(df.options)
			query = frappe.qb.from_(table).delete().where(table.parent == self.name)
			query = query.where(table.parenttype == self.doctype).where(table.parentfield == df.fieldname)
			if kept := [row.name for row in rows if row.name and not row.is_new()]:
				query = query.where(table.name.notin(kept))
			query.run()
			for row in rows:
				row.db_update()
